//! The window where the graphics fail: it comes all the same and says so, or the program says what to do without one.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::process::{Command, Stdio};

use super::atspi::Hearing;
use super::private_desktop::{Desktop, eventually};
use super::window::{Running, apply, bridgewatch, log, of_kind, set_up, xdotool};

/// What is kept of ways to draw.
const KEPT: &str = "drawing.json";

/// The program, with nothing said of who draws.
fn plain(desktop: &Desktop, data: &Path) -> Command {
    let mut command = bridgewatch(data);
    desktop.on_it(&mut command);
    command.env_remove("LIBGL_ALWAYS_SOFTWARE").stdin(Stdio::null());
    command
}

/// The same, asked for OpenGL on a machine whose driver is not to be had.
fn broken(desktop: &Desktop, data: &Path) -> Command {
    let mut command = plain(desktop, data);
    command.args(["--renderer", "gl"]).env("LIBGL_DRIVERS_PATH", "/nonexistent");
    command
}

fn start(mut command: Command) -> Running {
    Running(command.stdout(Stdio::null()).spawn().unwrap())
}

fn wait_window(desktop: &Desktop, program: &mut Running) {
    eventually("the window is on the screen", || {
        let ended = program.0.try_wait().unwrap();
        assert!(ended.is_none(), "the program has ended: {ended:?}");
        xdotool(desktop, &["search", "--onlyvisible", "--name", "Bridgewatch"])
    });
}

/// Whether nothing of OpenGL was taken into the program.
fn is_by_software(program: &Running) -> bool {
    let maps = std::fs::read_to_string(format!("/proc/{}/maps", program.0.id())).unwrap();
    assert!(maps.contains("libX11"), "its libraries are seen there");
    ["libEGL", "libGL", "_dri.so"].iter().all(|library| !maps.contains(library))
}

#[test]
fn a_driver_that_fails_is_left_for_software_and_the_window_says_so() {
    let (_folder, data, desktop, _manager) = set_up();
    let hearing = Hearing::on(&desktop);
    let mut program = start(broken(&desktop, &data));
    wait_window(&desktop, &mut program);
    assert!(is_by_software(&program));
    let reader = hearing.reader();
    reader.wait("label", "The window is drawn by software: OpenGL failed: ");
    reader.press("toggle button", "Settings");
    reader.press("radio button", "Appearance");
    reader.wait("label", "Now by software; another choice counts from the next start");
    eventually("nothing is left of the attempt", || (!data.join(KEPT).exists()).then_some(()));
    apply(&data, r#"{"do":"open_incident","key":"one","title":"Sample","priority":"low"}"#);
    assert_eq!(of_kind(&log(&data), "incident_opened").len(), 1, "by the window's desk");
}

#[test]
fn a_watch_that_was_started_hidden_gets_its_window_over_a_driver_that_fails() {
    let (_folder, data, desktop, _manager) = set_up();
    let mut command = broken(&desktop, &data);
    command.arg("--hidden");
    let mut program = start(command);
    eventually("it takes commands", || data.join("socket/desk").exists().then_some(()));
    assert!(plain(&desktop, &data).status().unwrap().success(), "a second start asks for it");
    wait_window(&desktop, &mut program);
    assert!(is_by_software(&program));
}

#[test]
fn a_driver_that_ended_the_program_is_left_out_and_what_is_chosen_is_done_at_once() {
    let (_folder, data, desktop, _manager) = set_up();
    let version = env!("CARGO_PKG_VERSION");
    std::fs::write(data.join(KEPT), format!(r#"{{"trying":"gl","fatal":[],"version":"{version}"}}"#))
        .unwrap();
    let mut program = start(plain(&desktop, &data));
    wait_window(&desktop, &mut program);
    assert!(is_by_software(&program));
    eventually("it is remembered", || {
        let kept = std::fs::read_to_string(data.join(KEPT)).ok()?;
        (kept.contains(r#""fatal":["gl"]"#) && kept.contains(r#""trying":null"#)).then_some(())
    });
    drop(program);

    let mut asked = plain(&desktop, &data);
    asked.args(["--renderer", "gl"]);
    let mut program = start(asked);
    wait_window(&desktop, &mut program);
    assert!(!is_by_software(&program));
    drop(program);

    std::fs::remove_file(data.join(KEPT)).ok();
    let mut asked = plain(&desktop, &data);
    asked.args(["--renderer", "software"]);
    let mut program = start(asked);
    wait_window(&desktop, &mut program);
    assert!(is_by_software(&program));
}

#[test]
fn a_machine_without_opengl_gets_its_window_without_a_remark() {
    let (folder, data, desktop, _manager) = set_up();
    let libraries = folder.path().join("libraries");
    std::fs::create_dir(&libraries).unwrap();
    for name in ["libGL.so", "libGL.so.1", "libGLX.so.0", "libEGL.so", "libEGL.so.1"] {
        std::fs::write(libraries.join(name), "no library").unwrap();
    }
    let hearing = Hearing::on(&desktop);
    let mut command = plain(&desktop, &data);
    // As on a machine without a graphics card, whatever this one has.
    command.env("LD_LIBRARY_PATH", &libraries).env("LIBGL_ALWAYS_SOFTWARE", "1");
    let mut program = start(command);
    wait_window(&desktop, &mut program);
    assert!(is_by_software(&program));
    let reader = hearing.reader();
    reader.wait("toggle button", "Settings");
    assert!(reader.tree().find("label", "The window is drawn by").is_none(), "all is as it should be");
}

#[test]
fn without_a_screen_the_program_says_so_and_names_the_watch_without_a_window() {
    let (_folder, data, desktop, _manager) = set_up();
    for renderer in ["auto", "gl", "software"] {
        let mut command = plain(&desktop, &data);
        let output = command.args(["--renderer", renderer]).env("DISPLAY", ":9999").output().unwrap();
        assert!(!output.status.success());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let last = said.lines().last().unwrap_or_default();
        assert!(last.starts_with("bridgewatch: the window could not be opened: "), "{said}");
        assert!(last.contains("`bridgewatch watch`"), "{said}");
        // Nothing is held by it any more.
        apply(
            &data,
            &format!(r#"{{"do":"open_incident","key":"{renderer}","title":"Sample","priority":"low"}}"#),
        );
    }
}
