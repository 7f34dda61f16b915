//! How a drill is asked for on the command line. The window of it is opened by the program itself.

use std::path::PathBuf;

use clap::Args;

use crate::desk::drill::USUAL_FACTOR;
use crate::platform::FACTORS;

/// A drill: it goes into the folder `drill` of the usual data folder, or into the empty one that `--data` names.
#[derive(Debug, Args)]
pub struct Drilling {
    /// How many times as fast as the wall it runs
    #[arg(long, value_name = "N", default_value_t = USUAL_FACTOR, value_parser = speed)]
    pub speed: u32,
    /// A script of your own, a TOML file; see assets/drill for the shape
    #[arg(long, value_name = "FILE")]
    pub script: Option<PathBuf>,
    /// Show its alarms as notifications of the system too, marked "Drill:"
    #[arg(long)]
    pub notify: bool,
}

fn speed(text: &str) -> Result<u32, String> {
    let (least, most) = (FACTORS.start(), FACTORS.end());
    let refused = || format!("`{text}` is no speed; write a whole number from {least} to {most}");
    text.trim().parse().ok().filter(|speed| FACTORS.contains(speed)).ok_or_else(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_speed_is_a_whole_number_within_bounds() {
        assert_eq!((speed("1"), speed(" 600 ")), (Ok(1), Ok(600)));
        for wrong in ["0", "601", "-3", "fast", "1.5", ""] {
            assert!(speed(wrong).unwrap_err().contains("from 1 to 600"), "{wrong}");
        }
    }
}
