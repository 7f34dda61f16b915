//! The program: reads its arguments, then a window or a command.

use std::io::Write;
use std::process::ExitCode;

use bridgewatch::cli::{self, Arguments};
use bridgewatch::platform::{Clock, SystemClock};
use clap::Parser;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let now = SystemClock.now();
    let result = match &arguments.command {
        Some(cli::Verb::Drill(asked)) => bridgewatch::opening::open_drill(arguments.data.as_ref(), asked),
        Some(verb) => {
            let mut out = std::io::stdout().lock();
            cli::run(verb, arguments.data.as_ref(), now, &mut out)
        }
        None => bridgewatch::opening::open_window(arguments.data.as_ref()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read the output has gone; there is nobody to tell.
        Err(err) if is_broken_pipe(&err) => ExitCode::SUCCESS,
        Err(err) => {
            let mut words = String::new();
            for cause in err.chain() {
                if !words.is_empty() {
                    words.push_str(": ");
                }
                words.push_str(&cause.to_string());
            }
            // Where even the error cannot be written, the exit code still says it.
            drop(writeln!(std::io::stderr(), "bridgewatch: {words}"));
            ExitCode::FAILURE
        }
    }
}

fn is_broken_pipe(err: &anyhow::Error) -> bool {
    err.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>();
        io.is_some_and(|err| err.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
