//! A drill: an incident by a script, worked on at a desk of its own, and what came of it.
//!
//! | file | is |
//! | --- | --- |
//! | `script` | what happens in it, as data, read with line and reason |
//! | `course` | what of the script is to happen by now |
//! | `card` | the scorecard of the drill |
//!
//! The clocks, deadlines and alarms of a drill are the real ones. Never here: the clock that runs faster, the
//! desk, the folder.

pub mod card;
pub mod course;
pub mod script;
