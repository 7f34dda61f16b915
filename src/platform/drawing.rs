//! How the window is drawn on this system: the ways there are, the order in which they are tried, and what is
//! remembered of a way that took the program down with it.
//!
//! A way that fails is left for the next one. A driver can do worse than fail and end the whole program: so which
//! way is being tried is written down before the window opens and taken away once something was painted, and a
//! start that finds it there leaves that way out. Never here: windows, or words on a screen.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

use super::atomic_file::for_the_owner;
use super::read_file::without_waiting;
use super::{PlatformError, read_text};

/// Where it is kept which way is being tried, inside the data folder.
const FILE: &str = "drawing.json";

/// More than such a file ever has.
const MAX_BYTES: u64 = 64 * 1024;

/// Tells a program that was started anew which way is next, and on the lines below why.
const NEXT: &str = "BRIDGEWATCH_DRAWING";

/// What a person asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DrawingChoice {
    /// The first way that works.
    #[default]
    Auto,
    /// By OpenGL.
    Gl,
    /// By the processor alone.
    Software,
}

impl DrawingChoice {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Gl, Self::Software];

    /// Its word, on the command line and in a file.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Gl => "gl",
            Self::Software => "software",
        }
    }

    /// What a word means.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.key() == key)
    }

    const fn way(self) -> Option<DrawingWay> {
        match self {
            Self::Auto => None,
            Self::Gl => Some(DrawingWay::Gl),
            Self::Software => Some(DrawingWay::Software),
        }
    }
}

impl std::str::FromStr for DrawingChoice {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::from_key(word).ok_or_else(|| "one of auto, gl, software".to_owned())
    }
}

/// A way to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DrawingWay {
    /// By OpenGL.
    Gl,
    /// By the processor alone.
    Software,
}

impl DrawingWay {
    /// All, in the order in which they are tried.
    pub const ALL: [Self; 2] = [Self::Gl, Self::Software];

    /// What it is called.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Gl => "OpenGL",
            Self::Software => "software",
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Gl => "gl",
            Self::Software => "software",
        }
    }
}

/// Whether OpenGL would be drawn by the processor: the way that draws by it without OpenGL is the better one then.
#[cfg(all(unix, not(target_os = "macos")))]
fn is_gl_by_processor() -> bool {
    // By this Mesa is told to.
    let is_asked = std::env::var("LIBGL_ALWAYS_SOFTWARE")
        .is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false" | "n" | "no"));
    is_asked || (cfg!(target_os = "linux") && !has_graphics_card(Path::new("/dev")))
}

/// Over a remote desktop Windows has OpenGL 1.1, which draws no window of ours.
#[cfg(windows)]
fn is_gl_by_processor() -> bool {
    std::env::var("SESSIONNAME").is_ok_and(|name| name.starts_with("RDP-"))
}

/// Each has a graphics card.
#[cfg(target_os = "macos")]
const fn is_gl_by_processor() -> bool {
    false
}

/// Whether Linux has a device that draws: a render node of its own drivers, NVIDIA's, or that of Windows below it.
#[cfg(all(unix, not(target_os = "macos")))]
fn has_graphics_card(devices: &Path) -> bool {
    let starts = |folder: &Path, start: &str| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with(start))
    };
    starts(&devices.join("dri"), "renderD") || starts(devices, "nvidia") || starts(devices, "dxg")
}

/// The program is to be started anew for the way that is next: the one that just failed may have left this
/// process in a bad state, or has taken the only loop of events that a process can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anew {
    way: DrawingWay,
    why: Vec<String>,
}

/// What is kept in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    /// What is being tried.
    trying: Option<DrawingWay>,
    /// What took the program down with it.
    fatal: Vec<DrawingWay>,
    /// The version of the program in which it did: another one tries anew.
    version: String,
}

/// Where it stands what is being tried.
#[derive(Debug, Clone)]
pub struct DrawingMark {
    file: PathBuf,
    kept: Kept,
}

impl DrawingMark {
    /// Something was painted, or what failed has left the program alive.
    pub fn settle(&self) {
        self.write(None);
    }

    fn write(&self, trying: Option<DrawingWay>) {
        // Where it cannot be written a way that ends the program is tried once more, as if nothing were known.
        if trying.is_none() && self.kept.fatal.is_empty() {
            fs::remove_file(&self.file).ok();
        } else if let Ok(text) = serde_json::to_string(&Kept { trying, ..self.kept.clone() }) {
            write_mark(&self.file, text.as_bytes()).ok();
        }
    }
}

/// Not by way of a draft: it is written twice before the first frame, and one that is broken says nothing.
fn write_mark(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    for_the_owner(&mut options);
    without_waiting(&mut options);
    options.open(file)?.write_all(bytes)
}

/// The ways of one start, tried in turn; what is being tried is marked until the first frame is painted.
#[derive(Debug)]
pub struct Drawing {
    mark: DrawingMark,
    choice: DrawingChoice,
    /// What has not failed, the one to go last.
    left: Vec<DrawingWay>,
    /// Why others were left, in words.
    why: Vec<String>,
    has_chosen_failed: bool,
}

impl Drawing {
    /// The ways for a window over a data folder, by what is remembered of earlier starts.
    pub fn of(folder: &Path, choice: DrawingChoice) -> Self {
        let next = std::env::var(NEXT).ok();
        Self::with(folder, choice, next.as_deref(), is_gl_by_processor())
    }

    fn with(folder: &Path, choice: DrawingChoice, next: Option<&str>, is_gl_by_processor: bool) -> Self {
        let file = folder.join(FILE);
        let text = read_text(&file, MAX_BYTES).unwrap_or_default();
        let mut kept: Kept = serde_json::from_str(&text).unwrap_or_default();
        if kept.version != env!("CARGO_PKG_VERSION") {
            kept = Kept { version: env!("CARGO_PKG_VERSION").to_owned(), ..Kept::default() };
        }
        let mut why = Vec::new();
        let mut has_chosen_failed = false;
        let mut told: Vec<DrawingWay> = Vec::new();
        if let Some(way) = kept.trying.take() {
            why.push(format!("{} ended the program when it was last started", way.word()));
            has_chosen_failed = choice.way() == Some(way);
            told.push(way);
            if !kept.fatal.contains(&way) {
                kept.fatal.push(way);
            }
        }
        let mut left: Vec<DrawingWay> = DrawingWay::ALL.to_vec();
        left.sort_by_key(|way| is_gl_by_processor && *way != DrawingWay::Software);
        let chosen = choice.way().filter(|_| !has_chosen_failed);
        // Kept for last: it is better than no window.
        left.sort_by_key(|way| Some(*way) != chosen && kept.fatal.contains(way));
        left.sort_by_key(|way| chosen.is_some() && Some(*way) != chosen);
        if let Some(next) = next {
            let mut lines = next.lines();
            let key = lines.next().unwrap_or_default();
            // Whoever started this one anew has tried what stands before it.
            if let Some(at) = left.iter().position(|way| way.key() == key) {
                left.drain(..at);
                why = lines.map(str::to_owned).collect();
                has_chosen_failed = !why.is_empty() && choice.way().is_some_and(|way| way.key() != key);
            }
        }
        left.reverse();
        Self { mark: DrawingMark { file, kept }, choice, left, why, has_chosen_failed }
    }

    /// The way to go next; none when all have failed.
    pub fn next(&self) -> Option<DrawingWay> {
        self.left.last().copied()
    }

    /// The same, written down as being tried. The same again for another window, as long as it does not fail.
    pub fn try_next(&mut self) -> Option<DrawingWay> {
        let way = self.next()?;
        self.mark.write(Some(way));
        Some(way)
    }

    /// The way that was tried has failed, for this reason, and the program lives.
    pub fn failed(&mut self, reason: &str) {
        let Some(way) = self.left.pop() else { return };
        self.has_chosen_failed |= self.choice.way() == Some(way);
        self.why.push(format!("{} failed: {reason}", way.word()));
        self.mark.settle();
    }

    /// For a failure that this process cannot go on from: the way that is next; none when there is none.
    pub fn anew(&self) -> Option<Anew> {
        Some(Anew { way: self.next()?, why: self.why.clone() })
    }

    /// What takes the mark away again, for the window that is being tried.
    pub fn mark(&self) -> DrawingMark {
        self.mark.clone()
    }

    /// Why other ways were left, in words; none if the first one was right.
    pub fn why(&self) -> &[String] {
        &self.why
    }

    /// Whether what a person chose has failed, so that the choice falls.
    pub const fn has_chosen_failed(&self) -> bool {
        self.has_chosen_failed
    }

    /// What has ended the program before and is left out for it.
    pub fn left_out(&self) -> &[DrawingWay] {
        &self.mark.kept.fatal
    }
}

impl Anew {
    /// Starts this program anew with its own arguments; without `--hidden`, since a window is wanted by now. On Unix
    /// it becomes the new one; elsewhere the new one is waited for, and how it ends is how this one ends.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn start(&self) -> Result<std::process::ExitCode, PlatformError> {
        let program = std::env::current_exe().map_err(|err| refused(&err))?;
        let mut command = Command::new(program);
        command.args(std::env::args_os().skip(1).filter(|argument| argument != "--hidden"));
        command.env(NEXT, self.told());
        go(command)
    }

    fn told(&self) -> String {
        let lines = self.why.iter().map(|line| line.replace(['\n', '\r', '\0'], " "));
        std::iter::once(self.way.key().to_owned()).chain(lines).collect::<Vec<_>>().join("\n")
    }
}

fn refused(err: &std::io::Error) -> PlatformError {
    PlatformError::NotStarted { reason: err.to_string() }
}

#[cfg(unix)]
fn go(mut command: Command) -> Result<std::process::ExitCode, PlatformError> {
    use std::os::unix::process::CommandExt as _;
    // Only a refusal comes back.
    Err(refused(&command.exec()))
}

#[cfg(not(unix))]
fn go(mut command: Command) -> Result<std::process::ExitCode, PlatformError> {
    let status = command.status().map_err(|err| refused(&err))?;
    Ok(if status.success() { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE })
}

#[cfg(test)]
mod tests;
