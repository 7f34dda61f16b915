//! Talking to another Bridgewatch of the same user on this machine, over the same data folder.
//!
//! A Unix socket that only its owner can open, in a folder that only its owner can enter; on Windows a
//! named pipe with the same right. Never here: what is said over it.

use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::PlatformError;

#[cfg(windows)]
#[path = "local_socket/pipe.rs"]
mod system;
#[cfg(unix)]
#[path = "local_socket/unix.rs"]
mod system;

pub use system::LocalListener;

/// One conversation with another process of the same user.
pub trait Connection: Read + Write + Send {
    /// How long one read or write may take from now on; without end if none.
    ///
    /// # Errors
    /// When the system refuses, or has no such bound.
    fn set_patience(&mut self, patience: Option<Duration>) -> std::io::Result<()>;
}

/// Listens for others over a data folder, which the caller holds the lock of. What an earlier process left
/// behind is taken away.
///
/// # Errors
/// When no place for it can be made that is the owner's alone.
pub fn listen(folder: &Path) -> Result<LocalListener, PlatformError> {
    LocalListener::over(folder)
}

/// Reaches the process that listens over a data folder; none where nobody does.
pub fn reach(folder: &Path) -> Option<Box<dyn Connection>> {
    system::reach(folder)
}

/// A short name for a data folder, the same whichever way leads to it.
fn name_of(folder: &Path) -> String {
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    let digest = Sha256::digest(whole.as_os_str().as_encoded_bytes());
    digest.iter().take(10).fold(String::new(), |mut name, byte| {
        name.push_str(&format!("{byte:02x}"));
        name
    })
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader};
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::PathBuf;

    use super::*;

    fn mode(path: &Path) -> u32 {
        path.metadata().unwrap().permissions().mode() & 0o777
    }

    fn place(listener: &LocalListener) -> PathBuf {
        listener.path().to_path_buf()
    }

    #[test]
    fn what_is_said_arrives_and_the_socket_is_its_owners_alone() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        assert!(reach(dir.path()).is_none(), "nobody listens yet");
        let listener = listen(dir.path()).unwrap();
        let path = place(&listener);
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
        assert_eq!(mode(dir.path()), 0o755, "the data folder is left as it was");

        let mut there = reach(dir.path()).unwrap();
        there.write_all(b"a line\n").unwrap();
        let here = listener.accept().unwrap();
        let mut line = String::new();
        BufReader::new(here).read_line(&mut line).unwrap();
        assert_eq!(line, "a line\n");

        drop(listener);
        assert!(!path.exists(), "it is taken away");
        assert!(reach(dir.path()).is_none());
    }

    #[test]
    fn a_silent_peer_is_waited_for_no_longer_than_was_said() {
        let dir = tempfile::tempdir().unwrap();
        let listener = listen(dir.path()).unwrap();
        let _there = reach(dir.path()).unwrap();
        let mut here = listener.accept().unwrap();
        here.set_patience(Some(Duration::from_millis(20))).unwrap();
        let err = here.read(&mut [0; 8]).unwrap_err();
        assert!(matches!(err.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut), "{err}");
    }

    #[test]
    fn what_a_killed_process_left_is_taken_over_and_what_is_no_socket_is_left() {
        let dir = tempfile::tempdir().unwrap();
        let first = listen(dir.path()).unwrap();
        let path = place(&first);
        // As if it had been killed: nothing is taken away.
        std::mem::forget(first);
        let second = listen(dir.path()).unwrap();
        assert!(reach(dir.path()).is_some());
        drop(second);

        std::fs::write(&path, "mine").unwrap();
        let err = listen(dir.path()).unwrap_err().to_string();
        assert!(err.contains("desk"), "{err}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    }

    #[test]
    fn a_place_that_others_can_enter_is_closed_and_one_of_another_user_is_not_used() {
        let dir = tempfile::tempdir().unwrap();
        let inner = dir.path().join("socket");
        std::fs::create_dir(&inner).unwrap();
        std::fs::set_permissions(&inner, std::fs::Permissions::from_mode(0o777)).unwrap();
        let listener = listen(dir.path()).unwrap();
        assert_eq!(mode(&inner), 0o700);
        drop(listener);
        // Only root can give a folder away; everybody else has nothing to try here.
        if std::os::unix::fs::chown(&inner, Some(12_345), None).is_ok() {
            std::fs::set_permissions(&inner, std::fs::Permissions::from_mode(0o777)).unwrap();
            let err = listen(dir.path()).unwrap_err().to_string();
            assert!(err.contains("another user"), "{err}");
            assert_eq!(mode(&inner), 0o777, "it is left as it was");
            assert_eq!(std::fs::read_dir(&inner).unwrap().count(), 0);
            assert!(reach(dir.path()).is_none());
        }
    }

    #[test]
    fn a_folder_whose_path_is_too_long_for_a_socket_has_it_elsewhere_or_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let deep = dir.path().join("d".repeat(120));
        std::fs::create_dir(&deep).unwrap();
        match listen(&deep) {
            Ok(listener) => {
                assert!(!place(&listener).starts_with(&deep));
                assert_eq!(mode(&place(&listener)), 0o600);
                assert!(reach(&deep).is_some());
            }
            Err(err) => assert!(err.to_string().contains("long"), "{err}"),
        }
    }
}
