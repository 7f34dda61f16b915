//! A private desktop for one test: a session bus, an X server, dunst, and a puppet process
//! that holds the notifier. Everything started is stopped by its own process id.

#![expect(clippy::expect_used, clippy::panic, reason = "all of this is test")]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bridgewatch::platform::monotonic_now;

/// Longer than anything here takes on a slow and busy machine.
pub const PATIENCE: Duration = Duration::from_mins(1);
/// Marks the puppet's lines among those of the test harness.
pub const MARK: &str = "@@";
/// Set for the process that is to be a puppet.
pub const PUPPET: &str = "BRIDGEWATCH_NOTIFY_PUPPET";

const NEEDED: &str = "these tests show real notices on a private desktop and need \
    Xvfb, openbox, xdotool, dunst, dbus-daemon, dbus-send, kill, strace and the bus for screen readers: \
    apt-get install -y --no-install-recommends xvfb openbox xdotool dunst dbus procps strace at-spi2-core";

/// Waits until something holds, or fails with what was wanted.
#[track_caller]
pub fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = monotonic_now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(monotonic_now() < deadline, "never came true: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A process that is killed with this value, also when it is stopped.
struct Process(Child);

impl Process {
    fn start(command: &mut Command) -> Self {
        match command.spawn() {
            Ok(child) => Self(child),
            Err(err) => panic!("can't start {}: {err}\n{NEEDED}", command.get_program().display()),
        }
    }

    fn signal(&self, signal: &str) {
        let status = Command::new("kill").args([signal, &self.0.id().to_string()]).status().expect(NEEDED);
        assert!(status.success(), "kill {signal} failed");
    }

    fn stdout(&mut self) -> ChildStdout {
        self.0.stdout.take().expect("stdout is piped")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// The first line a process writes, without waiting for more.
fn first_line(process: &mut Process, what: &str) -> String {
    let mut line = String::new();
    BufReader::new(process.stdout()).read_line(&mut line).expect("readable");
    let line = line.trim().to_owned();
    assert!(!line.is_empty(), "{what} ended at once");
    line
}

/// A session bus that starts no services by itself.
pub struct Bus {
    process: Process,
    pub address: String,
    folder: tempfile::TempDir,
}

impl Bus {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = folder.path().join("bus.conf");
        // Without <servicedir>: the machine's own would start dunst on the first call.
        fs::write(
            &config,
            format!(
                "<!DOCTYPE busconfig PUBLIC '-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN' \
                 'http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd'>\
                 <busconfig><type>session</type><listen>unix:path={}</listen>\
                 <auth>EXTERNAL</auth><policy context='default'>\
                 <allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/>\
                 <allow own='*'/></policy></busconfig>",
                folder.path().join("bus").display()
            ),
        )
        .expect("a writable folder");
        let (process, address) = Self::daemon(folder.path());
        Self { process, address, folder }
    }

    fn daemon(folder: &Path) -> (Process, String) {
        let config = folder.join("bus.conf");
        let log = fs::File::create(folder.join("bus.log")).expect("a writable folder");
        let mut process = Process::start(
            Command::new("dbus-daemon")
                .arg(format!("--config-file={}", config.display()))
                .args(["--nofork", "--nopidfile", "--print-address=1"])
                .stdin(Stdio::null())
                .stderr(log)
                .stdout(Stdio::piped()),
        );
        // Without its name: a bus that comes again has another one, and a session's address has none.
        let line = first_line(&mut process, "dbus-daemon");
        let address = line.split(',').next().unwrap_or(&line).to_owned();
        (process, address)
    }

    /// The bus again, where it was, after it was killed.
    pub fn revive(&mut self) {
        let before = self.address.clone();
        fs::remove_file(self.folder.path().join("bus")).ok();
        (self.process, self.address) = Self::daemon(self.folder.path());
        assert_eq!(self.address, before, "the same place");
    }

    pub fn kill(&mut self) {
        self.process.signal("-KILL");
        self.process.0.wait().expect("a child");
    }

    /// Calls a method and gives the printed answer; none if it fails or hangs.
    fn call(&self, name: &str, path: &str, method: &[&str]) -> Option<String> {
        let output = Command::new("dbus-send")
            .arg(format!("--bus={}", self.address))
            .args(["--print-reply", "--reply-timeout=5000"])
            .arg(format!("--dest={name}"))
            .arg(path)
            .args(method)
            .stderr(Stdio::null())
            .output()
            .expect(NEEDED);
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// How many connections listen for presses.
    fn listeners(&self) -> usize {
        self.call(
            "org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            &["org.freedesktop.DBus.Debug.Stats.GetAllMatchRules"],
        )
        .map_or(0, |rules| rules.matches("member='NotificationClosed'").count())
    }
}

/// A notice as dunst kept it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// As it was painted: the rule that took it, then title, `|`, body; with markup.
    pub message: String,
    /// The body as it came over the bus.
    pub body: String,
    pub appname: String,
    /// Microseconds; 0 is never.
    pub timeout: String,
}

/// A bus with a screen and, when wanted, a notification service.
pub struct Desktop {
    puppet: Option<Puppet>,
    dunst: Option<Process>,
    screen: Process,
    pub bus: Bus,
    display: String,
}

impl Desktop {
    /// A desktop with dunst and a puppet.
    pub fn start() -> Self {
        Self::start_with("full")
    }

    /// The same, with dunst's `markup` setting.
    pub fn start_with(markup: &str) -> Self {
        let mut desktop = Self::bare(markup, "800x600x24");
        desktop.puppet = Some(Puppet::start(Some(&desktop.bus.address)));
        desktop
    }

    /// A desktop of that size for a program of its own, without a puppet.
    pub fn bare(markup: &str, screen_size: &str) -> Self {
        let bus = Bus::start();
        let mut screen = Process::start(
            Command::new("Xvfb")
                .args(["-displayfd", "1", "-screen", "0", screen_size])
                .args(["-nolisten", "tcp"])
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        );
        let display = format!(":{}", first_line(&mut screen, "Xvfb"));
        let folder = bus.folder.path().to_path_buf();
        let menu = folder.join("menu");
        executable(&menu, "#!/bin/sh\ngrep Acknowledge | head -n 1\n");
        // Which rule took a notice shows in its text. The timeouts are not what we ask for.
        fs::write(
            folder.join("dunstrc"),
            format!(
                "[global]\nmarkup = {markup}\nformat = \"other %s|%b\"\nidle_threshold = 0\n\
                 notification_limit = 0\nhistory_length = 0\nstack_duplicates = false\n\
                 dmenu = {}\nfont = Monospace 10\n\
                 [urgency_normal]\ntimeout = 0\n[urgency_critical]\ntimeout = 3600\n\
                 [ours]\nappname = Bridgewatch\ndesktop_entry = bridgewatch\n\
                 format = \"ours %s|%b\"\n\
                 [ours_critical]\nappname = Bridgewatch\ndesktop_entry = bridgewatch\n\
                 msg_urgency = critical\nformat = \"ours critical %s|%b\"\n",
                menu.display()
            ),
        )
        .expect("a writable folder");
        let mut desktop = Self { puppet: None, dunst: None, screen, bus, display };
        desktop.start_dunst();
        desktop
    }

    /// Lets a program run on this desktop.
    pub fn on_it(&self, command: &mut Command) {
        command
            .env_remove("WAYLAND_DISPLAY")
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus.address)
            .env("XDG_RUNTIME_DIR", self.bus.folder.path())
            .env("LIBGL_ALWAYS_SOFTWARE", "1");
    }

    /// Ends the screen under everything on it, as a session that ends.
    pub fn end_screen(&mut self) {
        self.screen.0.kill().expect("a child");
        self.screen.0.wait().expect("a child");
    }

    pub fn start_dunst(&mut self) {
        let folder = self.bus.folder.path();
        let log = fs::File::create(folder.join("dunst.log")).expect("a writable folder");
        self.dunst = Some(Process::start(
            Command::new("dunst")
                .arg("-config")
                .arg(folder.join("dunstrc"))
                .env_remove("WAYLAND_DISPLAY")
                .env("HOME", folder)
                .env("LC_ALL", "C.UTF-8")
                .env("DISPLAY", &self.display)
                .env("DBUS_SESSION_BUS_ADDRESS", &self.bus.address)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(log),
        ));
        eventually("dunst answers on the bus", || self.displayed());
    }

    /// Makes dunst hang, as a busy or stopped process does.
    pub fn freeze_dunst(&self) {
        self.dunst().signal("-STOP");
    }

    pub fn thaw_dunst(&self) {
        self.dunst().signal("-CONT");
    }

    pub fn kill_dunst(&mut self) {
        self.dunst = None;
        eventually("dunst is off the bus", || self.displayed().is_none().then_some(()));
    }

    fn dunst(&self) -> &Process {
        self.dunst.as_ref().expect("dunst runs")
    }

    pub fn puppet(&mut self) -> &mut Puppet {
        self.puppet.as_mut().expect("a puppet")
    }

    /// How many notices are on the screen; none if dunst doesn't answer.
    pub fn displayed(&self) -> Option<usize> {
        let answer = self.dunst_call(&[
            "org.freedesktop.DBus.Properties.Get",
            "string:org.dunstproject.cmd0",
            "string:displayedLength",
        ])?;
        answer.rsplit(' ').next()?.trim().parse().ok()
    }

    #[track_caller]
    pub fn wait_displayed(&self, count: usize) {
        eventually(&format!("{count} on the screen"), || (self.displayed() == Some(count)).then_some(()));
    }

    /// Waits until this many connections listen for presses.
    ///
    /// That is one a notice, and the first one's as long as any notice stands, even after
    /// it was replaced: GNOME clears all notices of a program when that one closes.
    #[track_caller]
    pub fn wait_listening(&self, count: usize) {
        eventually(&format!("{count} listening"), || (self.bus.listeners() == count).then_some(()));
    }

    /// Clicks the body of the newest notice.
    pub fn click_body(&self) {
        self.dunst_call(&["org.dunstproject.cmd0.NotificationAction", "uint32:0"]).expect("dunst answers");
    }

    /// Chooses Acknowledge in dunst's menu.
    pub fn choose_acknowledge(&self) {
        self.dunst_call(&["org.dunstproject.cmd0.ContextMenuCall"]).expect("dunst answers");
    }

    /// Clears the screen and gives all that was ever on it and not replaced, newest first.
    pub fn take_all(&self) -> Vec<Kept> {
        self.close_all();
        self.wait_displayed(0);
        self.closed()
    }

    /// Clears the screen, while more may come.
    pub fn close_all(&self) {
        self.dunst_call(&["org.dunstproject.cmd0.NotificationCloseAll"]).expect("dunst answers");
    }

    /// All that was ever on the screen, but no more, and not replaced; newest first.
    pub fn closed(&self) -> Vec<Kept> {
        let answer =
            self.dunst_call(&["org.dunstproject.cmd0.NotificationListHistory"]).expect("dunst answers");
        let mut blocks = answer.split("string \"body\"\n");
        blocks.next();
        blocks
            .map(|block| Kept {
                body: variant(block).expect("a body"),
                message: field(block, "message"),
                appname: field(block, "appname"),
                timeout: field(block, "timeout"),
            })
            .collect()
    }

    fn dunst_call(&self, method: &[&str]) -> Option<String> {
        self.bus.call("org.freedesktop.Notifications", "/org/freedesktop/Notifications", method)
    }
}

/// A field of one notice in what `dbus-send` prints.
fn field(block: &str, name: &str) -> String {
    let (_, rest) =
        block.split_once(&format!("string \"{name}\"\n")).unwrap_or_else(|| panic!("no {name} in {block}"));
    variant(rest).unwrap_or_else(|| panic!("no value of {name} in {block}"))
}

/// The value after `variant`: a text without its quotation marks, or a number.
fn variant(text: &str) -> Option<String> {
    let (_, value) = text.split_once("variant")?;
    let (value, _) = value.split_once("\n         )")?;
    let (_, value) = value.trim_start().split_once(' ')?;
    Some(value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value).to_owned())
}

fn executable(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::write(path, text).expect("a writable folder");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("our own file");
}

/// A process of this test binary that holds a notifier and does what it is told.
///
/// It is a process of its own because the bus is named by its environment.
pub struct Puppet {
    process: Process,
    strings: Option<ChildStdin>,
    said: Arc<Mutex<Vec<String>>>,
    _runtime: tempfile::TempDir,
}

impl Puppet {
    /// A puppet on the bus of this address, or on a machine without a bus.
    pub fn start(bus: Option<&str>) -> Self {
        let runtime = tempfile::tempdir().expect("a temporary folder");
        let me: PathBuf = std::env::current_exe().expect("this binary");
        let mut command = Command::new(me);
        command
            .args(["--exact", "puppet", "--ignored", "--nocapture"])
            .env(PUPPET, "1")
            .env("XDG_RUNTIME_DIR", runtime.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        match bus {
            Some(address) => command.env("DBUS_SESSION_BUS_ADDRESS", address),
            None => command.env_remove("DBUS_SESSION_BUS_ADDRESS"),
        };
        let mut process = Process::start(&mut command);
        let strings = process.0.stdin.take();
        let said = Arc::new(Mutex::new(Vec::new()));
        let lines = BufReader::new(process.stdout()).lines();
        std::thread::Builder::new()
            .name("puppet-lines".to_owned())
            .spawn({
                let said = Arc::clone(&said);
                move || {
                    for line in lines.map_while(Result::ok) {
                        if let Some((_, words)) = line.split_once(MARK) {
                            said.lock().expect("no panic").push(words.to_owned());
                        }
                    }
                }
            })
            .expect("a thread");
        let puppet = Self { process, strings, said, _runtime: runtime };
        puppet.wait_said("ready");
        puppet
    }

    pub fn tell(&mut self, words: &str) {
        let strings = self.strings.as_mut().expect("not yet let go");
        writeln!(strings, "{words}").expect("the puppet reads");
    }

    /// Shows a notice with both actions; returns when the puppet's `show` has.
    #[track_caller]
    pub fn show(&mut self, urgency: &str, tag: &str, title: &str, body: &str) {
        let before = self.count("shown in ");
        self.tell(&format!("show\t{urgency}\t{tag}\t{title}\t{body}"));
        eventually("show returned", || (self.count("shown in ") > before).then_some(()));
    }

    /// All it said so far.
    pub fn said(&self) -> Vec<String> {
        self.said.lock().expect("no panic").clone()
    }

    pub fn count(&self, start: &str) -> usize {
        let said = self.said();
        said.iter().filter(|words| words.starts_with(start)).count()
    }

    #[track_caller]
    pub fn wait_said(&self, start: &str) -> String {
        eventually(&format!("the puppet says {start:?}"), || {
            self.said().into_iter().find(|words| words.starts_with(start))
        })
    }

    /// What the health is now, asked of the notifier.
    pub fn health(&mut self) -> String {
        let before = self.count("health is ");
        self.tell("health");
        eventually("the health is told", || {
            let said = self.said();
            let mut told = said.iter().filter_map(|words| words.strip_prefix("health is "));
            told.nth(before).map(str::to_owned)
        })
    }

    #[track_caller]
    pub fn wait_health(&mut self, part: &str) {
        eventually(&format!("the health is {part:?}"), || self.health().contains(part).then_some(()));
    }

    /// The longest that one `show` or `withdraw` took.
    pub fn longest_call(&self) -> Duration {
        let said = self.said();
        let micros = said
            .iter()
            .filter_map(|words| words.split_once("shown in "))
            .filter_map(|(_, micros)| micros.parse().ok());
        Duration::from_micros(micros.max().expect("something was shown"))
    }

    /// Threads of the puppet now.
    pub fn threads(&self) -> usize {
        let status =
            fs::read_to_string(format!("/proc/{}/status", self.process.0.id())).expect("the puppet lives");
        let threads = status.lines().find_map(|line| line.strip_prefix("Threads:"));
        threads.and_then(|count| count.trim().parse().ok()).expect("a count")
    }

    /// Lets the puppet drop its notifier and end; how long the drop took.
    pub fn let_go(&mut self) -> Duration {
        self.strings = None;
        let words = self.wait_said("dropped in ");
        let status = eventually("the puppet ends", || self.process.0.try_wait().expect("a child"));
        assert!(status.success(), "the puppet failed: {status}");
        let micros = words.strip_prefix("dropped in ").expect("just found");
        Duration::from_micros(micros.parse().expect("a number"))
    }
}

impl Desktop {
    /// Lets the puppet go while the desktop stays.
    pub fn let_go(&mut self) -> Duration {
        self.puppet().let_go()
    }
}
