//! Files that a person names or keeps in the data folder, read with a limit.
//!
//! Opening a pipe can wait for ever, and reading one too: so what is no ordinary file is refused before it is read.
//! Never here: what the bytes mean.

use std::fs::{File, FileType, OpenOptions};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

use super::PlatformError;

/// Opens an ordinary file for reading, at once. A folder, a pipe, a socket or a device is refused with what it is.
pub fn open_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    without_waiting(&mut options);
    let file = options.open(path)?;
    let kind = file.metadata()?.file_type();
    if kind.is_dir() {
        return Err(io::Error::new(ErrorKind::IsADirectory, "it is a folder"));
    }
    if !kind.is_file() {
        let what = format!("it is {}, not a file", word(kind));
        return Err(io::Error::new(ErrorKind::InvalidInput, what));
    }
    Ok(file)
}

/// The bytes of a file, and one more than `most` of one that is longer: whoever reads them refuses it.
pub fn read_at_most(path: &Path, most: u64) -> Result<Vec<u8>, PlatformError> {
    let mut bytes = Vec::new();
    let file = open_file(path).map_err(PlatformError::file("read", path))?;
    file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(PlatformError::file("read", path))?;
    Ok(bytes)
}

/// The text of a file of at most `most` bytes. One that has more is refused unread, and one that is not UTF-8 is
/// refused.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    let refused = |what: String| io::Error::new(ErrorKind::InvalidData, what);
    let too_long = |size: u64| refused(format!("the file has {size} bytes; {most} are the most"));
    let file = open_file(path)?;
    let size = file.metadata()?.len();
    if size > most {
        return Err(too_long(size));
    }
    let mut bytes = Vec::new();
    // It may have grown since, or be one that says no size.
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(too_long(bytes.len() as u64));
    }
    String::from_utf8(bytes).map_err(|err| refused(format!("the file is not UTF-8: {err}")))
}

/// Makes opening refuse or go on at once where it would wait for whoever holds a pipe's other end. Of no effect on an
/// ordinary file.
#[cfg(unix)]
pub(super) fn without_waiting(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    if let Ok(flags) = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()) {
        options.custom_flags(flags);
    }
}

/// Elsewhere no file of a folder is a pipe.
#[cfg(not(unix))]
pub(super) const fn without_waiting(_: &mut OpenOptions) {}

#[cfg(unix)]
fn word(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    if kind.is_fifo() {
        "a pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
const fn word(_: FileType) -> &'static str {
    "a device"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_one_byte_more_than_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("five");
        std::fs::write(&path, b"12345").unwrap();
        assert_eq!(read_at_most(&path, 5).unwrap(), b"12345");
        assert_eq!(read_at_most(&path, 3).unwrap(), b"1234");
        let gone = read_at_most(&folder.path().join("gone"), 5).unwrap_err().to_string();
        assert!(gone.starts_with("can't read ") && gone.contains("gone"), "{gone}");
        let folder = read_at_most(folder.path(), 5).unwrap_err().to_string();
        assert!(folder.contains("it is a folder; name a file in it"), "{folder}");
    }

    #[test]
    fn a_text_is_read_whole_or_refused_with_the_reason() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("five");
        std::fs::write(&path, "12345").unwrap();
        assert_eq!(read_text(&path, 5).unwrap(), "12345");
        let long = read_text(&path, 4).unwrap_err().to_string();
        assert_eq!(long, "the file has 5 bytes; 4 are the most");
        std::fs::write(&path, b"\xff").unwrap();
        assert!(read_text(&path, 5).unwrap_err().to_string().contains("not UTF-8"));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_refused_at_once_with_what_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert!(open_file(&socket).is_err());
        let device = read_at_most(Path::new("/dev/zero"), 5).unwrap_err().to_string();
        assert!(device.contains("it is a device") && device.ends_with("name a file"), "{device}");
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        let why = read_text(&pipe, 5).unwrap_err().to_string();
        assert_eq!(why, "it is a pipe, not a file");
        // Also where somebody holds its other end.
        let mut options = OpenOptions::new();
        let _held = options.read(true).write(true).open(&pipe).unwrap();
        assert!(read_text(&pipe, 5).is_err());
    }
}
