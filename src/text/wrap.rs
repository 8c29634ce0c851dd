//! Plain text broken into lines.

use crate::text::graphemes;

/// `text` in lines of at most `cells`, broken at blanks, and within a word only when the word alone is too long.
/// At least one line, which may be empty.
pub fn wrap(text: &str, cells: usize) -> Vec<&str> {
    let cells = cells.max(2);
    let mut lines = Vec::new();
    let mut rest = text.trim_end();
    loop {
        let end = first_break(rest, cells);
        lines.push(rest[..end].trim_end());
        rest = rest[end..].trim_start();
        if rest.is_empty() {
            return lines;
        }
    }
}

/// Where the first line of a text ends: at its end when all of it fits, else behind the last blank that does,
/// else in a word.
fn first_break(text: &str, cells: usize) -> usize {
    let mut used = 0;
    let mut blank = None;
    let mut end = 0;
    for (cluster, wide) in graphemes(text) {
        if used + wide > cells {
            return if cluster == " " { end } else { blank.unwrap_or(end.max(cluster.len())) };
        }
        used += wide;
        end += cluster.len();
        if cluster == " " {
            blank = Some(end);
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_blanks() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("", 8), [""]);
    }

    #[test]
    fn a_word_breaks_only_when_it_is_too_long_itself() {
        assert_eq!(wrap("a bcdefghij", 4), ["a", "bcde", "fghi", "j"]);
        assert_eq!(wrap("海康威视", 4), ["海康", "威视"]);
        assert_eq!(wrap("海", 1), ["海"]);
    }
}
