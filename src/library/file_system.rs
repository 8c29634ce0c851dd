//! The kind of file system of a folder. It matters for watching the folder.

use std::path::Path;

/// NFS, SMB, CIFS, SMB2, 9P, Ceph, AFS.
#[cfg(target_os = "linux")]
const REMOTE: [u64; 7] = [0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x0102_1997, 0x00C3_6400, 0x5346_414F];

/// Reports whether a folder is on another machine.
/// The system does not report changes that other machines make there.
pub fn is_remote(folder: &Path) -> bool {
    kind(folder).is_some_and(is_remote_kind)
}

#[cfg(target_os = "linux")]
fn kind(folder: &Path) -> Option<u64> {
    rustix::fs::statfs(folder).ok().map(|about| about.f_type.cast_unsigned() & 0xFFFF_FFFF)
}

#[cfg(target_os = "linux")]
fn is_remote_kind(kind: u64) -> bool {
    REMOTE.contains(&kind)
}

/// Unknown on this system.
#[cfg(not(target_os = "linux"))]
fn kind(_: &Path) -> Option<u64> {
    None
}

#[cfg(not(target_os = "linux"))]
fn is_remote_kind(_: u64) -> bool {
    false
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn network_file_systems_are_distinguished_from_local_ones() {
        let (nfs, ext4, tmpfs) = (0x6969, 0xEF53, 0x0102_1994);
        assert_eq!([nfs, ext4, tmpfs].map(is_remote_kind), [true, false, false]);
        assert!(!is_remote(Path::new("/proc")) && !is_remote(Path::new("/is/not/there")));
    }
}
