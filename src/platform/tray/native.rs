//! The tray of Windows and macOS. Its messages come by the loop of the window, on whose thread it is made.

use tray_icon::menu::{Menu, MenuEvent, MenuItem, PredefinedMenuItem};
use tray_icon::{Icon, MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};

use super::{Pixmap, Tray, TrayChanged, TrayFace, TrayHealth, TrayPress, TrayPressed};

/// What the lines of the menu are called, beside what they say.
const LOUDEST: &str = "loudest";
const NEW: &str = "new";
const WINDOW: &str = "window";
const HIDE: &str = "hide";
const QUIT: &str = "quit";

/// The icon of the system.
pub struct SystemTray {
    shown: Option<Shown>,
    refusal: Option<String>,
    pressed: TrayPressed,
}

struct Shown {
    icon: TrayIcon,
    face: TrayFace,
}

impl SystemTray {
    /// A tray that is made with the first face, on the thread of the window.
    pub fn start(pressed: TrayPressed, _: TrayChanged) -> Self {
        Self { shown: None, refusal: None, pressed }
    }

    fn make(&self, face: &TrayFace) -> Result<TrayIcon, String> {
        let pressed = std::sync::Arc::clone(&self.pressed);
        MenuEvent::set_event_handler(Some(move |event: MenuEvent| {
            let press = match event.id().as_ref() {
                LOUDEST => TrayPress::Loudest,
                NEW => TrayPress::NewIncident,
                WINDOW => TrayPress::Show,
                HIDE => TrayPress::Hide,
                QUIT => TrayPress::Quit,
                _ => return,
            };
            pressed(press);
        }));
        let pressed = std::sync::Arc::clone(&self.pressed);
        TrayIconEvent::set_event_handler(Some(move |event: TrayIconEvent| {
            let is_click = matches!(
                event,
                TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. }
            );
            // macOS opens the menu on a click, which has its own line for the window.
            if is_click && !cfg!(target_os = "macos") {
                pressed(TrayPress::Show);
            }
        }));
        let mut builder = TrayIconBuilder::new()
            .with_tooltip(tooltip(face))
            .with_menu(Box::new(menu(face).map_err(|err| err.to_string())?))
            .with_menu_on_left_click(cfg!(target_os = "macos"));
        if let Some(icon) = icon(face) {
            builder = builder.with_icon(icon);
        }
        builder.build().map_err(|err| err.to_string())
    }
}

impl Tray for SystemTray {
    fn show(&mut self, face: TrayFace) {
        let Some(shown) = &mut self.shown else {
            match self.make(&face) {
                Ok(icon) => self.shown = Some(Shown { icon, face }),
                Err(err) => self.refusal = Some(err),
            }
            return;
        };
        let lines = |face: &TrayFace| (face.loudest.clone(), face.has_window, face.quit.clone());
        if lines(&shown.face) != lines(&face) {
            match menu(&face) {
                Ok(menu) => shown.icon.set_menu(Some(Box::new(menu))),
                Err(err) => self.refusal = Some(err.to_string()),
            }
        }
        let mut outcome = Ok(());
        if shown.face.icons != face.icons {
            outcome = shown.icon.set_icon(icon(&face)).map_err(|err| err.to_string());
        }
        if outcome.is_ok() && shown.face.words != face.words {
            outcome = shown.icon.set_tooltip(Some(tooltip(&face))).map_err(|err| err.to_string());
        }
        self.refusal = outcome.err();
        shown.face = face;
    }

    fn health(&self) -> TrayHealth {
        match (&self.refusal, &self.shown) {
            (Some(reason), _) => TrayHealth::Missing { reason: reason.clone() },
            (None, Some(_)) => TrayHealth::Shown,
            (None, None) => TrayHealth::Untried,
        }
    }
}

fn menu(face: &TrayFace) -> Result<Menu, tray_icon::menu::Error> {
    let menu = Menu::new();
    // An ampersand would mark a key.
    let line = |id: &str, words: &str| MenuItem::with_id(id, words.replace('&', "&&"), true, None);
    if let Some(loudest) = &face.loudest {
        menu.append_items(&[&line(LOUDEST, loudest), &PredefinedMenuItem::separator()])?;
    }
    let window =
        if face.has_window { line(HIDE, "Hide the window") } else { line(WINDOW, "Show the window") };
    menu.append_items(&[
        &line(NEW, "New incident…"),
        &window,
        &PredefinedMenuItem::separator(),
        &line(QUIT, &face.quit),
    ])?;
    Ok(menu)
}

/// Windows takes 127 characters.
fn tooltip(face: &TrayFace) -> String {
    format!("Bridgewatch: {}", face.words).chars().take(120).collect()
}

fn icon(face: &TrayFace) -> Option<Icon> {
    let Pixmap { side, rgba } = face.icons.last()?.clone();
    Icon::from_rgba(rgba, side, side).ok()
}
