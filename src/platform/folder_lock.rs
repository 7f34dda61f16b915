//! One desk a data folder: the lock, and who holds it.
//!
//! The lock is the operating system's own on `desk.lock`: it goes when its process dies,
//! however it dies. `desk.holder` only tells a second start whom it met; it decides nothing.
//! Never here: what to do about it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};

use super::atomic_file::for_the_owner;
use super::local_disk::check_local;
use super::read_file::without_waiting;
use super::{PlatformError, open_file, write_private};

const LOCK_FILE: &str = "desk.lock";
const HOLDER_FILE: &str = "desk.holder";
/// More than any holder file has; a longer one isn't ours.
const HOLDER_LIMIT_BYTES: u64 = 4096;

/// Who holds a data folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// What it is: "window", "command".
    pub what: String,
    /// Its process id.
    pub pid: u32,
    /// The machine it runs on, where that was cheap to learn: folders can be shared.
    pub host: Option<String>,
    /// Since when it holds the folder.
    pub since: DateTime<Utc>,
}

/// Why a data folder could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum FolderHeld {
    /// Another desk has it open.
    #[error("{}", held_text(folder, holder.as_ref()))]
    Held {
        /// The data folder.
        folder: PathBuf,
        /// Who has it, as far as it said.
        holder: Option<Holder>,
    },
    /// The lock itself could not be tried.
    #[error(transparent)]
    Io(#[from] PlatformError),
}

fn held_text(folder: &Path, holder: Option<&Holder>) -> String {
    let folder = folder.display();
    let advice = "close it there, or name another folder with --data";
    match holder {
        None => format!("the data folder {folder} is in use by another Bridgewatch: {advice}"),
        Some(holder) => {
            let host = match &holder.host {
                Some(host) => format!(" on {host}"),
                None => String::new(),
            };
            format!(
                "the data folder {folder} is in use by a Bridgewatch {} (process {}{host}, since {}): {advice}",
                holder.what,
                holder.pid,
                holder.since.to_rfc3339_opts(SecondsFormat::Secs, true),
            )
        }
    }
}

/// The right to use a data folder; given back when dropped.
#[derive(Debug)]
pub struct FolderLock {
    holder_path: PathBuf,
    /// Closing it releases the lock.
    _lock: File,
}

impl FolderLock {
    /// Takes the folder, which must exist, for this process.
    ///
    /// `what` says what this process is ("window", "command"), `since` is now. Fails when
    /// another process, or this one, holds the folder already, or it is reached over a network.
    pub fn take(folder: &Path, what: &str, since: DateTime<Utc>) -> Result<Self, FolderHeld> {
        check_local(folder)?;
        let lock_path = folder.join(LOCK_FILE);
        let holder_path = folder.join(HOLDER_FILE);
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        for_the_owner(&mut options);
        without_waiting(&mut options);
        let lock = options.open(&lock_path).map_err(PlatformError::file("open the lock", &lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(FolderHeld::Held {
                    folder: folder.to_path_buf(),
                    holder: read_holder(&holder_path),
                });
            }
            Err(TryLockError::Error(source)) => {
                return Err(PlatformError::file("lock", &lock_path)(source).into());
            }
        }
        let holder = Holder { what: what.to_owned(), pid: std::process::id(), host: host_name(), since };
        write_private(&holder_path, holder_text(&holder).as_bytes())?;
        Ok(Self { holder_path, _lock: lock })
    }

    /// Whether a desk has this folder now. Nothing is written; a folder without a lock is free.
    pub fn is_held(folder: &Path) -> bool {
        let mut options = OpenOptions::new();
        without_waiting(options.write(true));
        let lock = options.open(folder.join(LOCK_FILE));
        lock.is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)))
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // A holder file that stays behind is ignored by whoever gets the lock.
        fs::remove_file(&self.holder_path).ok();
    }
}

fn holder_text(holder: &Holder) -> String {
    let one_line = |text: &str| text.replace(char::is_control, " ");
    let mut text = format!(
        "what: {}\npid: {}\nsince: {}\n",
        one_line(&holder.what),
        holder.pid,
        holder.since.to_rfc3339_opts(SecondsFormat::AutoSi, true),
    );
    if let Some(host) = &holder.host {
        text.push_str("host: ");
        text.push_str(&one_line(host));
        text.push('\n');
    }
    text
}

fn read_holder(path: &Path) -> Option<Holder> {
    let mut text = String::new();
    open_file(path).ok()?.take(HOLDER_LIMIT_BYTES).read_to_string(&mut text).ok()?;
    parse_holder(&text)
}

fn parse_holder(text: &str) -> Option<Holder> {
    let value = |key: &str| {
        text.lines()
            .filter_map(|line| line.split_once(": "))
            .find_map(|(found, value)| (found == key).then_some(value))
    };
    Some(Holder {
        what: value("what")?.to_owned(),
        pid: value("pid")?.parse().ok()?,
        host: value("host").map(str::to_owned),
        since: DateTime::parse_from_rfc3339(value("since")?).ok()?.with_timezone(&Utc),
    })
}

/// This machine's name, where no call into the system is needed for it.
fn host_name() -> Option<String> {
    let name = if cfg!(target_os = "linux") {
        fs::read_to_string("/proc/sys/kernel/hostname").ok()
    } else {
        std::env::var("COMPUTERNAME").ok()
    };
    let name = name?.trim().to_owned();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Child, Command, Stdio};
    use std::time::Duration;

    use super::super::monotonic_now;

    /// Tells the child that re-executes this test binary which folder to hold.
    const CHILD_FOLDER: &str = "BRIDGEWATCH_LOCK_CHILD_FOLDER";

    fn since() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    #[test]
    fn a_holder_comes_back_as_it_went() {
        let mut holder = Holder {
            what: "window".to_owned(),
            pid: 4711,
            host: Some("laptop-7".to_owned()),
            since: since(),
        };
        assert_eq!(parse_holder(&holder_text(&holder)), Some(holder.clone()));
        holder.host = None;
        assert_eq!(parse_holder(&holder_text(&holder)), Some(holder.clone()));
        holder.what = "two\nlines: pid: 1".to_owned();
        let back = parse_holder(&holder_text(&holder)).unwrap();
        assert_eq!((back.what.as_str(), back.pid), ("two lines: pid: 1", 4711));
    }

    #[test]
    fn a_torn_holder_is_no_holder() {
        let whole = holder_text(&Holder { what: "window".to_owned(), pid: 1, host: None, since: since() });
        for text in ["", "what: window\n", "what: w\npid: x\nsince: y\n", "\0\0"] {
            assert_eq!(parse_holder(text), None, "{text:?}");
        }
        assert!(parse_holder(&whole).is_some());
    }

    #[test]
    fn a_second_take_in_one_process_meets_the_first() {
        let dir = tempfile::tempdir().unwrap();
        let first = FolderLock::take(dir.path(), "window", since()).unwrap();
        let err = FolderLock::take(dir.path(), "command", since()).unwrap_err();
        let text = err.to_string();
        let FolderHeld::Held { holder: Some(holder), .. } = err else {
            panic!("{err:?}");
        };
        assert_eq!(holder.what, "window");
        assert_eq!(holder.pid, std::process::id());
        assert_eq!(holder.since, since());
        assert!(text.contains("2027-01-15T08:00:00Z"), "{text}");

        drop(first);
        assert!(!dir.path().join(HOLDER_FILE).exists());
        FolderLock::take(dir.path(), "command", since()).unwrap();
    }

    #[test]
    fn a_held_folder_without_a_holder_file_still_refuses() {
        let dir = tempfile::tempdir().unwrap();
        let _first = FolderLock::take(dir.path(), "window", since()).unwrap();
        fs::remove_file(dir.path().join(HOLDER_FILE)).unwrap();
        let err = FolderLock::take(dir.path(), "command", since()).unwrap_err();
        assert!(matches!(err, FolderHeld::Held { holder: None, .. }), "{err:?}");
    }

    #[test]
    fn a_missing_folder_is_an_io_error() {
        let dir = tempfile::tempdir().unwrap();
        let err = FolderLock::take(&dir.path().join("none"), "window", since()).unwrap_err();
        assert!(matches!(err, FolderHeld::Io(_)), "{err:?}");
    }

    #[test]
    fn a_stale_holder_file_is_ignored() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(HOLDER_FILE), "what: window\npid: 1\nsince: 2020-01-01T00:00:00Z\n")
            .unwrap();
        let _lock = FolderLock::take(dir.path(), "window", since()).unwrap();
        let holder = read_holder(&dir.path().join(HOLDER_FILE)).unwrap();
        assert_eq!(holder.pid, std::process::id());
    }

    /// Not a test of its own: what the child of the next test runs.
    #[test]
    fn child_that_holds_the_folder() {
        let Some(folder) = std::env::var_os(CHILD_FOLDER) else {
            return;
        };
        let _lock = FolderLock::take(Path::new(&folder), "window", since()).unwrap();
        fs::write(Path::new(&folder).join("child-holds"), "").unwrap();
        // Until the parent kills it, or forgets to.
        std::thread::sleep(Duration::from_mins(2));
    }

    struct Killed(Child);
    impl Drop for Killed {
        fn drop(&mut self) {
            self.0.kill().ok();
            self.0.wait().ok();
        }
    }

    #[test]
    fn the_lock_of_a_killed_process_is_free() {
        let dir = tempfile::tempdir().unwrap();
        let mut child = Killed(
            Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "--nocapture"])
                .arg(format!("{}::child_that_holds_the_folder", test_path()))
                .env(CHILD_FOLDER, dir.path())
                .stdout(Stdio::null())
                .spawn()
                .unwrap(),
        );
        let deadline = monotonic_now() + Duration::from_mins(1);
        while !dir.path().join("child-holds").exists() {
            assert!(monotonic_now() < deadline, "the child never took the lock");
            assert!(child.0.try_wait().unwrap().is_none(), "the child ended");
            std::thread::sleep(Duration::from_millis(10));
        }
        let err = FolderLock::take(dir.path(), "command", since()).unwrap_err();
        let FolderHeld::Held { holder: Some(holder), .. } = err else {
            panic!("{err:?}");
        };
        assert_eq!(holder.pid, child.0.id());

        // `kill` is SIGKILL on unix: no destructor runs, the holder file stays.
        child.0.kill().unwrap();
        child.0.wait().unwrap();
        assert!(dir.path().join(HOLDER_FILE).exists());
        FolderLock::take(dir.path(), "command", since()).unwrap();
    }

    /// This module's path as the test harness names it.
    fn test_path() -> &'static str {
        let path = module_path!();
        path.split_once("::").map_or(path, |(_, rest)| rest)
    }
}
