//! The invitation to a post-mortem, or the word that it is called off, as files.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::documents::invitation::invitation_of;
use crate::documents::invitation_eml::invitation_eml;
use crate::documents::invitation_ics::invitation_ics;
use crate::documents::report::{Audience, Choice, Kind, report_of};
use crate::documents::report_html::report_html;
use crate::domain::time::Instant;
use crate::domain::world::{Live, World};
use crate::platform::write_atomically;

/// How an invitation is asked for.
#[derive(Debug, Args)]
pub struct Inviting {
    /// Write the invitation as a calendar file; where it was called off, the cancellation
    #[arg(long, value_name = "FILE")]
    pub ics: Option<PathBuf>,
    /// Write the invitation as a mail draft with the calendar file and the pack
    #[arg(long, value_name = "FILE")]
    pub eml: Option<PathBuf>,
    /// Let the calendar tell of it so many minutes before
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(0..=10_080))]
    pub alarm: Option<u32>,
}

impl Inviting {
    /// Whether a file was asked for.
    pub const fn is_asked(&self) -> bool {
        self.ics.is_some() || self.eml.is_some()
    }
}

/// Writes what was asked for, and says whom it does not reach.
pub(super) fn write(
    inviting: &Inviting,
    (world, live): (&World, &Live),
    now: Instant,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let invitation = invitation_of(live, world, now)?;
    let what = if invitation.cancels { "cancellation of" } else { "invitation to" };
    let of = &live.incident.reference;
    if let Some(file) = &inviting.ics {
        write_atomically(file, &invitation_ics(&invitation, inviting.alarm))?;
        writeln!(out, "The {what} the post-mortem of {of} is written to {}", file.display())?;
    }
    if let Some(file) = &inviting.eml {
        let choice =
            Choice { zone: invitation.zone, audience: Audience::Internal, kind: Kind::PostMortemPack };
        let pack = report_html(&report_of(live, world, choice, now));
        let mail = invitation_eml(&invitation, inviting.alarm, Some(&pack), world.settings.zone);
        write_atomically(file, &mail)?;
        writeln!(out, "The {what} the post-mortem of {of} is drafted in {}", file.display())?;
    }
    for lack in invitation.lacks() {
        writeln!(out, "Note: {lack}")?;
    }
    Ok(())
}
