//! The pages over the whole set: time line, matrix, sources.

use super::Site;
use super::markup::Html;
use crate::briefing::Kind;
use crate::clean;
use crate::cli::facts::join;
use crate::library::Ix;
use crate::library::citation::source_in_words;
use crate::library::matrix::{Head, Matrix};
use crate::library::timeline::{Bucket, Entry, Timeline, Unit, What};

pub(super) fn timeline(site: &Site<'_>) -> String {
    let set = site.set;
    let timeline = Timeline::new(&set.library, &set.evidence, &set.found);
    let mut out = Html::page("Time line", &site.name, "", false);
    out.heading("Time line");
    if timeline.entries.is_empty() {
        out.raw("<p>Nothing here has a date.</p>\n");
    }
    let same = |a: &Entry, b: &Entry| Bucket::of(a.when, Unit::Year) == Bucket::of(b.when, Unit::Year);
    for year in timeline.entries.chunk_by(same) {
        let Some(first) = year.first() else { continue };
        out.raw("<h2>");
        out.text(&clean!("{}", Bucket::of(first.when, Unit::Year)));
        out.raw("</h2>\n<ul class=\"list\">\n");
        for one in year {
            entry(site, &mut out, one);
        }
        out.raw("</ul>\n");
    }
    out.end(None)
}

fn entry(site: &Site<'_>, out: &mut Html, entry: &Entry) {
    out.raw("<li><p class=\"meta\">");
    out.text(&clean!("{}", entry.when));
    out.raw(" ");
    let event = if let What::Event(event) = entry.what { Some(event) } else { None };
    let others = entry.about.iter().copied().filter(|ix| Some(*ix) != event);
    for (at, ix) in event.into_iter().chain(others).enumerate() {
        out.raw(if at == 0 { "" } else { ", " });
        site.link(out, ix, "");
    }
    if !entry.marks.is_empty() {
        out.raw(" · ");
        out.text(&join(entry.marks.iter().map(|(mark, _)| mark), ", "));
    }
    out.raw("</p><p>");
    out.text(&entry.text);
    site.sources(out, &entry.citations, "");
    out.raw("</p></li>\n");
}

pub(super) fn matrix(site: &Site<'_>) -> String {
    let set = site.set;
    let (rows, columns) = Matrix::fitting(&set.library, &set.found);
    let matrix = Matrix::new(&set.library, &set.found, rows, columns);
    let mut out = Html::page("Matrix", &site.name, "", false);
    out.heading(&clean!("{} × {}", rows.plural(), columns.plural()));
    out.raw("<p class=\"meta\">An empty cell means: not in the sources.</p>\n<div class=\"scroll\"><table>\n<tr><td></td>");
    for column in &matrix.column_heads {
        head(site, &mut out, column, "<th scope=\"col\">");
    }
    out.raw("</tr>\n");
    for (at, row) in matrix.row_heads.iter().enumerate() {
        out.raw("<tr>");
        head(site, &mut out, row, "<th scope=\"row\">");
        for column in 0..matrix.column_heads.len() {
            out.raw("<td>");
            if let Some(cell) = matrix.cell(at, column) {
                let roles = join(cell.roles.iter(), ", ");
                out.text(if roles.is_empty() { matrix.sign(cell).to_string() } else { roles }.as_str());
                site.sources(&mut out, &cell.sources, "");
            }
            out.raw("</td>");
        }
        out.raw("</tr>\n");
    }
    out.raw("</table></div>\n");
    out.end(None)
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
    let mut out = Html::page("Sources", &site.name, "", false);
    out.heading("Sources");
    out.raw("<ul class=\"list\">\n");
    let is_source = |ix: &&Ix| set.library.get(**ix).kind == Kind::Source;
    let mut sources: Vec<Ix> = set.found.iter().filter(is_source).copied().collect();
    sources.sort_by_key(|ix| (set.library.get(*ix).origin().to_lowercase(), *ix));
    for ix in sources {
        out.raw("<li><p>");
        site.link(&mut out, ix, "");
        out.raw("</p><p class=\"meta\">");
        out.text(&source_in_words(&set.library, &set.library.get(ix).id.0));
        out.raw(" · origin: ");
        out.text(set.library.get(ix).origin());
        let (said, users) = (set.evidence.resting_on(ix).len(), set.evidence.users(ix));
        out.raw(" · carries ");
        out.number(said as u64);
        out.raw("</p><p>");
        for (at, user) in users.into_iter().enumerate() {
            out.raw(if at == 0 { "" } else { ", " });
            site.link(&mut out, user, "");
        }
        out.raw("</p></li>\n");
    }
    out.raw("</ul>\n");
    out.end(None)
}
