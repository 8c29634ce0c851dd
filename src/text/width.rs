//! How many cells text takes, and how to make it fit.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The cells that `text` takes in a terminal, counted by grapheme cluster. Control characters count as
/// nothing, a tab as one: expand it first.
pub fn width(text: &str) -> usize {
    if text.bytes().all(|byte| (0x20..0x7F).contains(&byte)) {
        return text.len();
    }
    graphemes(text).map(|(_, cells)| cells).sum()
}

/// The grapheme clusters of `text`, each with the cells it takes (0, 1 or 2).
pub fn graphemes(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.graphemes(true).map(|cluster| (cluster, cluster.width().min(2)))
}

/// `text`, or its beginning and `…` when it takes more than `cells`.
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
        let cells = cluster.width().min(2);
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
    fn what_does_not_fit_ends_in_an_ellipsis() {
        assert_eq!(truncate("Hikvision", 9), "Hikvision");
        assert_eq!(truncate("Hikvision", 5), "Hikv…");
        assert_eq!(truncate("海康威视", 4), "海…");
        assert_eq!(truncate("Hikvision", 1), "…");
        assert_eq!(truncate("Hikvision", 0), "");
        assert_eq!(truncate_start("briefings/companies/acme.md", 8), "…acme.md");
    }
}
