//! Figures that other systems measure, brought in from a file.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, anyhow};
use clap::Args;

use super::place::Place;
use crate::desk::{Desk, Request};
use crate::domain::calendar::local_of;
use crate::domain::time::Instant;
use crate::domain::words::counted;
use crate::imports::MAX_IMPORT_BYTES;
use crate::imports::figures_csv::{new_figures, read, wish_of};
use crate::platform::read_at_most;

/// A file of figures.
#[derive(Debug, Args)]
pub struct FiguresFile {
    /// The file: CSV
    pub file: PathBuf,
}

/// Carries out `import figures`.
pub(super) fn import(
    place: &Place,
    asked: &FiguresFile,
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let bytes = read_at_most(&asked.file, MAX_IMPORT_BYTES as u64)?;
    let file = asked.file.display().to_string();
    let (all, count) =
        place.desk("import", now)?.with(move |desk, now| enter(desk, &bytes, &file, now))??;
    writeln!(
        out,
        "{} in it; {} new or corrected",
        counted(all as u64, "figure", "figures"),
        if count == 1 { "1 is".to_owned() } else { format!("{count} are") }
    )?;
    Ok(())
}

/// How many figures the file has, and how many of them were new or corrected.
fn enter(desk: &mut Desk, bytes: &[u8], file: &str, now: Instant) -> anyhow::Result<(usize, usize)> {
    let world = desk.world();
    let today = local_of(world.settings.zone, now).date();
    let figures = read(bytes, world.targets(), today)
        .map_err(|refusal| anyhow!("nothing of {file} was imported\n{refusal}"))?;
    let all = figures.len();
    let new = new_figures(figures, &world.figures);
    let requests: Vec<Request> = new.iter().map(|figure| Request::of_desk(wish_of(figure).into())).collect();
    let count = requests.len();
    if count > 0 {
        desk.handle_all(requests, now).map_err(|(_, err)| err).context("nothing was changed")?;
    }
    Ok((all, count))
}
