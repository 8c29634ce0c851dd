//! Small libraries for tests: files by name, with what their texts say.

use std::path::Path;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::{Builder, Evidence, FileState, Ix, Library, Origin, UnchangedRecords};
use crate::briefing::{Briefing, TextEvidence, body};

/// A library of these files with what their texts say.
pub(super) fn with_evidence(files: &[(&str, &str)]) -> (Library, Evidence) {
    let briefings = files.iter().map(|(name, text)| {
        Arc::new(Briefing::read(Path::new(&format!("lib/{name}.md")), text.as_bytes()).0)
    });
    let library = Library::new(Origin::Folders(vec!["lib".into()]), briefings.collect());
    let text_evidence = |briefing: &Briefing| {
        let name = briefing.path.strip_prefix("lib").unwrap().with_extension("");
        let text = files.iter().find(|(other, _)| Path::new(other) == name).unwrap().1;
        let body = body(text.as_bytes());
        TextEvidence::new(&library.document(&briefing.path, &body.text), &body)
    };
    let text_evidence = library.iter().map(|(_, briefing)| text_evidence(briefing)).collect();
    let evidence = Evidence::new(&library, text_evidence);
    (library, evidence)
}

/// The library that follows another one: files that it has with another text are changed, others new, and those
/// that are not named are gone. Which of its briefings stand as they were comes with it.
pub(crate) fn followed(before: &Library, files: &[(String, String)]) -> (Library, UnchangedRecords) {
    let mut builder = Builder::default();
    let mut unchanged = Vec::new();
    for (path, text) in files {
        let briefing = Briefing::read(Path::new(path), text.as_bytes()).0;
        match before.at_path(Path::new(path)).filter(|ix| *before.get(*ix) == briefing) {
            Some(ix) => unchanged.push((ix.index(), FileState(7))),
            None => assert!(builder.add(&briefing, FileState(8))),
        }
    }
    unchanged.sort_unstable_by_key(|(at, _)| *at);
    let (store, unchanged) = builder.following(&before.store, &unchanged);
    (before.followed(store, &unchanged), unchanged)
}

/// A library of these files.
pub(crate) fn library(files: &[(String, String)]) -> Library {
    let read = |(path, text): &(String, String)| Arc::new(Briefing::read(Path::new(path), text.as_bytes()).0);
    Library::new(Origin::Folders(vec!["lib".into()]), files.iter().map(read).collect())
}

/// A folder in two states: files that are changed, new, gone and as they were, named alike in two folders, with names
/// in several scripts, with links, dates and sources that depend on each other.
pub(crate) fn two_states() -> impl Strategy<Value = [Vec<(String, String)>; 2]> {
    let file = (0..5_usize, 0..4_usize, 0..5_usize, any::<bool>(), any::<bool>());
    let state = vec(option::weighted(0.7, file), 16);
    (state, vec(option::weighted(0.3, 0..5_usize), 16)).prop_map(|(files, changes)| {
        let text = |(title, about, to, dated, draft): (usize, usize, usize, bool, bool)| {
            let title = ["Acme Société", "Globex", "阿克梅 Works", "x1", "AC’ME"][title];
            let about = ["", "description: Maker of anvils\n", "aliases: [\"É-Corp\"]\ntags: [trade, war]\n", "people: [\"Ann (Acme)\"]\n"][about];
            let to = ["x1", "X2", "missing", "x3", "é"][to];
            let kind = if dated { "type: source\npublished: 2019-11\n" } else { "type: company\n" };
            format!(
                "---\n{kind}title: \"{title}\"\n{about}draft: {draft}\nlinks: [{{to: {to}, role: supplier, sources: [x1, x2]}}]\n---\n"
            )
        };
        let names = ["x1", "x2", "x3", "X1", "é", "x4", "x5", "x6"];
        let path = |at: usize| format!("lib/{}/{}.md", ["a", "b"][at / 8], names[at % 8]);
        let before = files.iter().zip(0..).filter_map(|(file, at)| Some((path(at), text((*file)?))));
        let after = files.iter().zip(&changes).zip(0..).filter_map(|((file, change), at)| match (file, change) {
            (Some(file), None) => Some((path(at), text(*file))),
            (Some(_), Some(0)) | (None, None) => None,
            (Some(file), Some(title)) => Some((path(at), text((*title, file.1, *title, file.3, file.4)))),
            (None, Some(title)) => Some((path(at), text((*title, 1, *title, title % 2 == 0, false)))),
        });
        [before.collect(), after.collect()]
    })
}

/// The briefing with this id.
#[track_caller]
pub(super) fn ix(library: &Library, id: &str) -> Ix {
    library.iter().find(|(_, briefing)| *briefing.id.0 == *id).expect("it is in the library").0
}
