//! What writes: it holds the data folder while it works, and says who does when it cannot.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;

use anyhow::{Context, bail};
use chrono::TimeDelta;

use super::crossing::serve;
use super::jsonl;
use super::place::Place;
use crate::desk::{DeskOptions, DeskThread, LateHandle, Request, sample};
use crate::documents::sentence;
use crate::domain::time::Instant;
use crate::domain::words::counted;
use crate::platform::{NotifierHealth, SystemClock, SystemNotifier, system_zone};
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

pub fn apply(place: &Place, file: &Path, now: Instant, out: &mut dyn Write) -> anyhow::Result<()> {
    // Read and understood before the folder is touched: what does not read changes nothing.
    let text = read_limited(place, file)?;
    let (lines, requests): (Vec<usize>, Vec<_>) =
        jsonl::read(&text).context("nothing of the file was applied")?.into_iter().unzip();
    if requests.is_empty() {
        bail!("there is no command in it; see `bridgewatch apply --help`");
    }
    let count = requests.len();
    let applied = place
        .desk("apply", now)?
        .with(|desk, now| desk.handle_all(requests, now).map(|events| (events, desk.world().clone())))?;
    match applied {
        Ok((events, world)) => {
            let commands = counted(count as u64, "command", "commands");
            writeln!(out, "{commands} applied, {}", counted(events.len() as u64, "entry", "entries"))?;
            super::directory::say_what_points_at_retired(&world, &events, now, out)
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
    place: &Place,
    what: &str,
    requests: Vec<Request>,
    now: Instant,
) -> anyhow::Result<()> {
    place
        .desk(what, now)?
        .with(|desk, now| desk.handle_all(requests, now))?
        .map_err(|(_, err)| anyhow::Error::new(err).context("nothing was changed"))?;
    Ok(())
}

fn read_limited(place: &Place, file: &Path) -> anyhow::Result<String> {
    let bytes = place.read_file(file, jsonl::MAX_FILE_BYTES)?.into_owned();
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

pub fn demo(place: &Place, now: Instant, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut desk = place.desk("demo", now)?;
    if desk.with(|desk, _| desk.has_history())?? {
        bail!("this desk has incidents already; name an empty folder with --data for the sample data");
    }
    let requests = sample::requests(now);
    let count = requests.len();
    desk.with(|desk, now| desk.handle_all(requests, now))?.map_err(|(_, err)| err)?;
    writeln!(out, "Sample data is in {} ({count} commands)", place.folder()?.display())?;
    Ok(())
}

pub fn watch(place: &Place, now: Instant, out: &mut dyn Write) -> anyhow::Result<()> {
    let (folder, _lock) = place.hold("watch", now)?;
    let thread = DeskThread::start(Arc::new(SystemClock), |late| open_desk_options(folder.clone(), late))?;
    let handle = thread.handle();
    let serving = serve(&folder, handle.clone(), Arc::new(SystemClock), false);
    say(out, &format!("Watching {}; stop with Ctrl-C", folder.display()));
    if let Err(why) = &serving {
        say(out, &sentence(&why.to_string()));
    }
    let (wake, woken) = channel();
    handle.wake_by(Box::new(move || {
        // Where nobody prints any more the program is ending.
        wake.send(()).ok();
    }));
    let (mut told, mut trouble, mut page_trouble, mut refusal) = (None, None, None, None);
    loop {
        let snapshot = handle.snapshot();
        let banner = snapshot.banner.as_ref().filter(|banner| !banner.is_held);
        if let Some(banner) = banner.filter(|banner| told != Some(banner.told_at)) {
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
        if let Some(words) = health_words(&snapshot.notifier, &mut refusal) {
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

/// What to say of how notifications fare: once that they do not arrive, and once that they do again.
fn health_words(health: &NotifierHealth, refusal: &mut Option<String>) -> Option<String> {
    match health {
        NotifierHealth::Refused { reason } if refusal.is_none() => {
            *refusal = Some(reason.clone());
            Some(format!("Notifications do not arrive: {reason}; alarms stand here"))
        }
        NotifierHealth::Working { .. } => refusal.take().map(|_| "Notifications arrive again".to_owned()),
        NotifierHealth::Refused { .. } | NotifierHealth::Untried => None,
    }
}

/// Prints a line. The watch goes on where nobody reads: its alarms do not hang on a pipe.
fn say(out: &mut dyn Write, line: &str) {
    writeln!(out, "{line}").and_then(|()| out.flush()).ok();
}

pub fn recover(
    place: &Place,
    backup: Option<&Path>,
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let (folder, _lock) = place.hold("recover", now)?;
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
    if backup.is_some() {
        writeln!(out, "If people were erased since it was made, erase them again")?;
    }
    if now - chosen.taken_at > TimeDelta::days(2) {
        writeln!(out, "That backup is more than two days old; log again what is missing")?;
    }
    Ok(())
}
