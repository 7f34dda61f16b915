//! The board: one row an open incident, the most urgent first. `data` says what is shown, `screen`
//! paints it.

pub mod data;
pub mod screen;
