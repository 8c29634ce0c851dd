//! Indexes of libraries that are gone.

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::store::Home;

/// The age of an index whose library is taken to be gone.
/// No search has compared it with its files for so long.
const OLD: Duration = Duration::from_hours(180 * 24);

/// Removes them. One that cannot be removed stays.
pub(super) fn remove_old_indexes(home: &Home) {
    let Some(own) = home.index().and_then(|index| index.parent().map(Path::to_owned)) else { return };
    let entries = own.parent().and_then(|all| fs::read_dir(all).ok()).into_iter().flatten();
    for entry in entries.flatten() {
        let folder = entry.path();
        if folder != own && is_old(&folder) && is_free(&folder) {
            let _ = fs::remove_dir_all(&folder);
        }
    }
}

/// Returns whether all that is written at a search is old.
fn is_old(folder: &Path) -> bool {
    let age = |name: &str| {
        let written = fs::symlink_metadata(folder.join(name)).and_then(|found| found.modified()).ok()?;
        SystemTime::now().duration_since(written).ok()
    };
    let ages: Vec<Duration> = ["stamps", "checked", "writer.lock"].into_iter().filter_map(age).collect();
    !ages.is_empty() && ages.iter().all(|age| *age > OLD)
}

/// Returns whether no process writes there.
fn is_free(folder: &Path) -> bool {
    File::open(folder.join("writer.lock")).map_or(true, |file| file.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_old_and_of_another_library_is_removed() {
        let cache = tempfile::tempdir().unwrap();
        let home = |name: &str| cache.path().join("text").join(name);
        let long_ago = SystemTime::now() - OLD - Duration::from_hours(1);
        for (name, is_old) in [("own", true), ("gone", true), ("used", false)] {
            fs::create_dir_all(home(name).join("index")).unwrap();
            for file in ["stamps", "writer.lock"] {
                let file = File::create(home(name).join(file)).unwrap();
                if is_old {
                    file.set_modified(long_ago).unwrap();
                }
            }
        }
        fs::create_dir(home("foreign")).unwrap();
        remove_old_indexes(&Home::Disk(home("own")));
        let there = ["own", "gone", "used", "foreign"].map(|name| home(name).exists());
        assert_eq!(there, [true, false, true, true]);
    }
}
