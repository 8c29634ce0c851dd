//! Which library is meant, and where what is made from it may be kept.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

/// Where the briefings are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// In these folders, or files.
    Folders(Vec<PathBuf>),
    /// Nowhere: the embedded sample is meant.
    Embedded {
        /// Where a `briefings` folder was looked for.
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

/// Whether this is an account that several people share, as `BRIEFING_SECURE` says: nothing is written, and no
/// other program is started.
pub fn is_secure() -> bool {
    std::env::var_os("BRIEFING_SECURE").is_some_and(|value| !value.is_empty() && value != "0")
}

/// The folder for the reader's settings; nothing when there is no home to have it in.
pub fn config_folder() -> Option<PathBuf> {
    etcetera::choose_base_strategy().ok().map(|strategy| strategy.config_dir().join("briefing"))
}

/// The folder for what can be made again at any time: as the environment says, else as is usual on this system;
/// nothing when there is no home to have it in, or nothing may be written.
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
