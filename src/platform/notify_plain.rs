//! Two plain notifiers: one that shows nothing, and one that marks what another shows.

use super::{Notice, Notifier, NotifierHealth};

/// Shows nothing: for whoever tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct SilentNotifier;

impl Notifier for SilentNotifier {
    fn show(&mut self, _notice: Notice) {}

    fn withdraw(&mut self, _tag: &str) {}

    fn health(&self) -> NotifierHealth {
        NotifierHealth::Untried
    }
}

/// Puts a mark before the title of everything that another notifier shows.
pub struct MarkedNotifier {
    mark: &'static str,
    inner: Box<dyn Notifier>,
}

impl MarkedNotifier {
    /// `mark` stands before every title, with its own space.
    pub fn new(mark: &'static str, inner: Box<dyn Notifier>) -> Self {
        Self { mark, inner }
    }
}

impl Notifier for MarkedNotifier {
    fn show(&mut self, notice: Notice) {
        self.inner.show(Notice { title: format!("{}{}", self.mark, notice.title), ..notice });
    }

    fn withdraw(&mut self, tag: &str) {
        self.inner.withdraw(tag);
    }

    fn health(&self) -> NotifierHealth {
        self.inner.health()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::{Recorded, RecordingNotifier, Sound, Urgency};

    #[test]
    fn every_title_carries_the_mark_and_the_rest_is_as_it_was() {
        let (inner, record) = RecordingNotifier::new();
        let mut marked = MarkedNotifier::new("Drill: ", Box::new(inner));
        let notice = Notice {
            tag: "a".to_owned(),
            title: "Call the hotline".to_owned(),
            body: "Now".to_owned(),
            urgency: Urgency::Normal,
            actions: Vec::new(),
            sound: Sound::Silent,
        };
        marked.show(notice.clone());
        marked.withdraw("a");
        let shown = Recorded::Shown(Notice { title: "Drill: Call the hotline".to_owned(), ..notice });
        assert_eq!(record.calls(), [shown, Recorded::Withdrawn("a".to_owned())]);
    }
}
