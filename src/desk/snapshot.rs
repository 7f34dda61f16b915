//! What the window and the command line see of the desk at one moment.

use std::path::PathBuf;
use std::sync::Arc;

use super::erasing::Forgotten;
use super::policies::PolicyFile;
use crate::domain::alarm::Telling;
use crate::domain::event::IncidentId;
use crate::domain::notice::DeskNotice;
use crate::domain::settings::PagePlace;
use crate::domain::time::Instant;
use crate::domain::world::World;
use crate::platform::NotifierHealth;

/// What was last told, until it is acknowledged or done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Banner {
    /// The words.
    pub telling: Telling,
    /// When it was told.
    pub told_at: Instant,
    /// The deadlines it speaks of: incident, clock, due.
    pub about: Vec<(IncidentId, Arc<str>, Instant)>,
    /// Whether it is only shown here: quiet hours hold its notification.
    pub is_held: bool,
}

/// What somebody asked for from outside the window: by a notification, the tray, a second start, the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToShow {
    /// An incident.
    Incident(IncidentId),
    /// The rota.
    Rota,
    /// The window, as it was left.
    Window,
    /// The short form for a new incident.
    NewIncident,
    /// No window, while the watch goes on.
    Nothing,
    /// The end of the program, without a question.
    End,
}

/// The desk at one moment. Cheap to clone and to hold.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Rises with every change.
    pub revision: u64,
    /// Everything the desk knows.
    pub world: Arc<World>,
    /// What was last told and not yet acknowledged or done.
    pub banner: Option<Banner>,
    /// What was told about the watch of whoever sits here and about service reviews, and still stands.
    pub notices: Vec<DeskNotice>,
    /// How the operating system takes notifications.
    pub notifier: NotifierHealth,
    /// Policies that could not be read, a line each: file, line, reason.
    pub policy_problems: Vec<String>,
    /// The policy files of the data folder, those that cannot be used among them.
    pub policy_files: Arc<[PolicyFile]>,
    /// What else the person should know: a backup that failed, entries of an unknown kind.
    pub remarks: Vec<String>,
    /// Why the log cannot be written at the moment, if it cannot.
    pub trouble: Option<String>,
    /// Why the notifications page cannot be written at the moment, if it cannot.
    pub page_trouble: Option<String>,
    /// Whether the desk has stopped by a fault: no alarm is told any more.
    pub is_stopped: bool,
    /// Where the log is.
    pub folder: PathBuf,
    /// What the other desks are called whose files were merged here.
    pub peers: Arc<[String]>,
    /// Where this machine keeps the notifications page, if it keeps one.
    pub page: Option<PagePlace>,
    /// Who was erased since the desk was opened: what is shown and typed elsewhere is to forget them.
    pub forgotten: Arc<[Forgotten]>,
}
