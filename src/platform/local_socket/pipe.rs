//! The named pipe of Windows, which only the user who made it can open, and no other machine.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::os::windows::fs::FileExt as _;
use std::os::windows::io::AsHandle as _;
use std::path::Path;
use std::time::Duration;

use interprocess::os::windows::named_pipe::pipe_mode::Bytes;
use interprocess::os::windows::named_pipe::{DuplexPipeStream, PipeListener, PipeListenerOptions};
use interprocess::os::windows::security_descriptor::SecurityDescriptor;
use widestring::u16cstr;

use super::{Connection, name_of};
use crate::platform::{PlatformError, monotonic_now};

/// How long a pipe that had nothing is left alone before it is looked at again.
const PAUSE: Duration = Duration::from_millis(5);

fn path_of(folder: &Path) -> String {
    format!(r"\\.\pipe\bridgewatch-{}", name_of(folder))
}

/// How long whoever has answered waits for the other one to hear it.
const FAREWELL: Duration = Duration::from_secs(5);

/// What Windows says of a pipe that has nothing to read and somebody at its other end.
const ERROR_NO_DATA: i32 = 232;

/// What it says where nobody is at the other end any more.
const ERROR_BROKEN_PIPE: i32 = 109;

/// The most that is written at once, in bytes: a pipe that does not wait takes a piece whole or nothing of it.
const PIECE: usize = 4096;

/// What a pipe holds that nobody has read yet, in bytes; many pieces.
const HELD: u32 = 65_536;

/// A pipe does not know how long a read may take, so it is looked at again and again.
///
/// It is read at a place, which a pipe ignores: every plain read, of `interprocess` as of the standard library, takes
/// an empty pipe for one that has ended.
struct Pipe {
    stream: DuplexPipeStream<Bytes>,
    reading: File,
    patience: Option<Duration>,
}

impl Pipe {
    fn boxed(stream: DuplexPipeStream<Bytes>) -> io::Result<Box<dyn Connection>> {
        stream.set_nonblocking(true)?;
        let reading = File::from(stream.as_handle().try_clone_to_owned()?);
        Ok(Box::new(Self { stream, reading, patience: None }))
    }

    fn patiently<T>(&mut self, mut attempt: impl FnMut(&mut Self) -> io::Result<T>) -> io::Result<T> {
        let begun = monotonic_now();
        loop {
            match attempt(self) {
                Err(err) if err.kind() == ErrorKind::WouldBlock => {
                    if self.patience.is_some_and(|patience| begun.elapsed() >= patience) {
                        return Err(ErrorKind::TimedOut.into());
                    }
                    std::thread::sleep(PAUSE);
                }
                other => return other,
            }
        }
    }
}

impl Read for Pipe {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.patiently(|pipe| match pipe.reading.seek_read(bytes, 0) {
            Err(err) if err.raw_os_error() == Some(ERROR_NO_DATA) => Err(ErrorKind::WouldBlock.into()),
            Err(err) if err.raw_os_error() == Some(ERROR_BROKEN_PIPE) => Ok(0),
            other => other,
        })
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = bytes.get(..PIECE).unwrap_or(bytes);
        self.patiently(|pipe| match pipe.stream.write(piece) {
            // A full pipe takes nothing, and says so in this way.
            Ok(0) if !piece.is_empty() => Err(ErrorKind::WouldBlock.into()),
            other => other,
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        // What was written is in the pipe; waiting until it is read could wait without end.
        Ok(())
    }
}

impl Drop for Pipe {
    /// Whoever serves stays until the other one has heard the answer and gone: what nobody has read yet goes with the
    /// end that wrote it.
    fn drop(&mut self) {
        if !self.stream.is_server() {
            return;
        }
        self.patience = Some(FAREWELL);
        let mut rest = [0; 64];
        while self.read(&mut rest).is_ok_and(|read| read > 0) {}
    }
}

impl Connection for Pipe {
    fn set_patience(&mut self, patience: Option<Duration>) -> io::Result<()> {
        self.patience = patience;
        Ok(())
    }
}

/// Hears others; gone when it is dropped.
#[derive(Debug)]
pub struct LocalListener {
    listener: PipeListener<Bytes, Bytes>,
}

impl LocalListener {
    pub(super) fn over(folder: &Path) -> Result<Self, PlatformError> {
        let path = path_of(folder);
        let refused =
            |source: io::Error| PlatformError::Socket { path: (&path).into(), reason: source.to_string() };
        // Everything for the owner of the pipe, nothing for anybody else.
        let rights = SecurityDescriptor::deserialize(u16cstr!("D:P(A;;GA;;;OW)")).map_err(refused)?;
        let options = PipeListenerOptions::new()
            .path(path.as_str())
            .security_descriptor(Some(rights))
            .input_buffer_size_hint(HELD)
            .output_buffer_size_hint(HELD);
        let listener = options.create_duplex::<Bytes>().map_err(refused)?;
        Ok(Self { listener })
    }

    /// Waits for the next one who wants to talk.
    ///
    /// # Errors
    /// When the system cannot go on listening.
    pub fn accept(&self) -> io::Result<Box<dyn Connection>> {
        Pipe::boxed(self.listener.accept()?)
    }
}

pub(super) fn reach(folder: &Path) -> Option<Box<dyn Connection>> {
    Pipe::boxed(DuplexPipeStream::<Bytes>::connect_by_path(path_of(folder).as_str()).ok()?).ok()
}
