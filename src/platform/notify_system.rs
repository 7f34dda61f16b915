//! Notices on the real desktop.
//!
//! The desk's thread only puts a request into a bounded queue and rings a bell. One named
//! worker thread takes them to the operating system, and no call of it blocks: each is a
//! future that the worker polls itself, so a notification service that hangs costs neither
//! a thread nor the time to quit. Never here: what a notice is about.

mod bell;
mod errand;
mod queue;
mod text;
#[cfg(any(windows, target_os = "macos"))]
mod toast;
mod worker;
#[cfg(all(unix, not(target_os = "macos")))]
mod xdg;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use super::{Notice, NoticePress, Notifier, NotifierHealth};
use bell::Bell;
use queue::Mailbox;
#[cfg(any(windows, target_os = "macos"))]
use toast::ToastService as PlatformService;
use worker::{HealthBoard, Patience, Worker};
#[cfg(all(unix, not(target_os = "macos")))]
use xdg::XdgService as PlatformService;

/// Told of each press, on the worker's thread; must return at once.
pub type PressCallback = Box<dyn Fn(NoticePress) + Send + Sync>;

/// Told of each change of health, on the worker's thread; must return at once.
pub type HealthCallback = Box<dyn Fn(NotifierHealth) + Send + Sync>;

/// Shows notices through the desktop's own notification service.
///
/// Dropping it sends what is queued, as far as that takes no more than a second; notices
/// that stand on the screen stay there, without working buttons: withdraw them first.
///
/// Windows and macOS can't replace or withdraw through `notify-rust`: there a notice with a
/// known tag is shown anew, and `withdraw` only keeps a queued one from being shown.
pub struct SystemNotifier {
    mailbox: Arc<Mailbox>,
    health: Arc<HealthBoard>,
    /// Disconnects when the worker has ended; none if it never began.
    ended: Option<Receiver<()>>,
    farewell: std::time::Duration,
}

impl SystemNotifier {
    /// Starts the worker; nothing is asked of the desktop before the first notice.
    ///
    /// Never fails: without a worker thread the health says so, and notices are dropped.
    pub fn start(on_press: PressCallback, on_health: HealthCallback) -> Self {
        Self::start_with(
            |bell| PlatformService::new(Arc::clone(bell)),
            Patience::default(),
            on_press,
            on_health,
        )
    }

    fn start_with<S: worker::Service>(
        service: impl FnOnce(&Arc<Bell>) -> S + Send + 'static,
        patience: Patience,
        on_press: PressCallback,
        on_health: HealthCallback,
    ) -> Self {
        let bell = Arc::new(Bell::default());
        let mailbox = Arc::new(Mailbox::new(Arc::clone(&bell)));
        let health = Arc::new(HealthBoard::new(on_health));
        let (end, ended) = channel::<()>();
        let farewell = patience.farewell;
        let spawned = std::thread::Builder::new().name("bridgewatch-notices".to_owned()).spawn({
            let mailbox = Arc::clone(&mailbox);
            let health = Arc::clone(&health);
            move || {
                let _end = end;
                let _epitaph = Epitaph(Arc::clone(&health));
                let service = service(&bell);
                Worker::new(service, bell, mailbox, health, on_press, patience).run();
            }
        });
        let ended = match spawned {
            Ok(_) => Some(ended),
            Err(err) => {
                health.refused(format!("the thread for notices can't be started: {err}"));
                None
            }
        };
        Self { mailbox, health, ended, farewell }
    }
}

impl Notifier for SystemNotifier {
    fn show(&mut self, notice: Notice) {
        self.mailbox.show(notice);
    }

    fn withdraw(&mut self, tag: &str) {
        self.mailbox.withdraw(tag);
    }

    fn health(&self) -> NotifierHealth {
        self.health.now()
    }
}

impl Drop for SystemNotifier {
    fn drop(&mut self) {
        self.mailbox.close();
        if let Some(ended) = &self.ended {
            // An error either way: the worker has ended, or it takes longer than we wait.
            ended.recv_timeout(self.farewell * 2).ok();
        }
    }
}

/// Says in the health that the worker died of a panic; a worker that ended well says nothing.
struct Epitaph(Arc<HealthBoard>);

impl Drop for Epitaph {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.refused("the thread for notices failed; start Bridgewatch again".to_owned());
        }
    }
}

#[cfg(test)]
mod tests;
