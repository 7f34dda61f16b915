//! Numbers over a period: what was met and missed, how long things took, where incidents came from.
//!
//! Pure, and fed an incident at a time, so that a history of any length passes through. Each number
//! carries the incidents behind it. Never here: a file, a screen, or which incidents are asked for.
//!
//! | file | is |
//! | --- | --- |
//! | `tally` | counts with the incidents behind them; met and missed |
//! | `spread` | spans between milestones: mean, median, 90th percentile |
//! | `scorecard` | all of it over one period |

pub mod scorecard;
pub mod spread;
pub mod tally;
