//! The rules of the trade, pure: facts to state, state to deadlines, wishes to facts.
//!
//! Never here: I/O, a clock, SQL, egui, or iteration over hash maps. Nothing here can fail;
//! it can only refuse.

pub mod actions;
pub mod alarm;
pub mod billing;
pub mod board;
pub mod calendar;
pub mod call_list;
pub mod clock;
pub mod command;
pub mod decide;
pub mod directory;
pub mod draft;
pub mod drill;
pub mod duty;
pub mod event;
pub mod hotline;
pub mod incident;
pub mod intake;
pub mod known;
pub mod milestones;
pub mod notice;
pub mod people;
pub mod policy;
pub mod policy_file;
pub mod policy_name;
pub mod reference;
pub mod report;
pub mod requests;
pub mod review;
pub mod rota;
pub mod schedule;
pub mod script;
pub mod service_review;
pub mod settings;
pub mod span;
pub mod template;
pub mod ticket;
pub mod time;
pub mod timeline;
pub mod typed_time;
pub mod update;
pub mod watch;
pub mod weekdays;
pub mod words;
pub mod world;
