//! The first page: all briefings by their kinds, with a search field.

use super::Site;
use super::markup::{Html, SCRIPT};
use crate::clean;
use crate::library::Ix;
use crate::text::Clean;

pub(super) fn index(site: &Site<'_>) -> String {
    let library = &site.set.library;
    let mut out = Html::view(&site.name, &site.name, true);
    out.heading(&site.name);
    out.raw("<label class=\"meta\" for=\"search\" hidden>Search</label>\n");
    out.raw("<input id=\"search\" type=\"search\" placeholder=\"Titles, names, tags\" aria-label=\"Search\" hidden>\n");
    out.raw("<p class=\"meta\" id=\"count\" role=\"status\"></p>\n");
    let mut all: Vec<Ix> = site.set.found.clone();
    all.sort_by_key(|ix| (library.get(*ix).kind.clone(), library.get(*ix).title.to_lowercase()));
    for group in all.chunk_by(|a, b| library.get(*a).kind == library.get(*b).kind) {
        let Some(first) = group.first() else { continue };
        out.raw("<section data-group>\n<h2 dir=\"auto\">");
        out.text(&clean!("{}", library.get(*first).kind));
        out.raw(" <span class=\"meta\">");
        out.number(group.len() as u64);
        out.raw("</span></h2>\n<ul class=\"list\">\n");
        for ix in group {
            row(site, &mut out, *ix);
        }
        out.raw("</ul>\n</section>\n");
    }
    out.end(Some(SCRIPT))
}

fn row(site: &Site<'_>, out: &mut Html, ix: Ix) {
    let library = &site.set.library;
    let briefing = library.get(ix);
    let names = std::iter::once(&briefing.title).chain(&briefing.aliases).chain(&briefing.tags);
    let people = briefing.people.iter().map(|person| &person.name);
    let words: Vec<&str> = names
        .chain(people)
        .chain(&briefing.countries)
        .chain(&briefing.description)
        .map(Clean::as_str)
        .collect();
    out.raw("<li");
    out.attribute("data-words", &words.join(" "));
    out.raw("><p dir=\"auto\">");
    site.link(out, ix, "");
    let mut facts: Vec<String> = briefing.countries.iter().map(ToString::to_string).collect();
    facts.extend(library.as_of(ix).map(|date| format!("as of {}", date.human())));
    out.raw(" <span class=\"meta\">");
    out.text(&facts.join(" · "));
    out.raw("</span></p>\n");
    for status in &briefing.status {
        out.raw("<p class=\"warning\" dir=\"auto\">");
        out.text(&clean!("{} {}", status.program, status.standing()));
        out.raw("</p>\n");
    }
    if let Some(problem) = &briefing.problem {
        out.raw("<p class=\"warning\" dir=\"auto\">");
        out.text(problem);
        out.raw("</p>\n");
    }
    if let Some(description) = &briefing.description {
        out.raw("<p dir=\"auto\">");
        out.text(description);
        out.raw("</p>\n");
    }
    out.raw("</li>\n");
}
