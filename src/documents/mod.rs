//! Facts as text: the lines of a log and whatever else is read outside a screen.
//!
//! Pure. Imports only the domain; never here: egui, I/O, a clock, escaping for one format in the
//! code of another.

pub mod log_lines;

pub use log_lines::{LogLine, LogTone, hh_mm, log_line, log_lines, plain, sentence, when};
