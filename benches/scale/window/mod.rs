//! The real window beside an empty one of the same size and the same features, each a process of its own.
//!
//! The empty window is this same program, told so by its environment.

mod desktop;
pub mod empty;
mod idle;
mod process;
mod start;

pub use desktop::Desktop;
pub use idle::measure as idle;
pub use start::measure as start;

/// The window, in points: twenty rows of the board are in sight.
const SIZE: [f32; 2] = [1600.0, 1300.0];

/// A number that the environment may say.
fn asked(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|asked| asked.parse().ok()).unwrap_or(usual)
}
