//! Facts as text: the lines of a log and whatever else is read outside a screen.
//!
//! Pure. Imports only the domain; never here: egui, I/O, a clock, escaping for one format in the
//! code of another.

pub mod billing_csv;
mod billing_lines;
pub mod csv_cell;
pub mod directory_csv;
pub mod effort_csv;
pub mod eml;
pub mod hotline_sheet;
pub mod hotline_sheet_of;
pub mod html;
pub mod ics;
pub mod ics_zone;
pub mod invitation;
pub mod invitation_eml;
pub mod invitation_ics;
pub mod log_csv;
pub mod log_lines;
pub mod mailto;
pub mod notifications_of;
pub mod notifications_page;
pub mod plain_text;
pub mod policy_words;
pub mod pre_read_eml;
pub mod report;
pub mod report_docx;
pub mod report_file;
pub mod report_html;
pub mod report_md;
mod review_lines;
pub mod rota_csv;
pub mod rota_html;
pub mod rota_ics;
pub mod rota_outside;
pub mod scorecard;
pub mod scorecard_csv;
pub mod scorecard_report;
pub mod service_invitation;
mod service_review_lines;
mod settings_lines;
pub mod tables;
pub mod timeline_picture;
pub mod timeline_svg;
mod watch_lines;
pub mod whole_log;

pub use log_lines::{LogLine, LogTone, hh_mm, log_line, log_lines, plain, sentence, when};
