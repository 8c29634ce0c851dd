//! The gate for other people's text.

use std::borrow::{Borrow, Cow};
use std::fmt::{self, Display, Write as _};
use std::ops::Deref;
use std::sync::Arc;

/// The most zero-width marks on one base character.
/// Further ones are shown as markers: the longest stack in real orthographies is well below the limit, and a cell
/// with thousands of marks stalls terminals.
const MARKS_PER_BASE: u8 = 8;

/// The least bytes of a piece of a long text.
/// The last piece may have fewer.
const PIECE: usize = 64 << 10;

/// The number of bytes that are checked together.
const BLOCK: usize = 32;

/// Text that cannot harm a terminal.
///
/// It is made only by the functions below, and they leave no control character except line feed and tab
/// ([`Clean::line`] leaves none at all), no bidi override and no invisible character: each has become a visible
/// marker (`␛`, `␡`, `‹9B›`, `‹202E›`). Passing a `Clean` through the gate again changes nothing.
///
/// A copy shares the memory of the original: briefings name one another all the time, and a row of the list holds
/// the same text as the library.
///
/// # Examples
///
/// ```
/// use briefing::text::Clean;
///
/// let title = Clean::line("A red\u{1b}[31m title\nin two lines");
/// assert_eq!(title, "A red␛[31m title in two lines");
/// assert_eq!(Clean::line(&title), title);
///
/// // Line feeds stay in a text of several lines.
/// assert_eq!(Clean::text("one\ntwo\u{7}"), "one\ntwo␇");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Clean(Arc<str>);

impl Clean {
    /// Text of several lines: line feeds and tabs stay, everything else that can't be seen becomes a marker.
    pub fn text(raw: &str) -> Self {
        Self(match gate(raw, LineBreaks::Kept) {
            Cow::Borrowed(clean) => clean.into(),
            Cow::Owned(clean) => clean.into(),
        })
    }

    /// Text of one line: each run of line breaks and tabs becomes one space, and the ends are trimmed.
    pub fn line(raw: &str) -> Self {
        Self(match gate(Self::trimmed(raw), LineBreaks::Joined) {
            Cow::Borrowed(clean) => clean.into(),
            Cow::Owned(clean) => clean.into(),
        })
    }

    pub(super) fn trimmed(raw: &str) -> &str {
        raw.trim_matches([' ', '\t', '\n', '\r'])
    }

    /// The pieces that [`Clean::text`] consists of.
    /// By them a long text is not in memory twice.
    pub fn pieces(raw: &str) -> impl Iterator<Item = Self> {
        let mut rest = raw;
        std::iter::from_fn(move || {
            let (piece, behind) = rest.split_at(end_of_piece(rest.as_bytes()));
            rest = behind;
            (!piece.is_empty()).then(|| Self::text(piece))
        })
    }

    /// The text of bytes that should be UTF-8; what isn't becomes U+FFFD.
    pub fn bytes(raw: &[u8]) -> Self {
        Self::text(&String::from_utf8_lossy(raw))
    }

    /// Takes over text that has passed the gate.
    /// A [`CleanBuf`](super::CleanBuf), for one, gathers it piece by clean piece.
    pub(super) fn gathered(clean: String) -> Self {
        Self(clean.into())
    }

    /// The text as a slice.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A copy of the text that can be changed.
    pub fn into_string(self) -> String {
        self.0.to_string()
    }
}

impl Deref for Clean {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl Display for Clean {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl AsRef<str> for Clean {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Clean {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl serde::Serialize for Clean {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl PartialEq<str> for Clean {
    fn eq(&self, other: &str) -> bool {
        *self.0 == *other
    }
}

impl PartialEq<&str> for Clean {
    fn eq(&self, other: &&str) -> bool {
        *self.0 == **other
    }
}

/// The treatment of line feeds and tabs.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum LineBreaks {
    Kept,
    Joined,
}

/// The end of the first piece of a text. A piece begins with printable ASCII: the gate treats it, and what is before
/// it, the same whether or not the other is there.
fn end_of_piece(bytes: &[u8]) -> usize {
    let printable = bytes.iter().skip(PIECE).position(|byte| (b' '..=b'~').contains(byte));
    printable.map_or(bytes.len(), |at| PIECE + at)
}

/// Borrows where nothing had to change, which is nearly always.
pub(super) fn gate(raw: &str, lines: LineBreaks) -> Cow<'_, str> {
    match first_suspect(raw, lines) {
        None => Cow::Borrowed(raw),
        Some(at) => Cow::Owned(marked(raw, at, lines)),
    }
}

/// The start of the first character that may need a look. Everything before it is plain: printable ASCII or a
/// character from a block that holds no invisible ones.
fn first_suspect(raw: &str, lines: LineBreaks) -> Option<usize> {
    let suspect = |byte: u8| match byte {
        b'\n' | b'\t' => lines == LineBreaks::Joined,
        // Controls, and lead bytes of invisible, combining or format characters: Latin-1 controls and the soft
        // hyphen (C2), combining marks and the Arabic letter mark (CC..DF), everything from U+0800 on except the
        // CJK range E4..E9, which has none. In E3 they are rare (U+3164, U+302A..), but it is checked too.
        0x00..=0x1F | 0x7F | 0xC2 | 0xCC..=0xDF | 0xE0..=0xE3 | 0xEA..=0xF4 => true,
        _ => false,
    };
    // Nearly all text is printable ASCII: whole blocks of it are passed without a look at each byte.
    let bytes = raw.as_bytes();
    for (number, block) in bytes.chunks(BLOCK).enumerate() {
        if block.iter().fold(false, |odd, byte| odd | (byte.wrapping_sub(b' ') > b'~' - b' '))
            && let Some(at) = block.iter().position(|byte| suspect(*byte))
        {
            return Some(number * BLOCK + at);
        }
    }
    None
}

fn marked(raw: &str, from: usize, lines: LineBreaks) -> String {
    let mut out = String::with_capacity(raw.len() + 16);
    out.push_str(&raw[..from]);
    let mut marks = 0_u8;
    let mut joining = false;
    let mut characters = raw[from..].chars().peekable();
    while let Some(character) = characters.next() {
        let was_joining = std::mem::take(&mut joining);
        match character {
            ' '..='~' => out.push(character),
            '\n' | '\t' if lines == LineBreaks::Kept => out.push(character),
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' | '\t' | '\r' if lines == LineBreaks::Joined => {
                joining = true;
                if !was_joining {
                    out.push(' ');
                }
            }
            '\0'..='\u{1F}' => out.push(char::from_u32(0x2400 + character as u32).unwrap_or('\u{FFFD}')),
            '\u{7F}' => out.push('␡'),
            _ if is_joiner(character) => {
                let next = characters.peek().copied();
                if joins(out.chars().next_back(), next) {
                    out.push(character);
                } else {
                    push_marker(&mut out, character);
                }
            }
            _ if is_hidden(character) => push_marker(&mut out, character),
            _ if character >= '\u{300}' && unicode_width::UnicodeWidthChar::width(character) == Some(0) => {
                let based = marks > 0 || out.chars().next_back().is_some_and(|base| !base.is_whitespace());
                marks = marks.saturating_add(1);
                if based && marks <= MARKS_PER_BASE {
                    out.push(character);
                } else {
                    push_marker(&mut out, character);
                }
                continue;
            }
            _ => out.push(character),
        }
        marks = 0;
    }
    out
}

fn push_marker(out: &mut String, character: char) {
    // Writing to a String cannot fail.
    let _ = write!(out, "‹{:02X}›", character as u32);
}

/// The length of an invisible character at the start of a text.
/// A marker in the place of one counts as well; without either the length is 0. C1 controls separate, so they are
/// not among them.
pub(super) fn invisible(text: &str) -> usize {
    let mut characters = text.chars();
    let Some(first) = characters.next() else { return 0 };
    let is_invisible = |character| {
        (is_hidden(character) && !matches!(character, '\u{80}'..='\u{9F}' | '\u{2028}' | '\u{2029}'))
            || is_joiner(character)
    };
    if first != '‹' {
        return if is_invisible(first) { first.len_utf8() } else { 0 };
    }
    let inside = characters.as_str();
    let digits = inside.bytes().take_while(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F')).count();
    let code = if (2..=6).contains(&digits) { u32::from_str_radix(&inside[..digits], 16).ok() } else { None };
    let is_marker =
        inside[digits..].starts_with('›') && code.and_then(char::from_u32).is_some_and(is_invisible);
    if is_marker { first.len_utf8() + digits + '›'.len_utf8() } else { 0 }
}

fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200C}' | '\u{200D}')
}

/// Reports whether a zero-width joiner has a meaning here.
/// It has one only inside a cluster: between two characters of a script or emoji sequence that uses it, never
/// beside ASCII, a blank, or an end of the text.
fn joins(before: Option<char>, after: Option<char>) -> bool {
    let takes_joiner = |neighbour: Option<char>| {
        neighbour.is_some_and(|c| !c.is_ascii() && !c.is_whitespace() && !is_hidden(c) && !is_joiner(c))
    };
    takes_joiner(before) && before != Some('›') && takes_joiner(after)
}

/// Reports whether a character draws nothing or reorders what is drawn.
fn is_hidden(character: char) -> bool {
    matches!(character,
        '\u{80}'..='\u{9F}'                       // C1 controls
        | '\u{AD}'                                // soft hyphen
        | '\u{34F}'                               // combining grapheme joiner
        | '\u{61C}'                               // Arabic letter mark
        | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' // Hangul fillers
        | '\u{17B4}' | '\u{17B5}'                 // Khmer inherent vowels
        | '\u{180B}'..='\u{180F}'                 // Mongolian separators and selectors
        | '\u{200B}' | '\u{200E}' | '\u{200F}'    // zero-width space, direction marks
        | '\u{2028}'..='\u{202E}'                 // line and paragraph separators, bidi embeddings
        | '\u{2060}'..='\u{206F}'                 // word joiner, invisible operators, bidi isolates
        | '\u{FEFF}'                              // byte order mark
        | '\u{FFF0}'..='\u{FFFB}'                 // interlinear annotation
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' // shorthand and musical format controls
        | '\u{E0000}'..='\u{E0FFF}'               // tags and the supplementary variation selectors
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_become_pictures() {
        assert_eq!(Clean::text("a\u{1B}[31mb\u{7}\u{7F}"), "a␛[31mb␇␡");
        assert_eq!(Clean::text("\u{9B}31m"), "‹9B›31m");
        assert_eq!(Clean::text("a\0b"), "a␀b");
    }

    #[test]
    fn lines_and_tabs_stay_in_text_and_go_in_a_line() {
        assert_eq!(Clean::text("a\r\nb\tc\rd"), "a\nb\tc␍d");
        assert_eq!(Clean::line(" a\r\n\tb\rc\n"), "a b c");
    }

    #[test]
    fn direction_overrides_and_invisible_characters_are_shown() {
        assert_eq!(Clean::line("\u{202E}cod.exe"), "‹202E›cod.exe");
        assert_eq!(Clean::line("pay\u{200B}pal"), "pay‹200B›pal");
        assert_eq!(Clean::line("a\u{E0041}"), "a‹E0041›");
        assert_eq!(Clean::line("\u{FEFF}x"), "‹FEFF›x");
    }

    #[test]
    fn joiners_stay_inside_clusters_only() {
        assert_eq!(Clean::line("👩\u{200D}🔬"), "👩\u{200D}🔬");
        assert_eq!(Clean::line("می\u{200C}خواهم"), "می\u{200C}خواهم");
        assert_eq!(Clean::line("a\u{200D}b"), "a‹200D›b");
        assert_eq!(Clean::line("👩\u{200D}"), "👩‹200D›");
    }

    #[test]
    fn a_tower_of_marks_is_cut_off() {
        let tower = format!("e{}", "\u{301}".repeat(50));
        assert!(Clean::line(&tower).starts_with("e\u{301}"));
        assert_eq!(Clean::line(&tower).matches("‹301›").count(), 42);
        assert_eq!(Clean::line("Nestle\u{301}"), "Nestle\u{301}");
        assert_eq!(Clean::line("\u{301}x"), "‹301›x");
    }

    #[test]
    fn pieces_make_up_the_whole() {
        let odd = "\r\n\r x\u{301}\u{301} \u{301}\u{200D}a\u{200D} 👩\u{200D}🔬é\u{1B}\u{202E}海\u{200B}\n\u{301}\t";
        for before in 0..60 {
            let raw = "x".repeat(PIECE - before) + &odd.repeat(3) + &"海".repeat(PIECE) + odd;
            let pieces: Vec<Clean> = Clean::pieces(&raw).collect();
            assert!(pieces.len() > 1);
            let joined: String = pieces.iter().map(Clean::as_str).collect();
            assert_eq!(Clean::text(&raw), *joined, "{before}");
        }
        assert_eq!(Clean::pieces("").count(), 0);
    }

    #[test]
    fn plain_text_passes_untouched() {
        for plain in ["", "IS’Vision — 海康威视 · Société", "❤️ 🇫🇷", "שלום", "한국어"]
        {
            assert_eq!(Clean::text(plain), plain);
            assert_eq!(Clean::line(plain), plain);
        }
    }

    #[test]
    fn the_gate_is_idempotent_for_every_character() {
        for character in (0..=0x0010_FFFF).filter_map(char::from_u32) {
            let once = Clean::text(&format!("x{character}y"));
            assert_eq!(Clean::text(&once), once, "U+{:04X}", character as u32);
            let visible = |c: char| c == '\n' || c == '\t' || !(c.is_control() || is_hidden(c));
            assert!(once.chars().all(visible), "U+{:04X}", character as u32);
        }
    }
}
