//! A number for the words of a text: the same for two texts that differ only in white space and in where lines
//! break.

use std::fmt;

/// A number that two texts with the same words have in common.
///
/// White space counts as one blank, and as none beside Chinese, Japanese and Korean characters, whose lines are
/// broken without one. The signs that carry a quotation on from line to line don't count either. The number is
/// kept for years, so what it is made of must not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// The fingerprint of a whole file, front matter included.
    pub fn of(text: &str) -> Self {
        let mut hash = Hash::default();
        let mut before = None;
        for_each_character(text, |character, blank| {
            if blank && before.is_some_and(|before| !is_unspaced(before)) && !is_unspaced(character) {
                hash.write(b' ');
            }
            let mut bytes = [0; 4];
            character.encode_utf8(&mut bytes).bytes().for_each(|byte| hash.write(byte));
            before = Some(character);
        });
        Self(hash.finish())
    }

    /// The number itself, as a database keeps it.
    pub fn number(self) -> i64 {
        self.0.cast_signed()
    }

    /// The fingerprint of a kept number.
    pub fn from_number(number: i64) -> Self {
        Self(number.cast_unsigned())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}

impl std::str::FromStr for Fingerprint {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u64::from_str_radix(text, 16).map(Self)
    }
}

/// Calls `take` with each character that counts. The flag reports white space before it.
fn for_each_character(text: &str, mut take: impl FnMut(char, bool)) {
    let mut was_quoted = false;
    for line in text.trim_start_matches('\u{FEFF}').lines() {
        let inner = line.trim_start_matches(|c: char| c == '>' || c.is_whitespace());
        let is_quoted = line[..line.len() - inner.len()].contains('>');
        if is_quoted && !was_quoted {
            take('>', true);
        }
        was_quoted = is_quoted;
        let mut blank = true;
        for character in inner.chars() {
            if character.is_whitespace() {
                blank = true;
            } else {
                take(character, std::mem::take(&mut blank));
            }
        }
    }
}

/// Reports whether a character's script has no blanks between words.
fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{2E80}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FF00}'..='\u{FF9F}' | '\u{20000}'..='\u{3FFFF}')
}

/// FNV-1a with a final mixing step.
struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }
}

impl Hash {
    fn write(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
    }

    fn finish(&self) -> u64 {
        let mixed = (self.0 ^ self.0 >> 33).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
        mixed ^ mixed >> 33
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn same(one: &str, other: &str) {
        assert_eq!(Fingerprint::of(one), Fingerprint::of(other), "{one:?} {other:?}");
    }

    #[track_caller]
    fn differ(one: &str, other: &str) {
        assert_ne!(Fingerprint::of(one), Fingerprint::of(other), "{one:?} {other:?}");
    }

    #[test]
    fn white_space_and_where_lines_break_do_not_count() {
        same("---\na: b\n---\n\nOne two\nthree.\n", "---\r\na:   b\r\n---\r\nOne\r\ntwo three.");
        same("\u{FEFF}- item\n  goes on\n", "- item goes on");
        same("> one two\n> three\n", "> one\n> two three\n");
        same("深圳市\n海康威视", "深圳市海康威视");
    }

    #[test]
    fn words_and_what_stands_between_them_count() {
        differ("now here", "nowhere");
        differ("a b", "a c");
        differ("since: 2019-10", "since: 2019-11");
        differ("said so", "> said so");
        differ("one [a](x.md)", "one [a](y.md)");
        differ("", "a");
    }

    #[test]
    fn a_fingerprint_that_was_kept_is_the_same_in_every_version() {
        assert_eq!(Fingerprint::of("One two\nthree.").to_string(), "6cbe702598c2c464");
    }

    #[test]
    fn numbers_and_words_lead_back() {
        let print = Fingerprint::of("x");
        assert_eq!(Fingerprint::from_number(print.number()), print);
        assert_eq!(print.to_string().parse(), Ok(print));
    }
}
