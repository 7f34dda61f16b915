//! Erasing a person: what it would change and leave, and the erasure itself, by the desk that runs or by one of the
//! command's own. Whoever does not say `--yes` sees that first and types the name.

use std::ffi::OsString;
use std::io::{BufRead as _, Read as _, Write};
use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use serde_json::{Value, json};

use super::place::Place;
use super::{Verb, crossing, reads, text};
use crate::desk::erasing::{ErasePerson, Erased, ErasureLook, ErasureSeen, look_in};
use crate::desk::erasing_words::{BY_HAND, NOT_REACHED, erased_words};
use crate::domain::event::Subject;
use crate::domain::time::Instant;
use crate::domain::words::counted;
use crate::domain::world::World;
use crate::platform::{Clock as _, SystemClock};

/// What `erase-person --help` adds.
pub const HELP: &str = "\
The name is looked for in everything that was ever logged: in texts, as who said it, as whom it was said of. So are the \
addresses and numbers that the directory ever had for the person, those that stand beside the name in what was sent and \
in calls, and the words of --also. A name becomes “Erased person 1”, an address or a number “[erased]”; the rest of \
each text stays. Names are compared whole, without regard to case and accents; what only looks like the name is left and \
listed.\n\n\
The erasure is an entry of the log, which holds no word of what is gone, and the log still verifies. The search, the \
history, what is being typed, old pages of the file and the backups lose the words too. It cannot be undone. Other desks \
take it over with the next handoff file.\n\n\
Kept are times, counts and roles, and that somebody was there. Not reached is what has left the desk: mails, handoff \
files, exports, printed pages, copies elsewhere.\n\n\
Nobody is erased who sits at this desk, is on the rota, has a part in an open incident, or is named by a record of the \
directory: that is given to somebody else first.";

/// The longest line that is read.
const LONGEST_LINE: u64 = 4096;

/// Who is erased.
#[derive(Debug, Clone, Args)]
pub struct Erasing {
    /// Their name, as the directory and the log have it
    pub name: String,
    /// A further word that means them: a nickname, an account, an address, a number; again for each
    #[arg(long, value_name = "WORD")]
    pub also: Vec<String>,
    /// Only say what would change, and what is left
    #[arg(long, conflicts_with = "yes")]
    pub look: bool,
    /// Do it without asking for the name once more
    #[arg(long)]
    pub yes: bool,
    /// As JSON; with --look or --yes
    #[arg(long)]
    pub json: bool,
}

impl Erasing {
    /// Whether it writes at once.
    pub(super) const fn goes_over(&self) -> bool {
        self.yes && !self.look
    }

    fn wish(&self) -> ErasePerson {
        ErasePerson { name: self.name.clone(), also: self.also.clone() }
    }
}

/// Carries out `erase-person`.
pub fn erase(place: &Place, asked: &Erasing, now: Instant, out: &mut dyn Write) -> anyhow::Result<()> {
    let wish = asked.wish();
    if asked.goes_over() {
        let done = place.desk("erase-person", now)?.with(move |desk, now| desk.erase(&wish, now))??;
        return if asked.json { print(out, &done_shape(&done)) } else { say_done(&done, out) };
    }
    let folder = place.folder()?;
    let zone = reads::desk_alone(&folder)?.1.settings.zone;
    let (look, world) = look_in(&folder, zone, &wish, now)?;
    if asked.json {
        if !asked.look {
            bail!("as JSON nothing is asked; say --look or --yes");
        }
        return print(out, &look_shape(&look));
    }
    say_look(&look, &world, out)?;
    if asked.look || look.seen.entries == 0 {
        return Ok(());
    }
    write!(out, "Type the name to erase it: ")?;
    out.flush()?;
    let mut typed = String::new();
    std::io::stdin().lock().take(LONGEST_LINE).read_line(&mut typed)?;
    if typed.trim() != asked.name.trim() {
        bail!("nothing was changed: the name was not typed as it was given");
    }
    let asked = Erasing { yes: true, ..asked.clone() };
    let arguments = arguments(place.data(), &asked);
    let verb = Verb::ErasePerson(asked);
    crossing::carry_out(&verb, place.data(), &arguments, SystemClock.now(), out)
}

/// The same command without a question, as the program is given it.
fn arguments(data: Option<&PathBuf>, asked: &Erasing) -> Vec<OsString> {
    let mut all: Vec<OsString> = Vec::new();
    if let Some(data) = data {
        all.extend(["--data".into(), data.into()]);
    }
    all.push("erase-person".into());
    all.extend(asked.also.iter().map(|word| format!("--also={word}").into()));
    all.extend(["--yes".into(), "--".into(), asked.name.clone().into()]);
    all
}

/// A line without what steers a terminal.
fn plain(text: &str) -> String {
    text.replace(char::is_control, " ")
}

fn say_look(look: &ErasureLook, world: &World, out: &mut dyn Write) -> anyhow::Result<()> {
    writeln!(out, "{}", plain(&look.looked_for()))?;
    writeln!(out, "{}", plain(&look.heading()))?;
    say_seen(&look.seen, world, out)?;
    for line in look.left().into_iter().chain(look.same_name()) {
        writeln!(out, "{}", plain(&line))?;
    }
    if !look.backups.is_empty() {
        let backups = counted(look.backups.len() as u64, "backup", "backups");
        writeln!(out, "{backups} would be removed, once a new one is made:")?;
        for path in &look.backups {
            writeln!(out, "  {}", path.display())?;
        }
    }
    say_by_hand(&look.by_hand, out)?;
    writeln!(out, "{NOT_REACHED}")?;
    writeln!(out, "It cannot be undone")?;
    Ok(())
}

fn say_seen(seen: &ErasureSeen, world: &World, out: &mut dyn Write) -> anyhow::Result<()> {
    for one in &seen.shown {
        let about = match &one.subject {
            Subject::Incident(id) => {
                world.live.get(id).map_or_else(String::new, |live| live.incident.reference.clone())
            }
            other => other.to_string(),
        };
        let at = text::time(one.happened_at, world.settings.zone);
        writeln!(out, "  {at}  {}", plain(format!("{about}  {}", one.reads).trim()))?;
    }
    Ok(())
}

fn say_by_hand(files: &[PathBuf], out: &mut dyn Write) -> anyhow::Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    writeln!(out, "{BY_HAND}")?;
    for path in files {
        writeln!(out, "  {}", path.display())?;
    }
    Ok(())
}

fn say_done(done: &Erased, out: &mut dyn Write) -> anyhow::Result<()> {
    writeln!(out, "Erased: “{}” stands in {}", done.placeholder, erased_words(&done.seen))?;
    match &done.scoured {
        Ok(scoured) => {
            let removed = counted(scoured.removed.len() as u64, "older one was", "older ones were");
            writeln!(out, "A new backup is {}; {removed} removed", scoured.made.display())?;
        }
        Err(why) => writeln!(
            out,
            "Old pages of the log's file and backups may still have the words ({why}); the next start tries it again"
        )?,
    }
    say_by_hand(&done.by_hand, out)?;
    writeln!(out, "Other desks take it over with the next handoff file")?;
    Ok(())
}

fn print(out: &mut dyn Write, value: &Value) -> anyhow::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)?;
    Ok(())
}

fn seen_shape(seen: &ErasureSeen) -> Value {
    let about: serde_json::Map<String, Value> =
        seen.about.iter().map(|(place, entries)| (place.words().to_owned(), json!(entries))).collect();
    json!({
        "entries": seen.entries,
        "passages": seen.passages,
        "incidents": seen.incidents,
        "about": about,
        "left": seen.left,
    })
}

fn paths(all: &[PathBuf]) -> Vec<String> {
    all.iter().map(|path| path.display().to_string()).collect()
}

fn look_shape(look: &ErasureLook) -> Value {
    let shown: Vec<&str> = look.seen.shown.iter().map(|one| one.reads.as_str()).collect();
    json!({
        "placeholder": look.placeholder,
        "looked_for": look.seeking.words,
        "seen": seen_shape(&look.seen),
        "would_read": shown,
        "beside_the_name": look.seen.beside,
        "of_others_too": look.seeking.shared,
        "part_of": look.seeking.longer,
        "records_of_this_name": look.seeking.same_name,
        "backups": paths(&look.backups),
        "by_hand": paths(&look.by_hand),
    })
}

fn done_shape(done: &Erased) -> Value {
    json!({
        "placeholder": done.placeholder,
        "seen": seen_shape(&done.seen),
        "backup": done.scoured.as_ref().ok().map(|scoured| scoured.made.display().to_string()),
        "backups_removed": done.scoured.as_ref().map(|scoured| paths(&scoured.removed)).unwrap_or_default(),
        "owed": done.scoured.as_ref().err().map(ToString::to_string),
        "by_hand": paths(&done.by_hand),
    })
}
