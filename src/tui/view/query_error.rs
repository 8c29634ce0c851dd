//! Draws the error of a query and its correction.
//! They are beside the line where there is room, else in the rule below it and the footer, so that no row moves.

use ratatui::widgets::{Clear, Widget};

use crate::clean;
use crate::engine::report::UiRole;
use crate::engine::request::View;
use crate::engine::response::QueryMistake;
use crate::text::{Clean, truncate, width};
use crate::tui::app::areas::{Areas, ScreenLayout};
use crate::tui::app::{App, LineInput, Overlay};
use crate::tui::view::Picture;
use crate::tui::view::row_painter::RowPainter;

/// The cells of a query line that are not for its text.
/// They are a sign and a gap before it, and a margin behind it.
const AROUND: usize = 4;
/// The cells between a line and the text beside it.
/// The cursor's cell is included.
const GAP: usize = 3;

/// The texts about an error, by their place.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct QueryErrorLine {
    /// The text at the right of the line.
    pub beside: Option<Clean>,
    below: Option<Clean>,
    footer: Option<Clean>,
}

impl QueryErrorLine {
    /// Places the error of `input` and the correction where there is room.
    pub(super) fn new(mistake: &QueryMistake, input: &LineInput, parts: &Areas) -> Self {
        let all = usize::from(parts.query.width);
        let left = all.saturating_sub(AROUND + GAP + width(&Clean::text(input.text())));
        let room = all.saturating_sub(2);
        let whole = match &mistake.hint {
            Some(hint) => clean!("{} · {hint}", mistake.what),
            None => mistake.what.clone(),
        };
        let hint = mistake.hint.as_ref().unwrap_or(&mistake.what);
        let (has_rule, has_footer) = (parts.rule.height > 0, parts.footer.height > 0);
        let mut line = Self::default();
        match () {
            () if width(&whole) <= left => line.beside = Some(whole),
            () if has_rule && (width(&whole) <= room || !has_footer) => line.below = Some(cut(&whole, room)),
            () if has_rule => {
                line.below = Some(cut(&mistake.what, room));
                line.footer = mistake.hint.as_ref().map(|hint| cut(hint, room));
            }
            () if has_footer && width(&whole) <= room => line.footer = Some(whole),
            // The error is marked in the line itself.
            () if has_footer => line.footer = Some(cut(hint, room)),
            () => line.beside = Some(cut(&mistake.what, left.max(all.saturating_sub(AROUND) / 2))),
        }
        line
    }
}

/// Draws the texts below the visible input line.
pub(super) fn draw(app: &App, picture: &mut Picture) {
    let list = || app.list.error.as_ref().map(|mistake| (mistake, &app.list.input));
    let (seen, parts) = match (&app.overlay, &app.reader, &app.comparison) {
        (Some(Overlay::Finder(finder)), ..) => {
            (finder.error().map(|mistake| (mistake, &finder.input)), app.areas(ScreenLayout::List))
        }
        // The timeline of one briefing has no query.
        (_, None, None) if app.view != View::Timeline || app.timeline.only.is_none() => {
            (list(), app.areas(app.shape()))
        }
        _ => return,
    };
    let Some((mistake, input)) = seen else { return };
    let line = QueryErrorLine::new(mistake, input, &parts);
    if let Some(words) = &line.below {
        let mut painter = RowPainter::at(&mut picture.cells, app.theme, parts.rule, 0);
        painter.write(UiRole::Body, " ").write(UiRole::Warning, words).write(UiRole::Body, " ");
    }
    // A message goes first; after the next key this is visible again.
    if let Some(words) = line.footer.filter(|_| app.shown_message().is_none()) {
        Clear.render(parts.footer, &mut picture.cells);
        RowPainter::at(&mut picture.cells, app.theme, parts.footer, 0).skip(1).write(UiRole::Warning, &words);
    }
}

/// Cuts a text to a width.
/// Of a list it keeps whole items.
fn cut(text: &Clean, cells: usize) -> Clean {
    let shown = truncate(text, cells);
    if *shown == **text {
        return text.clone();
    }
    let kept = shown.strip_suffix('…').unwrap_or(&shown);
    match kept.rfind(", ").filter(|at| *at > kept.len() / 2) {
        Some(at) => clean!("{}, …", &kept[..at]),
        None => clean!("{shown}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::app::areas::areas;

    fn error_line(size: (u16, u16), typed: &str) -> QueryErrorLine {
        let mut input = LineInput::default();
        input.set(typed);
        let mistake = QueryMistake {
            at: 0..1,
            what: Clean::line("`2019-13`: invalid month"),
            hint: Some(Clean::line("write 2019, 2019-10, 2019-10-07, 7d")),
        };
        QueryErrorLine::new(&mistake, &input, &areas(size, ScreenLayout::List))
    }

    #[test]
    fn each_part_is_reported_where_there_is_room() {
        let whole = "`2019-13`: invalid month · write 2019, 2019-10, 2019-10-07, 7d";
        let hint = "write 2019, 2019-10, 2019-10-07, 7d";
        let line = |text: &str| Some(Clean::line(text));
        let none = QueryErrorLine::default;
        assert_eq!(error_line((120, 40), "x"), QueryErrorLine { beside: line(whole), ..none() });
        assert_eq!(error_line((80, 24), "since:2019-13"), QueryErrorLine { below: line(whole), ..none() });
        let what = line("`2019-13`: invalid month");
        assert_eq!(
            error_line((60, 20), "x"),
            QueryErrorLine { below: what.clone(), footer: line(hint), ..none() }
        );
        let low = error_line((20, 5), "x");
        assert_eq!(low, QueryErrorLine { footer: line("write 2019, …"), ..none() });
        assert_eq!(error_line((80, 5), "since:2019-13"), QueryErrorLine { footer: line(whole), ..none() });
        assert_eq!(error_line((80, 3), "x"), QueryErrorLine { beside: line(whole), ..none() });
        assert!(error_line((20, 3), "x").beside.is_some_and(|words| width(&words) <= 13));
        assert_eq!(error_line((0, 0), "x").beside.as_deref().map(width), Some(0));
    }
}
