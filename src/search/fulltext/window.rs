//! Fits a marked line into the available width.

use std::ops::Range;

use crate::text::{Clean, CleanBuf, graphemes, truncate, width};

/// Returns a part of a marked line that fits into `cells`.
/// It starts a little before `focus`, with `…` where something was left out.
pub fn window(
    text: &Clean,
    marks: &[Range<usize>],
    focus: usize,
    cells: usize,
) -> (Clean, Vec<Range<usize>>) {
    let all = width(text);
    if all <= cells {
        return (text.clone(), marks.to_vec());
    }
    let first = text.floor_char_boundary(focus);
    let before = width(&text[..first]);
    // While the focus is in the first half the line is shown from its beginning, else a third of the width is
    // before the focus, or more when the line ends soon.
    let skipped = if before < cells / 2 { 0 } else { (before - cells / 3).min(all + 1 - cells) };
    let start = start_behind(text, skipped, first);
    let room = cells.saturating_sub(usize::from(start > 0));
    let shown = truncate(&text[start..], room);
    let is_cut = start + shown.len() != text.len() || !text.ends_with(shown.as_ref());
    let end = start + if is_cut { shown.len().saturating_sub('…'.len_utf8()) } else { shown.len() };
    let mut out = CleanBuf::default();
    if start > 0 && cells > 0 {
        out.push_raw("…");
    }
    let shift = out.len();
    out.push_slice(text, start..end);
    if is_cut && !shown.is_empty() {
        out.push_raw("…");
    }
    let moved = marks.iter().filter(|mark| mark.end > start && mark.start < end);
    let moved = moved.map(|mark| mark.start.max(start) - start + shift..mark.end.min(end) - start + shift);
    (out.finish(), moved.collect())
}

/// Returns the byte after so many cells. It is after the next blank if one is near, so that no word is cut.
fn start_behind(text: &str, skipped: usize, first_mark: usize) -> usize {
    const NEAR: usize = 24;
    if skipped == 0 {
        return 0;
    }
    let mut used = 0;
    let mut start = 0;
    for (cluster, cells) in graphemes(text) {
        if used >= skipped {
            break;
        }
        used += cells;
        start += cluster.len();
    }
    let blank = text.get(start..first_mark).and_then(|ahead| ahead.find(' ')).filter(|blank| *blank < NEAR);
    blank.map_or(start, |blank| start + blank + 1)
}
