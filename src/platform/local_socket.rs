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

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, ErrorKind};

    use super::*;

    /// More than any socket or pipe holds.
    const LONG: usize = 2_000_000;

    fn line_of(connection: &mut dyn Connection) -> String {
        let mut line = String::new();
        BufReader::new(connection).read_line(&mut line).unwrap();
        line
    }

    #[test]
    fn what_is_said_arrives_both_ways_however_long_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let listener = listen(dir.path()).unwrap();
        let path = dir.path().to_path_buf();
        let asking = std::thread::Builder::new().name("asking".to_owned()).spawn(move || {
            let mut there = reach(&path).unwrap();
            there.write_all(b"a question\n").unwrap();
            line_of(&mut *there)
        });
        let asking = asking.unwrap();
        let mut here = listener.accept().unwrap();
        assert_eq!(line_of(&mut *here), "a question\n");
        here.write_all("x".repeat(LONG).as_bytes()).unwrap();
        here.write_all(b"\n").unwrap();
        // The one who answers goes at once; the answer is heard all the same.
        drop(here);
        assert_eq!(asking.join().unwrap().len(), LONG + 1);
    }

    #[test]
    fn a_silent_peer_is_waited_for_no_longer_than_was_said() {
        let dir = tempfile::tempdir().unwrap();
        let listener = listen(dir.path()).unwrap();
        let there = reach(dir.path()).unwrap();
        let mut here = listener.accept().unwrap();
        here.set_patience(Some(Duration::from_millis(20))).unwrap();
        let err = here.read(&mut [0; 8]).unwrap_err();
        assert!(matches!(err.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{err}");
        drop(there);
        assert_eq!(here.read(&mut [0; 8]).unwrap(), 0, "one who has gone is not waited for");
    }
}
