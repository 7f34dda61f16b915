//! The drill: a desk of its own in a folder of its own, an incident by a script, and a clock that runs
//! faster.
//!
//! | file | is |
//! | --- | --- |
//! | `folder` | the folder of drills: made anew each time, and never another one |
//! | `director` | what of the script reaches the desk, as requests |
//! | `course` | the script under way on a thread of its own, and a way to it for the window |
//!
//! Deadlines and alarms run by the engine that the real desk has. Nothing of a drill reaches the real log.

mod course;
mod director;
pub mod folder;

pub use course::{Drill, DrillHandle, DrillNow};
pub use director::{Director, SCRIPT_ACTOR, set_up};

use std::path::Path;

use super::policies::read_limited;
use crate::domain::drill::script::{self, MAX_SCRIPT_BYTES, Script};

/// The built-in script.
pub const BUILT_IN: &str = include_str!("../../../assets/drill/payments.toml");

/// How many times as fast as the wall a drill runs where nobody says: an hour in two minutes.
pub const USUAL_FACTOR: u32 = 30;

/// The speeds that a drill is given by a button.
pub const SPEEDS: [u32; 6] = [1, 10, 30, 60, 120, 240];

/// Reads a script: a person's own file, or the built-in one. Fails with file, line and reason of all that
/// is wrong, a line each.
pub fn read_script(file: Option<&Path>) -> Result<Script, String> {
    let (place, text) = match file {
        Some(path) => {
            let place = path.display().to_string();
            let text = read_limited(path, MAX_SCRIPT_BYTES).map_err(|why| format!("{place}: {why}"))?;
            (place, text)
        }
        None => ("built-in drill".to_owned(), BUILT_IN.to_owned()),
    };
    script::read(&text).map_err(|problems| {
        problems.iter().map(|problem| format!("{place}: {problem}")).collect::<Vec<_>>().join("\n")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::drill::script::{Leaves, When};

    #[test]
    fn the_built_in_script_reads_and_goes_through_the_duties() {
        let script = read_script(None).unwrap();
        assert_eq!(script.steps[0].when, When::At(0), "it begins with a report");
        assert!(script.steps.iter().any(|step| matches!(step.leaves, Leaves::Request { .. })));
        assert!(script.steps.iter().all(|step| !step.hint.is_empty()), "each says what a good desk does");
        let at_75 = script.steps.iter().find(|step| step.when == When::At(75 * 60)).unwrap();
        assert!(at_75.says.starts_with("Service is back"));
    }

    #[test]
    fn a_script_of_ones_own_is_refused_with_file_line_and_reason() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("own.toml");
        std::fs::write(&own, BUILT_IN.replace("at = \"9 min\"", "at = \"nine\"")).unwrap();
        let why = read_script(Some(&own)).unwrap_err();
        assert!(why.contains("own.toml: line ") && why.contains("“nine” is not a length of time"), "{why}");
        std::fs::write(&own, b"\xff").unwrap();
        assert!(read_script(Some(&own)).unwrap_err().contains("not UTF-8"));
        assert!(read_script(Some(&folder.path().join("none.toml"))).is_err());
    }
}
