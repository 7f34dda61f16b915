//! The tray of Linux desktops: an item over D-Bus (`StatusNotifierItem`).
//!
//! One named worker holds it. A desktop without a place for such items is told in the health; when the place
//! comes, or comes again, the item is there by itself, and so it is when the session bus does. Never here: what the words mean.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use ksni::blocking::{Handle, TrayMethods as _};
use ksni::menu::{MenuItem, StandardItem};
use ksni::{Category, Error, OfflineReason, Status, ToolTip};

use super::{HealthCell, Pixmap, Tray, TrayChanged, TrayFace, TrayHealth, TrayPress, TrayPressed};

/// How long after a bus could not be reached it is tried again.
const AGAIN: Duration = Duration::from_mins(1);

/// How long the end of the program waits for the item to go.
const FAREWELL: Duration = Duration::from_millis(500);

/// What the health says of a desktop that has no place for items.
const NO_PLACE: &str = "this desktop has no place for tray icons";

/// What the health says once the bus has gone under the item.
const BUS_GONE: &str = "the session bus has gone";

/// What the worker is told.
enum Told {
    Face(TrayFace),
    /// The bus has gone, and the item with it.
    BusGone,
    End,
}

/// The item over D-Bus.
pub struct SystemTray {
    told: Sender<Told>,
    health: Arc<HealthCell>,
    ended: Option<Receiver<()>>,
}

impl SystemTray {
    /// Starts the worker; nothing is asked of the desktop before the first face.
    ///
    /// Never fails: without a thread the health says so.
    pub fn start(pressed: TrayPressed, changed: TrayChanged) -> Self {
        let (told, heard) = channel();
        let own_told = told.clone();
        let (end, ended) = channel::<()>();
        let health = HealthCell::new(changed);
        let own = Arc::clone(&health);
        let thread = std::thread::Builder::new().name("tray".to_owned()).spawn(move || {
            let _end = end;
            let bus = BusWatch::telling(own_told);
            work(&heard, &bus, &pressed, &own);
        });
        if let Err(err) = &thread {
            let reason = format!("the thread for the tray can't be started: {err}");
            health.set(TrayHealth::Missing { reason });
        }
        Self { told, health, ended: thread.ok().map(|_| ended) }
    }
}

impl Tray for SystemTray {
    fn show(&mut self, face: TrayFace) {
        // Where the worker has ended the health says why.
        self.told.send(Told::Face(face)).ok();
    }

    fn health(&self) -> TrayHealth {
        self.health.now()
    }
}

impl Drop for SystemTray {
    fn drop(&mut self) {
        self.told.send(Told::End).ok();
        if let Some(ended) = &self.ended {
            // An error either way: it has ended, or it takes longer than we wait.
            ended.recv_timeout(FAREWELL).ok();
        }
    }
}

fn work(heard: &Receiver<Told>, bus: &BusWatch, pressed: &TrayPressed, health: &Arc<HealthCell>) {
    let mut last: Option<TrayFace> = None;
    let mut handle: Option<Handle<Item>> = None;
    loop {
        let mut told = heard.recv_timeout(AGAIN);
        // Of several faces only the newest counts.
        while let Ok(Told::Face(_)) = told {
            let Ok(newer) = heard.try_recv() else { break };
            if let Ok(Told::Face(face)) = std::mem::replace(&mut told, Ok(newer)) {
                last = Some(face);
            }
        }
        match told {
            Ok(Told::Face(face)) => last = Some(face),
            Ok(Told::BusGone) => {
                // Without an end the item would ask the dead bus again and again, as fast as it can.
                if let Some(dead) = handle.take() {
                    drop(dead.shutdown());
                    health.set(TrayHealth::Missing { reason: BUS_GONE.to_owned() });
                }
                continue;
            }
            // The bus that could not be reached, or went away, is tried again.
            Err(RecvTimeoutError::Timeout) if handle.as_ref().is_some_and(|held| !held.is_closed()) => {
                continue;
            }
            Err(RecvTimeoutError::Timeout) => {}
            Ok(Told::End) | Err(RecvTimeoutError::Disconnected) => break,
        }
        let Some(face) = last.clone() else { continue };
        let shown = handle.as_ref().and_then(|handle| handle.update(|item| item.face = face.clone()));
        if shown.is_none() {
            handle = spawn(face, pressed, health);
            if handle.is_some() {
                bus.watch();
            }
        }
    }
    if let Some(handle) = handle {
        handle.shutdown().wait();
    }
}

/// Tells the worker when the session bus goes: the item itself does not notice.
struct BusWatch {
    told: Sender<Told>,
    is_watching: Arc<AtomicBool>,
}

impl BusWatch {
    fn telling(told: Sender<Told>) -> Self {
        Self { told, is_watching: Arc::default() }
    }

    /// Watches the bus that is there, unless it is watched already. A thread of its own holds a connection.
    fn watch(&self) {
        if self.is_watching.swap(true, Ordering::AcqRel) {
            return;
        }
        let (told, is_watching) = (self.told.clone(), Arc::clone(&self.is_watching));
        let watch = std::thread::Builder::new().name("session bus".to_owned()).spawn(move || {
            let held = pollster::block_on(async {
                zbus::Connection::session().await?.closed().await;
                zbus::Result::Ok(())
            });
            is_watching.store(false, Ordering::Release);
            if held.is_ok() {
                told.send(Told::BusGone).ok();
            }
        });
        // Without a thread a bus that goes is not noticed, and all else works.
        if watch.is_err() {
            self.is_watching.store(false, Ordering::Release);
        }
    }
}

fn spawn(face: TrayFace, pressed: &TrayPressed, health: &Arc<HealthCell>) -> Option<Handle<Item>> {
    let has_no_place = Arc::new(AtomicBool::new(false));
    let item = Item {
        face,
        pressed: Arc::clone(pressed),
        health: Arc::clone(health),
        has_no_place: Arc::clone(&has_no_place),
    };
    // A Flatpak's sandbox gives no names away; the item is then known by its connection.
    let is_boxed = std::path::Path::new("/.flatpak-info").exists();
    match item.disable_dbus_name(is_boxed).assume_sni_available(true).spawn() {
        Ok(handle) => {
            // A desktop without a place says so while it is asked.
            if !has_no_place.load(Ordering::Acquire) {
                health.set(TrayHealth::Shown);
            }
            Some(handle)
        }
        Err(err) => {
            health.set(TrayHealth::Missing { reason: reason(&err) });
            None
        }
    }
}

fn reason(err: &Error) -> String {
    match err {
        Error::Dbus(_) => "the session bus can't be reached".to_owned(),
        Error::Watcher(ksni_err) if ksni_err.to_string().contains("ServiceUnknown") => NO_PLACE.to_owned(),
        Error::Watcher(err) => format!("{NO_PLACE}: {err}"),
        _ => NO_PLACE.to_owned(),
    }
}

/// The item as the desktop asks for it.
struct Item {
    face: TrayFace,
    pressed: TrayPressed,
    health: Arc<HealthCell>,
    /// Whether the desktop has no place for it.
    has_no_place: Arc<AtomicBool>,
}

impl Item {
    fn line(label: &str, press: TrayPress) -> MenuItem<Self> {
        let activate = move |item: &mut Self| (item.pressed)(press);
        // An underscore would mark a key.
        let label = plain(label).replace('_', "__");
        MenuItem::Standard(StandardItem { label, activate: Box::new(activate), ..StandardItem::default() })
    }
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        "bridgewatch".to_owned()
    }

    fn category(&self) -> Category {
        Category::ApplicationStatus
    }

    fn title(&self) -> String {
        format!("Bridgewatch: {}", plain(&self.face.words))
    }

    fn status(&self) -> Status {
        if self.face.is_urgent { Status::NeedsAttention } else { Status::Active }
    }

    fn icon_pixmap(&self) -> Vec<ksni::Icon> {
        self.face.icons.iter().map(icon).collect()
    }

    fn attention_icon_pixmap(&self) -> Vec<ksni::Icon> {
        self.icon_pixmap()
    }

    fn tool_tip(&self) -> ToolTip {
        // Some desktops read markup here.
        let words = plain(&self.face.words).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        ToolTip { title: "Bridgewatch".to_owned(), description: words, ..ToolTip::default() }
    }

    fn activate(&mut self, _: i32, _: i32) {
        (self.pressed)(TrayPress::Show);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let mut lines: Vec<MenuItem<Self>> = Vec::new();
        if let Some(loudest) = &self.face.loudest {
            lines.push(Self::line(loudest, TrayPress::Loudest));
            lines.push(MenuItem::Separator);
        }
        lines.push(Self::line("New incident…", TrayPress::NewIncident));
        lines.push(if self.face.has_window {
            Self::line("Hide the window", TrayPress::Hide)
        } else {
            Self::line("Show the window", TrayPress::Show)
        });
        lines.push(MenuItem::Separator);
        lines.push(Self::line(&self.face.quit, TrayPress::Quit));
        lines
    }

    fn watcher_online(&self) {
        self.has_no_place.store(false, Ordering::Release);
        self.health.set(TrayHealth::Shown);
    }

    fn watcher_offline(&self, why: OfflineReason) -> bool {
        let reason = match &why {
            OfflineReason::Error(err) => reason(err),
            _ => NO_PLACE.to_owned(),
        };
        self.has_no_place.store(true, Ordering::Release);
        self.health.set(TrayHealth::Missing { reason });
        true
    }
}

/// One line without what steers a terminal or turns a line.
fn plain(words: &str) -> String {
    const MOST_CHARS: usize = 200;
    let is_turning =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    words
        .chars()
        .filter(|c| !is_turning(*c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MOST_CHARS)
        .collect()
}

/// The picture as D-Bus carries it: alpha first.
fn icon(pixmap: &Pixmap) -> ksni::Icon {
    let side = i32::try_from(pixmap.side).unwrap_or(0);
    let mut data = pixmap.rgba.clone();
    for pixel in data.chunks_exact_mut(4) {
        pixel.rotate_right(1);
    }
    ksni::Icon { width: side, height: side, data }
}

#[cfg(test)]
mod tests {
    use ksni::Tray as _;

    use super::*;

    #[test]
    fn hostile_words_stand_in_one_plain_line_and_pixels_carry_alpha_first() {
        let face = TrayFace {
            words: format!("a\nb\u{202e}<b>&{}", "x".repeat(500)),
            quit: "Quit_all".to_owned(),
            icons: vec![Pixmap { side: 1, rgba: vec![1, 2, 3, 255] }],
            ..TrayFace::default()
        };
        let health = HealthCell::new(Arc::new(|| {}));
        let item = Item { face, pressed: Arc::new(|_| {}), health, has_no_place: Arc::default() };
        assert!(item.title().starts_with("Bridgewatch: a b<b>&xx"), "{}", item.title());
        assert!(item.title().chars().count() < 250);
        assert!(item.tool_tip().description.starts_with("a b&lt;b&gt;&amp;x"));
        assert_eq!(item.icon_pixmap()[0].data, [255, 1, 2, 3]);
        let labels: Vec<String> = item
            .menu()
            .into_iter()
            .filter_map(|line| if let MenuItem::Standard(item) = line { Some(item.label) } else { None })
            .collect();
        assert_eq!(labels, ["New incident…", "Show the window", "Quit__all"]);
    }
}
