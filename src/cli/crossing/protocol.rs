//! What is said over the socket.

use std::io::{self, BufRead, Read};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The version of what is said. It rises when an older Bridgewatch would misunderstand.
pub(super) const VERSION: u32 = 1;

/// The longest line that asks, in bytes.
pub(super) const LONGEST_ASK: u64 = 1024 * 1024;

/// The longest line that answers, in bytes.
pub(super) const LONGEST_ANSWER: u64 = 64 * 1024 * 1024;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ask {
    /// See [`VERSION`].
    pub bridgewatch: u32,
    /// What is wanted.
    #[serde(flatten)]
    pub wanted: Wanted,
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub(super) enum Wanted {
    /// Carry out a command.
    Run {
        /// Its arguments, without the program's name.
        arguments: Vec<String>,
        /// The folder that it was called in.
        from: PathBuf,
        /// How many bytes of standard input follow the line.
        input: u64,
    },
    /// Bring the window forward.
    Show,
}

/// What is answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Answer {
    /// See [`VERSION`].
    pub bridgewatch: u32,
    /// What the command prints.
    #[serde(default)]
    pub out: String,
    /// Why it was not done.
    #[serde(default)]
    pub error: Option<String>,
}

/// One line without its end; none where there is no whole one within the limit.
pub(super) fn line(reader: &mut impl BufRead, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    reader.by_ref().take(limit).read_until(b'\n', &mut line)?;
    Ok((line.pop() == Some(b'\n')).then_some(line))
}

/// A value as its line.
pub(super) fn to_line(value: &impl Serialize) -> Vec<u8> {
    let mut line = serde_json::to_vec(value).unwrap_or_default();
    line.push(b'\n');
    line
}
