//! Commands that go over to the desk that runs over the data folder: how they are asked for there, and how
//! they are carried out by the same code as here.
//!
//! A conversation is one line of JSON that asks, with its version, the bytes of standard input behind it,
//! and one line that answers. Only what writes goes over; what reads looks into the log itself.

mod asking;
mod protocol;
mod serving;

use std::path::{Path, PathBuf};

pub use asking::{bring_forward, carry_out};
pub use serving::{Serving, serve};

use super::Verb;
use super::handoff::HandoffVerb;
use super::import::ImportVerb;
use super::rota::RotaVerb;

/// Whether a command writes, and so goes over to the desk that runs.
fn goes_over(verb: &Verb) -> bool {
    match verb {
        Verb::Apply { .. } | Verb::Demo | Verb::Import(ImportVerb::Figures(_)) => true,
        Verb::Handoff(HandoffVerb::Merge { dry_run, .. }) | Verb::Rota(RotaVerb::Import { dry_run, .. }) => {
            !dry_run
        }
        Verb::Import(ImportVerb::Servicenow(importing)) => !importing.dry_run,
        Verb::Import(ImportVerb::Directory(importing)) => !importing.dry_run,
        Verb::Import(ImportVerb::Log(asked)) => !asked.dry_run,
        Verb::Restore(asked) => !asked.dry_run,
        Verb::ErasePerson(asked) => asked.goes_over(),
        _ => false,
    }
}

/// Whether a command reads standard input.
fn reads_input(verb: &Verb) -> bool {
    matches!(verb, Verb::Apply { file } if file == Path::new("-"))
}

/// Names the files of a command from the root of the disk, as they are seen from a folder.
fn see_from(verb: &mut Verb, folder: &Path) {
    let from = |path: &mut PathBuf| {
        if path != Path::new("-") {
            *path = folder.join(&path);
        }
    };
    match verb {
        Verb::Apply { file } | Verb::Rota(RotaVerb::Import { file, .. }) => from(file),
        Verb::Import(ImportVerb::Servicenow(importing)) => from(&mut importing.file),
        Verb::Import(ImportVerb::Directory(importing)) => from(&mut importing.file),
        Verb::Import(ImportVerb::Figures(asked)) => from(&mut asked.file),
        Verb::Import(ImportVerb::Log(asked)) => from(&mut asked.file),
        Verb::Restore(asked) => from(&mut asked.file),
        Verb::Handoff(HandoffVerb::Merge { file, common, .. }) => {
            from(file);
            if let Some(passphrase) = &mut common.passphrase_file {
                from(passphrase);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
