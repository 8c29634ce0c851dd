//! The card of a footnote's source.
//! It names the publisher, the date, the origin, and the other users of the source.

use crate::clean;
use crate::date::FactDate;
use crate::library::Ix;
use crate::text::Clean;
use crate::tui::app::{App, Card, LeadsTo, Overlay, Reader};
use crate::tui::effect::Effect;
use crate::tui::update::related;

/// The largest number of other users of a source that are named.
const USERS: usize = 6;
/// The largest library whose texts are read for a card.
/// The texts of a larger one take seconds and hundreds of megabytes, which is too much for a card: there it names
/// the users by their front matter, unless the texts were read for another reason.
const TEXTS_READ_FOR_A_PREVIEW: usize = 20_000;

/// Shows the card of a footnote of the open briefing.
pub(super) fn show(app: &mut App, number: u32) -> Vec<Effect> {
    let Some(reader) = &app.reader else { return Vec::new() };
    let footnote = reader.document().footnotes().get(number as usize);
    let Some(label) = footnote.map(|footnote| footnote.label.clone()) else { return Vec::new() };
    app.overlay = card(app, reader, &label).map(Overlay::Card);
    if app.library.source(&label).is_some() && reads_texts(app) {
        related::ask_for_evidence(app)
    } else {
        Vec::new()
    }
}

/// Returns the card of a footnote, with what is known by now.
pub(in crate::tui::update) fn card(app: &App, reader: &Reader, label: &Clean) -> Option<Card> {
    let (library, document) = (&app.library, reader.document());
    let footnote = document.footnotes().iter().find(|footnote| footnote.label == *label)?;
    let shown_number = footnote.number.map_or_else(String::new, |number| format!("[{number}] "));
    let blocks = footnote.definition.clone().filter_map(|block| document.block(block));
    let mut lines: Vec<Clean> = blocks.map(|block| Clean::line(block.text())).collect();
    let about = Some(label.clone());
    let Some(source) = library.source(label) else {
        let title = clean!("{shown_number}{label}");
        return Some(Card { title, lines, leads_to: None, address: None, footnote: about, top: 0 });
    };
    let briefing = library.get(source);
    let record = briefing.source.as_deref();
    if let Some(record) = record {
        let published = record.published.map(FactDate::human);
        let parts = [record.publisher.as_deref(), record.author.as_deref(), published.as_deref()];
        lines.push(clean!("{}", parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")));
    }
    lines.push(clean!("origin: {}", briefing.origin()));
    lines.extend(also_used_by(app, source, reader));
    let address = record.and_then(|record| record.url.clone());
    lines.extend(address.clone());
    Some(Card {
        title: clean!("{shown_number}{}", briefing.title),
        lines,
        leads_to: Some(LeadsTo::Briefing(briefing.path.clone())),
        address,
        footnote: about,
        top: 0,
    })
}

fn reads_texts(app: &App) -> bool {
    app.evidence.is_some() || app.library.len() <= TEXTS_READ_FOR_A_PREVIEW
}

/// Names the other briefings that rest on a source.
fn also_used_by(app: &App, source: Ix, reader: &Reader) -> Option<Clean> {
    let library = &app.library;
    let users: Vec<Ix> = match &app.evidence {
        Some(evidence) => evidence.users(source),
        None if reads_texts(app) => return Some(Clean::line("also used by: (reading the texts …)")),
        None => {
            let id = &library.get(source).id.0;
            let cites =
                library.records().filter(|(_, record)| record.cited().any(|cited| cited == id.as_str()));
            cites.map(|(ix, _)| ix).collect()
        }
    };
    let here = library.at_path(&reader.opened.briefing.path);
    let others: Vec<Ix> = users.into_iter().filter(|ix| Some(*ix) != here).collect();
    let names: Vec<&str> = others.iter().take(USERS).map(|ix| library.get(*ix).title.as_str()).collect();
    let more = match others.len().saturating_sub(USERS) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!names.is_empty()).then(|| clean!("also used by: {}{more}", names.join(", ")))
}
