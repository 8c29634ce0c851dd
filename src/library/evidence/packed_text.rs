//! One text as evidence keeps it: what it says, and what it asked of the library when it was read.
//!
//! A footnote without a definition has that of the source with its name. So what a text says may change with another
//! file: the labels that it asked for are kept with the state of their answers.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;

use crate::briefing::packing::{read_list, read_text, write_number, write_text};
use crate::briefing::{Body, EvidenceHead, TextEvidence};
use crate::library::{Library, citation};
use crate::markdown;

/// Reads a text of a library and packs what it says.
pub(in crate::library) fn pack_text(library: &Library, path: &Path, body: &Body) -> Vec<u8> {
    let asked: RefCell<Vec<String>> = RefCell::default();
    let document = markdown::parse_with(&body.text, |label| {
        asked.borrow_mut().push(label.to_owned());
        citation::definition(library, path, label)
    });
    let evidence = TextEvidence::new(&document, body);
    let mut labels = asked.into_inner();
    labels.sort_unstable();
    labels.dedup();
    let labels: Vec<(String, u64)> = labels
        .into_iter()
        .map(|label| {
            let state = citation::definition_state(library, &label);
            (label, state)
        })
        .collect();
    pack(&evidence, &labels)
}

/// Packs what a text says, behind the labels that it asked for.
pub(super) fn pack(evidence: &TextEvidence, labels: &[(String, u64)]) -> Vec<u8> {
    let mut out = Vec::new();
    write_number(&mut out, labels.len());
    for (label, state) in labels {
        write_text(&mut out, label);
        out.extend_from_slice(&state.to_le_bytes());
    }
    evidence.pack(&mut out);
    out
}

/// Reads what a packed text says.
pub(super) fn unpack(mut bytes: &[u8]) -> Option<TextEvidence> {
    asked(&mut bytes)?;
    TextEvidence::unpack(bytes)
}

/// Reads the part of a packed text that is looked up.
pub(super) fn head(mut bytes: &[u8]) -> Option<EvidenceHead<'_>> {
    asked(&mut bytes)?;
    EvidenceHead::read(bytes)
}

/// Reads the labels that the text asked for, with their states.
fn asked<'a>(bytes: &mut &'a [u8]) -> Option<Vec<(&'a str, u64)>> {
    read_list(bytes, |bytes| {
        let label = read_text(bytes)?;
        let (state, rest) = bytes.split_first_chunk::<8>()?;
        *bytes = rest;
        Some((label, u64::from_le_bytes(*state)))
    })
}

/// The states of labels in a library, each looked up once.
pub(super) struct LabelStates<'a> {
    library: &'a Library,
    states: HashMap<&'a str, u64>,
}

impl<'a> LabelStates<'a> {
    pub fn of(library: &'a Library) -> Self {
        Self { library, states: HashMap::new() }
    }

    /// Reports whether a packed text would get the same answers again.
    pub fn are_those_of(&mut self, mut bytes: &'a [u8]) -> bool {
        let Self { library, states } = self;
        asked(&mut bytes).is_some_and(|asked| {
            asked.into_iter().all(|(label, state)| {
                let now = states.entry(label).or_insert_with(|| citation::definition_state(library, label));
                *now == state
            })
        })
    }
}
