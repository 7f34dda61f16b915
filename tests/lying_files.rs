//! Files that lie about what they are, how long they are, and what may be done with them, given to the real program:
//! each is refused in words, soon, and without the memory that it asks for; and the log is as it was.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

#[path = "support/program.rs"]
mod program;

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use bridgewatch::platform::monotonic_now;
use bridgewatch::store::Store;
use program::{Watch, program};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

/// Longer than anything here takes on a slow and busy machine; what hangs would take for ever.
const PATIENCE: Duration = Duration::from_mins(1);

/// What a refusal may take of memory, in kilobytes: the program itself has some thirty megabytes.
const MOST_KB: u64 = 200 * 1024;

/// What came of a command.
struct Came {
    is_good: bool,
    words: String,
    peak_kb: u64,
    took: Duration,
}

/// A desk with something in its log, and files beside it.
struct Bench {
    data: TempDir,
    files: TempDir,
}

impl Bench {
    fn new() -> Self {
        let bench = Self { data: tempfile::tempdir().unwrap(), files: tempfile::tempdir().unwrap() };
        let lines = concat!(
            r#"{"do":"configure_desk","name":"Sample desk","manager":"Sample Manager","time_zone":"America/Chicago"}"#,
            "\n",
            r#"{"do":"open_incident","key":"pay","title":"Sample outage","priority":"critical","kind":"major"}"#,
            "\n",
            r#"{"do":"note","key":"pay","text":"Sample note"}"#
        );
        let file = bench.file("set-up.jsonl", lines.as_bytes());
        bench.good(&["apply", &file]);
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.files.path().join(name)
    }

    fn named(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    fn file(&self, name: &str, bytes: &[u8]) -> String {
        fs::write(self.path(name), bytes).unwrap();
        self.named(name)
    }

    fn pipe(&self, name: &str) -> String {
        assert!(Command::new("mkfifo").arg(self.path(name)).status().unwrap().success());
        self.named(name)
    }

    /// Carries out a command, with an eye on the clock and on its memory.
    fn run(&self, arguments: &[&str]) -> Came {
        let said = self.path("said");
        let out = File::create(&said).unwrap();
        let mut command = program(self.data.path());
        command.args(arguments).stdin(Stdio::null());
        command.stdout(out.try_clone().unwrap()).stderr(out);
        let begun = monotonic_now();
        let mut child = command.spawn().unwrap();
        let status = format!("/proc/{}/status", child.id());
        let mut peak_kb = 0;
        let is_good = loop {
            if let Ok(text) = fs::read_to_string(&status)
                && let Some(peak) = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))
            {
                peak_kb = peak_kb.max(peak.trim().trim_end_matches(" kB").parse().unwrap());
            }
            if let Some(status) = child.try_wait().unwrap() {
                break status.success();
            }
            if begun.elapsed() > PATIENCE {
                child.kill().unwrap();
                child.wait().unwrap();
                panic!("{arguments:?} hangs: {}", fs::read_to_string(said).unwrap());
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        let words = String::from_utf8_lossy(&fs::read(said).unwrap()).into_owned();
        Came { is_good, words, peak_kb, took: begun.elapsed() }
    }

    fn good(&self, arguments: &[&str]) -> String {
        let came = self.run(arguments);
        assert!(came.is_good, "{arguments:?}: {}", came.words);
        came.words
    }

    /// Refused with these words, within bounds, and the log as it was.
    fn refused(&self, arguments: &[&str], because: &str) {
        let before = self.events();
        let came = self.run(arguments);
        assert!(!came.is_good, "{arguments:?} was taken: {}", came.words);
        assert!(came.words.contains(because), "{arguments:?}: {}", came.words);
        // A reason that is long enough to be one is said once.
        let times = came.words.matches(because).count();
        assert!(because.len() < 20 || times == 1, "said {times} times: {}", came.words);
        assert!(!came.words.contains("panicked"), "{arguments:?}: {}", came.words);
        assert!(came.words.len() < 20_000, "{arguments:?}: {} bytes of words", came.words.len());
        assert!(came.peak_kb < MOST_KB, "{arguments:?} took {} kB", came.peak_kb);
        assert!(came.took < PATIENCE / 2, "{arguments:?} took {:?}", came.took);
        assert_eq!(self.events(), before, "{arguments:?} left something in the log");
    }

    fn events(&self) -> u64 {
        Store::open_read_only(self.data.path()).unwrap().event_count().unwrap()
    }

    /// The file that this desk would hand over: manifest, and the rest after it.
    fn handoff(&self) -> (Value, Vec<u8>) {
        let file = self.named("true.bridgewatch");
        self.good(&["handoff", "export", &file]);
        let bytes = fs::read(file).unwrap();
        let mut lines = bytes.splitn(3, |byte| *byte == b'\n');
        let (_, manifest, rest) = (lines.next().unwrap(), lines.next().unwrap(), lines.next().unwrap());
        (serde_json::from_slice(manifest).unwrap(), rest.to_vec())
    }
}

/// A handoff file whose first line vouches for whatever the manifest says.
fn vouched(manifest: &[u8], rest: &[u8]) -> Vec<u8> {
    let mut sum = String::new();
    for byte in Sha256::digest(manifest) {
        sum.push_str(&format!("{byte:02x}"));
    }
    [format!("bridgewatch-handoff {sum}\n").as_bytes(), manifest, b"\n", rest].concat()
}

/// One after the other: `with("events", 7)`.
fn with(manifest: &Value, field: &str, value: Value) -> Vec<u8> {
    let mut lying = manifest.clone();
    lying[field] = value;
    serde_json::to_vec(&lying).unwrap()
}

#[test]
fn a_handoff_file_that_lies_about_itself_is_refused_whole() {
    let bench = Bench::new();
    let (manifest, rest) = bench.handoff();
    let bytes = rest.len() as u64;
    let true_file =
        bench.file("vouched.bridgewatch", &vouched(&serde_json::to_vec(&manifest).unwrap(), &rest));
    bench.good(&["handoff", "show", &true_file]);
    let many_desks: Vec<Value> = (0..20_000)
        .map(|_| json!({"device": manifest["device"], "first": 1, "last": 9, "count": 9}))
        .collect();
    let deep = "[".repeat(10_000);
    let lies: Vec<(Vec<u8>, &str)> = vec![
        (with(&manifest, "events", json!(u64::MAX)), "it lists other entries than there are"),
        (with(&manifest, "events", json!(0)), "it lists other entries than there are"),
        (with(&manifest, "bytes", json!(10_000_000_000_u64)), "256 MiB"),
        (with(&manifest, "bytes", json!(bytes + 1)), "line"),
        (with(&manifest, "bytes", json!(bytes - 1)), "beyond the end"),
        (with(&manifest, "bytes", json!(0)), "something follows it"),
        (with(&manifest, "bytes", json!(-1)), "the manifest"),
        (with(&manifest, "bytes", json!(1e308)), "the manifest"),
        (with(&manifest, "format", json!(99)), "newer"),
        (with(&manifest, "holds", json!({})), "more than it says its desk holds"),
        (with(&manifest, "desks", json!([])), "it lists other entries than there are"),
        (with(&manifest, "desks", Value::Array(many_desks)), "the manifest"),
        (with(&manifest, "sha256", json!("0".repeat(64))), "checksum"),
        (with(&manifest, "file", json!("../../etc/passwd")), "the manifest"),
        (deep.clone().into_bytes(), "the manifest"),
        (format!("{{\"format\":1,\"desk\":{deep}").into_bytes(), "the manifest"),
    ];
    for (number, (lie, because)) in lies.into_iter().enumerate() {
        let file = bench.file(&format!("lie-{number}.bridgewatch"), &vouched(&lie, &rest));
        bench.refused(&["handoff", "show", &file], because);
        bench.refused(&["handoff", "merge", &file], because);
    }
    // Entries that are nested, and a line that never ends.
    let mut endless = manifest.clone();
    endless["bytes"] = json!(200_000_000);
    let nested = [deep.as_bytes(), b"\n"].concat();
    for (name, declared, body, because) in [
        ("nested", nested.len(), nested.clone(), "checksum"),
        ("short", 200_000_000, nested.clone(), "it ends within"),
    ] {
        let file = bench.file(name, &vouched(&with(&manifest, "bytes", json!(declared)), &body));
        bench.refused(&["handoff", "merge", &file], because);
    }
    let file = bench.file("endless", &vouched(&serde_json::to_vec(&endless).unwrap(), b""));
    File::options().write(true).open(&file).unwrap().set_len(200_000_000).unwrap();
    bench.refused(&["handoff", "merge", &file], "16 MiB");
}

#[test]
fn a_name_in_a_handoff_file_is_a_name_and_never_a_path_nor_a_command_to_the_terminal() {
    let bench = Bench::new();
    let (manifest, rest) = bench.handoff();
    for name in
        ["../../etc/passwd", "/etc/passwd", "CON", "C:\\Windows\\x", "a\u{0}b", "\u{1b}[2J", "\u{202e}txt"]
    {
        let lying = with(&manifest, "desk", json!(name));
        let file = bench.file("named.bridgewatch", &vouched(&lying, &rest));
        let said = bench.good(&["handoff", "show", &file]);
        assert!(!said.contains(['\u{0}', '\u{1b}']), "{name:?}: {said:?}");
        bench.good(&["handoff", "merge", &file]);
    }
    let beside: Vec<_> =
        fs::read_dir(bench.files.path()).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert!(beside.iter().all(|name| !name.to_string_lossy().contains("passwd")), "{beside:?}");
}

#[test]
fn names_that_are_paths_write_nothing_but_where_the_person_said() {
    let bench = Bench::new();
    let evil = ["../../escaped", "/tmp/escaped", "CON", "nul", "a/b", "..", ".", "x\u{0}y"];
    let mut lines = String::new();
    for (number, name) in evil.iter().enumerate() {
        let add = json!({"do": "record_agency", "name": format!("{name} {number}")});
        lines.push_str(&format!("{add}\n"));
        let open = json!({"do": "open_incident", "key": format!("evil {number}"), "title": name, "ticket": name,
            "priority": "low"});
        lines.push_str(&format!("{open}\n"));
    }
    let file = bench.file("evil.jsonl", lines.as_bytes());
    let came = bench.run(&["apply", &file]);
    // Whether such names are taken is the domain's affair; where they are, they lead nowhere.
    if !came.is_good {
        assert!(came.words.len() > 20 && !came.words.contains("panicked"), "{}", came.words);
    }
    let folder = bench.path("agencies");
    fs::create_dir(&folder).unwrap();
    let month = "2026-11";
    bench.run(&["report", "billing", "--month", month, "--per-agency", folder.to_str().unwrap()]);
    let tables = bench.named("tables");
    bench.good(&["export", "--csv", &tables]);
    for place in [bench.files.path(), bench.data.path(), Path::new("/tmp")] {
        let names: Vec<_> =
            fs::read_dir(place).unwrap().filter_map(|one| Some(one.ok()?.file_name())).collect();
        let escaped = names.iter().find(|name| name.to_string_lossy().contains("escaped"));
        assert_eq!(escaped, None, "in {}", place.display());
    }
}

#[test]
fn a_log_as_json_lines_that_lies_about_itself_is_refused_whole() {
    let bench = Bench::new();
    let file = bench.named("true.jsonl");
    bench.good(&["export", "--jsonl", &file]);
    let text = fs::read_to_string(&file).unwrap();
    let (head, rest) = text.split_once('\n').unwrap();
    let head: Value = serde_json::from_str(head).unwrap();
    // Its first line has an order: fields are put in by text.
    let lying = |field: &str, value: &str| {
        let old = format!("\"{field}\":{}", head[field]);
        assert!(text.contains(&old), "{old}");
        format!("{}\n{rest}", text.lines().next().unwrap().replacen(&old, &format!("\"{field}\":{value}"), 1))
    };
    let first = text.lines().next().unwrap();
    let no_desks = format!("{}\"desks\":[]}}\n{rest}", &first[..first.find("\"desks\":").unwrap()]);
    let deep = format!("{{\"bridgewatch\":\"log\",\"format\":1,\"x\":{}", "[".repeat(10_000));
    for (number, (lie, because)) in [
        (lying("events", "18446744073709551615"), "it lists other entries than there are"),
        (lying("events", "1e308"), "line 1"),
        (lying("bytes", "10000000000"), "2048 MiB"),
        (lying("bytes", "-1"), "line 1"),
        (no_desks, "it lists other entries than there are"),
        (lying("format", "99"), "newer"),
        (format!("{deep}\n{rest}"), "line 1"),
        (text.replace("Sample note", "Simple note"), "is not what was written"),
        (text.replacen("\"seq\":2", "\"seq\":7", 1), "line 3"),
    ]
    .into_iter()
    .enumerate()
    {
        let file = bench.file(&format!("lie-{number}.jsonl"), lie.as_bytes());
        bench.refused(&["import", "log", &file], because);
    }
}

#[test]
fn a_seal_that_asks_for_hours_of_work_is_refused_at_once() {
    let bench = Bench::new();
    let passphrase = bench.file("passphrase", b"a sample passphrase\n");
    let body = "A".repeat(43);
    for work in ["21", "30", "60", "63", "64", "255", "99999999999999999999", "-1", "0", "1e3", "060", ""] {
        let text = format!(
            "age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA {work}\n{body}\n--- {body}\n0123456789abcdef"
        );
        let file = bench.file("sealed.bridgewatch", text.as_bytes());
        let before = monotonic_now();
        bench.refused(&["handoff", "merge", &file, "--passphrase-file", &passphrase], "");
        assert!(before.elapsed() < Duration::from_secs(20), "{work}: {:?}", before.elapsed());
    }
    // Headers that never end, or name ten thousand recipients.
    let many = format!(
        "age-encryption.org/v1\n{}",
        format!("-> scrypt AAAAAAAAAAAAAAAAAAAAAA 60\n{body}\n").repeat(10_000)
    );
    let long = format!("age-encryption.org/v1\n-> scrypt {}", "A".repeat(10_000_000));
    for (name, text) in [("many", many), ("long", long)] {
        let file = bench.file(name, text.as_bytes());
        let because = "its header is longer than that of any file made here";
        bench.refused(&["handoff", "merge", &file, "--passphrase-file", &passphrase], because);
    }
    // The desk's own are opened.
    let sealed = bench.named("own.bridgewatch");
    bench.good(&["handoff", "export", &sealed, "--passphrase-file", &passphrase]);
    bench.good(&["handoff", "show", &sealed, "--passphrase-file", &passphrase]);
}

/// Each command that reads a file that somebody names.
fn reading(file: &str) -> Vec<Vec<&str>> {
    vec![
        vec!["apply", file],
        vec!["handoff", "show", file],
        vec!["handoff", "merge", file],
        vec!["handoff", "show", "true", "--passphrase-file", file],
        vec!["import", "log", file],
        vec!["import", "servicenow", file],
        vec!["import", "directory", file],
        vec!["import", "figures", file],
        vec!["rota", "import", file],
        vec!["rota", "preview", file, "--from", "2026-03-01T00:00:00Z", "--until", "2026-04-01T00:00:00Z"],
        vec!["policy", "check", file],
        vec!["restore", file],
        vec!["recover", "--backup", file],
    ]
}

#[test]
fn what_is_no_file_is_refused_at_once_by_every_command_that_reads_one() {
    let bench = Bench::new();
    let pipe = bench.pipe("pipe");
    let folder = bench.named("folder");
    fs::create_dir(&folder).unwrap();
    let (ring, other) = (bench.path("ring"), bench.path("other"));
    std::os::unix::fs::symlink(&other, &ring).unwrap();
    std::os::unix::fs::symlink(&ring, &other).unwrap();
    for file in [pipe.as_str(), folder.as_str(), ring.to_str().unwrap(), "/dev/zero"] {
        for mut arguments in reading(file) {
            let sealed = bench.file("true", b"age-encryption.org/v1\n-> scrypt A 1\nA\n--- A\n");
            if let Some(place) = arguments.iter().position(|one| *one == "true") {
                arguments[place] = &sealed;
            }
            bench.refused(&arguments, "");
        }
    }
}

#[test]
fn gigabytes_of_nothing_are_refused_without_reading_them_into_memory() {
    let bench = Bench::new();
    let file = bench.file("sparse", b"");
    File::options().write(true).open(&file).unwrap().set_len(2 << 30).unwrap();
    for arguments in reading(&file).into_iter().filter(|one| !one.contains(&"true")) {
        bench.refused(&arguments, "");
    }
}

#[test]
fn ten_thousand_brackets_end_in_words_in_every_parser() {
    let bench = Bench::new();
    let open = |with: &str| with.repeat(10_000);
    let texts = [
        open("["),
        open("{\"a\":"),
        format!("{{\"do\":\"note\",\"key\":\"pay\",\"text\":{}", open("[")),
        format!("title = {}", open("[")),
        format!("title = {}", open("{a=")),
        format!("{}x = 1", open("a.")),
        format!("[{}x]", open("a.")),
        format!("title = \"x\"\n[[clock]]\nid = \"x\"\naction = \"{{{{ {}1 }}}}\"\n", open("(")),
        format!("title = \"x\"\n[[clock]]\nid = \"x\"\naction = \"{}\"\n", open("{% if a %}")),
        open("BEGIN:VCALENDAR\r\n"),
    ];
    for text in texts {
        let file = bench.file("deep.toml", text.as_bytes());
        for arguments in reading(&file).into_iter().filter(|one| !one.contains(&"true")) {
            bench.refused(&arguments, "");
        }
    }
}

#[test]
fn a_desk_that_runs_is_not_held_up_by_a_pipe_that_a_command_names() {
    let bench = Bench::new();
    let pipe = bench.pipe("pipe");
    let mut watch = Watch::on(bench.data.path());
    // More than the desk talks to at a time.
    for _ in 0..12 {
        bench.refused(&["apply", &pipe], "pipe");
    }
    let note = bench.file("note.jsonl", br#"{"do":"note","key":"pay","text":"afterwards"}"#);
    bench.good(&["apply", &note]);
    watch.kill();
}

#[test]
fn the_locks_own_file_may_be_a_pipe_and_nothing_waits_for_it() {
    let bench = Bench::new();
    let lock = bench.data.path().join("desk.lock");
    fs::remove_file(&lock).unwrap();
    assert!(Command::new("mkfifo").arg(&lock).status().unwrap().success());
    let note = bench.file("note.jsonl", br#"{"do":"note","key":"pay","text":"x"}"#);
    bench.refused(&["apply", &note], "desk.lock");
    fs::remove_file(&lock).unwrap();
    // The log itself, too, and a copy among the backups.
    let mut beside = File::create(bench.data.path().join("bridgewatch.db.none")).unwrap();
    beside.write_all(b"x").unwrap();
    let log = bench.data.path().join("bridgewatch.db");
    let aside = bench.data.path().join("kept.db");
    fs::rename(&log, &aside).unwrap();
    assert!(Command::new("mkfifo").arg(&log).status().unwrap().success());
    for arguments in [vec!["incidents"], vec!["verify"], vec!["apply", &note]] {
        let came = bench.run(&arguments);
        assert!(!came.is_good && came.words.contains("it is no file"), "{arguments:?}: {}", came.words);
    }
    fs::remove_file(&log).unwrap();
    fs::rename(&aside, &log).unwrap();
    bench.good(&["apply", &note]);
}
