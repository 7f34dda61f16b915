//! The rota as files: written for calendars and the rotation site, and read back.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde_json::{Value, json};

use super::json::time;
use super::place::Place;
use super::reads::{look, print_json};
use super::rota::{Exporting, zone_of};
use super::{text, writes};
use crate::desk::Request;
use crate::documents::rota_csv::rota_csv;
use crate::documents::rota_html::{RotaPage, rota_page};
use crate::documents::rota_ics::{RotaCalendar, rota_ics};
use crate::documents::rota_outside::{title, usual_span};
use crate::domain::rota::change::Window;
use crate::domain::rota::load::Counting;
use crate::domain::time::Instant;
use crate::imports::rota_preview::{PreviewLine, Standing, preview};
use crate::imports::{MAX_IMPORT_BYTES, rota_file};
use crate::platform::{read_at_most, write_atomically};

pub(super) fn export(
    data: Option<&PathBuf>,
    exporting: &Exporting,
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let world = look(data, None)?;
    let (rota, zone) = (world.rota(), zone_of(&world));
    let usual = usual_span(now);
    let (from, until) = (exporting.from.unwrap_or(usual.from), exporting.until.unwrap_or(usual.until));
    if until <= from {
        bail!("the window ends before it begins; give a later --until");
    }
    let only = match &exporting.person {
        None => None,
        Some(name) => {
            let id = world.person_id(name);
            if !rota.people.contains_key(&id) {
                bail!("nobody of the rota is called {name}; see `bridgewatch rota shifts`");
            }
            Some(id)
        }
    };
    let mut shifts = rota.shifts(Window::new(from, until));
    shifts.retain(|shift| only.as_ref().is_none_or(|only| shift.person == *only));
    let title = title(exporting.person.as_deref());
    let mut written: Vec<&Path> = Vec::new();
    if let Some(file) = &exporting.ics {
        let calendar = RotaCalendar {
            name: &title,
            zone,
            only: only.as_ref(),
            alarm_minutes: &exporting.alarm,
            stamp: now,
        };
        write_atomically(file, &rota_ics(rota, &shifts, &calendar))
            .with_context(|| file.display().to_string())?;
        written.push(file);
    }
    if let Some(file) = &exporting.csv {
        write_atomically(file, &rota_csv(rota, &shifts, zone)).with_context(|| file.display().to_string())?;
        written.push(file);
    }
    if let Some(file) = &exporting.html {
        let page = RotaPage {
            rota,
            title: &title,
            desk: &world.settings.name,
            made_at: now,
            weeks: exporting.weeks,
            counting: Counting::usual(zone),
        };
        write_atomically(file, rota_page(&page).as_bytes()).with_context(|| file.display().to_string())?;
        written.push(file);
    }
    for file in written {
        writeln!(out, "{} is written ({} watches)", file.display(), shifts.len())?;
    }
    Ok(())
}

pub(super) fn import(
    place: &Place,
    file: &Path,
    (dry_run, zone, as_json): (bool, Option<&str>, bool),
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let world = look(place.data(), None)?;
    let zone = match zone {
        None => zone_of(&world),
        Some(name) => name.parse().map_err(|_err| {
            anyhow::anyhow!("`{name}` is not a time zone; use an IANA name such as America/Chicago")
        })?,
    };
    let bytes = read_at_most(file, MAX_IMPORT_BYTES as u64)?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let read = rota_file(&name, &bytes, zone)
        .with_context(|| format!("nothing of {} was imported", file.display()))?;
    let rota = world.rota();
    let lines = preview(&read.shifts, rota);
    let why = format!("imported from {name}");
    let wishes: Vec<Request> = lines
        .iter()
        .filter_map(|line| line.wish(Some(&why), now))
        .map(|wish| Request::of_desk(wish.into()))
        .collect();
    let count = wishes.len();
    if as_json {
        print_json(out, lines.iter().map(|line| shape(line, &world, now)).collect())?;
    } else {
        for warning in &read.warnings {
            writeln!(out, "{warning}")?;
        }
        let mut table = text::Table::new(&["From", "Until", "Seat", "Person", ""]);
        for line in &lines {
            table.row(vec![
                text::time(line.shift.window.from, zone),
                text::time(line.shift.window.until, zone),
                line.shift.seat.to_string(),
                line.shift.person.clone(),
                line.words(rota, now),
            ]);
        }
        table.print(out)?;
    }
    if dry_run {
        if !as_json {
            writeln!(out, "{count} watches would be put in; nothing was changed")?;
        }
        return Ok(());
    }
    if count > 0 {
        writes::carry_out(place, "rota import", wishes, now)?;
    }
    if !as_json {
        writeln!(out, "{count} watches are put in")?;
    }
    Ok(())
}

fn shape(line: &PreviewLine<'_>, world: &crate::domain::world::World, now: Instant) -> Value {
    let zone = zone_of(world);
    let standing = match &line.standing {
        _ if line.is_past(now) => "past",
        Standing::New => "new",
        Standing::Same => "same",
        Standing::Differs(_) => "differs",
    };
    json!({
        "line": line.shift.line,
        "start": time(line.shift.window.from, zone),
        "end": time(line.shift.window.until, zone),
        "seat": line.shift.seat.word(),
        "person": line.shift.person,
        "standing": standing,
    })
}
