//! Files that a person names: chosen by the system's dialog or typed, read and written beside the frames,
//! so that no frame waits for a disk, a passphrase or a share that is down.
//!
//! Never here: what a file says, or the desk. The shell starts the work and takes what comes of it.

mod beside;
mod path_field;
mod save_csv;

use std::path::PathBuf;
use std::sync::Arc;

pub use beside::{Beside, Done};
pub use path_field::{CHOSEN, FILE, path_field, typed_path};
pub use save_csv::{SaveCsv, save_csv_ui};

use super::forms::FormKind;
use super::history::HowRead;
use crate::documents::report::Report;
use crate::documents::report_file::Format;
use crate::documents::scorecard::Scoring;
use crate::domain::billing::detail::BillingDetail;
use crate::domain::directory::RecordKind;
use crate::imports::encoding::Encoding;
use crate::platform::FileAsk;

/// What a screen asks for about a file. The form is the one that the answer goes to.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "a variant's sentence speaks for its fields, which are named by it")]
pub enum FileWish {
    /// Let a person choose a file for a form by the system's dialog.
    Choose { form: FormKind, ask: FileAsk },
    /// Read a handoff file, and say what merging it would bring.
    LookAtHandoff { form: FormKind, path: PathBuf, passphrase: Option<String> },
    /// Merge the handoff file that was looked at.
    MergeHandoff { form: FormKind },
    /// Make a handoff file: all of the log, or what a desk that is known lacks; sealed, if there is a
    /// passphrase.
    SaveHandoff { form: FormKind, to: Target, passphrase: Option<String>, for_desk: Option<String> },
    /// Read a rota's file, and say how it stands to what is scheduled.
    ReadRota { form: FormKind, path: PathBuf },
    /// Put in what was read.
    PutRotaIn { form: FormKind },
    /// Read the holidays of a calendar's file.
    ReadHolidays { form: FormKind, path: PathBuf },
    /// Read a file of the directory, and say how it stands to what is kept.
    ReadDirectory { form: FormKind, path: PathBuf, encoding: Encoding },
    /// Write the directory, of one kind or of all.
    SaveDirectory { form: FormKind, to: Target, only: Option<RecordKind> },
    /// Bring in what was read of the directory.
    PutDirectoryIn { form: FormKind },
    /// Read a file of another system's tickets, and say what bringing them in would bring.
    LookAtTickets { path: PathBuf, how: HowRead },
    /// Bring in the tickets that were looked at.
    BringTicketsIn,
    /// Stop what is done with them.
    StopTickets,
    /// Write a report.
    SaveReport { form: FormKind, to: Target, report: Arc<Report>, format: Format },
    /// Write the file of each agency of a month's billing into a folder.
    SaveAgencies { form: FormKind, folder: PathBuf, detail: Arc<BillingDetail>, may_replace: bool },
    /// Read a file of figures, and say what entering them would bring.
    ReadFigures { form: FormKind, path: PathBuf },
    /// Enter the figures that were read.
    PutFiguresIn { form: FormKind },
    /// Write the scorecard of a period.
    SaveScorecard { form: FormKind, to: Target, scoring: Arc<Scoring>, format: Format },
    /// Write a file that is made already; `what` is what is said of it.
    Save { form: FormKind, to: Target, bytes: Arc<[u8]>, what: String },
}

/// Where a file is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The whole path.
    pub path: PathBuf,
    /// Whether a file of that name may be replaced: the dialog has asked.
    pub may_replace: bool,
}

impl Target {
    /// Refuses a name that is taken, unless it may be replaced.
    pub fn free(&self) -> Result<(), String> {
        if !self.may_replace && self.path.exists() {
            return Err(format!(
                "{} is there already; type another name, or choose it with “Choose…” to replace it",
                self.path.display()
            ));
        }
        Ok(())
    }
}
