//! Hearing other processes of the same user, and carrying out what they ask by the desk that runs.
//!
//! Each conversation has a thread of its own, a few at a time, and every wait in it is bounded, so that
//! nobody who says nothing, or nonsense, holds up the desk or another one.

use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use clap::Parser as _;

use super::protocol::{Answer, Ask, LONGEST_ASK, VERSION, Wanted, line, to_line};
use super::{goes_over, see_from};
use crate::cli::place::Place;
use crate::cli::{Arguments, error_words, jsonl, run};
use crate::desk::{DeskHandle, ToShow};
use crate::platform::{Clock, Connection, LocalListener, PlatformError, listen, monotonic_now, reach};

/// How many are talked with at a time; whoever comes then is told to try again.
const MOST: usize = 8;

/// How long somebody may take to say what they ask.
const ASKING: Duration = Duration::from_secs(5);

/// How long the bytes behind it may take.
const TELLING: Duration = Duration::from_mins(1);

/// How long somebody may take to hear the answer.
const HEARING: Duration = Duration::from_secs(10);

/// How long whoever is one too many may take to hear that.
const REFUSING: Duration = Duration::from_millis(200);

/// How long the window may take to come forward.
const COMING: Duration = Duration::from_millis(1_500);

/// How long it rests where the system cannot go on listening.
const REST: Duration = Duration::from_millis(200);

/// Takes commands for the running desk for as long as it stands.
pub struct Serving {
    folder: PathBuf,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// Takes commands for the desk that runs over a data folder, whose lock the caller holds. `has_window` says
/// whether there is a window that can come forward.
///
/// # Errors
/// When there can be no socket for it, or no thread. The desk works without.
pub fn serve(
    folder: &Path,
    handle: DeskHandle,
    clock: Arc<dyn Clock>,
    has_window: bool,
) -> Result<Serving, PlatformError> {
    let listener = listen(folder)?;
    let is_over = Arc::new(AtomicBool::new(false));
    let server = Arc::new(Server { handle, clock, has_window, talking: AtomicUsize::new(0) });
    let own = Arc::clone(&is_over);
    let thread = std::thread::Builder::new()
        .name("commands".to_owned())
        .spawn(move || server.hear_all(&listener, &own))
        .map_err(|err| PlatformError::Socket { path: folder.to_path_buf(), reason: err.to_string() })?;
    Ok(Serving { folder: folder.to_path_buf(), is_over, thread: Some(thread) })
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
        // Somebody comes in, so that the wait for somebody ends.
        let is_woken = reach(&self.folder).is_some();
        if let Some(thread) = self.thread.take().filter(|_| is_woken) {
            thread.join().ok();
        }
    }
}

struct Server {
    handle: DeskHandle,
    clock: Arc<dyn Clock>,
    has_window: bool,
    talking: AtomicUsize,
}

/// Counts one conversation for as long as it lasts.
struct Talk(Arc<Server>);

impl Drop for Talk {
    fn drop(&mut self) {
        self.0.talking.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Server {
    fn hear_all(self: &Arc<Self>, listener: &LocalListener, is_over: &AtomicBool) {
        while !is_over.load(Ordering::Acquire) {
            let Ok(connection) = listener.accept() else {
                std::thread::sleep(REST);
                continue;
            };
            if is_over.load(Ordering::Acquire) {
                return;
            }
            let others = self.talking.fetch_add(1, Ordering::AcqRel);
            let talk = Talk(Arc::clone(self));
            if others >= MOST {
                answer(connection, &refused("too many ask at once; try again in a moment"), REFUSING);
                continue;
            }
            let thread = std::thread::Builder::new().name("command".to_owned());
            // Where no thread can be had the connection is closed, which says so.
            thread.spawn(move || talk.0.talk(connection)).ok();
        }
    }

    fn talk(&self, connection: Box<dyn Connection>) {
        let mut reader = BufReader::new(Timed { connection, until: monotonic_now() + ASKING });
        // Whoever says no whole line in time is no Bridgewatch, and gets no answer.
        let Ok(Some(asked)) = line(&mut reader, LONGEST_ASK) else { return };
        let said = match serde_json::from_slice::<Ask>(&asked) {
            Ok(ask) if ask.bridgewatch == VERSION => self.obey(ask.wanted, &mut reader),
            Ok(_) => refused("it is of another version; close it, and start the newer one"),
            Err(err) => refused(&format!("it does not understand what was asked: {err}")),
        };
        answer(reader.into_inner().connection, &said, HEARING);
    }

    fn obey(&self, wanted: Wanted, reader: &mut BufReader<Timed>) -> Answer {
        match wanted {
            Wanted::Show => self.show(),
            Wanted::Run { arguments, from, input } => {
                if input > jsonl::MAX_FILE_BYTES + 1 {
                    return refused("more comes on standard input than a file of commands may have");
                }
                reader.get_mut().until = monotonic_now() + TELLING;
                let mut bytes = Vec::new();
                match reader.take(input).read_to_end(&mut bytes) {
                    Ok(count) if count as u64 == input => self.run(arguments, &from, bytes),
                    _ => refused("what came on standard input broke off; nothing was done"),
                }
            }
        }
    }

    fn run(&self, arguments: Vec<String>, from: &Path, input: Vec<u8>) -> Answer {
        let program = std::iter::once("bridgewatch".to_owned());
        let verb = match Arguments::try_parse_from(program.chain(arguments)) {
            Ok(parsed) => parsed.command.filter(goes_over),
            Err(err) => return refused(&err.to_string()),
        };
        let Some(mut verb) = verb else {
            return refused("that command is not for a running desk");
        };
        see_from(&mut verb, from);
        let place = Place::of_running(self.handle.clone(), input);
        let mut out = Vec::new();
        let done = run(&verb, &place, self.clock.now(), &mut out);
        Answer {
            bridgewatch: VERSION,
            out: String::from_utf8_lossy(&out).into_owned(),
            error: done.err().map(|err| error_words(&err)),
        }
    }

    /// Done once the window has heard of it.
    fn show(&self) -> Answer {
        if !self.has_window {
            return refused("it is a watch without a window");
        }
        self.handle.ask_to_show(ToShow::Window);
        let until = monotonic_now() + COMING;
        while self.handle.is_asked_to_show() {
            if monotonic_now() >= until {
                return refused("its window does not answer");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Answer { bridgewatch: VERSION, ..Answer::default() }
    }
}

fn refused(why: &str) -> Answer {
    Answer { bridgewatch: VERSION, error: Some(why.to_owned()), ..Answer::default() }
}

/// Whoever does not wait for the answer does without.
fn answer(connection: Box<dyn Connection>, answer: &Answer, patience: Duration) {
    let mut timed = Timed { connection, until: monotonic_now() + patience };
    timed.write_all(&to_line(answer)).and_then(|()| timed.flush()).ok();
}

/// A connection of which all reads and writes together end at an instant.
struct Timed {
    connection: Box<dyn Connection>,
    until: Instant,
}

impl Timed {
    fn hurry(&mut self) -> io::Result<()> {
        let left = self.until.saturating_duration_since(monotonic_now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.connection.set_patience(Some(left))
    }
}

impl Read for Timed {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.hurry()?;
        self.connection.read(bytes)
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hurry()?;
        self.connection.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.connection.flush()
    }
}
