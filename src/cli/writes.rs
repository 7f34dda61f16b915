//! What writes: it holds the data folder while it works, and says who does when it cannot.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;

use anyhow::{Context, bail};
use chrono::TimeDelta;

use super::jsonl;
use super::reads::folder;
use crate::desk::{Desk, DeskOptions, DeskThread, LateHandle, Request, sample};
use crate::domain::time::Instant;
use crate::platform::{
    FolderLock, SilentNotifier, SystemClock, SystemNotifier, make_private_folder, read_at_most, system_zone,
};
use crate::store::recovery;

/// What a desk opens with when the operating system shows its alarms.
pub fn open_desk_options(folder: PathBuf, late: LateHandle) -> DeskOptions {
    let health = late.clone();
    let notifier = SystemNotifier::start(
        Box::new(move |press| late.pressed(press)),
        Box::new(move |_| health.health_changed()),
    );
    DeskOptions { folder, zone: system_zone(), notifier: Box::new(notifier) }
}

/// Takes the data folder for writing.
pub(super) fn hold(
    data: Option<&PathBuf>,
    what: &str,
    now: Instant,
) -> anyhow::Result<(PathBuf, FolderLock)> {
    let folder = folder(data)?;
    make_private_folder(&folder)?;
    let lock = FolderLock::take(&folder, what, now)?;
    Ok((folder, lock))
}

/// A desk that shows nothing.
pub(super) fn silent_desk(folder: PathBuf, now: Instant) -> anyhow::Result<Desk> {
    Ok(Desk::open(DeskOptions { folder, zone: system_zone(), notifier: Box::new(SilentNotifier) }, now)?)
}

pub fn apply(data: Option<&PathBuf>, file: &Path, now: Instant, out: &mut dyn Write) -> anyhow::Result<()> {
    // Read and understood before the folder is touched: what does not read changes nothing.
    let text = read_limited(file)?;
    let (lines, requests): (Vec<usize>, Vec<_>) =
        jsonl::read(&text).context("nothing of the file was applied")?.into_iter().unzip();
    if requests.is_empty() {
        bail!("there is no command in it; see `bridgewatch apply --help`");
    }
    let (folder, _lock) = hold(data, "apply", now)?;
    let mut desk = silent_desk(folder, now)?;
    let count = requests.len();
    match desk.handle_all(requests, now) {
        Ok(events) => {
            writeln!(out, "{count} commands applied, {} entries", events.len())?;
            Ok(())
        }
        Err((place, err)) => {
            let line = lines.get(place).copied().unwrap_or(0);
            Err(anyhow::Error::new(err)
                .context(format!("line {line}"))
                .context("nothing of the file was applied"))
        }
    }
}

/// Carries out requests of another command: all of them or none.
pub(super) fn carry_out(
    data: Option<&PathBuf>,
    what: &str,
    requests: Vec<Request>,
    now: Instant,
) -> anyhow::Result<()> {
    let (folder, _lock) = hold(data, what, now)?;
    let mut desk = silent_desk(folder, now)?;
    desk.handle_all(requests, now)
        .map_err(|(_, err)| anyhow::Error::new(err).context("nothing was changed"))?;
    Ok(())
}

fn read_limited(file: &Path) -> anyhow::Result<String> {
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        let limit = jsonl::MAX_FILE_BYTES + 1;
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes).context("standard input")?;
        bytes
    } else {
        read_at_most(file, jsonl::MAX_FILE_BYTES)?
    };
    if bytes.len() as u64 > jsonl::MAX_FILE_BYTES {
        bail!("the file is larger than {} MiB; split it", jsonl::MAX_FILE_BYTES / 1024 / 1024);
    }
    String::from_utf8(bytes).map_err(|err| {
        let line =
            err.as_bytes().iter().take(err.utf8_error().valid_up_to()).filter(|byte| **byte == b'\n').count()
                + 1;
        anyhow::anyhow!("line {line}: the file is not UTF-8; save it as UTF-8")
    })
}

pub fn demo(data: Option<&PathBuf>, now: Instant, out: &mut dyn Write) -> anyhow::Result<()> {
    let (folder, _lock) = hold(data, "demo", now)?;
    let mut desk = silent_desk(folder, now)?;
    if desk.has_history()? {
        bail!("this desk has incidents already; name an empty folder with --data for the sample data");
    }
    let requests = sample::requests(now);
    let count = requests.len();
    desk.handle_all(requests, now).map_err(|(_, err)| err)?;
    writeln!(out, "Sample data is in {} ({count} commands)", desk.folder().display())?;
    Ok(())
}

pub fn watch(data: Option<&PathBuf>, now: Instant, out: &mut dyn Write) -> anyhow::Result<()> {
    let (folder, _lock) = hold(data, "watch", now)?;
    let thread = DeskThread::start(Arc::new(SystemClock), |late| open_desk_options(folder.clone(), late))?;
    say(out, &format!("Watching {}; stop with Ctrl-C", folder.display()));
    let handle = thread.handle();
    let (wake, woken) = channel();
    handle.wake_by(Box::new(move || {
        // Where nobody prints any more the program is ending.
        wake.send(()).ok();
    }));
    let (mut told, mut trouble, mut page_trouble) = (None, None, None);
    loop {
        let snapshot = handle.snapshot();
        if let Some(banner) = snapshot.banner.as_ref().filter(|banner| told != Some(banner.told_at)) {
            told = Some(banner.told_at);
            let at = super::text::time(banner.told_at, snapshot.world.settings.zone);
            say(
                out,
                &format!("{at}  {}: {}", banner.telling.title, banner.telling.body.replace('\n', " · ")),
            );
        }
        if snapshot.trouble != trouble {
            trouble.clone_from(&snapshot.trouble);
            say(out, trouble.as_deref().unwrap_or("The log can be written again"));
        }
        if snapshot.page_trouble != page_trouble {
            page_trouble.clone_from(&snapshot.page_trouble);
            let words = page_trouble.as_ref().map_or_else(
                || "The notifications page can be written again".to_owned(),
                |why| format!("The notifications page is not written: {why}"),
            );
            say(out, &words);
        }
        if snapshot.is_stopped {
            bail!("the watch has ended, and tells no alarm; start it again");
        }
        if woken.recv().is_err() {
            return Ok(());
        }
    }
}

/// Prints a line. The watch goes on where nobody reads: its alarms do not hang on a pipe.
fn say(out: &mut dyn Write, line: &str) {
    writeln!(out, "{line}").and_then(|()| out.flush()).ok();
}

pub fn recover(
    data: Option<&PathBuf>,
    backup: Option<&Path>,
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let (folder, _lock) = hold(data, "recover", now)?;
    let chosen = match backup {
        Some(path) => {
            let written = std::fs::metadata(path).and_then(|data| data.modified());
            let written = written.with_context(|| path.display().to_string())?;
            recovery::inspect(path.to_path_buf(), written.into())?
        }
        None => recovery::newest_good_backup(&folder).with_context(|| {
            format!("there is no good backup in {}; name one with --backup", folder.display())
        })?,
    };
    let set_aside = recovery::restore(&folder, &chosen, now)?;
    if let Some(path) = set_aside {
        writeln!(out, "What was there is kept as {}", path.display())?;
    }
    let zone = system_zone();
    let taken = super::text::time(chosen.taken_at, zone);
    writeln!(out, "Restored {} entries from the backup of {taken}", chosen.events)?;
    if now - chosen.taken_at > TimeDelta::days(2) {
        writeln!(out, "That backup is more than two days old; log again what is missing")?;
    }
    Ok(())
}
