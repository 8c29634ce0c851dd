//! The cells that text takes, and functions to make it fit.
//!
//! Terminals count code points: a vowel of Bengali that is placed beside its consonant takes a cell of its own,
//! and two consonants that are drawn as one take two. Only the parts of one emoji are counted as one.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The cells that `text` takes in a terminal. A control character counts as one; expand tabs first.
///
/// # Examples
///
/// ```
/// use briefing::text::width;
///
/// assert_eq!(width("Hikvision"), 9);
/// assert_eq!(width("海康威视"), 8);
/// assert_eq!(width("👩‍🔬"), 2);
/// ```
pub fn width(text: &str) -> usize {
    if text.bytes().all(|byte| (0x20..0x7F).contains(&byte)) {
        return text.len();
    }
    graphemes(text).map(|(_, cells)| cells).sum()
}

/// The grapheme clusters of `text`, each with the cells it takes.
pub fn graphemes(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.graphemes(true).map(|cluster| (cluster, cells_of(cluster)))
}

/// The grapheme clusters of `text`, with the wide ones divided.
/// Clusters that take more than `most` cells are divided between their characters, as far as they can be.
pub fn pieces(text: &str, most: usize) -> impl Iterator<Item = (&str, usize)> {
    graphemes(text).flat_map(move |(cluster, cells)| Pieces { rest: cluster, cells, whole: cells <= most })
}

/// The parts of one cluster. Each is a character with cells, and those on it that take none.
struct Pieces<'t> {
    rest: &'t str,
    cells: usize,
    whole: bool,
}

impl<'t> Iterator for Pieces<'t> {
    type Item = (&'t str, usize);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let (all, cells) = (self.rest, self.cells);
        if self.whole || all.chars().any(is_emoji) {
            self.rest = "";
            return Some((all, cells));
        }
        let mut takes = all.char_indices().filter(|(_, c)| char_cells(*c) > 0).map(|(at, _)| at);
        let end = takes.nth(1).unwrap_or(all.len());
        let (piece, rest) = all.split_at(end);
        self.rest = rest;
        Some((piece, cells_apart(piece)))
    }
}

/// The cells of a cluster.
fn cells_of(cluster: &str) -> usize {
    if cluster.chars().any(is_emoji) { cluster.width().min(2) } else { cells_apart(cluster) }
}

/// The cells of a cluster in a terminal that joins nothing.
pub fn cells_apart(cluster: &str) -> usize {
    cluster.chars().map(char_cells).sum()
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{FE0F}' | '\u{1F000}'..='\u{1FAFF}')
}

/// The cells of a character, as `wcwidth` counts them.
fn char_cells(c: char) -> usize {
    match c.width() {
        Some(0) if SPACING.binary_search(&(c as u32)).is_ok() => 1,
        cells => cells.unwrap_or(1).min(2),
    }
}

/// Marks beside their letter that are counted with it in clusters.
/// Terminals go by the general category, in which they are spacing marks (Mc).
const SPACING: [u32; 49] = [
    0x9BE, 0x9D7, 0xB3E, 0xB57, 0xBBE, 0xBD7, 0xCC0, 0xCC2, 0xCC7, 0xCC8, 0xCCA, 0xCCB, 0xCD5, 0xCD6, 0xD3E,
    0xD4E, 0xD57, 0xDCF, 0xDDF, 0x1715, 0x1734, 0x1B35, 0x1B3B, 0x1B3D, 0x1B43, 0x1B44, 0x1BAA, 0x1BF2,
    0x1BF3, 0x302E, 0x302F, 0xA953, 0xA9C0, 0x111C0, 0x111C2, 0x111C3, 0x11235, 0x1133E, 0x1134D, 0x11357,
    0x114B0, 0x114BD, 0x115AF, 0x116B6, 0x11930, 0x1193D, 0x1193F, 0x11941, 0x11D46,
];

/// `text`, or its beginning and `…` when it takes more than `cells`.
///
/// # Examples
///
/// ```
/// use briefing::text::truncate;
///
/// assert_eq!(truncate("Milipol Paris 2019", 9), "Milipol …");
/// assert_eq!(truncate("海康威视", 6), "海康…");
/// assert_eq!(truncate("Milipol", 9), "Milipol");
/// ```
pub fn truncate(text: &str, cells: usize) -> Cow<'_, str> {
    if width(text) <= cells {
        return Cow::Borrowed(text);
    }
    let Some(room) = cells.checked_sub(1) else { return Cow::Borrowed("") };
    let mut used = 0;
    let mut end = 0;
    for (cluster, cells) in graphemes(text) {
        if used + cells > room {
            break;
        }
        used += cells;
        end += cluster.len();
    }
    Cow::Owned(format!("{}…", &text[..end]))
}

/// `text`, or `…` and its end when it takes more than `cells`: for paths, whose end says most.
pub fn truncate_start(text: &str, cells: usize) -> Cow<'_, str> {
    if width(text) <= cells {
        return Cow::Borrowed(text);
    }
    let Some(room) = cells.checked_sub(1) else { return Cow::Borrowed("") };
    let mut used = 0;
    let mut start = text.len();
    for cluster in text.graphemes(true).rev() {
        let cells = cells_of(cluster);
        if used + cells > room {
            break;
        }
        used += cells;
        start -= cluster.len();
    }
    Cow::Owned(format!("…{}", &text[start..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_and_joined_characters_count_as_they_are_drawn() {
        assert_eq!(width("abc"), 3);
        assert_eq!(width("海康威视"), 8);
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(width("👩\u{200D}🔬"), 2);
        assert_eq!(width(""), 0);
    }

    #[test]
    fn clusters_take_what_their_characters_take() {
        for (text, cells) in [
            ("মানুষের সম্পাদনা", 14),
            ("সমস্ত মানুষ স্বাধীনভাবে সমান মর্যাদা এবং অধিকার নিয়ে জন্মগ্রহণ করে।", 61),
            ("សិទ្ធិមនុស្សទាំងអស់ កើតមកមានសេរីភាព និងសមភាព ក្នុងផ្នែកសេចក្ដីថ្លៃថ្នូរ។", 55),
            ("மனிதப் பிறிவியினர் சகலரும் சுதந்திரமாகவே பிறக்கின்றனர்;", 48),
            ("सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता", 53),
            ("มนุษย์ทั้งปวงเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ", 47),
            ("한국어 조선말", 13),
            ("لا إله", 6),
            ("👩\u{200D}🔬👍🏽🇫🇷❤️", 8),
        ] {
            assert_eq!(width(text), cells, "{text}");
        }
        assert!(SPACING.is_sorted());
    }

    #[test]
    fn a_cluster_that_is_too_wide_is_divided_between_its_characters() {
        assert_eq!(pieces("ম্পা", 3).collect::<Vec<_>>(), [("ম্পা", 3)]);
        assert_eq!(pieces("ম্পা", 2).collect::<Vec<_>>(), [("ম্", 1), ("প", 1), ("া", 1)]);
        assert_eq!(pieces("👩\u{200D}🔬", 1).collect::<Vec<_>>(), [("👩\u{200D}🔬", 2)]);
        assert_eq!(pieces("a", 0).collect::<Vec<_>>(), [("a", 1)]);
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        assert_eq!(truncate("Hikvision", 9), "Hikvision");
        assert_eq!(truncate("Hikvision", 5), "Hikv…");
        assert_eq!(truncate("海康威视", 4), "海…");
        assert_eq!(truncate("Hikvision", 1), "…");
        assert_eq!(truncate("Hikvision", 0), "");
        assert_eq!(truncate_start("briefings/companies/acme.md", 8), "…acme.md");
    }
}
