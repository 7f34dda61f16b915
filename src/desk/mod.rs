//! The one writer: commands in, snapshots out, alarms by waiting for the next deadline.
//!
//! [`Desk`] is driven without a thread, by `handle` and `tick` with an instant that the caller
//! gives; [`DeskThread`] is the same desk on a thread of its own, which waits for whatever comes
//! first of a command and the next alarm. Never here: SQL, egui, the system's clock.

mod alarms;
pub mod billing;
mod core;
pub mod drill;
pub mod erasing;
pub mod erasing_words;
mod error;
pub mod exporting;
pub mod handoff;
pub mod import;
pub mod language;
mod notices;
mod outside;
mod page;
pub mod policies;
pub mod reading;
pub mod report;
pub mod request;
pub mod sample;
mod snapshot;
pub mod templates;
mod thread;
pub mod upkeep;

pub use self::core::{DRAFTS_FILE, Desk, DeskOptions};
pub use error::DeskError;
pub use handoff::{Exported, HandoffDone};
pub use outside::Outside;
pub use page::FILE as PAGE_FILE;
pub use request::{Name, Request};
pub use snapshot::{Banner, Snapshot, ToShow};
pub use thread::{DeskHandle, DeskThread, LateHandle, OutcomeOf, Ticket};
