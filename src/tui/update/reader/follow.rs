//! Follows links.
//! Nothing outside is opened before its whole address was shown.

use std::path::PathBuf;

use crate::clean;
use crate::library::Ix;
use crate::markdown::{self, Link};
use crate::text::Clean;
use crate::tui::app::{App, Card, Destination, LeadsTo, LinkTarget, Overlay};
use crate::tui::effect::Effect;
use crate::tui::update::reader::{ask, footnote};

/// Follows a link, footnote or typed link of the open briefing.
pub(in crate::tui::update) fn follow(app: &mut App, target: LinkTarget) -> Vec<Effect> {
    let Some(reader) = &app.reader else { return Vec::new() };
    match target {
        LinkTarget::Linked(number) => open_linked(app, number),
        LinkTarget::Footnote(number) => footnote::show(app, number),
        LinkTarget::Link(number) => match reader.document().link(number) {
            Some(link) => follow_link(app, &link),
            None => Vec::new(),
        },
    }
}

/// Goes to another briefing and records this place in the history.
pub(in crate::tui::update) fn go_to(app: &mut App, path: PathBuf, at: Destination) -> Vec<Effect> {
    app.history.leave(app.place());
    ask(app, path, at)
}

/// Goes to the other end of a typed link.
pub(in crate::tui::update) fn open_linked(app: &mut App, number: u32) -> Vec<Effect> {
    let Some(one) = app.reader.as_ref().and_then(|reader| reader.linked.get(number as usize)) else {
        return Vec::new();
    };
    match one.link.other {
        Some(other) => {
            let path = app.library.get(other).path.clone();
            go_to(app, path, Destination::Start)
        }
        None => {
            app.message = Some(clean!("{} is not in the library", one.link.to));
            Vec::new()
        }
    }
}

fn follow_link(app: &mut App, link: &Link) -> Vec<Effect> {
    match &link.target {
        markdown::Target::Heading(anchor) => go_to_heading(app, anchor),
        markdown::Target::Wiki { name, heading: Some(heading) } if name.is_empty() => {
            go_to_heading(app, heading)
        }
        markdown::Target::File { path, heading } => follow_inside(app, path, path, heading.as_ref()),
        markdown::Target::Wiki { name, heading } => {
            follow_inside(app, &clean!("[[{name}]]"), name, heading.as_ref())
        }
        markdown::Target::Url(address) => {
            app.overlay = Some(Overlay::Card(address_card(link, address)));
            Vec::new()
        }
        markdown::Target::Other(address) => {
            app.overlay = Some(Overlay::Card(Card {
                title: link.label.clone(),
                lines: vec![address.clone(), clean!("Only http, https and mailto addresses can be opened.")],
                leads_to: None,
                address: Some(address.clone()),
                footnote: None,
                top: 0,
            }));
            Vec::new()
        }
    }
}

fn follow_inside(app: &mut App, target: &Clean, shown: &Clean, heading: Option<&Clean>) -> Vec<Effect> {
    let here = app.reader.as_ref().and_then(|reader| app.library.at_path(&reader.opened.briefing.path));
    let found: Option<Ix> = here.and_then(|here| app.library.resolve(here, target));
    match found {
        Some(ix) if Some(ix) == here && heading.is_some() => {
            heading.map_or_else(Vec::new, |heading| go_to_heading(app, heading))
        }
        Some(ix) => {
            let path = app.library.get(ix).path.clone();
            let at = heading.cloned().map_or(Destination::Start, Destination::Heading);
            go_to(app, path, at)
        }
        None => {
            app.message = Some(clean!("broken link: no briefing has the name `{shown}`"));
            Vec::new()
        }
    }
}

fn go_to_heading(app: &mut App, heading: &Clean) -> Vec<Effect> {
    let here = app.place();
    let Some(reader) = &mut app.reader else { return Vec::new() };
    match reader.document().find_heading(heading) {
        Some(block) => {
            reader.go_to_block(block);
            app.history.leave(here);
        }
        None => app.message = Some(clean!("broken link: no heading `{heading}`")),
    }
    Vec::new()
}

fn address_card(link: &Link, address: &Clean) -> Card {
    let mut lines = vec![address.clone()];
    if let Some(host) = markdown::host_of(address) {
        lines.push(match markdown::in_punycode(&host) {
            Ok(ascii) if ascii == host => clean!("host: {host}"),
            Ok(ascii) => clean!("host: {host} (in punycode: {ascii})"),
            Err(_) => clean!("! host: {host} (not a valid domain name)"),
        });
    }
    if link.suspicious {
        lines.push(clean!("! The label names another host than the address."));
    }
    Card {
        title: link.label.clone(),
        lines,
        leads_to: Some(LeadsTo::Address(address.clone())),
        address: Some(address.clone()),
        footnote: None,
        top: 0,
    }
}
