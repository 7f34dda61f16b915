//! The program: reads its arguments, then a window or a command.

use std::io::Write;
use std::process::ExitCode;

use bridgewatch::cli::{self, Arguments};
use bridgewatch::platform::{Clock, SystemClock};
use bridgewatch::ui::Opened;
use clap::Parser;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let now = SystemClock.now();
    let opened =
        Opened { is_hidden: arguments.hidden, data: arguments.data.clone(), renderer: arguments.renderer };
    let result = match &arguments.command {
        Some(cli::Verb::Drill(asked)) => bridgewatch::opening::open_drill(&opened, asked),
        Some(verb) => {
            let mut out = std::io::stdout().lock();
            let given: Vec<_> = std::env::args_os().skip(1).collect();
            let done = cli::carry_out(verb, arguments.data.as_ref(), &given, now, &mut out);
            done.map(|()| ExitCode::SUCCESS)
        }
        None => bridgewatch::opening::open_window(&opened),
    };
    match result {
        Ok(code) => code,
        // Whoever read the output has gone; there is nobody to tell.
        Err(err) if is_broken_pipe(&err) => ExitCode::SUCCESS,
        Err(err) => {
            let words = cli::error_words(&err);
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
