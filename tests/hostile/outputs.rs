//! Sources that cost more than they weigh, through every form in which a text is put out.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::command::briefing;
use crate::folder::Folder;
use crate::pathological;

/// The bytes of all files below a folder.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { size(&path) } else { path.metadata().unwrap().len() }).sum()
}

/// What is put out is some times as large as the source, and soon there: generous, because tests are not optimised.
#[test]
fn no_form_of_output_grows_faster_than_its_source() {
    for (name, source) in pathological::sources(2_000) {
        let folder = Folder::new().with("lib/a.md", &source);
        let library = folder.path().join("lib");
        let forms: [&[&str]; 6] = [
            &["show", "a"],
            &["show", "a", "--markdown"],
            &["show", "a", "--json"],
            &["show", "a", "--brief"],
            &["facts"],
            &["check"],
        ];
        let most = 64 * source.len() + 100_000;
        for form in forms {
            let start = Instant::now();
            let done = briefing(form.iter().copied()).env("BRIEFING_LIBRARY", &library).run();
            assert!(
                done.out.len() <= most,
                "{name}: {form:?} printed {} of {}",
                done.out.len(),
                source.len()
            );
            assert!(start.elapsed() < Duration::from_secs(20), "{name}: {form:?} took {:?}", start.elapsed());
        }
        for format in ["html", "json", "md", "csv"] {
            let start = Instant::now();
            let out = folder.path().join(format);
            let line = briefing(["export", "--format", format, "-o", out.to_str().unwrap()]);
            line.env("BRIEFING_LIBRARY", &library).run().code(0);
            let size = size(&out);
            assert!(size <= most as u64, "{name}: {format} has {size} of {}", source.len());
            assert!(start.elapsed() < Duration::from_secs(20), "{name}: {format} took {:?}", start.elapsed());
        }
    }
}
