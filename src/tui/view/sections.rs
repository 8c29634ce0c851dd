//! Draws the sections of a text with the current one marked.
//! They are on the rule below the header, and on request beside the text.

use std::ops::Range;

use ratatui::layout::Rect;

use crate::clean;
use crate::engine::report::UiRole;
use crate::keymap::action::Action;
use crate::text::{Clean, width};
use crate::tui::app::pointing::HotspotTarget;
use crate::tui::app::{App, LinkTarget, Reader};
use crate::tui::view::Picture;
use crate::tui::view::row_painter::{RowPainter, rule};

/// The cells between two names, in which the rule is visible.
const GAP: u16 = 3;
/// The cells before the first name.
const LEAD: u16 = 2;

/// Draws the main sections on the rule, the current one marked.
/// As many names around it are shown as there is room for.
///
/// They are drawn here and not beside the text: there a terminal that scrolls whole rows would move them away, and
/// each scrolled line would cost as much as writing them again.
pub(super) fn strip(app: &App, reader: &Reader, area: Rect, picture: &mut Picture) {
    rule(&mut picture.cells, app.theme, area);
    let numbers = reader.main_sections();
    let current = reader.main_section();
    let name = |at: usize| numbers.get(at).and_then(|number| reader.document().heading(*number));
    let cells = |at: usize| name(at).map_or(0, |heading| width(&heading.text));
    let room = usize::from(area.width.saturating_sub(2 * LEAD));
    let shown = window(numbers.len(), current.unwrap_or(0), room, cells);
    let mut places = Vec::new();
    let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, 0);
    painter.skip(LEAD).keep_free(LEAD);
    for at in shown {
        let Some(heading) = name(at) else { continue };
        if painter.room() < GAP {
            break;
        }
        let start = painter.position().x;
        if current == Some(at) {
            painter.write(UiRole::Selected, "▌").write(UiRole::Selected, &heading.text);
        } else {
            painter.write(UiRole::Body, " ").write(UiRole::Body, &heading.text);
        }
        let end = painter.position().x;
        painter.write(UiRole::Body, " ").skip(1);
        places.extend(numbers.get(at).map(|number| (Rect { x: start, width: end - start, ..area }, *number)));
    }
    places.into_iter().for_each(|(place, number)| {
        picture.add_hotspot(place, HotspotTarget::Do(Action::GoToHeading(number)));
    });
}

/// Returns the longest run of names around `current` that fits.
/// It is extended forwards and backwards in turn. The current one is included in any case.
fn window(count: usize, current: usize, room: usize, cells: impl Fn(usize) -> usize) -> Range<usize> {
    let cost = |at: usize| cells(at) + usize::from(GAP);
    let mut shown = current..(current + 1).min(count);
    let mut used = shown.clone().map(cost).sum::<usize>();
    loop {
        let mut grown = false;
        if shown.end < count && used + cost(shown.end) <= room {
            used += cost(shown.end);
            shown.end += 1;
            grown = true;
        }
        if shown.start > 0 && used + cost(shown.start - 1) <= room {
            shown.start -= 1;
            used += cost(shown.start);
            grown = true;
        }
        if !grown {
            return shown;
        }
    }
}

/// Draws all sections and the linked briefings beside the text.
/// The current section is marked.
pub(super) fn outline(app: &App, reader: &Reader, area: Rect, picture: &mut Picture) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let here = reader.section();
    let mut things = Vec::new();
    let mut row = 0;
    let mut line = |lead: &Clean, text: &Clean, role: UiRole, current: bool, thing: Option<HotspotTarget>| {
        let mut painter = RowPainter::at(&mut picture.cells, app.theme, area, row);
        things.extend(thing.map(|thing| (row, thing)));
        if current {
            painter.write(UiRole::Selected, "▌").skip(1);
        } else {
            painter.skip(2);
        }
        if !lead.is_empty() {
            painter.write(UiRole::Strong, lead).skip(1);
        }
        painter.write(role, text);
        row += 1;
    };
    let none = Clean::default();
    let count = reader.document().headings().len();
    if count > 0 {
        line(&none, &clean!("On this page"), UiRole::Strong, false, None);
    }
    // If there are more sections than rows, those around the current one are shown.
    let rows = usize::from(area.height.saturating_sub(1));
    let above =
        here.map_or(0, |here| (here as usize).saturating_sub(rows / 2)).min(count.saturating_sub(rows));
    for number in above..count.min(above + rows) {
        let Some((number, section)) =
            u32::try_from(number).ok().and_then(|number| Some((number, reader.document().heading(number)?)))
        else {
            break;
        };
        let current = here == Some(number);
        let role = if current { UiRole::Selected } else { UiRole::Body };
        let indent = "  ".repeat(usize::from(section.level.saturating_sub(2)).min(4));
        let thing = Some(HotspotTarget::Do(Action::GoToHeading(number)));
        line(&none, &Clean::text(&format!("{indent}{}", section.text)), role, current, thing);
    }
    if !reader.linked.is_empty() {
        line(&none, &none, UiRole::Body, false, None);
        line(&none, &clean!("Linked"), UiRole::Strong, false, None);
    }
    let role_cells = reader.linked.iter().map(|one| width(&one.link.role)).max().unwrap_or(0).min(10);
    for (number, one) in (0_u32..).zip(&reader.linked) {
        let lead = Clean::text(&format!("{:<role_cells$}", one.link.role.as_str()));
        line(&lead, &one.title, UiRole::Body, false, Some(HotspotTarget::Target(LinkTarget::Linked(number))));
    }
    for (row, thing) in things {
        picture
            .add_hotspot(Rect { y: area.y.saturating_add(row), height: 1, ..area }.intersection(area), thing);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_around_the_current_one_are_shown_as_far_as_they_fit() {
        // Ten names of ten cells; each takes thirteen with its gap.
        let shown = |current, room| window(10, current, room, |_| 10);
        assert_eq!(shown(0, 200), 0..10);
        assert_eq!(shown(0, 40), 0..3);
        assert_eq!(shown(5, 40), 4..7);
        assert_eq!(shown(9, 40), 7..10);
        assert_eq!(shown(5, 5), 5..6);
        assert_eq!(window(0, 0, 40, |_| 10), 0..0);
    }
}
