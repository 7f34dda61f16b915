//! Whether a folder is on a disk of this machine.
//!
//! The log waits for the disk and shares a piece of memory between its readers; a server in between breaks the
//! promise of the first and the coherence of the second, and two machines would write. Never here: what to do
//! about it.

use std::path::Path;

use super::PlatformError;

/// Refuses a folder that is reached over a network.
///
/// A system that does not tell is believed to be local: what stands between is then the user's own doing.
///
/// # Errors
/// [`PlatformError::NotLocal`], with the kind of the network folder.
pub fn check_local(folder: &Path) -> Result<(), PlatformError> {
    match network_kind(folder) {
        None => Ok(()),
        Some(kind) => Err(PlatformError::NotLocal { path: folder.to_path_buf(), kind }),
    }
}

#[cfg(target_os = "linux")]
fn network_kind(folder: &Path) -> Option<&'static str> {
    let found = rustix::fs::statfs(folder).ok()?;
    // Of another width on another processor; the numbers all fit into 32 bits.
    kind_of(found.f_type as u32)
}

/// The kinds of file systems that are somebody else's, by the number the kernel gives them.
#[cfg(target_os = "linux")]
fn kind_of(number: u32) -> Option<&'static str> {
    match number {
        0x6969 => Some("NFS"),
        0x517B | 0xFF53_4D42 | 0xFE53_4D42 => Some("a Windows share"),
        0x5346_414F => Some("AFS"),
        0x7375_7245 => Some("Coda"),
        0x00C3_6400 => Some("Ceph"),
        _ => None,
    }
}

#[cfg(target_os = "macos")]
fn network_kind(folder: &Path) -> Option<&'static str> {
    /// `MNT_LOCAL` of `sys/mount.h`.
    const IS_LOCAL: u32 = 0x1000;
    let found = rustix::fs::statfs(folder).ok()?;
    (found.f_flags & IS_LOCAL == 0).then_some("a mounted server")
}

/// A drive letter that stands for a share is spelt out by the system.
#[cfg(windows)]
fn network_kind(folder: &Path) -> Option<&'static str> {
    use std::path::{Component, Prefix};
    let whole = folder.canonicalize().ok()?;
    match whole.components().next() {
        Some(Component::Prefix(prefix)) => match prefix.kind() {
            Prefix::UNC(..) | Prefix::VerbatimUNC(..) => Some("a Windows share"),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn network_kind(_: &Path) -> Option<&'static str> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_this_machine_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        check_local(folder.path()).unwrap();
        check_local(&folder.path().join("not there yet")).unwrap();
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_server_keeps_is_known_by_its_kind() {
        for (number, kind) in
            [(0x6969, "NFS"), (0xFF53_4D42, "a Windows share"), (0xFE53_4D42, "a Windows share")]
        {
            assert_eq!(kind_of(number), Some(kind));
        }
        // ext4, btrfs, xfs, tmpfs, overlay.
        for number in [0xEF53, 0x9123_683E, 0x5846_5342, 0x0102_1994, 0x794C_7630] {
            assert_eq!(kind_of(number), None, "{number:x}");
        }
        let refused = PlatformError::NotLocal { path: "/net/desk".into(), kind: "NFS" }.to_string();
        assert_eq!(
            refused,
            "the data folder /net/desk is on NFS, where a log can be lost or broken: name a folder on a disk of this \
             machine with --data, and pass the log on by handoff files"
        );
    }
}
