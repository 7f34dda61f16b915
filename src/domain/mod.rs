//! The rules of the trade, pure: facts to state, state to deadlines, wishes to facts.
//!
//! Never here: I/O, a clock, SQL, egui, or iteration over hash maps. Nothing here can fail;
//! it can only refuse.

pub mod alarm;
pub mod board;
pub mod calendar;
pub mod clock;
pub mod command;
pub mod decide;
pub mod event;
pub mod incident;
pub mod policy;
pub mod policy_file;
pub mod schedule;
pub mod script;
pub mod settings;
pub mod span;
pub mod time;
pub mod timeline;
pub mod typed_time;
pub mod words;
pub mod world;
