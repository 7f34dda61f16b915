//! What the desk asks the operating system to show, and what comes back.
//!
//! Values and one trait. Never here: D-Bus, toasts, markup, or what an incident is.

/// What the desk asks the operating system to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Names the notice; a later one with the same tag replaces it.
    pub tag: String,
    /// One line, plain text; shown up to 200 characters.
    pub title: String,
    /// Plain text, also of several lines; shown up to 2,000 characters.
    pub body: String,
    /// How loud it is.
    pub urgency: Urgency,
    /// What can be pressed on it; empty for a notice that only tells.
    pub actions: Vec<NoticeAction>,
    /// What is heard with it, where the desktop plays sounds.
    pub sound: Sound,
}

/// What is heard with a notice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sound {
    /// Nothing.
    #[default]
    Silent,
    /// Something is due.
    Alarm,
    /// Something is near.
    Warning,
    /// Something else is to be known.
    Message,
}

/// How loud a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// Goes away after the time the desktop gives it.
    Normal,
    /// Stays until somebody deals with it, where the desktop can do that.
    Critical,
}

/// What can be pressed on a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoticeAction {
    /// Says "I have it".
    Acknowledge,
    /// Brings up what the notice is about.
    Open,
}

impl NoticeAction {
    /// The stable name that goes to the notification service and comes back.
    pub fn key(self) -> &'static str {
        match self {
            Self::Acknowledge => "acknowledge",
            Self::Open => "open",
        }
    }

    /// The words on the button.
    pub fn label(self) -> &'static str {
        match self {
            Self::Acknowledge => "Acknowledge",
            Self::Open => "Open",
        }
    }

    /// The action of a key; none for a key that isn't ours.
    pub fn of_key(key: &str) -> Option<Self> {
        [Self::Acknowledge, Self::Open].into_iter().find(|action| action.key() == key)
    }
}

/// What a person pressed on a notice; a click on its body counts as [`NoticeAction::Open`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticePress {
    /// The tag of the notice.
    pub tag: String,
    /// What was pressed.
    pub action: NoticeAction,
}

/// How the last notices fared, for Settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotifierHealth {
    /// Nothing was shown yet.
    Untried,
    /// The last notice was taken.
    Working {
        /// Who took it, with its version where it says so.
        server: String,
        /// Whether it plays sounds.
        plays_sounds: bool,
    },
    /// The last notice was not taken, or not yet.
    Refused {
        /// Why, in plain words, without a period.
        reason: String,
    },
}

/// Shows notices on the desktop.
///
/// No call blocks, and none fails to the caller: how it went is told by [`Self::health`].
pub trait Notifier: Send {
    /// Shows a notice, or replaces the one with its tag.
    fn show(&mut self, notice: Notice);
    /// Takes a notice off the screen; an unknown tag is no error.
    fn withdraw(&mut self, tag: &str);
    /// How the last notices fared.
    fn health(&self) -> NotifierHealth;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_back_to_their_actions() {
        for action in [NoticeAction::Acknowledge, NoticeAction::Open] {
            assert_eq!(NoticeAction::of_key(action.key()), Some(action));
            assert_ne!(action.key(), "default", "that one is the body's");
        }
        assert_eq!(NoticeAction::of_key("default"), None);
        assert_eq!(NoticeAction::of_key("Open"), None);
    }
}
