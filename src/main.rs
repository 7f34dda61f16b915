//! The program: reads its arguments, then a window or a command.

use std::io::{self, ErrorKind, StdoutLock, Write};
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
            let mut out = Out { out: std::io::stdout().lock(), is_unread: false };
            let given: Vec<_> = std::env::args_os().skip(1).collect();
            match cli::carry_out(verb, arguments.data.as_ref(), &given, now, &mut out) {
                // Whoever read the output has gone; there is nobody to tell.
                Err(_) if out.is_unread => Ok(ExitCode::SUCCESS),
                done => done.map(|()| ExitCode::SUCCESS),
            }
        }
        None => bridgewatch::opening::open_window(&opened),
    };
    match result {
        Ok(code) => code,
        Err(err) => {
            let words = cli::error_words(&err);
            // Where even the error cannot be written, the exit code still says it.
            drop(writeln!(std::io::stderr(), "bridgewatch: {words}"));
            ExitCode::FAILURE
        }
    }
}

/// The output, which knows whether somebody still reads it: another pipe that breaks, such as the one to a desk that
/// dies while it is asked, is a failure.
struct Out<'a> {
    out: StdoutLock<'a>,
    is_unread: bool,
}

impl Out<'_> {
    fn noted<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        self.is_unread |= done.as_ref().is_err_and(|err| err.kind() == ErrorKind::BrokenPipe);
        done
    }
}

impl Write for Out<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = self.out.write(bytes);
        self.noted(done)
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = self.out.flush();
        self.noted(done)
    }
}
