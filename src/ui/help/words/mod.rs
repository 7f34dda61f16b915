//! The words of Help, by screen. Short sentences that say what to do.
//!
//! Never here: a key as such (its command stands in braces), or a word that only praises.

mod board;
mod everywhere;
mod records;
mod watch;
mod work;

use super::topics::Topic;

/// All topics, in the order in which they are shown.
pub const ALL: [&[Topic]; 5] =
    [board::TOPICS, watch::TOPICS, work::TOPICS, records::TOPICS, everywhere::TOPICS];
