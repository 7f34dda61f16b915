//! The window: what is painted, and what a person's hands ask for.
//!
//! Each frame the [`app::Shell`] takes the desk's snapshot and the present instant once and hands
//! both to the screens; they answer with asks, which it carries out in one place afterwards. What
//! a screen shows is made apart from painting it, as data that tests read as text.
//!
//! Never here: rules of the trade, SQL, files other than what the window keeps for itself, a wait
//! for the desk.

mod actions_screen;
mod app;
pub mod billing;
pub mod board;
mod choice;
pub mod closing;
mod coming;
pub mod commands;
pub mod context;
pub mod countdown;
mod desk_form;
pub mod directory;
pub mod drawn;
pub mod drill;
pub mod files;
mod filling;
mod first_start;
pub mod fonts;
pub mod forms;
#[cfg(test)]
mod harness;
pub mod help;
pub mod history;
mod hotline_screen;
pub mod icons;
pub mod incident;
mod loudest;
mod motion;
mod new_incident;
mod palette;
pub mod pick_field;
pub mod preferences;
mod rail;
pub mod recovery;
pub mod repaint;
mod reports;
pub mod review;
pub mod rota;
pub mod running;
pub mod scorecard;
mod scroll;
pub mod service;
mod settings;
mod software;
mod strip;
pub mod theme;
mod timeline_ui;
mod toast;
mod tray;
pub mod typed_field;
mod view;
pub mod wall;
mod watch_strip;
pub mod widgets;
mod window;

pub use app::Shell;
pub use coming::ComingDesk;
pub use window::{Opened, run, run_drill};
