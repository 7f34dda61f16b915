//! A notifier that shows nothing and remembers everything, for the desk's tests and drills.
//!
//! Never here: anything that reaches the operating system.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Notice, Notifier, NotifierHealth};

/// One call to a [`RecordingNotifier`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorded {
    /// A notice was to be shown.
    Shown(Notice),
    /// The notice of this tag was to be taken away.
    Withdrawn(String),
}

#[derive(Debug, Default)]
struct State {
    calls: Vec<Recorded>,
    standing: Vec<Notice>,
    tried: bool,
    refusal: Option<String>,
}

/// A notifier that remembers what it was asked; read it through its [`NotifierRecord`].
#[derive(Debug)]
pub struct RecordingNotifier {
    state: Arc<Mutex<State>>,
}

/// What a [`RecordingNotifier`] was asked, readable after the notifier was given away.
#[derive(Debug, Clone)]
pub struct NotifierRecord {
    state: Arc<Mutex<State>>,
}

impl RecordingNotifier {
    /// A notifier that takes everything, and the handle to read it by.
    pub fn new() -> (Self, NotifierRecord) {
        let state = Arc::new(Mutex::new(State::default()));
        let record = NotifierRecord { state: Arc::clone(&state) };
        (Self { state }, record)
    }
}

impl Notifier for RecordingNotifier {
    fn show(&mut self, notice: Notice) {
        let mut state = lock(&self.state);
        state.tried = true;
        if state.refusal.is_none() {
            state.standing.retain(|standing| standing.tag != notice.tag);
            state.standing.push(notice.clone());
        }
        state.calls.push(Recorded::Shown(notice));
    }

    fn withdraw(&mut self, tag: &str) {
        let mut state = lock(&self.state);
        state.standing.retain(|standing| standing.tag != tag);
        state.calls.push(Recorded::Withdrawn(tag.to_owned()));
    }

    fn health(&self) -> NotifierHealth {
        let state = lock(&self.state);
        match &state.refusal {
            _ if !state.tried => NotifierHealth::Untried,
            Some(reason) => NotifierHealth::Refused { reason: reason.clone() },
            None => NotifierHealth::Working { server: "recording".to_owned(), plays_sounds: true },
        }
    }
}

impl NotifierRecord {
    /// Every call so far, in order, also what was refused.
    pub fn calls(&self) -> Vec<Recorded> {
        lock(&self.state).calls.clone()
    }

    /// The notices that were to be shown, in order, also what was refused.
    pub fn shown(&self) -> Vec<Notice> {
        lock(&self.state)
            .calls
            .iter()
            .filter_map(|call| match call {
                Recorded::Shown(notice) => Some(notice.clone()),
                Recorded::Withdrawn(_) => None,
            })
            .collect()
    }

    /// What would be on the screen now, oldest first.
    pub fn standing(&self) -> Vec<Notice> {
        lock(&self.state).standing.clone()
    }

    /// Forgets the calls; what stands on the screen stays.
    pub fn forget_calls(&self) {
        lock(&self.state).calls.clear();
    }

    /// From now on refuses to show, for this reason.
    pub fn refuse(&self, reason: &str) {
        lock(&self.state).refusal = Some(reason.to_owned());
    }

    /// From now on shows again.
    pub fn accept(&self) {
        lock(&self.state).refusal = None;
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::super::{Sound, Urgency};
    use super::*;

    fn notice(tag: &str, title: &str) -> Notice {
        Notice {
            tag: tag.to_owned(),
            title: title.to_owned(),
            body: String::new(),
            urgency: Urgency::Normal,
            actions: Vec::new(),
            sound: Sound::Silent,
        }
    }

    #[test]
    fn it_remembers_calls_and_what_stands() {
        let (mut notifier, record) = RecordingNotifier::new();
        assert_eq!(notifier.health(), NotifierHealth::Untried);
        notifier.show(notice("a", "one"));
        notifier.show(notice("b", "two"));
        notifier.show(notice("a", "three"));
        notifier.withdraw("b");
        assert_eq!(record.standing(), [notice("a", "three")]);
        assert_eq!(record.shown().len(), 3);
        assert_eq!(record.calls().last(), Some(&Recorded::Withdrawn("b".to_owned())));
        record.forget_calls();
        assert!(record.calls().is_empty());
        assert!(matches!(notifier.health(), NotifierHealth::Working { .. }));
    }

    #[test]
    fn told_to_refuse_it_shows_nothing_and_says_why() {
        let (mut notifier, record) = RecordingNotifier::new();
        record.refuse("no service");
        notifier.show(notice("a", "one"));
        assert!(record.standing().is_empty());
        assert_eq!(record.shown().len(), 1);
        assert_eq!(notifier.health(), NotifierHealth::Refused { reason: "no service".to_owned() });
        record.accept();
        notifier.show(notice("a", "one"));
        assert_eq!(record.standing().len(), 1);
    }
}
