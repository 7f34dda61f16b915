//! The billing detail of a month, made from the log beside whoever writes: off the window's thread, an
//! incident at a time. And its files in a folder.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::error::DeskError;
use crate::documents::billing_csv::agency_files;
use crate::domain::billing::detail::{BillingDetail, Twins};
use crate::domain::billing::month::Month;
use crate::domain::world::World;
use crate::platform::write_atomically;
use crate::store::Store;

/// The detail of a month. `world` is the desk; the incidents come from the log. `progress` is told how many
/// were taken, and may stop it: there is none then.
pub fn billing(
    store: Option<&Store>,
    world: &World,
    month: Month,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Option<BillingDetail>, DeskError> {
    let zone = world.settings.zone;
    let mut detail = BillingDetail::new(month, zone);
    let Some(store) = store else { return Ok(Some(detail)) };
    let twins = Twins::of(&store.rows()?);
    let window = month.window(zone);
    let (mut taken, mut is_stopped) = (0, false);
    store.each_opened(window.from, window.until, |incident| {
        detail.take(&world.live(incident), world, &twins);
        taken += 1;
        let on = progress(taken);
        is_stopped = on.is_break();
        on
    })?;
    Ok((!is_stopped).then_some(detail))
}

/// Writes the file of each agency into a folder that is there; the paths. All names are looked at before the
/// first is written: where one is taken and may not be replaced, nothing is.
pub fn write_agency_files(
    detail: &BillingDetail,
    folder: &Path,
    may_replace: bool,
) -> Result<Vec<PathBuf>, String> {
    if !folder.is_dir() {
        return Err(format!("{} is no folder; name one that is there", folder.display()));
    }
    let files: Vec<(PathBuf, Vec<u8>)> =
        agency_files(detail).into_iter().map(|(name, bytes)| (folder.join(name), bytes)).collect();
    let taken: Vec<String> = files
        .iter()
        .filter(|(path, _)| std::fs::symlink_metadata(path).is_ok())
        .map(|(path, _)| path.display().to_string())
        .collect();
    if !may_replace && !taken.is_empty() {
        return Err(format!(
            "there is already {}; name another folder, or say that they may be replaced",
            taken.join(", ")
        ));
    }
    let mut written = Vec::with_capacity(files.len());
    for (path, bytes) in files {
        write_atomically(&path, &bytes).map_err(|err| {
            let before = crate::domain::words::counted(written.len() as u64, "file was", "files were");
            format!("{err}; {before} written before")
        })?;
        written.push(path);
    }
    Ok(written)
}
