//! Notices through `org.freedesktop.Notifications` on the session bus.
//!
//! Each notice has its own connection (that is how `notify-rust` does it), which stays open
//! while the notice stands: servers send presses to the connection that showed it.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::channel;

use notify_rust::{
    Hint, Notification, NotificationHandle, NotificationResponse, Timeout, get_capabilities,
    get_server_information,
};

use super::bell::Bell;
use super::errand::{Pending, Slots, received, spawn_errand};
use super::text::{body_text, escaped, title_text};
use super::worker::{Failure, NO_ANSWER, Service, Shown, Watched};
use crate::platform::{Notice, NoticeAction, Sound, Urgency};

/// The key that servers send for a click on the body.
const BODY_KEY: &str = "default";
/// Questions to servers that hang; each holds a thread until its server dies or answers.
const ASKERS: usize = 4;

/// What a server said of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Server {
    name: String,
    reads_markup: bool,
    has_actions: bool,
    plays_sounds: bool,
}

/// The notification service of an X11 or Wayland desktop.
pub(super) struct XdgService {
    bell: Arc<Bell>,
    askers: Slots,
    /// Asked once a server, and again after each failure.
    server: Rc<RefCell<Option<Server>>>,
}

impl XdgService {
    pub(super) fn new(bell: Arc<Bell>) -> Self {
        Self { bell, askers: Slots::new(ASKERS), server: Rc::default() }
    }
}

impl Service for XdgService {
    type Handle = Rc<NotificationHandle>;

    fn show(
        &self,
        notice: &Notice,
        replaces: Option<&Self::Handle>,
    ) -> Pending<Result<Shown<Self::Handle>, Failure>> {
        let notice = notice.clone();
        let earlier_id = replaces.map(|handle| handle.id());
        let cache = Rc::clone(&self.server);
        let bell = Arc::clone(&self.bell);
        let askers = self.askers.clone();
        Box::pin(async move {
            let known = cache.borrow().clone();
            let server = match known {
                Some(server) => server,
                None => ask(&askers, bell).await?,
            };
            // Kept only once the notice is taken.
            cache.replace(None);
            let handle =
                notification(&notice, &server, earlier_id).show_async().await.map_err(|err| failure(&err))?;
            let (name, plays_sounds) = (server.name.clone(), server.plays_sounds);
            cache.replace(Some(server));
            let handle = Rc::new(handle);
            Ok(Shown {
                server: name,
                plays_sounds,
                handle: Rc::clone(&handle),
                watch: watch(handle),
                // A server that gave another id no longer had the earlier notice.
                replaces_earlier: true,
            })
        })
    }

    fn close(&self, handle: Self::Handle) -> Pending<()> {
        Box::pin(async move { handle.close_async().await })
    }
}

/// Asks the server what it is and what it can.
async fn ask(askers: &Slots, bell: Arc<Bell>) -> Result<Server, Failure> {
    let no_answer = || Failure { reason: NO_ANSWER.to_owned(), service_gone: false };
    let slot = askers.take().ok_or_else(no_answer)?;
    let (answer, answered) = channel();
    spawn_errand("bridgewatch-notices-ask", slot, bell, move || {
        let server = get_server_information().and_then(|about| {
            let capabilities = get_capabilities()?;
            let has = |name: &str| capabilities.iter().any(|capability| capability == name);
            Ok(Server {
                name: format!("{} {}", about.name, about.version).trim().to_owned(),
                reads_markup: has("body-markup"),
                has_actions: has("actions"),
                plays_sounds: has("sound"),
            })
        });
        // The worker may have given up on it.
        answer.send(server.map_err(|err| failure(&err))).ok();
    })
    .map_err(|err| Failure {
        reason: format!("a thread for notices can't be started: {err}"),
        service_gone: false,
    })?;
    received(answered).await.unwrap_or_else(|| Err(no_answer()))
}

fn notification(notice: &Notice, server: &Server, earlier_id: Option<u32>) -> Notification {
    let body = body_text(&notice.body);
    let body = if server.reads_markup { escaped(&body) } else { body };
    let mut notification = Notification::new();
    notification
        .appname("Bridgewatch")
        .summary(&title_text(&notice.title))
        .body(&body)
        .hint(Hint::DesktopEntry("bridgewatch".to_owned()));
    match notice.urgency {
        Urgency::Normal => notification.urgency(notify_rust::Urgency::Normal),
        Urgency::Critical => notification.urgency(notify_rust::Urgency::Critical).timeout(Timeout::Never),
    };
    if server.plays_sounds {
        match sound_name(notice.sound) {
            Some(name) => notification.hint(Hint::SoundName(name.to_owned())),
            None => notification.hint(Hint::SuppressSound(true)),
        };
    }
    if server.has_actions && !notice.actions.is_empty() {
        notification.action(BODY_KEY, NoticeAction::Open.label());
        for action in &notice.actions {
            notification.action(action.key(), action.label());
        }
    }
    if let Some(id) = earlier_id {
        notification.id(id);
    }
    notification
}

/// The name of a sound in the freedesktop sound naming; none for silence.
const fn sound_name(sound: Sound) -> Option<&'static str> {
    match sound {
        Sound::Silent => None,
        Sound::Alarm => Some("alarm-clock-elapsed"),
        Sound::Warning => Some("dialog-warning"),
        Sound::Message => Some("message-new-instant"),
    }
}

fn watch(handle: Rc<NotificationHandle>) -> Pending<Watched> {
    Box::pin(async move {
        let mut watched = Watched::Gone;
        handle.wait_for_action_async(|response: &NotificationResponse| watched = ended_by(response)).await;
        watched
    })
}

fn ended_by(response: &NotificationResponse) -> Watched {
    match response {
        NotificationResponse::Default => Watched::Pressed(NoticeAction::Open),
        NotificationResponse::Action(key) => {
            NoticeAction::of_key(key).map_or(Watched::Gone, Watched::Pressed)
        }
        NotificationResponse::Reply(_) | NotificationResponse::Closed(_) => Watched::Gone,
    }
}

/// The reason in plain words. `notify-rust` hands out the D-Bus error only as text.
fn failure(err: &notify_rust::error::Error) -> Failure {
    const BUS_ERROR: &str = "org.freedesktop.DBus.Error.";
    let text = err.to_string();
    let is = |names: &[&str]| names.iter().any(|name| text.contains(&format!("{BUS_ERROR}{name}")));
    if is(&["ServiceUnknown", "NameHasNoOwner"]) || is(&["Spawn."]) {
        Failure {
            reason: "no notification service runs in this desktop session".to_owned(),
            service_gone: true,
        }
    } else if is(&["NoReply", "Disconnected"]) {
        Failure {
            reason: "the notification service went away before it answered".to_owned(),
            service_gone: true,
        }
    } else if text.contains(BUS_ERROR) {
        Failure { reason: format!("the notification service refused: {text}"), service_gone: false }
    } else {
        Failure { reason: format!("the session bus can't be reached: {text}"), service_gone: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice() -> Notice {
        Notice {
            tag: "t".to_owned(),
            title: "P1 <now>".to_owned(),
            body: "a & b".to_owned(),
            urgency: Urgency::Critical,
            actions: vec![NoticeAction::Acknowledge],
            sound: Sound::Silent,
        }
    }

    fn server(reads_markup: bool, has_actions: bool) -> Server {
        Server { name: "s".to_owned(), reads_markup, has_actions, plays_sounds: false }
    }

    #[test]
    fn a_sound_is_named_only_to_a_server_that_plays_sounds() {
        let hints = |sound, plays_sounds| {
            let server = Server { plays_sounds, ..server(true, true) };
            let notification = notification(&Notice { sound, ..notice() }, &server, None);
            let is_of_sound = |hint: &&Hint| matches!(hint, Hint::SoundName(_) | Hint::SuppressSound(_));
            notification.hints.iter().filter(is_of_sound).cloned().collect::<Vec<_>>()
        };
        for (sound, name) in [
            (Sound::Alarm, "alarm-clock-elapsed"),
            (Sound::Warning, "dialog-warning"),
            (Sound::Message, "message-new-instant"),
        ] {
            assert_eq!(hints(sound, true), [Hint::SoundName(name.to_owned())]);
            assert_eq!(hints(sound, false), []);
        }
        assert_eq!(hints(Sound::Silent, true), [Hint::SuppressSound(true)]);
        assert_eq!(hints(Sound::Silent, false), []);
    }

    #[test]
    fn what_a_server_can_decides_what_it_gets() {
        let rich = notification(&notice(), &server(true, true), Some(7));
        assert_eq!(rich.appname, "Bridgewatch");
        assert_eq!(rich.summary, "P1 <now>", "titles are plain on every server");
        assert_eq!(rich.body, "a &amp; b");
        assert_eq!(rich.actions, ["default", "Open", "acknowledge", "Acknowledge"]);
        assert_eq!(rich.timeout, Timeout::Never);

        let plain = notification(&notice(), &server(false, false), None);
        assert_eq!(plain.body, "a & b");
        assert!(plain.actions.is_empty());

        let mut silent = notice();
        silent.actions.clear();
        silent.urgency = Urgency::Normal;
        let silent = notification(&silent, &server(true, true), None);
        assert!(silent.actions.is_empty());
        assert_eq!(silent.timeout, Timeout::Default);
    }

    #[test]
    fn presses_are_read() {
        assert_eq!(ended_by(&NotificationResponse::Default), Watched::Pressed(NoticeAction::Open));
        assert_eq!(ended_by(&"acknowledge".into()), Watched::Pressed(NoticeAction::Acknowledge));
        assert_eq!(ended_by(&"settings".into()), Watched::Gone);
    }

    #[test]
    fn reasons_are_plain_words() {
        for (text, words, gone) in [
            (
                "org.freedesktop.DBus.Error.ServiceUnknown: The name is not activatable",
                "no notification service runs",
                true,
            ),
            ("org.freedesktop.DBus.Error.Spawn.ChildExited: x", "no notification service runs", true),
            ("org.freedesktop.DBus.Error.NoReply: x", "went away before", true),
            (
                "org.freedesktop.DBus.Error.LimitsExceeded: slow down",
                "refused: org.freedesktop.DBus.Error.LimitsExceeded: slow down",
                false,
            ),
            ("I/O error: No such file", "session bus can't be reached", false),
        ] {
            let failure = failure(&text.into());
            assert!(failure.reason.contains(words), "{failure:?}");
            assert_eq!(failure.service_gone, gone, "{text}");
        }
    }
}
