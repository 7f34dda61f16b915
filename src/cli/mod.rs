//! The command line: the same desk without a window.
//!
//! What reads works beside an open window. What writes holds the data folder while it does, or goes over to
//! the desk that holds it already.

mod apply_help;
mod billing;
mod crossing;
mod directory;
mod dossier;
mod drill;
mod erasing;
mod export;
mod figures;
mod handoff;
mod import;
mod import_directory;
mod invitation;
mod json;
pub mod jsonl;
mod place;
mod postmortem;
mod reads;
mod report;
mod restore;
mod reviews;
pub mod rota;
mod rota_files;
mod scorecard;
mod search;
mod text;
mod writes;

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use crossing::{Serving, bring_forward, carry_out, serve};
pub use drill::Drilling;
pub use place::Place;
pub use writes::open_desk_options;

use crate::domain::time::Instant;
use crate::platform::DrawingChoice;

/// The arguments of the program.
#[derive(Debug, Parser)]
#[command(
    name = "bridgewatch",
    version,
    about = "The desk of a Major Incident Escalation Manager",
    long_about = "The desk of a Major Incident Escalation Manager: live incidents, their escalation clocks and \
                  the alarm. Without a command it opens the window. Nothing needs a network."
)]
pub struct Arguments {
    /// The data folder; the usual place of this system if left out
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Watch without a window until one is asked for, by the tray, a notification or a second start
    #[arg(long)]
    pub hidden: bool,
    /// How the window is drawn this time, instead of how Settings say: auto, gl or software
    #[arg(long, value_name = "HOW")]
    pub renderer: Option<DrawingChoice>,
    /// What to do; the window if left out
    #[command(subcommand)]
    pub command: Option<Verb>,
}

/// What the command line can do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Tell alarms without a window, until stopped
    Watch,
    /// Fill an empty desk with sample data
    Demo,
    /// Drill an incident by a script, sped up, in a window and a folder of its own
    Drill(Drilling),
    /// Carry out commands, one JSON object a line: all of the file or none
    #[command(after_long_help = apply_help::TEXT)]
    Apply {
        /// The file, or - for standard input
        file: PathBuf,
    },
    /// List incidents
    Incidents(Listing),
    /// List deadlines, past ones included
    Deadlines(Listing),
    /// List what was logged, in the order it was written down
    Log {
        /// Only this incident: its key, reference or ticket number
        #[arg(long, value_name = "KEY")]
        incident: Option<String>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// List who is on an incident, with every attempt to reach them
    People {
        /// The incident: its key, reference or ticket number
        #[arg(long, value_name = "KEY")]
        incident: String,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// List actions and requests for information, the soonest due first
    Tasks {
        /// Only this incident: its key, reference or ticket number
        #[arg(long, value_name = "KEY")]
        incident: Option<String>,
        /// Only what is still to be done
        #[arg(long)]
        open: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// List the directory: people, teams, agencies, services, distribution lists, servers; what points at a record,
    /// likely doubles; write it as CSV
    Directory(directory::Directing),
    /// Draft an update to an audience from its template, and say what it lacks; nothing is logged
    Draft(dossier::Drafting),
    /// Print the hotline call of an incident: the number, what to have ready, the script, the attempts
    Hotline {
        /// The incident: its key, reference or ticket number
        #[arg(long, value_name = "KEY")]
        incident: String,
        /// Write one printed page to this file
        #[arg(long, value_name = "FILE")]
        html: Option<PathBuf>,
    },
    /// Write the report of an incident, or its post-mortem pack, as Markdown, HTML, DOCX or CSV; or report over a
    /// period
    Report(report::Reporting),
    /// See how the post-mortem of an incident stands: logistics, problem statement, times that would do
    Postmortem(postmortem::Asking),
    /// See who is on watch: shifts, the reasons, problems ahead, a rule before anyone adopts it
    #[command(subcommand)]
    Rota(rota::RotaVerb),
    /// See the reviews of service delivery: departments, agendas, what is systemic, effort
    Reviews(reviews::Reviews),
    /// Check the log: chain, sequences, projections, and the database itself
    Verify,
    /// Write the whole log as JSON lines, or as tables
    #[command(after_long_help = export::HELP)]
    Export(export::Exporting),
    /// Copy the log to a file that is not there yet
    Backup {
        /// The file
        file: PathBuf,
    },
    /// Set a damaged log aside and put the newest good backup in its place
    Recover {
        /// This backup instead of the newest good one
        #[arg(long, value_name = "FILE")]
        backup: Option<PathBuf>,
    },
    /// Go back to a copy of the log; what runs now is set aside, and nothing is deleted
    #[command(after_long_help = restore::HELP)]
    Restore(restore::Restoring),
    /// Erase a person from all that was ever logged; see first what that changes, with --look
    #[command(after_long_help = erasing::HELP)]
    ErasePerson(erasing::Erasing),
    /// Hand the log over to another desk as a file, and merge what another desk hands over
    #[command(subcommand)]
    Handoff(handoff::HandoffVerb),
    /// Bring in incidents of another system, figures that it measured, the directory, or a log, from a file
    #[command(subcommand)]
    Import(import::ImportVerb),
    /// Search everything that was ever logged
    Search(search::Searching),
    /// See and check policies
    #[command(subcommand)]
    Policy(PolicyVerb),
}

/// How a listing is asked for.
#[derive(Debug, Args)]
pub struct Listing {
    /// As of this time, RFC 3339 with an offset: facts that happened later are left out
    #[arg(long, value_name = "T", value_parser = instant)]
    pub at: Option<Instant>,
    /// Only incidents that are open or restored
    #[arg(long)]
    pub open: bool,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// What can be done about policies.
#[derive(Debug, Subcommand)]
pub enum PolicyVerb {
    /// List the policies in force
    List,
    /// Print a policy's file
    Show {
        /// Its name
        name: String,
    },
    /// Check policy files: line and reason of all that is wrong
    Check {
        /// The files
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

fn instant(text: &str) -> Result<Instant, String> {
    chrono::DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).map_err(|err| {
        format!("`{text}` is not a time with an offset ({err}); write it like 2026-03-02T10:00:00-06:00")
    })
}

/// Carries out a command of the command line. What it prints goes to `out`; the error is for the
/// person, whole. `now` is when the program was started.
pub fn run(verb: &Verb, place: &Place, now: Instant, out: &mut dyn Write) -> anyhow::Result<()> {
    let data = place.data();
    match verb {
        Verb::Watch => writes::watch(place, now, out),
        Verb::Demo => writes::demo(place, now, out),
        // The program itself opens it.
        Verb::Drill(_) => anyhow::bail!("a drill opens a window; start it as `bridgewatch drill`"),
        Verb::Apply { file } => writes::apply(place, file, now, out),
        Verb::Incidents(listing) => reads::incidents(data, listing, now, out),
        Verb::Deadlines(listing) => reads::deadlines(data, listing, now, out),
        Verb::Log { incident, json } => reads::log(data, incident.as_deref(), *json, out),
        Verb::People { incident, json } => dossier::people(data, incident, *json, out),
        Verb::Tasks { incident, open, json } => {
            dossier::tasks(data, (incident.as_deref(), *open), *json, now, out)
        }
        Verb::Directory(directing) => directory::directory(data, directing, now, out),
        Verb::Draft(drafting) => dossier::draft(data, drafting, now, out),
        Verb::Hotline { incident, html } => dossier::hotline(data, incident, html.as_deref(), now, out),
        Verb::Report(asked) => report::report(data, asked, now, out),
        Verb::Postmortem(asking) => postmortem::postmortem(data, asking, now, out),
        Verb::Rota(verb) => rota::rota(place, verb, now, out),
        Verb::Reviews(asked) => reviews::reviews(data, asked, now, out),
        Verb::Verify => reads::verify(data, out),
        Verb::Export(asked) => export::export(data, asked, now, out),
        Verb::Backup { file } => reads::backup(data, file, out),
        Verb::Recover { backup } => writes::recover(place, backup.as_deref(), now, out),
        Verb::Restore(asked) => restore::restore(place, asked, now, out),
        Verb::ErasePerson(asked) => erasing::erase(place, asked, now, out),
        Verb::Handoff(verb) => handoff::run(place, verb, now, out),
        Verb::Import(verb) => import::import(place, verb, now, out),
        Verb::Search(searching) => search::search(data, searching, out),
        Verb::Policy(verb) => reads::policy(data, verb, out),
    }
}

/// An error for the person: what was not done, and then why.
pub fn error_words(err: &anyhow::Error) -> String {
    let mut words = String::new();
    for cause in err.chain().map(ToString::to_string) {
        // Some errors say their cause among their own words.
        if !words.contains(&cause) {
            words.push_str(if words.is_empty() { "" } else { ": " });
            words.push_str(&cause);
        }
    }
    words
}
