//! Asking the desk that runs over the data folder.

use std::ffi::OsString;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};

use super::protocol::{Answer, Ask, LONGEST_ANSWER, VERSION, Wanted, line, to_line};
use super::{goes_over, reads_input};
use crate::cli::place::{Place, read_input};
use crate::cli::{Verb, jsonl, run};
use crate::domain::time::Instant;
use crate::platform::{Connection, FolderHeld, monotonic_now, reach};

/// How long a folder that somebody holds is tried again: a desk that is starting listens in a moment, and
/// another command is done soon.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long it is left alone between two tries.
const PAUSE: Duration = Duration::from_millis(50);

/// How long the running desk may take to hear what is asked.
const HEARING: Duration = Duration::from_secs(30);

/// How long the running window may take to come forward.
const COMING: Duration = Duration::from_secs(2);

/// Carries out a command: by the desk that runs over the data folder where there is one and the command
/// writes, else here. `arguments` are those of the program, without its name.
pub fn carry_out(
    verb: &Verb,
    data: Option<&PathBuf>,
    arguments: &[OsString],
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let mut place = Place::of(data);
    if !goes_over(verb) {
        return run(verb, &place, now, out);
    }
    let mut input: Arc<[u8]> = Arc::default();
    if reads_input(verb) {
        input = read_input(jsonl::MAX_FILE_BYTES)?.into();
        place = place.with_input(Arc::clone(&input));
    }
    let folder = place.folder()?;
    let begun = monotonic_now();
    loop {
        if let Some(connection) = reach(&folder) {
            return run_there(connection, arguments, &input, out);
        }
        let mut printed = Vec::new();
        let done = run(verb, &place, now, &mut printed);
        if done.as_ref().is_err_and(is_held) && begun.elapsed() < PATIENCE {
            std::thread::sleep(PAUSE);
            continue;
        }
        out.write_all(&printed)?;
        return done;
    }
}

fn is_held(err: &anyhow::Error) -> bool {
    matches!(err.downcast_ref::<FolderHeld>(), Some(FolderHeld::Held { .. }))
}

fn run_there(
    connection: Box<dyn Connection>,
    arguments: &[OsString],
    input: &[u8],
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let plain = |text: &OsString| {
        text.to_str().map(str::to_owned).ok_or_else(|| {
            let text = text.to_string_lossy();
            anyhow!("`{text}` is not UTF-8, and cannot be told to the running Bridgewatch; rename the file")
        })
    };
    let arguments = arguments.iter().map(plain).collect::<anyhow::Result<_>>()?;
    let from = std::env::current_dir().context("the folder that this was called in")?;
    let wanted = Wanted::Run { arguments, from, input: input.len() as u64 };
    let answer = converse(connection, wanted, input, None)?;
    out.write_all(answer.out.as_bytes())?;
    match answer.error {
        None => Ok(()),
        Some(why) => Err(anyhow!(why)),
    }
}

/// Asks a window that runs over a data folder to come forward. Whether it did: not where none runs, and not
/// where it gives no answer within two seconds.
pub fn bring_forward(folder: &Path) -> bool {
    let Some(connection) = reach(folder) else { return false };
    converse(connection, Wanted::Show, &[], Some(COMING)).is_ok_and(|answer| answer.error.is_none())
}

/// One conversation. A command may take its time: the answer is waited for as long as the other one lives.
fn converse(
    mut connection: Box<dyn Connection>,
    wanted: Wanted,
    input: &[u8],
    answered_within: Option<Duration>,
) -> anyhow::Result<Answer> {
    let gone = "the running Bridgewatch gave no answer; see in `bridgewatch log` whether it was done";
    connection.set_patience(Some(HEARING.min(answered_within.unwrap_or(HEARING)))).context(gone)?;
    let ask = Ask { bridgewatch: VERSION, wanted };
    // One that is refused at once may be answered before all of it was heard.
    let told = connection.write_all(&to_line(&ask)).and_then(|()| connection.write_all(input));
    let told = told.and_then(|()| connection.flush());
    connection.set_patience(answered_within).context(gone)?;
    let heard = line(&mut BufReader::new(connection), LONGEST_ANSWER);
    let Some(heard) = heard.context(gone)? else {
        told.context(gone)?;
        bail!(gone);
    };
    let answer: Answer = serde_json::from_slice(&heard).context(gone)?;
    if answer.bridgewatch != VERSION {
        bail!("the running Bridgewatch is of another version; close it there, and start this one");
    }
    Ok(answer)
}
