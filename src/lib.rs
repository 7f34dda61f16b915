//! Bridgewatch: the desk of a Major Incident Escalation Manager.
//!
//! Facts in, deadlines out: every fact is an event in an append-only log with one writer;
//! every board row, deadline and alarm is a pure function of the events, the policy and now.
//! `ARCHITECTURE.md` is the map of the rooms and of what is absent on purpose.

pub mod cli;
pub mod desk;
pub mod documents;
pub mod domain;
pub mod imports;
pub mod opening;
pub mod platform;
pub mod store;
pub mod ui;
