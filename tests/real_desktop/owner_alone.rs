//! What the desk keeps is its owner's alone, whatever the system would let others do.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::private_desktop::eventually;
use super::window::{Running, managed, on, press, write, xdotool};

/// The program over a folder, as a shell with that umask starts it.
fn with_umask(umask: &str, data: &Path) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("umask {umask}; exec \"$@\"")).arg("sh");
    command.arg(env!("CARGO_BIN_EXE_bridgewatch")).arg("--data").arg(data).env("TZ", "America/Chicago");
    command
}

/// The mode of a folder, and of all that is in it, by the path within it.
fn modes(data: &Path) -> BTreeMap<PathBuf, u32> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![data.to_path_buf()];
    while let Some(path) = waiting.pop() {
        // What the desk takes away while it is looked at is nobody's.
        let Ok(about) = path.symlink_metadata() else { continue };
        if about.is_dir() {
            waiting.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
        let inside = path.strip_prefix(data).unwrap().to_path_buf();
        found.insert(inside, about.permissions().mode() & 0o777);
    }
    found
}

fn is_owners_alone(data: &Path, when: &str, there: &[&str]) {
    let modes = modes(data);
    for name in there {
        let is = |path: &&PathBuf| path.to_string_lossy().starts_with(name);
        assert!(modes.keys().any(|path| is(&path)), "{when}: no {name} among {:?}", modes.keys());
    }
    let wide: Vec<String> = modes
        .iter()
        .filter(|(_, mode)| **mode & 0o077 != 0)
        .map(|(path, mode)| format!("{} {mode:o}", path.display()))
        .collect();
    assert!(wide.is_empty(), "{when}: others can get at {wide:?}");
}

fn run(mut command: Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Ends it as the system does, so that it keeps what the window looked like.
fn end(mut program: Running) {
    let pid = program.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    eventually("the program ends", || program.0.try_wait().unwrap());
}

#[test]
fn everything_in_the_data_folder_is_its_owners_alone_whatever_the_umask() {
    for umask in ["022", "000"] {
        let place = tempfile::tempdir().unwrap();
        let data = place.path().join("desk");
        let commands = place.path().join("commands.jsonl");
        let lines = concat!(
            r#"{"do":"configure_desk","manager":"Sample Manager","time_zone":"America/Chicago"}"#,
            "\n",
            r#"{"do":"open_incident","key":"pay","title":"Sample","priority":"critical"}"#
        );
        std::fs::write(&commands, lines).unwrap();
        let mut apply = with_umask(umask, &data);
        apply.arg("apply").arg(&commands);
        run(apply);
        is_owners_alone(&data, &format!("umask {umask}, after a command"), &["bridgewatch.db", "desk.lock"]);

        let (desktop, _manager) = managed();
        let program = on(&desktop, with_umask(umask, &data));
        let window = eventually("the window is on the screen", || {
            let found = xdotool(&desktop, &["search", "--onlyvisible", "--name", "Bridgewatch"])?;
            found.lines().last().map(str::to_owned)
        });
        // Something is being typed, which is kept too.
        eventually("what is typed is kept", || {
            xdotool(&desktop, &["windowactivate", "--sync", &window])?;
            press(&desktop, &["Escape", "n"]);
            std::thread::sleep(std::time::Duration::from_millis(400));
            write(&desktop, "Sample draft");
            // Looks are kept where they are other than at first.
            press(&desktop, &["ctrl+plus"]);
            std::thread::sleep(std::time::Duration::from_secs(2));
            data.join("drafts.json").exists().then_some(())
        });
        let running = [
            "bridgewatch.db-wal",
            "bridgewatch.db-shm",
            "desk.holder",
            "socket/desk",
            "drafts.json",
            "backups/",
        ];
        is_owners_alone(&data, &format!("umask {umask}, while it runs"), &running);
        end(program);
        is_owners_alone(&data, &format!("umask {umask}, afterwards"), &["window.json", "drafts.json"]);

        let copy = place.path().join("copy.db");
        let mut backup = with_umask(umask, &data);
        backup.arg("backup").arg(&copy);
        run(backup);
        assert_eq!(copy.metadata().unwrap().permissions().mode() & 0o777, 0o600, "the whole log is in it");
    }
}

#[test]
fn a_folder_that_others_can_enter_keeps_its_rights_and_what_is_in_it_is_the_owners() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("desk");
    std::fs::create_dir(&data).unwrap();
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut demo = with_umask("000", &data);
    demo.arg("demo");
    run(demo);
    let mut modes = modes(&data);
    assert_eq!(modes.remove(Path::new("")), Some(0o755), "somebody made it so");
    assert!(modes.values().all(|mode| mode | 0o700 == 0o700), "{modes:?}");
}
