//! The choice of the library, and the folders for derived files.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

/// The place of the briefings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// Folders, or files.
    Folders(Vec<PathBuf>),
    /// No folder: the embedded sample is used.
    Embedded {
        /// The places where a `briefings` folder was looked for.
        looked: Vec<PathBuf>,
    },
}

/// The library to open: what is named, else the nearest folder `briefings` from `from` upward, else the embedded sample.
pub fn locate(named: &[PathBuf], from: &Path) -> Location {
    if !named.is_empty() {
        return Location::Folders(named.to_vec());
    }
    let looked: Vec<PathBuf> = from.ancestors().map(|folder| folder.join("briefings")).collect();
    match looked.iter().find(|folder| folder.is_dir()) {
        Some(folder) => Location::Folders(vec![folder.clone()]),
        None => Location::Embedded { looked },
    }
}

/// Reports whether `BRIEFING_SECURE` marks an account that several people share.
/// In such an account nothing is written, and no other program is started.
pub fn is_secure() -> bool {
    std::env::var_os("BRIEFING_SECURE").is_some_and(|value| !value.is_empty() && value != "0")
}

/// Returns the folder of the settings; `None` without a home folder.
pub fn config_folder() -> Option<PathBuf> {
    etcetera::choose_base_strategy().ok().map(|strategy| strategy.config_dir().join("briefing"))
}

/// Returns the folder for files that can always be made again.
/// The environment names it, else it is the usual one of this system. `None` when there is no home folder, or
/// nothing may be written.
pub fn cache_folder() -> Option<PathBuf> {
    if is_secure() {
        return None;
    }
    if let Some(folder) = std::env::var_os("BRIEFING_CACHE").filter(|folder| !folder.is_empty()) {
        return Some(PathBuf::from(folder));
    }
    etcetera::choose_base_strategy().ok().map(|strategy| strategy.cache_dir().join("briefing"))
}

/// The folder for what can't be made again: what the reader has read. As the environment says, else as is usual on
/// this system; nothing when there is no home to have it in. Under `BRIEFING_SECURE` only a folder that the environment
/// names is written in.
pub fn state_folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("BRIEFING_STATE").filter(|folder| !folder.is_empty()) {
        return Some(PathBuf::from(folder));
    }
    if is_secure() {
        return None;
    }
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.state_dir().unwrap_or_else(|| strategy.data_dir()).join("briefing"))
}
