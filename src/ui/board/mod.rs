//! The board: one row an open incident, the most urgent first. `data` says what is shown, `screen`
//! and `row` paint it.

pub mod data;
pub mod filter;
pub mod row;
pub mod screen;
