//! The Unix socket: beside the data where that can be, else in the user's folder for running programs.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, FileTypeExt as _, MetadataExt as _, PermissionsExt as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Connection, name_of};
use crate::platform::PlatformError;

/// The folder of the socket inside the data folder, and its name there.
const FOLDER: &str = "socket";
const NAME: &str = "desk";

/// The longest path of a socket that every system takes, in bytes: macOS has 104, Linux 108.
const LONGEST_PATH: usize = 100;

impl Connection for UnixStream {
    fn set_patience(&mut self, patience: Option<Duration>) -> io::Result<()> {
        self.set_read_timeout(patience)?;
        self.set_write_timeout(patience)
    }
}

/// Where a socket may be, the first choice first.
fn places(folder: &Path) -> Vec<PathBuf> {
    let mut places = vec![folder.join(FOLDER).join(NAME)];
    let running = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.is_absolute());
    // macOS gives each user a folder for what is temporary.
    let own = cfg!(target_os = "macos").then(std::env::temp_dir);
    places.extend(running.or(own).map(|path| path.join("bridgewatch").join(name_of(folder))));
    places.retain(|path| path.as_os_str().len() <= LONGEST_PATH);
    places
}

/// Hears others; gone, with its file, when it is dropped.
#[derive(Debug)]
pub struct LocalListener {
    listener: UnixListener,
    path: PathBuf,
    owner: u32,
}

impl LocalListener {
    pub(super) fn over(folder: &Path) -> Result<Self, PlatformError> {
        let mut refused = None;
        for path in places(folder) {
            match Self::at(&path) {
                Ok(listener) => return Ok(listener),
                Err(err) => refused = refused.or(Some(err)),
            }
        }
        Err(refused.unwrap_or_else(|| {
            let long = "its path is too long for a socket";
            PlatformError::Socket { path: folder.to_path_buf(), reason: long.to_owned() }
        }))
    }

    fn at(path: &Path) -> Result<Self, PlatformError> {
        let refused = |source: io::Error| PlatformError::Socket {
            path: path.to_path_buf(),
            reason: source.to_string(),
        };
        let folder = path.parent().unwrap_or(path);
        let owner = private(folder).map_err(refused)?;
        match fs::symlink_metadata(path) {
            // Whoever left it is gone: the lock of the data folder is ours.
            Ok(found) if found.file_type().is_socket() => fs::remove_file(path).map_err(refused)?,
            Ok(_) => return Err(refused(io::Error::other("something else stands there"))),
            Err(err) if err.kind() == io::ErrorKind::NotFound => {}
            Err(err) => return Err(refused(err)),
        }
        let listener = UnixListener::bind(path).map_err(refused)?;
        // Nobody else can enter its folder, so nobody came in before this.
        fs::set_permissions(path, Permissions::from_mode(0o600)).map_err(refused)?;
        Ok(Self { listener, path: path.to_path_buf(), owner })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Waits for the next one who wants to talk. Whoever is another user is turned away.
    ///
    /// # Errors
    /// When the system cannot go on listening.
    pub fn accept(&self) -> io::Result<Box<dyn Connection>> {
        loop {
            let (stream, _) = self.listener.accept()?;
            if is_of(&stream, self.owner) {
                return Ok(Box::new(stream));
            }
        }
    }
}

impl Drop for LocalListener {
    fn drop(&mut self) {
        // One that stays behind is taken over by the next process.
        fs::remove_file(&self.path).ok();
    }
}

/// Makes a folder that only its owner can enter, or closes one that is there; who owns it. One of another
/// user is left as it is.
fn private(folder: &Path) -> io::Result<u32> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let found = fs::symlink_metadata(folder)?;
    if !found.is_dir() {
        return Err(io::Error::other("something else stands in the place of its folder"));
    }
    let me = myself(folder)?;
    if found.uid() != me {
        return Err(io::Error::other("its folder is another user's"));
    }
    if found.mode() & 0o077 != 0 {
        fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    }
    Ok(me)
}

/// Who this process is, as files see it.
#[cfg(target_os = "linux")]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it takes a file to learn it")]
fn myself(_: &Path) -> io::Result<u32> {
    Ok(rustix::process::geteuid().as_raw())
}

/// Who this process is, as files see it: who owns what it makes.
#[cfg(not(target_os = "linux"))]
fn myself(folder: &Path) -> io::Result<u32> {
    let trial = std::env::temp_dir().join(format!("bridgewatch-{}-{}", std::process::id(), name_of(folder)));
    fs::write(&trial, "")?;
    let found = fs::metadata(&trial);
    fs::remove_file(&trial).ok();
    Ok(found?.uid())
}

/// Whether the other end is that user's process.
#[cfg(target_os = "linux")]
fn is_of(stream: &UnixStream, owner: u32) -> bool {
    rustix::net::sockopt::socket_peercred(stream).is_ok_and(|peer| peer.uid.as_raw() == owner)
}

/// Elsewhere the modes of socket and folder say it alone.
#[cfg(not(target_os = "linux"))]
fn is_of(_: &UnixStream, _: u32) -> bool {
    true
}

pub(super) fn reach(folder: &Path) -> Option<Box<dyn Connection>> {
    let stream = places(folder).iter().find_map(|path| {
        let folder = path.parent()?;
        let owner = myself(folder).ok()?;
        // Nothing is said to what another user put there.
        let is_ours = fs::symlink_metadata(folder).is_ok_and(|found| found.is_dir() && found.uid() == owner);
        UnixStream::connect(path).ok().filter(|stream| is_ours && is_of(stream, owner))
    })?;
    Some(Box::new(stream))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::{Path, PathBuf};

    use super::super::{listen, reach};
    use super::*;

    fn mode(path: &Path) -> u32 {
        path.metadata().unwrap().permissions().mode() & 0o777
    }

    fn place(listener: &LocalListener) -> PathBuf {
        listener.path().to_path_buf()
    }

    #[test]
    fn the_socket_is_its_owners_alone_and_goes_with_its_listener() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        assert!(reach(dir.path()).is_none(), "nobody listens yet");
        let listener = listen(dir.path()).unwrap();
        let path = place(&listener);
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
        assert_eq!(mode(dir.path()), 0o755, "the data folder is left as it was");

        assert!(reach(dir.path()).is_some());

        drop(listener);
        assert!(!path.exists(), "it is taken away");
        assert!(reach(dir.path()).is_none());
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
