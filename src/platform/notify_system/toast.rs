//! Notices as toasts on Windows and in the notification centre of macOS.
//!
//! There `notify-rust` only blocks: each notice runs on a thread of its own until it is
//! pressed or gone, and how many may is bounded. It offers neither to replace nor to close.
//! Windows shows toasts only for an application id that a start-menu shortcut carries,
//! macOS only for a bundle; elsewhere the system refuses, and the health says so.

use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

use notify_rust::{Notification, NotificationResponse};

use super::bell::Bell;
use super::errand::{Pending, Slots, received, spawn_errand};
use super::text::{body_text, title_text};
use super::worker::{Failure, NO_ANSWER, Service, Shown, Watched};
use crate::platform::{Notice, NoticeAction, Sound};

/// Notices whose presses are waited for at once; further ones are shown without that.
const WAITERS: usize = 16;
/// Notices that are being handed over at once; more means that the system hangs.
const SENDERS: usize = 4;

#[cfg(windows)]
const SERVER: &str = "Windows notifications";
#[cfg(target_os = "macos")]
const SERVER: &str = "macOS notification centre";

/// The notification service of Windows or macOS.
pub(super) struct ToastService {
    bell: Arc<Bell>,
    waiters: Slots,
    senders: Slots,
}

impl ToastService {
    pub(super) fn new(bell: Arc<Bell>) -> Self {
        Self { bell, waiters: Slots::new(WAITERS), senders: Slots::new(SENDERS) }
    }
}

impl Service for ToastService {
    type Handle = ();

    fn show(&self, notice: &Notice, _replaces: Option<&()>) -> Pending<Result<Shown<()>, Failure>> {
        let notice = notice.clone();
        let bell = Arc::clone(&self.bell);
        let waiter = (!notice.actions.is_empty()).then(|| self.waiters.take()).flatten();
        let waits = waiter.is_some();
        let slot = waiter.or_else(|| self.senders.take());
        Box::pin(async move {
            let slot = slot.ok_or_else(|| failed(NO_ANSWER))?;
            let (sent, taken) = channel();
            let (end, ended) = channel();
            spawn_errand("bridgewatch-notices-toast", slot, bell.clone(), move || {
                run_toast(&notice, waits, &bell, &sent, &end);
            })
            .map_err(|err| failed(&format!("a thread for notices can't be started: {err}")))?;
            match received(taken).await {
                None => Err(failed("showing a notice failed inside the program")),
                Some(Err(reason)) => Err(failed(&reason)),
                Some(Ok(())) => Ok(Shown {
                    server: SERVER.to_owned(),
                    plays_sounds: true,
                    handle: (),
                    watch: Box::pin(async move { received(ended).await.unwrap_or(Watched::Gone) }),
                    replaces_earlier: false,
                }),
            }
        })
    }

    fn close(&self, _handle: ()) -> Pending<()> {
        Box::pin(std::future::ready(()))
    }
}

/// Shows one notice and waits for its end; the worker may have stopped listening.
fn run_toast(
    notice: &Notice,
    waits: bool,
    bell: &Bell,
    sent: &Sender<Result<(), String>>,
    end: &Sender<Watched>,
) {
    let handle = match notification(notice).show() {
        Ok(handle) => handle,
        Err(err) => {
            let reason = format!("the notification service refused: {err}");
            sent.send(Err(reason)).ok();
            return;
        }
    };
    sent.send(Ok(())).ok();
    bell.ring();
    if !waits {
        // On macOS the notice is sent only now, as the handle goes.
        return;
    }
    let waited = handle.wait_for_response(|response: &NotificationResponse| {
        end.send(ended_by(response)).ok();
    });
    if let Err(err) = waited {
        // On macOS the notice is sent by the wait, and refused there.
        let reason = format!("the notification service refused: {err}");
        end.send(Watched::Failed(reason)).ok();
    }
}

fn failed(reason: &str) -> Failure {
    Failure { reason: reason.to_owned(), service_gone: false }
}

fn notification(notice: &Notice) -> Notification {
    let mut notification = Notification::new();
    notification.appname("Bridgewatch").summary(&title_text(&notice.title)).body(&body_text(&notice.body));
    #[cfg(windows)]
    {
        notification.app_id("Bridgewatch.Desk");
        if notice.urgency == crate::platform::Urgency::Critical {
            notification.urgency(notify_rust::Urgency::Critical).timeout(notify_rust::Timeout::Never);
        }
    }
    // Without a name both systems show it silently.
    if let Some(name) = sound_name(notice.sound) {
        notification.sound_name(name);
    }
    for action in &notice.actions {
        notification.action(action.key(), action.label());
    }
    notification
}

/// The name of a sound that comes with Windows; none for silence.
#[cfg(windows)]
const fn sound_name(sound: Sound) -> Option<&'static str> {
    match sound {
        Sound::Silent => None,
        Sound::Alarm => Some("Alarm"),
        Sound::Warning => Some("Reminder"),
        Sound::Message => Some("IM"),
    }
}

/// The name of a sound that comes with macOS; none for silence.
#[cfg(target_os = "macos")]
const fn sound_name(sound: Sound) -> Option<&'static str> {
    match sound {
        Sound::Silent => None,
        Sound::Alarm => Some("Sosumi"),
        Sound::Warning => Some("Ping"),
        Sound::Message => Some("Glass"),
    }
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
