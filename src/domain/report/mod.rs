//! Numbers over a period: what was met and missed, how long things took, where incidents came from.
//!
//! Pure, and fed an incident at a time, so that a history of any length passes through. Each number
//! carries the incidents behind it. Never here: a file, a screen, or which incidents are asked for.
//!
//! | file | is |
//! | --- | --- |
//! | `amount`, `figures` | what other systems measured, for spans of days |
//! | `targets` | what is wanted of it, and whether a period has it |
//! | `compared` | a scorecard beside that of the period before, and what is behind each number |
//! | `period` | the spans that are named without dates, and the one before each |
//! | `tally` | counts with the incidents behind them; met and missed |
//! | `spread` | spans between milestones: mean, median, 90th percentile |
//! | `scorecard` | all of it over one period |

pub mod amount;
pub mod compared;
pub mod figures;
pub mod period;
pub mod scorecard;
pub mod spread;
pub mod tally;
pub mod targets;
