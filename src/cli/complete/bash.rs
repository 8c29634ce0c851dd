//! The command line that bash passes on, and values quoted for it.
//!
//! Bash inserts a candidate as it is: what is not quoted here is run by the reader's next Enter. It replaces only
//! the tail of a word, behind the last of `COMP_WORDBREAKS` or behind an open quote, so only the rest of a value
//! goes there.

/// The quote that is open at the end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quote {
    None,
    Single,
    Double,
}

/// A command line up to the cursor, as bash would read it.
#[derive(Debug)]
pub(super) struct CommandLine {
    /// The words without their quotes. The last one is to be completed, and may be empty.
    pub words: Vec<String>,
    /// The beginning of the last word that bash keeps, without quotes.
    kept: String,
    quote: Quote,
    /// Set if the last word begins with the reader's home, written `~/`.
    is_home: bool,
}

impl CommandLine {
    /// Reads a line whose end `tail` is replaced by bash.
    pub fn read(line: &str, tail: &str) -> Self {
        let tail_at = if line.ends_with(tail) { line.len() - tail.len() } else { line.len() };
        let mut words = Vec::new();
        let (mut word, mut begun) = (String::new(), None);
        let (mut kept, mut quote) = (0, Quote::None);
        let mut chars = line.char_indices().peekable();
        while let Some((at, character)) = chars.next() {
            if at == tail_at {
                kept = word.len();
            }
            match (quote, character) {
                (Quote::None, ' ' | '\t' | '\n') => {
                    if begun.take().is_some() {
                        words.push(std::mem::take(&mut word));
                    }
                    kept = 0;
                    continue;
                }
                (Quote::None, '\'') => quote = Quote::Single,
                (Quote::None, '"') => quote = Quote::Double,
                (Quote::Single, '\'') | (Quote::Double, '"') => quote = Quote::None,
                (Quote::None, '\\') => word.extend(chars.next().map(|(_, next)| next)),
                (Quote::Double, '\\') => {
                    // Within these quotes a backslash quotes only characters that would act there.
                    let next = chars.next_if(|(_, next)| matches!(next, '$' | '`' | '"' | '\\'));
                    word.push(next.map_or('\\', |(_, next)| next));
                }
                (_, other) => word.push(other),
            }
            begun = begun.or(Some(at));
        }
        if tail.is_empty() {
            kept = word.len();
        }
        let is_home = begun.is_some_and(|at| line[at..].starts_with("~/"));
        let kept = word[..kept].to_owned();
        words.push(word);
        Self { words, kept, quote, is_home }
    }

    /// Returns the replacement of the tail that makes the last word `value`.
    /// Nothing is returned when the part that bash keeps is not the beginning of that. With `is_path`, a home that
    /// was written `~/` stays so.
    pub fn quoted(&self, value: &str, is_path: bool) -> Option<String> {
        let rest = value.strip_prefix(&*self.kept)?;
        Some(match self.quote {
            Quote::Single => closed(rest.replace('\'', "'\\''"), '\''),
            Quote::Double => {
                let text = rest.chars().fold(String::new(), |mut text, character| {
                    match character {
                        '$' | '`' | '"' | '\\' => text.extend(['\\', character]),
                        // Within the quotes a backslash before it would stay.
                        '!' => text.push_str("\"\\!\""),
                        _ => text.push(character),
                    }
                    text
                });
                closed(text, '"')
            }
            Quote::None => {
                let home = if is_path && self.is_home && self.kept.is_empty() { "~/" } else { "" };
                let rest = rest.strip_prefix(home).unwrap_or(rest);
                rest.chars().fold(home.to_owned(), |mut text, character| {
                    if character.is_ascii() && !is_plain(character) {
                        text.push('\\');
                    }
                    text.push(character);
                    text
                })
            }
        })
    }
}

/// Closes the quote where bash would not.
/// It takes the end of the text for a quote that closes it.
fn closed(mut text: String, quote: char) -> String {
    if text.ends_with(quote) {
        text.push(quote);
    }
    text
}

/// Reports whether an ASCII character means nothing to bash in any argument.
fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_-./:=@%+,".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What bash puts in place of the tail when `value` is chosen.
    fn put(line: &str, tail: &str, value: &str) -> String {
        CommandLine::read(line, tail).quoted(value, false).unwrap_or_default()
    }

    #[test]
    fn words_lose_their_quotes() {
        let words = |line| CommandLine::read(line, "").words;
        assert_eq!(words("b show hik"), ["b", "show", "hik"]);
        assert_eq!(words("b  show "), ["b", "show", ""]);
        assert_eq!(words(r#"b 'a "b' "c '\"\x" d\ e\"#), ["b", "a \"b", "c '\"\\x", "d e"]);
        assert_eq!(words("b ''"), ["b", ""]);
        assert_eq!(words(r#"b t:"a b"#), ["b", "t:a b"]);
        assert_eq!(words(""), [""]);
    }

    #[test]
    fn every_character_that_acts_is_quoted() {
        let acts = " \"#$&'()*;<>?[\\]^`{|}~!";
        let quoted: String = acts.chars().flat_map(|character| ['\\', character]).collect();
        assert_eq!(put("b show ", "", acts), quoted);
        assert_eq!(put("b show 'x", "x", "x$(id)`id`;!'y"), "x$(id)`id`;!'\\''y");
        assert_eq!(put("b show \"x", "x", "x$(id)`id`;!\"\\'y"), "x\\$(id)\\`id\\`;\"\\!\"\\\"\\\\'y");
        assert_eq!(put("b show 'x", "x", "x'"), r"x'\'''");
        assert_eq!(put("b show \"x", "x", "x\""), r#"x\"""#);
        assert_eq!(put("b show \"x", "x", "x!"), r#"x"\!"""#);
        assert_eq!(put("b show ", "", "überwachung.海-_./:=@%+,"), "überwachung.海-_./:=@%+,");
    }

    #[test]
    fn what_bash_keeps_of_a_word_is_not_repeated() {
        assert_eq!(put("b list tag:zz", "zz", "tag:zzz;id"), "zzz\\;id");
        assert_eq!(put("b list tag:\"zz", "zz", "tag:zzz;id"), "zzz;id");
        assert_eq!(put("b list 'tag:zz", "tag:zz", "tag:zzz;id"), "tag:zzz;id");
        assert_eq!(put("b list tag:", "", "tag:zzz;id"), "zzz\\;id");
        assert_eq!(put("b list a\\;b:c", "c", "a;b:c d"), "c\\ d");
        assert_eq!(CommandLine::read("b list tag:x", "x").quoted("other", false), None);
    }

    #[test]
    fn a_home_stays_one_in_paths_alone() {
        let quoted =
            |line, is_path| CommandLine::read(line, "~/a").quoted("~/a b/", is_path).unwrap_or_default();
        assert_eq!(quoted("b -L ~/a", true), "~/a\\ b/");
        assert_eq!(quoted("b show ~/a", false), "\\~/a\\ b/");
        assert_eq!(
            CommandLine::read("b -L \\~/a", "\\~/a").quoted("~/a b/", true).unwrap_or_default(),
            "\\~/a\\ b/"
        );
    }
}
