//! The operating system behind small traits: the clock, notifications, folders, locks.
//!
//! Everything that differs between Linux, Windows and macOS, or that a test must replace,
//! stands here behind a plain type. Never here: rules of the trade, SQL, egui, or a word
//! about incidents; this room knows notices and folders, not what they are about.

mod atomic_file;
mod autostart;
mod background_file;
mod clock;
mod dialogs;
mod drawing;
mod ending;
mod error;
mod fast_clock;
mod folder_lock;
mod local_disk;
mod local_socket;
mod motion;
mod notify;
mod notify_fake;
mod notify_plain;
mod notify_system;
mod outside;
mod paths;
mod read_file;
mod session_display;
mod tray;

pub use atomic_file::{write_atomically, write_folder, write_private, write_streaming};
pub use autostart::{Autostart, RememberedAutostart, StartedProgram, SystemAutostart};
pub use background_file::BackgroundFile;
pub use clock::{Clock, ManualClock, SystemClock, monotonic_now, system_zone};
pub use dialogs::{AnsweringDialogs, ChosenFile, Dialogs, FileAsk, SystemDialogs};
pub use drawing::{Anew, Drawing, DrawingChoice, DrawingMark, DrawingWay};
pub use ending::when_told_to_end;
pub use error::PlatformError;
pub use fast_clock::{FACTORS, FastClock};
pub use folder_lock::{FolderHeld, FolderLock, Holder};
pub use local_socket::{Connection, LocalListener, listen, reach};
pub use motion::asks_for_less_motion;
#[cfg(target_os = "linux")]
pub use motion::portal_asks_for_less_motion;
pub use notify::{Notice, NoticeAction, NoticePress, Notifier, NotifierHealth, Sound, Urgency};
pub use notify_fake::{NotifierRecord, Recorded, RecordingNotifier};
pub use notify_plain::{MarkedNotifier, SilentNotifier};
pub use notify_system::{HealthCallback, PressCallback, SystemNotifier};
pub use outside::{open_outside, start_again};
pub use paths::{default_data_folder, make_private_folder};
pub use read_file::{open_file, read_at_most, read_text};
pub use session_display::SessionDisplay;
pub use tray::{
    Pixmap, RecordingTray, SystemTray, Tray, TrayChanged, TrayFace, TrayHealth, TrayPress, TrayPressed,
};
