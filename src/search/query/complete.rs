//! Completion at the cursor: names of fields, and values in the library.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::field::{CONFIDENCES, FIELDS, FieldKind, Flag, known, plain_key};
use super::lexer::{QueryToken, TokenKind, tokens};
use super::written;
use crate::clean;
use crate::text::{Clean, fold};

/// The most completions that are offered.
const MOST: usize = 50;

/// The front-matter keys and field values of a library. The most used come first.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    values: BTreeMap<String, Vec<(Clean, u32)>>,
    /// The other front-matter keys as they can be typed.
    keys: Vec<Clean>,
}

/// Completions for a part of the line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// The bytes to replace.
    pub replace: Range<usize>,
    /// The completions, the best first.
    pub items: Vec<Completion>,
}

/// One completion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The text to insert, quoted if necessary.
    pub text: Clean,
    /// A description for the user.
    pub about: Option<Clean>,
}

impl Vocabulary {
    /// Counts the values. `extra` has the front-matter keys that are no fields of the language, with their values.
    pub fn new(values: impl IntoIterator<Item = (&'static str, Clean)>, extra: Vec<(Clean, Clean)>) -> Self {
        let mut counts: HashMap<&str, HashMap<Clean, u32>> = HashMap::new();
        for (key, value) in values {
            *counts.entry(key).or_default().entry(value).or_default() += 1;
        }
        let mut values: BTreeMap<String, Vec<(Clean, u32)>> =
            counts.into_iter().map(|(key, counts)| (key.to_owned(), by_use(counts))).collect();
        let mut keys: BTreeMap<String, Clean> = BTreeMap::new();
        let mut others: HashMap<String, HashMap<Clean, u32>> = HashMap::new();
        for (key, value) in extra {
            let plain = plain_key(&key);
            if let Some(key) = typeable(&key) {
                keys.entry(plain.clone()).or_insert(key);
            }
            *others.entry(plain).or_default().entry(value).or_default() += 1;
        }
        for (key, counts) in others {
            values.entry(key).or_insert_with(|| by_use(counts));
        }
        Self { values, keys: keys.into_values().collect() }
    }

    /// Reports whether a key is a field or a used front-matter key.
    pub fn has_key(&self, key: &str) -> bool {
        known(key).is_some() || self.keys.iter().any(|known| plain_key(known) == plain_key(key))
    }

    /// The front-matter keys that are no fields, as they can be typed.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(Clean::as_str)
    }

    /// Returns the values of a field or front-matter key.
    /// Each has the number of its uses; the most used come first.
    pub fn values(&self, key: &str) -> &[(Clean, u32)] {
        let name = known(key).map_or_else(|| plain_key(key), |field| field.name.to_owned());
        self.values.get(&name).map_or(&[], Vec::as_slice)
    }
}

fn by_use(counts: HashMap<Clean, u32>) -> Vec<(Clean, u32)> {
    let mut values: Vec<(Clean, u32)> = counts.into_iter().collect();
    values.sort_by(|(name, count), (other, others)| others.cmp(count).then_with(|| name.cmp(other)));
    values
}

/// Calls a function with each name for a field, and its id.
pub type NameVisitor<'a> = &'a dyn Fn(&str, &mut dyn FnMut(&str, &str));

/// Returns the completions at `cursor`, a byte of the line.
///
/// # Examples
///
/// ```
/// use briefing::library::embedded;
/// use briefing::search::query::{Vocabulary, complete};
/// use briefing::search::each_name;
///
/// let library = embedded().library;
/// let vocabulary = Vocabulary::of(&library);
/// let names_of = |field: &str, see: &mut dyn FnMut(&str, &str)| each_name(&library, field, see);
/// let completions = complete("type:comp", 9, &vocabulary, &names_of);
/// assert_eq!(completions.replace, 5..9);
/// assert_eq!(completions.items[0].text, "company");
/// ```
pub fn complete(
    line: &str,
    cursor: usize,
    vocabulary: &Vocabulary,
    names_of: NameVisitor<'_>,
) -> Completions {
    let cursor = line.floor_char_boundary(cursor);
    let here = tokens(line).find(|token| token.at.start < cursor && cursor <= token.at.end);
    match here {
        None | Some(QueryToken { kind: TokenKind::Open | TokenKind::Not, .. }) => {
            Completions { replace: cursor..cursor, items: names("", vocabulary) }
        }
        Some(QueryToken { kind: TokenKind::Word, at }) => {
            Completions { items: names(&line[at.start..cursor], vocabulary), replace: at }
        }
        Some(QueryToken { kind: TokenKind::Field { key, .. }, at }) if cursor <= key.end => {
            let items = names(&line[at.start..cursor], vocabulary);
            Completions { replace: at.start..key.end + 1, items }
        }
        Some(QueryToken { kind: TokenKind::Field { key, value }, .. }) => {
            let written = &line[value.at.start..cursor.max(value.at.start)];
            let typed = written.trim_start_matches('"').trim_end_matches('"');
            let mut items = values(&line[key.clone()], typed, vocabulary);
            // Ids have no blanks: a quoted value is a name.
            if items.is_empty() || written.starts_with('"') {
                items.extend(named(&line[key], typed, &items, names_of));
            }
            Completions { items, replace: value.at }
        }
        Some(_) => Completions { replace: cursor..cursor, items: Vec::new() },
    }
}

fn names(typed: &str, vocabulary: &Vocabulary) -> Vec<Completion> {
    let typed = plain_key(typed);
    let fields = FIELDS.iter().map(|field| (field.name, Some(field.about)));
    let others = vocabulary.keys().filter(|key| known(key).is_none()).map(|key| (key, None));
    let begun = fields.chain(others).filter(|(name, _)| plain_key(name).starts_with(&typed));
    let completion = |(name, about): (&str, Option<&str>)| Completion {
        text: clean!("{name}:"),
        about: Some(about.map_or_else(|| clean!("front-matter key"), Clean::line)),
    };
    begun.take(MOST).map(completion).collect()
}

/// Returns ids by the beginning of a name or of its words. Those in `offered` are left out.
fn named(key: &str, typed: &str, offered: &[Completion], names_of: NameVisitor<'_>) -> Vec<Completion> {
    let Some(field) = known(key) else { return Vec::new() };
    let typed = fold(typed).text;
    let mut found: Vec<(bool, Completion)> = Vec::new();
    names_of(field.name, &mut |name, id| {
        let starts = |part: &str| fold(part).text.starts_with(&typed);
        let begins = starts(name);
        let mut words = name.match_indices(' ').map(|(at, _)| &name[at + 1..]);
        if typed.is_empty() || !(begins || words.any(starts)) {
            return;
        }
        let text = Clean::line(&written(id));
        let is_new = |one: &Completion| one.text != text;
        if offered.iter().all(is_new) && found.iter().all(|(_, one)| is_new(one)) && found.len() < MOST {
            found.push((begins, Completion { text, about: Some(Clean::line(name)) }));
        }
    });
    found.sort_by_key(|(begins, _)| !begins);
    found.into_iter().map(|(_, completion)| completion).collect()
}

/// Returns a front-matter key as it can be typed before a `:`.
/// It is unchanged, or in lower case with `_` for blanks and hyphens.
fn typeable(key: &Clean) -> Option<Clean> {
    if writable(key) {
        return Some(key.clone());
    }
    Some(Clean::line(&plain_key(key))).filter(|plain| writable(plain))
}

/// Reports whether a front-matter key can be written before a `:`. It must not need a change.
fn writable(key: &str) -> bool {
    let written = format!("{key}:x");
    matches!(tokens(&written).next(), Some(QueryToken { kind: TokenKind::Field { .. }, at }) if at.end == written.len())
}

fn values(key: &str, typed: &str, vocabulary: &Vocabulary) -> Vec<Completion> {
    let typed = fold(typed).text;
    let fixed: Vec<(&str, &str)> = match known(key).map(|field| field.meaning) {
        Some(FieldKind::Is) => Flag::ALL.iter().map(|(name, _)| (*name, "")).collect(),
        Some(FieldKind::Confidence) => CONFIDENCES.iter().map(|(name, _)| (*name, "")).collect(),
        Some(FieldKind::Since | FieldKind::Until | FieldKind::Dates(_)) => {
            vec![("7d", "7 days ago"), ("1m", "a month ago"), ("1y", "a year ago")]
        }
        Some(FieldKind::Test(_)) | None => Vec::new(),
    };
    let fixed = fixed.into_iter().filter(|(name, _)| name.starts_with(&typed)).map(|(name, about)| {
        Completion { text: Clean::line(name), about: (!about.is_empty()).then(|| Clean::line(about)) }
    });
    let used = vocabulary.values(key);
    let begins = |value: &str| fold(value).text.starts_with(&typed);
    let begins_inside = |value: &str| {
        let inner = value.match_indices([' ', '-', '/', '_', '.']).map(|(at, _)| &value[at + 1..]);
        inner.into_iter().any(begins)
    };
    let first = used.iter().filter(|(value, _)| begins(value));
    let second = used.iter().filter(|(value, _)| !begins(value) && begins_inside(value));
    let used = first.chain(second).map(|(value, count)| Completion {
        text: Clean::line(&written(value)),
        about: Some(if *count == 1 { clean!("used once") } else { clean!("used {count} times") }),
    });
    fixed.chain(used).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(line: &str) -> (Range<usize>, Vec<String>) {
        let values = [
            ("tag", "video-surveillance"),
            ("tag", "export-control"),
            ("tag", "export-control"),
            ("person", "Pooi Lee"),
            ("type", "company"),
            ("company", "hikvision"),
        ];
        let values = values.map(|(key, value)| (key, Clean::line(value)));
        let extra = vec![("Ticker", "002415"), ("My Key", "x"), ("9*", "y")];
        let extra = extra.into_iter().map(|(key, value)| (Clean::line(key), Clean::line(value))).collect();
        let vocabulary = Vocabulary::new(values, extra);
        let names = |field: &str, see: &mut dyn FnMut(&str, &str)| {
            if field == "company" {
                see("Hikvision", "hikvision");
                see("Hangzhou Hikvision Digital Technology", "hikvision");
                see("Zhejiang Dahua (Hangzhou)", "dahua");
            }
        };
        let completions = complete(line, line.len(), &vocabulary, &names);
        (completions.replace, completions.items.into_iter().map(|item| item.text.into_string()).collect())
    }

    #[test]
    fn a_field_is_offered_as_soon_as_it_begins() {
        assert_eq!(
            offered("nice co"),
            (5..7, ["company:", "country:", "confidence:"].map(str::to_owned).into())
        );
        assert_eq!(offered("tick").1, ["Ticker:"]);
        assert!(offered("-").1.len() > 15);
    }

    #[test]
    fn values_come_from_the_library_most_used_first() {
        assert_eq!(
            offered("tag:"),
            (4..4, ["export-control", "video-surveillance"].map(str::to_owned).into())
        );
        assert_eq!(offered("tag:surv").1, ["video-surveillance"]);
        assert_eq!(offered("person:poo").1, ["\"Pooi Lee\""]);
        assert_eq!(offered("person:\"Pooi L").1, ["\"Pooi Lee\""]);
        assert_eq!(offered("is:u").1, ["unread"]);
        assert_eq!(offered("ticker:0").1, ["002415"]);
    }

    #[test]
    fn names_are_completed_to_the_ids_they_stand_for() {
        assert_eq!(offered("company:hik").1, ["hikvision"]);
        assert_eq!(offered("company:\"Hangzhou"), (8..17, vec!["hikvision".to_owned()]));
        assert_eq!(offered("company:\"hangzhou h").1, ["hikvision"]);
        assert_eq!(offered("company:hang").1, ["hikvision"]);
        assert_eq!(offered("company:zhe").1, ["dahua"]);
        assert_eq!(offered("company:\"Digital T").1, ["hikvision"]);
        assert_eq!(offered("company:\"Hik").1, ["hikvision"]);
        assert!(offered("tag:hang").1.is_empty() && offered("ticker:hang").1.is_empty());
    }

    #[test]
    fn a_key_with_a_blank_is_offered_as_it_can_be_typed() {
        assert_eq!(offered("my").1, ["my_key:"]);
        assert_eq!(offered("my_key:").1, ["x"]);
        assert!(offered("9").1.is_empty());
    }

    #[test]
    fn a_cursor_anywhere_is_survived() {
        for line in ["", "é", "(é:", "\"", "a:\"é", "type:é"] {
            for cursor in 0..line.len() + 3 {
                complete(line, cursor, &Vocabulary::default(), &|_, see| see("é", "e"));
            }
        }
    }
}
