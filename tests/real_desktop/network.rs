//! No connection to any network is ever opened: the program's calls are traced while it does all that it does, and
//! each socket is one of this machine (`AF_UNIX`). Traced by strace, which sees also what libraries open.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

use std::collections::BTreeMap;
use std::net::{TcpStream, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bridgewatch::platform::{Clock, SystemClock};
use chrono::TimeDelta;

use super::private_desktop::{Desktop, eventually};
use super::tray::Place;
use super::window::{Running, log, of_kind, on, press, xdotool};

const NEEDED: &str = "this test sees what sockets the program opens and needs strace, and to be allowed to trace: \
    apt-get install -y --no-install-recommends strace";

/// Where traces are written, one file a program.
struct Traces {
    folder: tempfile::TempDir,
    count: usize,
}

impl Traces {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), count: 0 }
    }

    /// The program and all that it starts, traced.
    fn of(&mut self, program: &Path, what: &str) -> Command {
        self.count += 1;
        let file = self.folder.path().join(format!("{:02}-{what}", self.count));
        let mut command = Command::new("strace");
        // Where the program ends the trace has its end; strace itself is not to be ended.
        command.args(["-f", "-qq", "--seccomp-bpf", "-e", "trace=network", "-o"]).arg(file).arg(program);
        command.env("TZ", "America/Chicago").stdin(Stdio::null());
        command
    }

    /// The families of addresses and sockets in each trace, with a line that shows it.
    fn families(&self) -> BTreeMap<String, BTreeMap<String, String>> {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        let of_file = |path: PathBuf| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, families(&std::fs::read_to_string(path).unwrap()))
        };
        files.map(|file| of_file(file.unwrap().path())).collect()
    }
}

/// The families that a trace names: `AF_UNIX`, `AF_INET`, `AF_NETLINK`, each with the first line that does.
fn families(trace: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for line in trace.lines() {
        for word in line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
            if word.starts_with("AF_") || word.starts_with("PF_") {
                found.entry(word.to_owned()).or_insert_with(|| line.to_owned());
            }
        }
    }
    found
}

fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_bridgewatch"))
}

/// One session of everything, each program of it traced.
struct Session {
    traces: Traces,
    desktop: Desktop,
    data: PathBuf,
    files: tempfile::TempDir,
}

impl Session {
    fn cli(&mut self, arguments: &[&str]) {
        let what: String = arguments.iter().take(2).copied().collect::<Vec<_>>().join("-").replace('/', "");
        let mut command = self.traces.of(&program(), &what);
        self.desktop.on_it(&mut command);
        let output = command.arg("--data").arg(&self.data).args(arguments).output().expect(NEEDED);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}\n{NEEDED}");
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.files.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn path(&self, name: &str) -> String {
        self.files.path().join(name).to_str().unwrap().to_owned()
    }

    /// Something that goes on until it is told to end.
    fn start(&mut self, arguments: &[&str]) -> Running {
        let mut command = self.traces.of(&program(), arguments.first().copied().unwrap_or("window"));
        command.arg("--data").arg(&self.data).args(arguments);
        on(&self.desktop, command)
    }

    /// Tells whoever holds the folder to end, and waits for the tracer to end with it.
    fn end(&self, mut running: Running) {
        let holder = std::fs::read_to_string(self.data.join("desk.holder")).unwrap();
        let pid = holder.lines().find_map(|line| line.strip_prefix("pid: ")).unwrap();
        assert!(Command::new("kill").args(["-TERM", pid]).status().unwrap().success());
        eventually("the program ends", || running.0.try_wait().unwrap());
    }

    fn wait_taking(&self) {
        eventually("it takes commands", || bridgewatch::platform::reach(&self.data));
    }

    fn opening(&self, key: &str, secs: i64) -> String {
        let opened = SystemClock.now() - TimeDelta::minutes(15) + TimeDelta::seconds(secs);
        let line = format!(
            r#"{{"do":"open_incident","key":"{key}","at":"{}","title":"Sample {key}","priority":"low","kind":"regular"}}"#,
            opened.to_rfc3339()
        );
        self.file(&format!("{key}.jsonl"), &line)
    }

    fn told(&self, key: &str) -> Option<()> {
        let raised = of_kind(&log(&self.data), "alarm_raised");
        raised.iter().any(|entry| entry["key"] == key && entry["body"]["stage"] == "due").then_some(())
    }
}

const TICKETS: &str = "number,incident_state,sys_mod_count,opened_at,sys_updated_by,sys_updated_at,priority,\
    assignment_group,resolved_at,closed_at\n\
    INC0000001,New,0,29-02-2016 01:16,One,29-02-2016 01:23,3 - Moderate,Group 1,,\n";

#[test]
fn nothing_that_the_program_does_opens_a_socket_of_a_network() {
    let place = tempfile::tempdir().unwrap();
    let mut session = Session {
        traces: Traces::new(),
        desktop: Desktop::bare("full", "1280x800x24"),
        data: place.path().join("desk"),
        files: tempfile::tempdir().unwrap(),
    };
    let _manager = on(&session.desktop, Command::new("openbox"));
    eventually("the window manager answers", || xdotool(&session.desktop, &["get_num_desktops"]));
    let tray = Place::on(&session.desktop).unwrap();
    let set_up = session.file(
        "set-up.jsonl",
        r#"{"do":"configure_desk","manager":"Sample Manager","time_zone":"America/Chicago"}"#,
    );
    session.cli(&["apply", &set_up]);

    // The window: its icon in the tray, an alarm, a notification, keys.
    let window = session.start(&[]);
    session.wait_taking();
    tray.wait_item();
    let first = session.opening("first", 2);
    session.cli(&["apply", &first]);
    eventually("the deadline is told", || session.told("first"));
    eventually("the notification is on the screen", || {
        session.desktop.displayed().filter(|count| *count > 0)
    });
    eventually("the window is on the screen", || {
        xdotool(&session.desktop, &["search", "--onlyvisible", "--name", "Bridgewatch"])
    });
    press(&session.desktop, &["Escape", "n", "Escape", "g", "s", "g", "r", "g", "b", "a"]);

    // Commands beside it: by the desk that runs, and those that look into the log themselves.
    let tickets = session.file("tickets.csv", TICKETS);
    let [log, tables, report, sheet, handoff, sealed, copy] = [
        "log.jsonl",
        "tables",
        "report.docx",
        "hotline.html",
        "whole.bridgewatch",
        "sealed.bridgewatch",
        "copy.db",
    ]
    .map(|name| session.path(name));
    let passphrase = session.file("passphrase", "a sample passphrase");
    session.cli(&["import", "servicenow", &tickets]);
    session.cli(&["incidents"]);
    session.cli(&["deadlines", "--json"]);
    session.cli(&["search", "Sample"]);
    session.cli(&["export", "--jsonl", &log]);
    session.cli(&["export", "--csv", &tables]);
    session.cli(&["report", "--incident", "first", "--format", "docx", "--out", &report]);
    session.cli(&["hotline", "--incident", "first", "--html", &sheet]);
    session.cli(&["handoff", "export", &handoff]);
    session.cli(&["handoff", "export", &sealed, "--passphrase-file", &passphrase]);
    session.cli(&["handoff", "merge", &sealed, "--passphrase-file", &passphrase]);
    session.cli(&["backup", &copy]);
    session.cli(&["verify"]);
    session.cli(&["policy", "list"]);
    // A second start brings the window forward.
    session.cli(&[]);
    session.end(window);

    // A watch without a window, and without anything of a desktop but the bus.
    let watch = session.start(&["watch"]);
    session.wait_taking();
    let second = session.opening("second", 1);
    session.cli(&["apply", &second]);
    eventually("the deadline is told", || session.told("second"));
    session.end(watch);

    let families = session.traces.families();
    assert!(families.len() > 15, "{families:?}");
    let seen = |name: &str| families.iter().find(|(file, _)| file.ends_with(name)).map(|(_, found)| found);
    for what in ["window", "watch", "apply-first.jsonl"] {
        let trace = families.keys().find(|file| file.contains(what.split('-').next().unwrap()));
        let found = trace.and_then(|name| seen(name)).unwrap();
        assert!(found.contains_key("AF_UNIX"), "{what} was traced, and spoke to nobody: {found:?}");
    }
    for (what, found) in &families {
        let others: Vec<_> = found.iter().filter(|(family, _)| *family != "AF_UNIX").collect();
        assert!(others.is_empty(), "{what}: {others:?}");
    }
}

#[test]
fn a_program_that_opens_one_is_seen() {
    let mut traces = Traces::new();
    let me = std::env::current_exe().unwrap();
    let mut command = traces.of(&me, "control");
    command.args(["--exact", "network::opens_sockets_of_a_network", "--ignored"]);
    let status = command.stdout(Stdio::null()).status().expect(NEEDED);
    assert!(status.success(), "{status}\n{NEEDED}");
    let families = traces.families();
    let found = families.values().next().unwrap();
    assert!(found.contains_key("AF_INET") && found.contains_key("AF_INET6"), "{found:?}");
}

/// Not a test of its own: what the one above traces. Nobody is reached: the port is one that nobody listens on.
#[test]
#[ignore = "run by another test as a process of its own"]
fn opens_sockets_of_a_network() {
    TcpStream::connect("127.0.0.1:9").ok();
    UdpSocket::bind("[::1]:0").ok();
}
