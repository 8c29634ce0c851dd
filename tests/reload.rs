//! Live reload: a library on disk changes under the reader.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use briefing::library::watch::{FileWatcher, WatchEvent, WatchNotice, watch};
use briefing::library::{Library, load, refresh};

/// As long as a change may take to be seen. The machine that runs the tests may be busy.
const PATIENCE: Duration = Duration::from_secs(20);

/// A watched folder and the library as it was last seen.
struct ReloadFixture {
    root: tempfile::TempDir,
    library: Library,
    noticed: Receiver<WatchNotice>,
    _watch: FileWatcher,
}

impl ReloadFixture {
    fn of(names: &[&str]) -> Self {
        Self::called(names, |root| root.to_owned())
    }

    /// The same, the library being called by another path.
    fn called(names: &[&str], path: impl FnOnce(&Path) -> PathBuf) -> Self {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("inner")).unwrap();
        for name in names {
            fs::write(root.path().join(name), format!("# {name}")).unwrap();
        }
        let folders = [path(root.path())];
        let (sender, noticed) = channel();
        let watch = watch(&folders, move |notice| sender.send(notice).is_ok());
        assert_eq!(noticed.recv_timeout(PATIENCE), Ok(WatchNotice::Watching));
        Self { library: load(&folders).library, root, noticed, _watch: watch }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.at(name), text).unwrap();
    }

    /// Waits until the library has these titles; says how often it was looked at.
    #[track_caller]
    fn shows(&mut self, titles: &[&str]) -> usize {
        let until = Instant::now() + PATIENCE;
        let mut looked = 0;
        while self.titles() != titles {
            let left = until.saturating_duration_since(Instant::now());
            match self.noticed.recv_timeout(left) {
                Ok(WatchNotice::Change(changed)) => self.look(&changed),
                other => panic!("{other:?} while the library shows {:?}", self.titles()),
            }
            looked += 1;
        }
        looked
    }

    fn look(&mut self, changed: &WatchEvent) {
        if let Some((library, _)) = changed.look_at(&self.library).now {
            self.library = library;
        }
    }

    fn titles(&self) -> Vec<String> {
        self.library.records().map(|(_, record)| record.title().to_owned()).collect()
    }
}

#[test]
#[cfg(unix)]
fn changes_are_noticed_behind_a_folder_that_is_a_link_or_below_one() {
    let links = tempfile::tempdir().unwrap();
    for (name, inside) in [("itself", ""), ("above", "inner")] {
        let link = links.path().join(name);
        let mut fixture = ReloadFixture::called(&["inner/a.md"], |root| {
            std::os::unix::fs::symlink(root, &link).unwrap();
            link.join(inside)
        });
        fixture.write("inner/a.md", "# Changed");
        fixture.shows(&["Changed"]);
        fixture.write("inner/b.md", "# New");
        fixture.shows(&["Changed", "New"]);
        assert!(fixture.library.at_path(&link.join("inner/b.md")).is_some());
        fs::remove_file(fixture.at("inner/a.md")).unwrap();
        fixture.shows(&["New"]);
    }
}

#[test]
#[cfg(unix)]
fn a_library_of_one_file_behind_a_link_is_noticed() {
    let links = tempfile::tempdir().unwrap();
    let link = links.path().join("folder");
    let mut fixture = ReloadFixture::called(&["a.md", "b.md"], |root| {
        std::os::unix::fs::symlink(root, &link).unwrap();
        link.join("a.md")
    });
    fixture.write("b.md", "# Beside it");
    fixture.write("a.md", "# Changed");
    fixture.shows(&["Changed"]);
}

#[test]
fn a_changed_a_new_and_a_deleted_file_are_noticed() {
    let mut fixture = ReloadFixture::of(&["a.md", "b.md"]);
    fixture.write("a.md", "# Changed");
    fixture.shows(&["Changed", "b.md"]);
    fixture.write("inner/c.md", "# New");
    fixture.shows(&["Changed", "b.md", "New"]);
    fs::remove_file(fixture.at("b.md")).unwrap();
    fixture.shows(&["Changed", "New"]);
}

#[test]
fn a_change_is_seen_within_a_second_of_a_calm_machine() {
    let mut fixture = ReloadFixture::of(&["a.md"]);
    // One of several tries must do: whatever else runs here is none of ours.
    let fast = (0..5).any(|round| {
        let title = format!("Round {round}");
        let begun = Instant::now();
        fixture.write("a.md", &format!("# {title}"));
        fixture.shows(&[&title]);
        begun.elapsed() < Duration::from_secs(1)
    });
    assert!(fast);
}

#[test]
fn a_renamed_file_and_a_renamed_folder_are_noticed() {
    let mut fixture = ReloadFixture::of(&["a.md", "inner/b.md"]);
    fs::rename(fixture.at("a.md"), fixture.at("z.md")).unwrap();
    fixture.shows(&["inner/b.md", "a.md"]);
    fs::rename(fixture.at("inner"), fixture.at("zz")).unwrap();
    fixture.shows(&["a.md", "inner/b.md"]);
    // The folder is watched under its new name too.
    fixture.write("zz/b.md", "# Later");
    fixture.shows(&["a.md", "Later"]);
}

#[test]
fn an_editor_that_replaces_the_file_is_noticed() {
    let mut fixture = ReloadFixture::of(&["a.md"]);
    for round in ["One", "Two", "Three"] {
        fixture.write(".a.md.new", &format!("# {round}"));
        fs::rename(fixture.at("a.md"), fixture.at("a.md~")).unwrap();
        fs::rename(fixture.at(".a.md.new"), fixture.at("a.md")).unwrap();
        fs::remove_file(fixture.at("a.md~")).unwrap();
        fixture.shows(&[round]);
    }
}

#[test]
fn a_burst_of_a_thousand_changes_is_seen_whole_in_a_few_looks() {
    let mut fixture = ReloadFixture::of(&["a.md"]);
    let names: Vec<String> = (0..1000).map(|at| format!("file-{at:04}.md")).collect();
    for name in &names {
        fixture.write(name, &format!("# {name}"));
    }
    let mut all = vec!["a.md"];
    all.extend(names.iter().map(String::as_str));
    let looked = fixture.shows(&all);
    assert!(looked < 100, "{looked}");
}

#[test]
fn hidden_folders_and_reading_cause_no_message() {
    let fixture = ReloadFixture::of(&["a.md"]);
    fs::create_dir(fixture.at(".git")).unwrap();
    fixture.write(".git/index", "x");
    let _ = fs::read(fixture.at("a.md")).unwrap();
    let _ = refresh(&fixture.library);
    assert!(fixture.noticed.recv_timeout(Duration::from_millis(700)).is_err());
}

#[test]
fn a_single_file_that_is_replaced_is_noticed() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("a.md");
    fs::write(&file, "# One").unwrap();
    let (sender, noticed) = channel();
    let _watch = watch(std::slice::from_ref(&file), move |notice| sender.send(notice).is_ok());
    assert_eq!(noticed.recv_timeout(PATIENCE), Ok(WatchNotice::Watching));
    for _ in 0..2 {
        fs::write(root.path().join("new"), "# Two").unwrap();
        fs::rename(root.path().join("new"), &file).unwrap();
        let changed = WatchEvent::These([file.clone()].into());
        assert_eq!(noticed.recv_timeout(PATIENCE), Ok(WatchNotice::Change(changed)));
    }
}

#[test]
fn a_folder_that_is_not_there_or_goes_away_is_said() {
    let (sender, noticed) = channel();
    let tell = move |notice| sender.send(notice).is_ok();
    let _watch = watch(&[Path::new("/nowhere/at/all").to_owned()], tell);
    assert_eq!(noticed.recv_timeout(PATIENCE), Ok(WatchNotice::Lost("the folder does not exist")));
    let fixture = ReloadFixture::of(&["a.md"]);
    fs::remove_dir_all(fixture.root.path()).unwrap();
    let lost = std::iter::from_fn(|| fixture.noticed.recv_timeout(PATIENCE).ok())
        .find(|noticed| !matches!(noticed, WatchNotice::Change(_)));
    assert_eq!(lost, Some(WatchNotice::Lost("the folder was removed")));
}

#[test]
fn no_change_is_reported_after_the_watch_ends() {
    let root = tempfile::tempdir().unwrap();
    let (sender, noticed) = channel();
    let watch = watch(&[root.path().to_owned()], move |notice| sender.send(notice).is_ok());
    assert_eq!(noticed.recv_timeout(PATIENCE), Ok(WatchNotice::Watching));
    drop(watch);
    // The thread lets go of its end as soon as it has heard.
    assert!(noticed.recv_timeout(PATIENCE).is_err());
    fs::write(root.path().join("a.md"), "").unwrap();
    assert!(noticed.recv().is_err());
}
