//! Small libraries for tests: files by name, with what their texts say.

use std::path::Path;
use std::sync::Arc;

use super::{Evidence, Ix, Library, Origin};
use crate::briefing::{Briefing, Dossier, body};
use crate::markdown::parse;

/// A library of these files with what their texts say.
pub(super) fn shelf(files: &[(&str, &str)]) -> (Library, Evidence) {
    let briefings = files.iter().map(|(name, text)| {
        Arc::new(Briefing::read(Path::new(&format!("lib/{name}.md")), text.as_bytes()).0)
    });
    let library = Library::new(Origin::Folders(vec!["lib".into()]), briefings.collect());
    let dossier = |briefing: &Briefing| {
        let name = briefing.path.strip_prefix("lib").unwrap().with_extension("");
        let text = files.iter().find(|(other, _)| Path::new(other) == name).unwrap().1;
        let body = body(text.as_bytes());
        Dossier::new(&parse(&body.text), &body)
    };
    let dossiers = library.iter().map(|(_, briefing)| dossier(briefing)).collect();
    let evidence = Evidence::new(&library, dossiers);
    (library, evidence)
}

/// The briefing with this id.
#[track_caller]
pub(super) fn ix(library: &Library, id: &str) -> Ix {
    library.iter().find(|(_, briefing)| *briefing.id.0 == *id).expect("it is in the library").0
}
