//! Going back to a copy of the log while the desk runs: which copies there are, what would come back and what
//! would be lost, and the change itself, after which the log that was lies beside the other one.
//!
//! Nothing is ever deleted here but drafts. What is damaged already is [`super::recovery`]'s.

mod comparing;
mod copies;
mod preparing;
mod replacing;
#[cfg(test)]
mod tests;

pub use self::comparing::{Comparison, Lost, compare};
pub use self::copies::{Copied, CopyKind, CopyState, Holds, copies, running};
pub use self::preparing::{Prepared, prepare};
pub use self::replacing::Unreplaced;
