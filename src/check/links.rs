//! Links: ids that are unknown, roles that contradict one another, and paths that lead nowhere.

use std::path::Path;

use crate::briefing::Kind;
use crate::clean;
use crate::library::{Declared, Ix, LinkView};
use crate::markdown::{Block, Document, Link, Target};
use crate::search::query::nearest;
use crate::text::Clean;

use super::page::{At, CheckedPage, Condition, MissingName};
use super::{Level, Rule};

/// The roles that a company has in an event.
const IN_EVENT: [&str; 10] = [
    "exhibitor",
    "attendee",
    "speaker",
    "organiser",
    "absent",
    "listed",
    "proposed",
    "barred",
    "excluded",
    "affected",
];
/// The roles of a company in another.
const FOR_COMPANY: [&str; 7] =
    ["partner", "supplier", "customer", "competitor", "parent", "subsidiary", "investor"];
/// The roles of an event in another.
const FOR_EVENT: [&str; 3] = ["precedes", "follows", "related"];

pub(super) fn check(page: &mut CheckedPage<'_>) {
    declared(page);
    conflicts(page);
    in_text(page);
}

/// The links and the sources that the front matter declares.
fn declared(page: &mut CheckedPage<'_>) {
    let links = page.briefing.links.clone();
    for (at, link) in links.iter().enumerate() {
        let item = || page.item("links", "to", at);
        let target = page.library.target(page.ix, &link.to);
        let kinds = target.map(|other| (page.briefing.kind.clone(), page.library.get(other).kind.clone()));
        let role = kinds.and_then(|kinds| known_roles(&kinds)).filter(|roles| !roles.contains(&&*link.role));
        let item =
            if target.is_none() || role.is_some() || link.role == "related" { item() } else { String::new() };
        if target.is_none() {
            let place = At::Value(format!("{item}.to"));
            page.report(Rule::UnknownId, place, clean!("no briefing has the id `{}`", link.to))
                .wanted(MissingName::Id(link.to.clone()));
        }
        if link.role == "related" && page.briefing.kind.is_ours() && !page.has_key(&format!("{item}.role")) {
            let what = clean!("the link to {} has no `role`", link.to);
            page.report(Rule::MissingKey, At::Value(item.clone()), what);
        } else if let Some(roles) = role {
            let place = At::Value(format!("{item}.role"));
            let finding = page.report(Rule::UnknownRole, place, clean!("unknown role `{}`", link.role));
            finding.hint(match nearest(roles.iter().copied(), &link.role) {
                Some(near) => clean!("did you mean `{near}`?"),
                None => clean!("common roles here: {}", roles.join(", ")),
            });
        }
        sources(page, &link.sources, |page| page.item("links", "to", at));
    }
    for (at, status) in page.briefing.status.clone().iter().enumerate() {
        sources(page, &status.sources, |page| page.item("status", "program", at));
    }
}

/// Notes the sources cited; those that the library does not have are reported.
fn sources(page: &mut CheckedPage<'_>, ids: &[Clean], item: impl Fn(&CheckedPage<'_>) -> String) {
    for (at, id) in ids.iter().enumerate() {
        if let Some(source) = page.library.source(id) {
            page.cited.push(source);
            continue;
        }
        let place = At::Value(format!("{}.sources[{at}]", item(page)));
        page.report(Rule::UnknownId, place, clean!("no source has the id `{id}`"))
            .wanted(MissingName::Source(id.clone()));
    }
}

fn known_roles(kinds: &(Kind, Kind)) -> Option<&'static [&'static str]> {
    match kinds {
        (Kind::Company, Kind::Event) | (Kind::Event, Kind::Company) => Some(&IN_EVENT),
        (Kind::Company, Kind::Company) => Some(&FOR_COMPANY),
        (Kind::Event, Kind::Event) => Some(&FOR_EVENT),
        _ => None,
    }
}

/// Links that both ends declare, with no role in common.
fn conflicts(page: &mut CheckedPage<'_>) {
    let about = |kind: &Kind| matches!(kind, Kind::Company | Kind::Event);
    if !about(&page.briefing.kind) || page.briefing.links.is_empty() {
        return;
    }
    let seen = page.library.links_of(page.ix);
    // Its own links come first, one for each that the file declares.
    for (at, here) in seen.iter().enumerate().take(page.briefing.links.len()) {
        let Some(other) = here.other.filter(|other| about(&page.library.get(*other).kind)) else { continue };
        let between = || seen.iter().filter(|link| link.other == Some(other));
        let says = |declared: Declared| between().find(|link| link.declared == declared);
        let (None, Some(there)) = (says(Declared::Both), says(Declared::There)) else { continue };
        conflict(page, at, here, there);
    }
}

fn conflict(page: &mut CheckedPage<'_>, at: usize, here: &LinkView, there: &LinkView) {
    let item = page.item("links", "to", at);
    let what = clean!("the role is `{}` here, but `{}` in {}", here.role, there.role, here.to);
    page.report(Rule::RoleConflict, At::Value(format!("{item}.role")), what)
        .hint(clean!("declare the link in one file, or with the same role in both"));
}

fn in_text(page: &mut CheckedPage<'_>) {
    let links: Vec<Link> = page.document.links().collect();
    let mut searched_from = 0;
    for link in links {
        let Some(broken) = broken(page, &link) else { continue };
        let block = page.document.block(link.anchor.block).map(Block::source).unwrap_or_default();
        // The same target may be in a block several times: each is looked for behind the one before.
        let from = searched_from.max(block.start).min(block.end);
        let place = At::Text(link.written.to_string(), from..block.end);
        let found = page.body.text.get(from..block.end).and_then(|text| text.find(link.written.as_str()));
        searched_from = found.map_or(from, |at| from + at + link.written.len());
        let finding = page.report(Rule::BrokenLink, place, broken.what);
        finding.diagnostic.level = broken.level.unwrap_or(finding.diagnostic.level);
        if let Some(condition) = broken.condition {
            finding.only_if(condition);
        }
        if let Some(name) = broken.name {
            finding.wanted(MissingName::File(name));
        }
    }
}

/// The problem with a link.
struct Broken {
    what: Clean,
    level: Option<Level>,
    /// The condition that depends on other files.
    condition: Option<Condition>,
    /// The name by which a similar briefing is looked for.
    name: Option<Clean>,
}

fn broken(page: &CheckedPage<'_>, link: &Link) -> Option<Broken> {
    let level = if page.briefing.kind.is_ours() { None } else { Some(Level::Hint) };
    match &link.target {
        Target::File { path, heading } => {
            let is_template = path.contains(['{', '}', '<', '>']);
            if path.is_empty() || is_template {
                return None;
            }
            if let Some(other) = page.library.resolve(page.ix, path) {
                return no_place(page, other, heading.as_ref()?, level);
            }
            let target = page.library.path_of(page.ix, path)?;
            let name = target.file_stem().map(|stem| clean!("{}", stem.to_string_lossy()));
            let name = name.filter(|_| is_page(&target));
            let what = clean!("broken link: no file `{path}`");
            Some(Broken { what, level: None, condition: Some(Condition::Missing(target)), name })
        }
        Target::Wiki { name, heading } if name.is_empty() => {
            no_place(page, page.ix, heading.as_ref()?, level)
        }
        Target::Wiki { name, heading } => match page.library.resolve(page.ix, name) {
            Some(other) => no_place(page, other, heading.as_ref()?, level),
            None if is_page(Path::new(name.as_str())) => {
                let what = clean!("broken link: no briefing has the name `{name}`");
                Some(Broken { what, level, condition: None, name: None })
            }
            None => None,
        },
        Target::Heading(anchor) => no_place(page, page.ix, anchor, level),
        Target::Url(_) | Target::Other(_) => None,
    }
}

/// A link to a place that a text does not have.
fn no_place(page: &CheckedPage<'_>, other: Ix, anchor: &Clean, level: Option<Level>) -> Option<Broken> {
    if other == page.ix {
        let what = clean!("no heading `#{anchor}` in this file");
        let is_missing = !has_place(&page.document, &page.body.text, anchor);
        return is_missing.then_some(Broken { what, level, condition: None, name: None });
    }
    let what = clean!("no heading `#{anchor}` in {}", page.library.label(other));
    let condition = Some(Condition::NoPlace(other, anchor.clone()));
    Some(Broken { what, level, condition, name: None })
}

/// Reports whether a text has the place that an anchor names.
/// It is a heading, a block with this id, or an element or heading that was given it.
pub(super) fn has_place(document: &Document, text: &str, anchor: &str) -> bool {
    if anchor.is_empty() || anchor.eq_ignore_ascii_case("top") || document.find_heading(anchor).is_some() {
        return true;
    }
    if anchor.starts_with('^') {
        return text.lines().any(|line| line.trim_end().ends_with(anchor));
    }
    let given = ["id=\"{}\"", "id='{}'", "name=\"{}\"", "name='{}'", "{#{}}"];
    given.iter().any(|form| text.contains(&form.replacen("{}", anchor, 1)))
}

/// Reports whether a path can be a page. A page is Markdown, or without an ending.
fn is_page(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    // In a name such as `Acme Inc. of Delaware` what follows the dot is no ending.
    ending.is_none_or(|ending| ["md", "markdown", "mdx", "html"].contains(&&*ending) || ending.contains(' '))
}
