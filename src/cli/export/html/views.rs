//! The pages over the whole set: timeline, matrix, sources.

use super::Site;
use super::markup::Html;
use crate::briefing::Kind;
use crate::clean;
use crate::cli::facts::join;
use crate::library::Ix;
use crate::library::citation::source_in_words;
use crate::library::matrix::{Cell, Head, Matrix};
use crate::library::timeline::{Bucket, EntrySource, TimeUnit, Timeline, TimelineEntry};

pub(super) fn timeline(site: &Site<'_>) -> String {
    let set = site.set;
    let timeline = Timeline::new(&set.library, &set.evidence, &set.found);
    let mut out = Html::view("Timeline", &site.name, false);
    out.heading("Timeline");
    if timeline.entries.is_empty() {
        out.raw("<p dir=\"auto\">No dated entries.</p>\n");
    }
    let same = |a: &TimelineEntry, b: &TimelineEntry| {
        Bucket::of(a.when, TimeUnit::Year) == Bucket::of(b.when, TimeUnit::Year)
    };
    for year in timeline.entries.chunk_by(same) {
        let Some(first) = year.first() else { continue };
        out.raw("<h2 dir=\"auto\">");
        out.text(&clean!("{}", Bucket::of(first.when, TimeUnit::Year)));
        out.raw("</h2>\n<ul class=\"list\">\n");
        for one in year {
            entry(site, &mut out, one);
        }
        out.raw("</ul>\n");
    }
    out.end(None)
}

fn entry(site: &Site<'_>, out: &mut Html, entry: &TimelineEntry) {
    out.raw("<li dir=\"auto\"><p class=\"meta\" dir=\"auto\">");
    out.text(&clean!("{}", entry.when));
    out.raw(" ");
    let event = if let EntrySource::Event(event) = entry.what { Some(event) } else { None };
    let others = entry.about.iter().copied().filter(|ix| Some(*ix) != event);
    for (at, ix) in event.into_iter().chain(others).enumerate() {
        out.raw(if at == 0 { "" } else { ", " });
        site.link(out, ix, "");
    }
    if !entry.marks.is_empty() {
        out.raw(" · ");
        out.text(&join(entry.marks.iter().map(|(mark, _)| mark), ", "));
    }
    out.raw("</p><p dir=\"auto\">");
    out.text(&entry.text);
    site.sources(out, &entry.citations, "");
    out.raw("</p></li>\n");
}

pub(super) fn matrix(site: &Site<'_>) -> String {
    let set = site.set;
    let (rows, columns) = Matrix::fitting(&set.library, &set.found);
    let matrix = Matrix::new(&set.library, &set.found, rows, columns);
    let mut out = Html::view("Matrix", &site.name, false);
    out.heading(&clean!("{} × {}", rows.plural(), columns.plural()));
    if matrix.is_vast() {
        filled(site, &mut out, &matrix);
        return out.end(None);
    }
    out.raw("<p class=\"meta\" dir=\"auto\">An empty cell means: not in the sources.</p>\n<div class=\"scroll\"><table>\n<tr><td></td>");
    for column in &matrix.column_heads {
        head(site, &mut out, column, "<th scope=\"col\" dir=\"auto\">");
    }
    out.raw("</tr>\n");
    for (at, row) in matrix.row_heads.iter().enumerate() {
        out.raw("<tr>");
        head(site, &mut out, row, "<th scope=\"row\" dir=\"auto\">");
        for column in 0..matrix.column_heads.len() {
            out.raw("<td dir=\"auto\">");
            if let Some(cell) = matrix.cell(at, column) {
                cell_in_words(site, &mut out, &matrix, cell);
            }
            out.raw("</td>");
        }
        out.raw("</tr>\n");
    }
    out.raw("</table></div>\n");
    out.end(None)
}

/// Writes the filled cells of a vast matrix, one a row.
fn filled(site: &Site<'_>, out: &mut Html, matrix: &Matrix) {
    out.raw(
        "<p class=\"meta\" dir=\"auto\">Only filled cells are shown. A missing cell means: not in the sources.</p>\n",
    );
    out.raw("<div class=\"scroll\"><table>\n");
    for (row, column, cell) in matrix.filled() {
        out.raw("<tr>");
        head(site, out, row, "<th scope=\"row\" dir=\"auto\">");
        head(site, out, column, "<th scope=\"row\" dir=\"auto\">");
        out.raw("<td dir=\"auto\">");
        cell_in_words(site, out, matrix, cell);
        out.raw("</td></tr>\n");
    }
    out.raw("</table></div>\n");
}

fn cell_in_words(site: &Site<'_>, out: &mut Html, matrix: &Matrix, cell: &Cell) {
    let roles = join(cell.roles.iter(), ", ");
    out.text(if roles.is_empty() { matrix.sign(cell).to_string() } else { roles }.as_str());
    site.sources(out, &cell.sources, "");
}

fn head(site: &Site<'_>, out: &mut Html, head: &Head, start: &'static str) {
    out.raw(start);
    match head.briefing.and_then(|ix| site.address(ix, "")) {
        Some(address) => out.link(&address, &head.label),
        None => out.text(&head.label),
    }
    out.raw("</th>");
}

pub(super) fn sources(site: &Site<'_>) -> String {
    let set = site.set;
    let mut out = Html::view("Sources", &site.name, false);
    out.heading("Sources");
    out.raw("<ul class=\"list\">\n");
    let is_source = |ix: &&Ix| set.library.get(**ix).kind == Kind::Source;
    let mut sources: Vec<Ix> = set.found.iter().filter(is_source).copied().collect();
    sources.sort_by_key(|ix| (set.library.get(*ix).origin().to_lowercase(), *ix));
    for ix in sources {
        out.raw("<li dir=\"auto\"><p dir=\"auto\">");
        site.link(&mut out, ix, "");
        out.raw("</p><p class=\"meta\" dir=\"auto\">");
        out.text(&source_in_words(&set.library, &set.library.get(ix).id.0));
        out.raw(" · origin: ");
        out.text(set.library.get(ix).origin());
        let (said, users) = (set.evidence.dependents_of(ix).len(), set.evidence.users(ix));
        out.raw(" · uses: ");
        out.number(said as u64);
        out.raw("</p><p dir=\"auto\">");
        for (at, user) in users.into_iter().enumerate() {
            out.raw(if at == 0 { "" } else { ", " });
            site.link(&mut out, user, "");
        }
        out.raw("</p></li>\n");
    }
    out.raw("</ul>\n");
    out.end(None)
}
