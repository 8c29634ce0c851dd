//! One text as evidence keeps it: what it says, and what it asked of the library when it was read.
//!
//! A footnote without a definition has that of the source with its name. So what a text says may change with another
//! file: the labels that it asked for are kept with the state of their answers.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;

use crate::briefing::packing::{read_list, read_text, write_number, write_text};
use crate::briefing::{Body, EvidenceHead, PackedEvidence, TextEvidence};
use crate::library::{Library, citation};
use crate::markdown;

/// Reads a text of a library and packs what it says.
pub(in crate::library) fn pack_text(library: &Library, path: &Path, body: &Body) -> PackedEvidence {
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

/// Packs what a text says.
/// The labels that it asked for come in front of the head.
pub(super) fn pack(evidence: &TextEvidence, labels: &[(String, u64)]) -> PackedEvidence {
    let mut head = Vec::new();
    write_number(&mut head, labels.len());
    for (label, state) in labels {
        write_text(&mut head, label);
        head.extend_from_slice(&state.to_le_bytes());
    }
    let packed = evidence.pack();
    head.extend_from_slice(&packed.head);
    PackedEvidence { head, ..packed }
}

/// Reads what a text says from its head and its words. A text that could not be read has neither.
pub(super) fn unpack(mut head: &[u8], words: &[u8]) -> Option<TextEvidence> {
    if head.is_empty() && words.is_empty() {
        return Some(TextEvidence::default());
    }
    asked(&mut head)?;
    TextEvidence::unpack(head, words)
}

/// A head with what the text asked for.
#[derive(Default)]
pub(super) struct KeptHead<'a> {
    /// The labels without a definition in the text, with their states.
    asked: Vec<(&'a str, u64)>,
    pub head: EvidenceHead<'a>,
}

impl<'a> KeptHead<'a> {
    /// Reads a head. A text that could not be read has none.
    pub fn read(mut bytes: &'a [u8]) -> Option<Self> {
        if bytes.is_empty() {
            return Some(Self::default());
        }
        Some(Self { asked: asked(&mut bytes)?, head: EvidenceHead::read(bytes)? })
    }
}

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
    states: HashMap<String, u64>,
}

impl<'a> LabelStates<'a> {
    pub fn of(library: &'a Library) -> Self {
        Self { library, states: HashMap::new() }
    }

    /// Reports whether a text would get the same answers again.
    pub fn are_those_of(&mut self, text: &KeptHead<'_>) -> bool {
        text.asked.iter().all(|(label, state)| {
            let now = self.states.get(*label).copied().unwrap_or_else(|| {
                let now = citation::definition_state(self.library, label);
                self.states.insert((*label).to_owned(), now);
                now
            });
            now == *state
        })
    }
}
