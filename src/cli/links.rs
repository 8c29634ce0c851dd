//! `briefing links`: typed links from both sides, briefings that link here, and shared properties.

use serde::Serialize;

use crate::briefing::Briefing;
use crate::clean;
use crate::cli::args::Links;
use crate::cli::choose::identify;
use crate::cli::facts::join;
use crate::cli::query::nothing;
use crate::cli::table::{self, Last};
use crate::cli::{CommandContext, CommandError, Exit, json, query};
use crate::date::FactSpan;
use crate::library::{Declared, Evidence, Ix, Library, LinkView, Shared};
use crate::text::{Clean, count_of};

/// The most briefings with something in common that are listed.
const SHARES: usize = 12;

/// A typed link with the titles and origins to show.
struct LinkRow {
    link: LinkView,
    id: Clean,
    title: Clean,
    origins: Vec<Clean>,
}

pub(super) fn run(context: &mut CommandContext, wanted: &Links) -> Result<Exit, CommandError> {
    let (library, (ix, evidence)) = context.answer(|context, library| {
        let ix = identify(library, &wanted.id.join(" "))?;
        let evidence = query::evidence(context, library);
        let mut made_of = library.around(&[ix]);
        made_of.extend(evidence.backlinks(ix).iter().map(|link| link.from));
        made_of.extend(library.shares(ix, SHARES).into_iter().map(|shared| shared.other));
        Ok(((ix, evidence), made_of))
    })?;
    let linked = linked(&library, ix);
    let shares = library.shares(ix, SHARES);
    if linked.is_empty() && evidence.backlinks(ix).is_empty() && shares.is_empty() {
        return Err(nothing(clean!("no links to or from {}", library.get(ix).title)));
    }
    let around = LinkContext { library: &library, evidence: &evidence, ix, linked, shares };
    if wanted.json {
        around.json(context)?;
    } else if context.output.on_terminal {
        around.seen(context)?;
    } else {
        around.piped(context)?;
    }
    Ok(Exit::Ok)
}

/// Returns the typed links by role, and within one by title.
fn linked(library: &Library, ix: Ix) -> Vec<LinkRow> {
    let mut all: Vec<LinkRow> = library
        .links_of(ix)
        .into_iter()
        .map(|link| LinkRow {
            id: link.other.map_or_else(|| link.to.clone(), |other| library.label(other)),
            title: link.other.map_or_else(|| link.to.clone(), |other| library.get(other).title.clone()),
            origins: library.origins(&link.sources),
            link,
        })
        .collect();
    all.sort_by(|a, b| (&a.link.role, &a.title).cmp(&(&b.link.role, &b.title)));
    all
}

/// Everything around one briefing.
struct LinkContext<'a> {
    library: &'a Library,
    evidence: &'a Evidence,
    ix: Ix,
    linked: Vec<LinkRow>,
    shares: Vec<Shared>,
}

#[derive(Serialize)]
#[serde(tag = "sort", rename_all = "lowercase")]
enum LinksJson<'a> {
    Link {
        role: &'a Clean,
        id: &'a Clean,
        title: &'a Clean,
        in_library: bool,
        date: Option<String>,
        note: Option<&'a Clean>,
        sources: &'a [Clean],
        origins: &'a [Clean],
        declared: &'static str,
    },
    Text {
        id: Clean,
        title: &'a Clean,
        line: u32,
    },
    Shares {
        id: Clean,
        title: &'a Clean,
        tags: &'a [Clean],
        linked: Vec<Clean>,
        people: &'a [Clean],
    },
}

impl LinkContext<'_> {
    fn json(&self, context: &mut CommandContext) -> Result<(), CommandError> {
        for one in &self.linked {
            let date = one.link.other.and_then(|other| self.library.get(other).dates());
            context.output.line(&json::line(&LinksJson::Link {
                role: &one.link.role,
                id: &one.id,
                title: &one.title,
                in_library: one.link.other.is_some(),
                date: date.map(|date| date.to_string()),
                note: one.link.note.as_ref(),
                sources: &one.link.sources,
                origins: &one.origins,
                declared: match one.link.declared {
                    Declared::Here => "here",
                    Declared::There => "there",
                    Declared::Both => "both",
                },
            }))?;
        }
        for backlink in self.evidence.backlinks(self.ix) {
            let (id, title) = (self.library.label(backlink.from), &self.library.get(backlink.from).title);
            context.output.line(&json::line(&LinksJson::Text { id, title, line: backlink.line }))?;
        }
        for shared in &self.shares {
            context.output.line(&json::line(&LinksJson::Shares {
                id: self.library.label(shared.other),
                title: &self.library.get(shared.other).title,
                tags: &shared.tags,
                linked: shared.linked.iter().map(|ix| self.library.label(*ix)).collect(),
                people: &shared.people,
            }))?;
        }
        Ok(())
    }

    /// Prints tab-separated fields by the sort of line.
    /// These are `link`, role, id, title, sources, number of origins, origins, note; `text`, line, id, title;
    /// `shares`, what, id, title.
    fn piped(&self, context: &mut CommandContext) -> Result<(), CommandError> {
        let links = self.linked.iter().map(|one| {
            vec![
                Clean::line("link"),
                one.link.role.clone(),
                one.id.clone(),
                one.title.clone(),
                clean!("{}", join(one.link.sources.iter(), ",")),
                clean!("{}", one.origins.len()),
                clean!("{}", join(one.origins.iter(), "; ")),
                one.link.note.clone().unwrap_or_default(),
            ]
        });
        let texts = self.evidence.backlinks(self.ix).into_iter().map(|backlink| {
            let title = self.library.get(backlink.from).title.clone();
            vec![Clean::line("text"), clean!("{}", backlink.line), self.library.label(backlink.from), title]
        });
        let shares = self.shares.iter().map(|shared| {
            let title = self.library.get(shared.other).title.clone();
            vec![Clean::line("shares"), self.in_common(shared), self.library.label(shared.other), title]
        });
        table::piped(context, links.chain(texts).chain(shares))
    }

    fn seen(&self, context: &mut CommandContext) -> Result<(), CommandError> {
        let briefing = self.library.get(self.ix);
        let when = briefing.dates().map(FactSpan::human).map(|when| format!("  {when}")).unwrap_or_default();
        context.output.line(&clean!("{}  {}{when}", briefing.title, briefing.kind_and_country()))?;
        context.output.line(&self.counted())?;
        context.output.line(&Clean::default())?;
        let rows: Vec<Vec<Clean>> = self.linked.iter().map(|one| self.link_row(one)).collect();
        table::aligned(context, &[14, 28, 24], Last::Wrapped, &rows)?;
        let texts = self.evidence.backlinks(self.ix).into_iter().map(|backlink| {
            vec![self.library.label(backlink.from), self.library.get(backlink.from).title.clone()]
        });
        part(context, "Linked from other texts", &[28], &texts.collect::<Vec<_>>())?;
        let shares =
            self.shares.iter().map(|shared| vec![self.library.label(shared.other), self.in_common(shared)]);
        part(context, "Has in common with", &[28], &shares.collect::<Vec<_>>())
    }

    /// Returns the counts of links and origins in words.
    /// An example is `6 links (1 absent, 3 exhibitor, 2 related), 2 origins: AFP, BIS`.
    fn counted(&self) -> Clean {
        let mut roles: Vec<(&Clean, usize)> = Vec::new();
        for one in &self.linked {
            match roles.last_mut() {
                Some((role, count)) if **role == one.link.role => *count += 1,
                _ => roles.push((&one.link.role, 1)),
            }
        }
        let roles: Vec<String> = roles.into_iter().map(|(role, count)| format!("{count} {role}")).collect();
        let origins = self.library.origins(self.linked.iter().flat_map(|one| one.link.sources.iter()));
        let start = format!("{} ({})", count_of(self.linked.len(), "link"), roles.join(", "));
        if self.linked.is_empty() {
            clean!("no links in front matter")
        } else {
            clean!("{start}, {}", in_words(&origins))
        }
    }

    fn link_row(&self, one: &LinkRow) -> Vec<Clean> {
        let other = one.link.other.map(|other| self.library.get(other));
        let when = other.and_then(Briefing::dates).map(|when| format!("{}; ", when.human()));
        let note = one.link.note.as_ref().map(|note| format!("{note}; "));
        let missing = if other.is_none() { "not in the library; " } else { "" };
        let sources = match one.link.sources.is_empty() {
            true => "no source".to_owned(),
            false => format!("{} ({})", in_words(&one.origins), join(one.link.sources.iter(), ", ")),
        };
        let text = clean!("{}{}{missing}{sources}", when.unwrap_or_default(), note.unwrap_or_default());
        vec![one.link.role.clone(), one.title.clone(), one.id.clone(), text]
    }

    fn in_common(&self, shared: &Shared) -> Clean {
        let labels: Vec<Clean> = shared.linked.iter().map(|ix| self.library.label(*ix)).collect();
        let part = |word: &str, names: &[Clean]| {
            (!names.is_empty()).then(|| format!("{word}: {}", join(names.iter(), ", ")))
        };
        let parts = [part("linked", &labels), part("tags", &shared.tags), part("people", &shared.people)];
        clean!("{}", parts.into_iter().flatten().collect::<Vec<_>>().join("; "))
    }
}

fn part(
    context: &mut CommandContext,
    heading: &str,
    most: &[usize],
    rows: &[Vec<Clean>],
) -> Result<(), CommandError> {
    if rows.is_empty() {
        return Ok(());
    }
    context.output.line(&Clean::default())?;
    context.output.line(&clean!("{heading} ({})", rows.len()))?;
    table::aligned(context, most, Last::Wrapped, rows)
}

/// Returns origins in words, such as `one origin: AFP`.
fn in_words(origins: &[Clean]) -> String {
    match origins {
        [] => "no source".to_owned(),
        [one] => format!("one origin: {one}"),
        several => format!("{} origins: {}", several.len(), join(several.iter(), ", ")),
    }
}
