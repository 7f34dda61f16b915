//! A screen reader's side of AT-SPI: the bus of its own beside the session's, the program's tree as it stands there,
//! and what a person does with it. Over D-Bus alone; nothing is known here of the program but what it says of itself.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::pin::Pin;
use std::process::Command;

use bridgewatch::platform::monotonic_now;
use pollster::block_on;
use zbus::connection::Builder;
use zbus::export::futures_core::Stream as _;
use zbus::zvariant::{DynamicType, OwnedObjectPath, Value};
use zbus::{Connection, MatchRule, Message, MessageStream};

use super::private_desktop::{Desktop, PATIENCE, eventually};
use super::window::{Running, on};

/// The bus launcher, where the packages of the distributions have it.
const LAUNCHERS: [&str; 3] = [
    "/usr/libexec/at-spi-bus-launcher",
    "/usr/lib/at-spi2-core/at-spi-bus-launcher",
    "/usr/lib/at-spi-bus-launcher",
];

const ROOT: &str = "/org/a11y/atspi/accessible/root";

/// An object on the bus.
type Address = (String, OwnedObjectPath);

/// One object of the cache: itself, its program, its parent, its place, how many children, interfaces, name, role,
/// description, states.
type Item = (Address, Address, Address, i32, i32, Vec<String>, String, u32, String, Vec<u32>);

/// What an object is, of the roles that the window has; the number where it is another one.
fn role_word(role: u32) -> String {
    let word = match role {
        2 => "alert",
        7 => "check box",
        10 => "column header",
        11 => "combo box",
        16 => "dialog",
        23 => "frame",
        27 => "image",
        29 => "label",
        31 => "list",
        32 => "list item",
        37 => "page tab",
        38 => "page tab list",
        39 => "panel",
        40 => "password text",
        43 => "button",
        44 => "radio button",
        48 => "scroll bar",
        50 => "separator",
        51 => "slider",
        52 => "spin button",
        55 => "table",
        56 => "table cell",
        62 => "toggle button",
        64 => "tool tip",
        67 => "unknown",
        75 => "application",
        79 => "entry",
        83 => "heading",
        85 => "section",
        88 => "link",
        90 => "table row",
        98 => "list box",
        110 => "landmark",
        116 => "static",
        other => return other.to_string(),
    };
    word.to_owned()
}

/// The states that are asked about, by their place in the set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Checked = 4,
    Focusable = 11,
    Focused = 12,
    Pressed = 20,
    Selected = 23,
}

/// Where an object is painted: left, top, width, height.
pub type Extents = (i32, i32, i32, i32);

/// An object of the tree.
#[derive(Debug, Clone)]
pub struct Node {
    address: Address,
    /// Its parent's place among the nodes; none for the program.
    pub parent: Option<usize>,
    pub role: String,
    pub name: String,
    pub description: String,
    states: u64,
    interfaces: Vec<String>,
}

impl Node {
    pub const fn is(&self, state: State) -> bool {
        self.states >> (state as u32) & 1 == 1
    }

    /// Whether it can be pressed.
    pub fn can_act(&self) -> bool {
        self.has("Action")
    }

    fn has(&self, interface: &str) -> bool {
        self.interfaces.iter().any(|one| one.ends_with(interface))
    }

    /// For a failure.
    pub fn words(&self) -> String {
        format!("{} “{}”", self.role, self.name)
    }
}

/// The tree of the program at one moment, parents before their children, in reading order.
#[derive(Debug, Clone)]
pub struct Tree {
    pub nodes: Vec<Node>,
}

impl Tree {
    pub fn find(&self, role: &str, starts: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.role == role && node.name.starts_with(starts))
    }

    pub fn focused(&self) -> Option<&Node> {
        self.nodes.iter().find(|node| node.is(State::Focused))
    }

    /// All names, for a failure.
    pub fn words(&self) -> String {
        self.nodes.iter().filter(|node| node.role != "static").map(|node| node.words() + "\n").collect()
    }
}

/// The reader: its bus, and the program that it reads.
pub struct Reader {
    _launcher: Running,
    connection: Connection,
    program: String,
}

/// The bus for screen readers, before the program is started.
pub struct Hearing {
    launcher: Running,
    connection: Connection,
}

impl Hearing {
    /// Starts the bus and says that a screen reader is there.
    pub fn on(desktop: &Desktop) -> Self {
        let launcher = LAUNCHERS.iter().find(|path| std::path::Path::new(path).exists());
        let launcher = launcher.expect("the test needs at-spi2-core: apt-get install -y at-spi2-core");
        let mut command = Command::new(launcher);
        // Kept in memory: the person's own settings are none of the test's.
        command.arg("--launch-immediately").env("GSETTINGS_BACKEND", "memory");
        let launcher = on(desktop, command);
        let session = Builder::address(desktop.bus.address.as_str()).unwrap();
        let session = block_on(session.build()).unwrap();
        let (name, path) = (Some("org.a11y.Bus"), "/org/a11y/bus");
        for property in ["IsEnabled", "ScreenReaderEnabled"] {
            let body = ("org.a11y.Status", property, Value::from(true));
            let properties = Some("org.freedesktop.DBus.Properties");
            eventually(&format!("{property} is set"), || {
                block_on(session.call_method(name, path, properties, "Set", &body)).ok()
            });
        }
        let asked = eventually("the bus for screen readers has an address", || {
            block_on(session.call_method(name, path, name, "GetAddress", &())).ok()
        });
        let address: String = asked.body().deserialize().unwrap();
        let connection = block_on(Builder::address(address.as_str()).unwrap().build()).unwrap();
        Self { launcher, connection }
    }

    /// Waits until the program is there.
    pub fn reader(self) -> Reader {
        let Self { launcher, connection } = self;
        let program = eventually("the program is on the bus of screen readers", || {
            let registry = "org.a11y.atspi.Registry";
            let accessible = Some("org.a11y.atspi.Accessible");
            let reply = connection.call_method(Some(registry), ROOT, accessible, "GetChildren", &());
            let programs: Vec<Address> = block_on(reply).ok()?.body().deserialize().ok()?;
            programs.first().map(|(name, _)| name.clone())
        });
        Reader { _launcher: launcher, connection, program }
    }
}

impl Reader {
    fn call(
        &self,
        path: &str,
        interface: &str,
        method: &str,
        body: &(impl serde::Serialize + DynamicType),
    ) -> Option<Message> {
        let interface = format!("org.a11y.atspi.{interface}");
        let interface = Some(interface.as_str());
        block_on(self.connection.call_method(Some(self.program.as_str()), path, interface, method, body)).ok()
    }

    /// The tree as it is now, as a reader takes it at once.
    pub fn tree(&self) -> Tree {
        eventually("the program tells its tree", || self.try_tree())
    }

    fn try_tree(&self) -> Option<Tree> {
        let reply = self.call("/org/a11y/atspi/cache", "Cache", "GetItems", &())?;
        let items: Vec<Item> = reply.body().deserialize().ok()?;
        let mut under: BTreeMap<String, Vec<&Item>> = BTreeMap::new();
        for item in items.iter().filter(|item| item.0.1.as_str() != ROOT) {
            under.entry(item.2.1.to_string()).or_default().push(item);
        }
        let root = items.iter().find(|item| item.0.1.as_str() == ROOT)?;
        let mut tree = Tree { nodes: Vec::new() };
        let mut waiting = vec![(root, None)];
        while let Some((item, parent)) = waiting.pop() {
            let (address, _, _, _, _, interfaces, name, role, description, states) = item;
            let states = states.iter().rev().fold(0_u64, |all, half| all << 32 | u64::from(*half));
            tree.nodes.push(Node {
                address: address.clone(),
                parent,
                role: role_word(*role),
                name: name.clone(),
                description: description.clone(),
                states,
                interfaces: interfaces.clone(),
            });
            let own = tree.nodes.len() - 1;
            let mut children = under.remove(address.1.as_str()).unwrap_or_default();
            children.sort_by_key(|item| std::cmp::Reverse(item.3));
            waiting.extend(children.into_iter().map(|item| (item, Some(own))));
        }
        Some(tree)
    }

    /// Where it is painted, in the window.
    pub fn extents(&self, node: &Node) -> Option<Extents> {
        let reply = self.call(node.address.1.as_str(), "Component", "GetExtents", &1_u32)?;
        reply.body().deserialize::<(Extents,)>().ok().map(|(extents,)| extents)
    }

    /// Waits until something of that role and name is there.
    #[track_caller]
    pub fn wait(&self, role: &str, starts: &str) -> Node {
        let deadline = monotonic_now() + PATIENCE;
        loop {
            let tree = self.tree();
            if let Some(node) = tree.find(role, starts) {
                return node.clone();
            }
            assert!(monotonic_now() < deadline, "no {role} “{starts}” among\n{}", tree.words());
            std::thread::sleep(std::time::Duration::from_millis(40));
        }
    }

    /// Presses a control through its action. Again where it went while it was looked for.
    #[track_caller]
    pub fn press(&self, role: &str, starts: &str) {
        let is_done = eventually(&format!("{role} “{starts}” is pressed"), || {
            let node = self.wait(role, starts);
            assert!(node.can_act(), "{} cannot be pressed", node.words());
            let done = self.call(node.address.1.as_str(), "Action", "DoAction", &0_i32)?;
            done.body().deserialize::<bool>().ok()
        });
        assert!(is_done, "{role} “{starts}” was not pressed");
    }

    /// Puts the keyboard onto a control.
    #[track_caller]
    pub fn focus(&self, role: &str, starts: &str) {
        // Again until it has it: what was pressed before may take the keyboard a frame later.
        eventually(&format!("{role} “{starts}” has the keyboard"), || {
            let node = self.wait(role, starts);
            self.call(node.address.1.as_str(), "Component", "GrabFocus", &())?;
            self.tree().find(role, starts).filter(|node| node.is(State::Focused)).map(|_| ())
        });
    }

    /// Writes into a field, in the place of what stands there, and waits until it stands there.
    #[track_caller]
    pub fn write(&self, starts: &str, text: &str) {
        let node = self.wait("entry", starts);
        assert!(node.has("EditableText"), "{} cannot be written into", node.words());
        let path = node.address.1.as_str();
        eventually(&format!("“{text}” stands in {}", node.words()), || {
            self.call(path, "EditableText", "SetTextContents", &text)?;
            let reply = self.call(path, "Text", "GetText", &(0_i32, -1_i32))?;
            (reply.body().deserialize::<String>().ok()? == text).then_some(())
        });
    }

    /// What live regions say from now on.
    pub fn announcements(&self) -> Announcements {
        let rule = MatchRule::builder()
            .msg_type(zbus::message::Type::Signal)
            .interface("org.a11y.atspi.Event.Object")
            .unwrap()
            .member("Announcement")
            .unwrap()
            .build();
        let stream = MessageStream::for_match_rule(rule, &self.connection, Some(512));
        Announcements { stream: block_on(stream).unwrap() }
    }
}

/// What live regions say.
pub struct Announcements {
    stream: MessageStream,
}

impl Announcements {
    /// Waits for one whose words hold these; `at_once` for one that is said over whatever is being said.
    #[track_caller]
    pub fn wait(mut self, part: &str, at_once: bool) {
        let least = if at_once { 2 } else { 1 };
        let (send, heard) = std::sync::mpsc::channel();
        let part_wanted = part.to_owned();
        std::thread::Builder::new()
            .name("announcements".to_owned())
            .spawn(move || {
                while let Some(Ok(message)) = block_on(next(&mut self.stream)) {
                    let body = message.body();
                    if let Ok((_, how, _, Value::Str(words), _)) =
                        body.deserialize::<(String, i32, i32, Value<'_>, BTreeMap<String, Value<'_>>)>()
                        && words.contains(&part_wanted)
                        && how >= least
                    {
                        send.send(()).ok();
                        return;
                    }
                }
            })
            .unwrap();
        assert!(heard.recv_timeout(PATIENCE).is_ok(), "nobody said “{part}”");
    }
}

async fn next(stream: &mut MessageStream) -> Option<zbus::Result<Message>> {
    std::future::poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
}
