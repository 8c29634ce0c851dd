//! The lexer of queries: the start and end of each token.
//!
//! One pass, no recursion, linear in the length of the line. Blanks and brackets end a bare token; a `"` opens a
//! phrase only where a token or a value begins, so that `5"` is a word.

use std::ops::Range;

use crate::text::Clean;

/// One token with its bytes in the line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct QueryToken {
    pub kind: TokenKind,
    pub at: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    Open,
    Close,
    Or,
    And,
    /// A `-` before a term, or the word `NOT`.
    Not,
    Word,
    Phrase(QueryValue),
    Field {
        key: Range<usize>,
        value: QueryValue,
    },
}

/// A value or a phrase. The text is without quotes and escapes, the bytes are with them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct QueryValue {
    pub text: String,
    pub at: Range<usize>,
    /// False where the closing quote is missing.
    pub closed: bool,
}

/// All tokens of the line.
pub(super) fn tokens(line: &str) -> impl Iterator<Item = QueryToken> {
    let mut lexer = Lexer { line, at: 0 };
    std::iter::from_fn(move || lexer.next_token())
}

struct Lexer<'a> {
    line: &'a str,
    at: usize,
}

impl Lexer<'_> {
    fn next_token(&mut self) -> Option<QueryToken> {
        let start = self.line.len() - self.rest().trim_start().len();
        self.at = start;
        let kind = match self.rest().chars().next()? {
            '(' => self.single(TokenKind::Open),
            ')' => self.single(TokenKind::Close),
            '-' => self.single(TokenKind::Not),
            '"' => TokenKind::Phrase(self.quoted()),
            _ => self.bare(),
        };
        Some(QueryToken { kind, at: start..self.at })
    }

    fn rest(&self) -> &str {
        &self.line[self.at..]
    }

    fn single(&mut self, kind: TokenKind) -> TokenKind {
        self.at += 1;
        kind
    }

    /// Reads a word, an operator, or a field with its value.
    fn bare(&mut self) -> TokenKind {
        let start = self.at;
        if let Some(length) = key_length(self.rest()) {
            self.at += length + 1;
            let value = if self.rest().starts_with('"') { self.quoted() } else { self.unquoted() };
            return TokenKind::Field { key: start..start + length, value };
        }
        match self.unquoted().text.as_str() {
            "OR" => TokenKind::Or,
            "AND" => TokenKind::And,
            "NOT" => TokenKind::Not,
            _ => TokenKind::Word,
        }
    }

    fn unquoted(&mut self) -> QueryValue {
        let start = self.at;
        let length = self.rest().find(ends_bare).unwrap_or(self.rest().len());
        self.at += length;
        QueryValue { text: self.line[start..self.at].to_owned(), at: start..self.at, closed: true }
    }

    /// Reads from a `"` to the next one.
    /// Without one, it reads to the end of the line. `\"` and `\\` mean `"` and `\`.
    fn quoted(&mut self) -> QueryValue {
        let start = self.at;
        let mut text = String::new();
        let mut closed = false;
        let mut escaped = false;
        self.at += 1;
        for character in self.line[self.at..].chars() {
            self.at += character.len_utf8();
            match character {
                _ if escaped => {
                    if !matches!(character, '"' | '\\') {
                        text.push('\\');
                    }
                    text.push(character);
                    escaped = false;
                }
                '\\' => escaped = true,
                '"' => {
                    closed = true;
                    break;
                }
                _ => text.push(character),
            }
        }
        if escaped {
            text.push('\\');
        }
        QueryValue { text, at: start..self.at, closed }
    }
}

/// Reports whether `character` ends a bare word or value.
pub(super) fn ends_bare(character: char) -> bool {
    character.is_whitespace() || matches!(character, '(' | ')')
}

/// Returns the length of the key that `rest` begins with.
/// A `:` follows it. It consists of letters, then also digits, `_`, `-` and `.`. A key starts with a letter, so
/// that `12:30` is a word.
fn key_length(rest: &str) -> Option<usize> {
    let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')))?;
    let key = &rest[..end];
    let named = rest[end..].starts_with(':') && key.starts_with(char::is_alphabetic);
    // A few letters are invisible and come out of cleaning as markers, which no key can hold: then it is a word.
    (named && Clean::line(key) == key).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shapes(line: &str) -> Vec<String> {
        let shape = |token: QueryToken| match token.kind {
            TokenKind::Word => format!("word {}", &line[token.at]),
            TokenKind::Phrase(value) => {
                format!("phrase {}{}", value.text, if value.closed { "" } else { "…" })
            }
            TokenKind::Field { key, value } => format!("{} = {}", &line[key], value.text),
            other => format!("{other:?}"),
        };
        tokens(line).map(shape).collect()
    }

    #[test]
    fn words_phrases_and_fields_are_distinguished() {
        assert_eq!(
            shapes(r#"nice -"city of Nice" type:company person:"Pooi Lee""#),
            ["word nice", "Not", "phrase city of Nice", "type = company", "person = Pooi Lee"]
        );
    }

    #[test]
    fn brackets_end_a_word_and_operators_are_in_capitals() {
        assert_eq!(shapes("a(b OR c)or"), ["word a", "Open", "word b", "Or", "word c", "Close", "word or"]);
    }

    #[test]
    fn what_only_looks_like_a_field_or_a_phrase_is_a_word() {
        assert_eq!(
            shapes(r#"12:30 :x 5" half"way"#),
            ["word 12:30", "word :x", "word 5\"", "word half\"way"]
        );
    }

    #[test]
    fn quotes_are_escaped_and_may_stay_open() {
        assert_eq!(shapes(r#""a \"b\" \\ \n""#), [r#"phrase a "b" \ \n"#]);
        assert_eq!(shapes("tag:\"ha"), ["tag = ha"]);
        assert_eq!(shapes("\"ha\\"), ["phrase ha\\…"]);
    }
}
