//! Text as a reader compares it: without case, accents, apostrophes, hyphens, blanks and invisible characters.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::clean::invisible;

/// Folded text with the way back to the original.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The folded characters.
    pub text: String,
    /// The byte at which the original of each character of `text` starts.
    pub origins: Vec<usize>,
}

/// The characters of a text with their bytes, except invisible ones.
/// Markers in the place of invisible ones are left out as well.
pub fn visible(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut hidden = 0;
    text.char_indices().filter(move |(at, character)| {
        if !character.is_ascii() && *at >= hidden {
            hidden = at + invisible(&text[*at..]);
        }
        *at >= hidden
    })
}

/// The length of the text at the start that is not compared.
/// Invisible characters and their markers are not compared.
pub fn skipped(text: &str) -> usize {
    let mut end = 0;
    loop {
        match text[end..]
            .chars()
            .next()
            .filter(|character| !character.is_ascii())
            .map(|_| invisible(&text[end..]))
        {
            None | Some(0) => return end,
            Some(length) => end += length,
        }
    }
}

/// Reports whether a character only joins the parts of a word.
/// Such are apostrophes and hyphens, which are not compared.
pub const fn is_joint(character: char) -> bool {
    matches!(character, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '-' | '‐' | '‑' | '–')
}

/// `text` in lower case, without accents, apostrophes, hyphens, blanks and invisible characters.
///
/// # Examples
///
/// ```
/// use briefing::text::fold;
///
/// assert_eq!(fold("Face-Recognition").text, fold("face recognition").text);
/// let name = "Café Zürich";
/// let folded = fold(name);
/// assert_eq!(folded.text, "cafezurich");
/// // Each folded character has a place in the original.
/// assert!(name[folded.origins[4]..].starts_with('Z'));
/// ```
pub fn fold(text: &str) -> Folded {
    let mut folded =
        Folded { text: String::with_capacity(text.len()), origins: Vec::with_capacity(text.len()) };
    for (at, character) in visible(text) {
        fold_char(character, |plain| {
            folded.text.push(plain);
            folded.origins.push(at);
        });
    }
    folded
}

/// Text with its accents composed (NFC). File names are decomposed on some systems and composed on others.
pub fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// Folds one character into none, one or more, without an allocation.
pub fn fold_char(character: char, mut push: impl FnMut(char)) {
    if character.is_ascii_alphanumeric() {
        return push(character.to_ascii_lowercase());
    }
    if is_skipped(character) {
        return;
    }
    if character.is_ascii() {
        return push(character);
    }
    for plain in std::iter::once(character).nfkd().filter(|c| !is_combining_mark(*c)) {
        for lower in plain.to_lowercase().filter(|c| !is_combining_mark(*c) && !is_skipped(*c)) {
            match spelt_out(lower) {
                "" => push(lower),
                spelt => spelt.chars().for_each(&mut push),
            }
        }
    }
}

/// Spells out Latin letters that are not a letter with an accent.
/// They are written like this where a keyboard lacks them: `Łódź` is searched as `lodz`. The choice is that of the
/// Unicode transform `Latin-ASCII`.
fn spelt_out(letter: char) -> &'static str {
    match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'ı' => "i",
        _ => "",
    }
}

fn is_skipped(character: char) -> bool {
    character.is_whitespace() || is_joint(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_apostrophes_hyphens_and_blanks_do_not_count() {
        for spelling in ["IS'Vision", "IS’Vision", "is vision", "IS-VISION", "Ïs Vísion"] {
            assert_eq!(fold(spelling).text, "isvision", "{spelling}");
        }
        assert_eq!(fold("Qihoo 360").text, "qihoo360");
        assert_eq!(fold("海康威视").text, "海康威视");
        assert_eq!(fold("ﬁle").text, "file");
        assert_eq!(fold("Łódź, Straße, Bjørn, ŒUVRE").text, "lodz,strasse,bjorn,oeuvre");
    }

    #[test]
    fn invisible_characters_and_their_markers_do_not_count() {
        let written = "Über\u{AD}wachungs\u{200B}tech\u{2060}nik\u{FEFF}";
        assert_eq!(fold(written).text, "uberwachungstechnik");
        assert_eq!(fold(&crate::text::Clean::line(written)).text, "uberwachungstechnik");
        assert_eq!(fold("می\u{200C}خواهم").text, fold("میخواهم").text);
        assert_eq!(fold("a‹200D›\u{200D}b").text, "ab");
        assert_eq!(fold("‹Ad› ‹41› ‹9B› ‹200B").text, "‹ad›‹41›‹9b›‹200b");
        assert_eq!((skipped("‹AD›\u{200B}x"), skipped("x‹AD›"), skipped("")), (11, 0, 0));
    }

    #[test]
    fn each_folded_character_knows_where_it_came_from() {
        let folded = fold("É’a");
        assert_eq!(folded.text, "ea");
        assert_eq!(folded.origins, [0, 5]);
    }
}
