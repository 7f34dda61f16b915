//! Files of the data folder that are not what they should be: the window opens all the same, at once, and takes no
//! memory for them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use super::private_desktop::{Desktop, eventually};
use super::window::{Running, apply, bridgewatch, managed, on, xdotool};

/// What a start reads of the data folder beside the log.
const READ: [&str; 6] = [
    "window.json",
    "drafts.json",
    "drawing.json",
    "policies/own.toml",
    "templates/update.txt",
    "language/cause.toml",
];

/// What a lie may cost, in kilobytes.
const MOST_KB: u64 = 200 * 1024;

/// Two gigabytes of nothing, which take no room on the disk.
const SPARSE: u64 = 2 << 30;

/// Puts a lie in the place of a file.
type Put = fn(&Path);

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

fn folder(path: &Path) {
    fs::create_dir(path).unwrap();
}

fn round(path: &Path) {
    let other = path.with_extension("other");
    std::os::unix::fs::symlink(&other, path).unwrap();
    std::os::unix::fs::symlink(path, &other).unwrap();
}

fn device(path: &Path) {
    std::os::unix::fs::symlink("/dev/zero", path).unwrap();
}

fn sparse(path: &Path) {
    File::create(path).unwrap().set_len(SPARSE).unwrap();
}

/// A draft that no form could take, in the form that is open; elsewhere a long text.
fn long(path: &Path) {
    let text = "word ".repeat(3_000_000);
    let draft = format!(
        r#"{{"open":"NewIncident","drafts":[["NewIncident",{{"fields":{{"title":"{text}"}},"begun_at":null}}]]}}"#
    );
    fs::write(path, if path.ends_with("drafts.json") { draft } else { text }).unwrap();
}

fn deep(path: &Path) {
    let text = match path.extension().and_then(|one| one.to_str()) {
        Some("toml") => format!("title = {}", "[".repeat(10_000)),
        Some("txt") => format!("Subject: x\n\n{{{{ {}1 }}}}", "(".repeat(10_000)),
        _ => "[".repeat(10_000),
    };
    fs::write(path, text).unwrap();
}

fn numbers(path: &Path) {
    let text = match path.file_name().and_then(|one| one.to_str()) {
        Some("window.json") => {
            r#"{"theme":"dark","scale":0.0,"size":[1e9,-1],"views":[{"name":"x","from":"-99999999999999999999d"}],
               "first_hour":{"seen":[]},"tickets":{}}"#
        }
        Some("drawing.json") => r#"{"trying":"gl","fatal":["gl","software"],"version":"99999999999.0"}"#,
        Some("own.toml") => {
            "title = \"Own\"\nreminder_minutes = 1e308\n[[clock]]\nid = \"x\"\ndue = \"99999999999999999999 min\"\n"
        }
        _ => "NaN -1 1e308 99999999999999999999999999",
    };
    fs::write(path, text).unwrap();
}

/// The most memory that the program ever had, in kilobytes.
fn peak_kb(program: &Running) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", program.0.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    peak.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Opens the window over a folder; what it took of memory once it is there and has taken a command.
fn opened(desktop: &Desktop, data: &Path, lie: &str) -> u64 {
    let mut program = on(desktop, bridgewatch(data));
    eventually(&format!("the window is on the screen, {lie}"), || {
        let ended = program.0.try_wait().unwrap();
        assert!(ended.is_none(), "{lie}: the program has ended: {ended:?}");
        xdotool(desktop, &["search", "--onlyvisible", "--name", "Bridgewatch"])
    });
    apply(data, r#"{"do":"note","key":"pay","text":"Sample"}"#);
    peak_kb(&program)
}

#[test]
fn the_window_opens_over_files_that_are_something_else() {
    let (desktop, _manager) = managed();
    let set_up = concat!(
        r#"{"do":"configure_desk","manager":"Sample Manager","time_zone":"America/Chicago"}"#,
        "\n",
        r#"{"do":"open_incident","key":"pay","title":"Sample","priority":"low"}"#
    );
    let mut honest = None;
    let lies: [(&str, Put); 9] = [
        ("without a lie", |_| {}),
        ("pipes", pipe),
        ("folders", folder),
        ("links in a ring", round),
        ("devices", device),
        ("two gigabytes", sparse),
        ("fifteen megabytes of words", long),
        ("ten thousand brackets", deep),
        ("numbers beyond all bounds", numbers),
    ];
    for (lie, put) in lies {
        let place = tempfile::tempdir().unwrap();
        let data = place.path().join("desk");
        apply(&data, set_up);
        for name in READ {
            let path = data.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            put(&path);
        }
        let peak = opened(&desktop, &data, lie);
        let honest = *honest.get_or_insert(peak);
        assert!(peak < honest + MOST_KB, "{lie}: {peak} kB, and {honest} without");
    }
}
