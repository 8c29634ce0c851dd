//! The fields of the query language: a table of names and meanings.

use std::sync::LazyLock;

use super::when::Period;
use crate::briefing::Confidence;
use crate::briefing::schema::{self, KEYS, QueryField, SchemaKey, Slot};

/// A field as users name it, with one line of help.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldInfo {
    /// The name before the `:`.
    pub name: &'static str,
    /// The help.
    pub about: &'static str,
    pub(super) meaning: FieldKind,
}

/// The reading of a field's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum FieldKind {
    Test(Test),
    Since,
    Until,
    Dates(&'static SchemaKey),
    Confidence,
    Is,
}

/// The test of a filter, apart from its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Test {
    /// Its kind.
    Kind,
    /// The company itself, or linked with it.
    Company,
    /// The event itself, or linked with it.
    Event,
    /// A role in one of its links. It restricts the links of link tests beside it.
    Role,
    /// Linked with the event.
    At,
    /// The folder of its file, or one above it.
    In,
    /// A tag.
    Tag,
    /// A country code.
    Country,
    /// A program, or the state of one.
    Status,
    /// A person named in it.
    Person,
    /// A source that it cites.
    Source,
    /// The origin of a source that it cites.
    Origin,
    /// Its dates fall into the period.
    During(Period),
    /// The date under one front-matter key is in the period.
    Dated(&'static SchemaKey, Period),
    /// The confidence in its sources.
    Confidence(Confidence),
    /// A state of the file, or a mark of the user's.
    Is(Flag),
    /// The user's note at its star.
    Note,
    /// The id: the file name without its ending.
    Id,
    /// The text under a front-matter key of the schema.
    Text(&'static SchemaKey),
    /// The text under any other front-matter key. A date there in the period passes too; the key is the filter's.
    Other(Option<Period>),
}

/// The values of `is:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flag {
    /// It was never read.
    Unread,
    /// It changed since it was read.
    Changed,
    /// It is starred.
    Starred,
    /// A draft; drafts are hidden unless a query includes them.
    Draft,
    /// The file has a problem.
    Broken,
    /// It did not exist at the last visit.
    New,
}

impl Flag {
    pub(super) const ALL: [(&'static str, Self); 6] = [
        ("unread", Self::Unread),
        ("changed", Self::Changed),
        ("starred", Self::Starred),
        ("draft", Self::Draft),
        ("broken", Self::Broken),
        ("new", Self::New),
    ];
}

pub(super) const CONFIDENCES: [(&str, Confidence); 3] =
    [("low", Confidence::Low), ("moderate", Confidence::Moderate), ("high", Confidence::High)];

/// A field at the beginning of the list.
enum LeadingField {
    /// A field that is no key.
    Own(FieldInfo),
    /// The field of a key.
    Of(&'static str),
}

/// The fields that are used most, in their order.
const LEADING: &[LeadingField] = &[
    LeadingField::Of("type"),
    own("company", "a company, and everything linked with it", FieldKind::Test(Test::Company)),
    own("event", "an event, and everything linked with it", FieldKind::Test(Test::Event)),
    own("role", "a role in a link: exhibitor, listed, supplier, …", FieldKind::Test(Test::Role)),
    own("at", "linked with the event with this id or name", FieldKind::Test(Test::At)),
    own("in", "in this folder or below it: companies, docs/adr", FieldKind::Test(Test::In)),
    LeadingField::Of("tag"),
    LeadingField::Of("country"),
    LeadingField::Of("status"),
    LeadingField::Of("person"),
    own("source", "the id of a source that it cites", FieldKind::Test(Test::Source)),
    LeadingField::Of("origin"),
    own("since", "on this date or later: 2019-10, 7d (7 days ago)", FieldKind::Since),
    own("until", "on this date or before: 2019-10, 1y", FieldKind::Until),
    LeadingField::Of("confidence"),
    own("is", "unread, new (not there at your last visit), changed, starred, draft or broken", FieldKind::Is),
    own("note", "a word of your note", FieldKind::Test(Test::Note)),
    own("id", "the id: the name of the file without .md", FieldKind::Test(Test::Id)),
];

const fn own(name: &'static str, about: &'static str, meaning: FieldKind) -> LeadingField {
    LeadingField::Own(FieldInfo { name, about, meaning })
}

/// All fields, in the order in which they are explained and offered: the first ones, then texts and dates.
pub static FIELDS: LazyLock<Vec<FieldInfo>> = LazyLock::new(|| {
    let of_keys: Vec<FieldInfo> = KEYS.iter().filter_map(of_key).collect();
    let first = LEADING.iter().filter_map(|field| match field {
        LeadingField::Own(field) => Some(*field),
        LeadingField::Of(name) => of_keys.iter().find(|field| field.name == *name).copied(),
    });
    let mut fields: Vec<FieldInfo> = first.collect();
    let is_date = |field: &FieldInfo| matches!(field.meaning, FieldKind::Dates(_));
    for dates in [false, true] {
        let is_first = |field: &FieldInfo| fields.iter().any(|first| first.name == field.name);
        let rest = of_keys.iter().filter(|field| is_date(field) == dates && !is_first(field));
        let rest: Vec<FieldInfo> = rest.copied().collect();
        fields.extend(rest);
    }
    fields
});

/// Returns the field that asks for a key.
fn of_key(key: &'static SchemaKey) -> Option<FieldInfo> {
    let QueryField { name, about, .. } = key.field?;
    let meaning = match key.slot {
        Slot::Day(_) | Slot::Date(_) => FieldKind::Dates(key),
        Slot::Confidence => FieldKind::Confidence,
        Slot::Kind => FieldKind::Test(Test::Kind),
        Slot::Status => FieldKind::Test(Test::Status),
        Slot::People => FieldKind::Test(Test::Person),
        Slot::Links => FieldKind::Test(Test::Role),
        Slot::Draft => FieldKind::Is,
        _ if key == schema::TAGS => FieldKind::Test(Test::Tag),
        _ if key == schema::COUNTRY => FieldKind::Test(Test::Country),
        _ if key == schema::ORIGIN => FieldKind::Test(Test::Origin),
        Slot::Line(_) | Slot::Word(_) | Slot::Lines(_) | Slot::Words(_) => FieldKind::Test(Test::Text(key)),
    };
    Some(FieldInfo { name, about, meaning })
}

/// Returns the field that a key names.
/// Case does not count, `-` equals `_`, and the keys of front matter, plural or old, are accepted too.
pub(super) fn known(key: &str) -> Option<&'static FieldInfo> {
    let key = plain_key(key);
    let name = match key.as_str() {
        "folder" => "in",
        "sources" => "source",
        "countries" => "country",
        other => match schema::spelled(other).and_then(|key| key.field) {
            Some(field) => field.name,
            None => other,
        },
    };
    FIELDS.iter().find(|field| field.name == name)
}

/// Normalises a front-matter key for comparison. It is in lower case, with `_` for `-` and blanks.
pub(crate) fn plain_key(key: &str) -> String {
    key.chars()
        .flat_map(char::to_lowercase)
        .map(|c| if c == '-' || c.is_whitespace() { '_' } else { c })
        .collect()
}

/// Returns the value named `text`, or the only one that begins so.
pub(super) fn choice<T: Copy>(choices: &[(&str, T)], text: &str) -> Option<T> {
    let text = text.to_lowercase();
    if let Some((_, value)) = choices.iter().find(|(name, _)| *name == text) {
        return Some(*value);
    }
    let mut begun = choices.iter().filter(|(name, _)| !text.is_empty() && name.starts_with(&text));
    match (begun.next(), begun.next()) {
        (Some((_, value)), None) => Some(*value),
        _ => None,
    }
}

/// Returns the name nearest to `text`, if it is a likely correction.
/// Such a name begins with `text`, or is at most two slips away (a letter changed, left out, added, or two
/// neighbours exchanged); for two or three letters, one slip.
pub fn nearest<'a>(names: impl Iterator<Item = &'a str>, text: &str) -> Option<&'a str> {
    // A longer name is no slip, and the table below stays small.
    const LONGEST: usize = 40;
    let text: Vec<char> = text.chars().flat_map(char::to_lowercase).take(LONGEST + 1).collect();
    let allowed = match text.len() {
        0..=1 => return None,
        2..=3 => 1,
        4..=LONGEST => 2,
        _ => return None,
    };
    let distance = |name: &str| {
        let name: Vec<char> = name.chars().flat_map(char::to_lowercase).take(LONGEST + 1).collect();
        let begun = text.len() >= 2 && name.starts_with(&text);
        if begun { 0 } else { slips(&text, &name) }
    };
    let ranked = names.map(|name| (distance(name), name)).filter(|(slips, _)| *slips <= allowed);
    ranked.min_by_key(|(slips, _)| *slips).map(|(_, name)| name)
}

/// Computes the optimal string alignment distance, three rows at a time.
/// (Damerau 1964 with Boytsov's restriction.)
fn slips(from: &[char], to: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=to.len()).collect();
    for (row, have) in from.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, want) in to.iter().enumerate() {
            let changed = above[column] + usize::from(have != want);
            let mut least = changed.min(above[column + 1] + 1).min(current[column] + 1);
            let exchanged = row > 0 && column > 0 && *have == to[column - 1] && from[row - 1] == *want;
            if exchanged {
                least = least.min(before[column - 1] + 1);
            }
            current.push(least);
        }
        before = std::mem::replace(&mut above, current);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_recognised() {
        let names = || FIELDS.iter().map(|field| field.name);
        assert_eq!(nearest(names(), "contry"), Some("country"));
        assert_eq!(nearest(names(), "tpye"), Some("type"));
        assert_eq!(nearest(names(), "conf"), Some("confidence"));
        assert_eq!(nearest(names(), "http"), None);
    }

    #[test]
    fn each_key_with_a_field_is_asked_for_by_all_its_names() {
        for key in &KEYS {
            let Some(field) = key.field else { continue };
            assert_eq!(FIELDS.iter().filter(|known| known.name == field.name).count(), 1, "{}", field.name);
            for name in key.spellings().chain([field.name]) {
                assert_eq!(known(name).map(|known| known.about), Some(field.about), "{name}");
            }
        }
        let of_keys = KEYS.iter().filter(|key| key.field.is_some()).count();
        let own = LEADING.iter().filter(|field| matches!(field, LeadingField::Own(_))).count();
        assert_eq!(FIELDS.len(), of_keys + own);
    }

    #[test]
    fn keys_are_compared_without_case_and_hyphens() {
        let name = |key| known(key).map(|field| field.name);
        assert_eq!(name("As-Of"), Some("as_of"));
        assert_eq!(name("tags"), Some("tag"));
        assert_eq!(name("kind"), Some("type"));
        assert_eq!(name("ticker"), None);
    }

    #[test]
    fn the_beginning_of_a_choice_is_enough_when_it_is_clear() {
        assert_eq!(choice(&Flag::ALL, "dra"), Some(Flag::Draft));
        assert_eq!(choice(&Flag::ALL, "UNREAD"), Some(Flag::Unread));
        assert_eq!(choice(&Flag::ALL, ""), None);
        assert_eq!(choice(&Flag::ALL, "x"), None);
    }
}
