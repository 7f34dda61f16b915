//! What every screen is given and what it may answer with: a read-only view of the desk, and asks.
//!
//! Screens never change anything themselves: they push asks, and the shell carries them out in one
//! place after the frame.

use chrono_tz::Tz;

use super::forms::FormKind;
use crate::desk::{Request, Snapshot};
use crate::domain::event::IncidentId;
use crate::domain::time::Instant;

/// What a screen reads while it paints. `now` is taken once a frame.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// The desk as it last was.
    pub snapshot: &'a Snapshot,
    /// The present, once for the whole frame.
    pub now: Instant,
    /// The desk's zone.
    pub zone: Tz,
}

/// The screens of the rail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Screen {
    /// Live incidents and the incident beside them.
    Board,
    /// Who is on watch when.
    Rota,
    /// The post-mortems and their planner.
    Reviews,
    /// Every action that is open.
    Actions,
    /// Every incident that owes the hotline a call.
    Hotline,
    /// People, teams, agencies and services.
    Directory,
    /// What is looked at over weeks and months: the scorecard, service reviews.
    Reports,
    /// Every incident that ever was, and what was ever logged.
    History,
    /// What the program is and its keys.
    Help,
    /// Desk, notifications, appearance, policies, data.
    Settings,
}

impl Screen {
    /// All of them, in the order of the rail.
    pub const ALL: [Self; 10] = [
        Self::Board,
        Self::Rota,
        Self::Actions,
        Self::Hotline,
        Self::Reviews,
        Self::Directory,
        Self::Reports,
        Self::History,
        Self::Help,
        Self::Settings,
    ];

    /// What it is called.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Board => "Board",
            Self::Rota => "Rota",
            Self::Actions => "Actions",
            Self::Hotline => "Hotline",
            Self::Reviews => "Post-mortems",
            Self::Directory => "Directory",
            Self::Reports => "Reports",
            Self::History => "History",
            Self::Help => "Help",
            Self::Settings => "Settings",
        }
    }
}

/// What a screen asks the shell for.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a frame has a few of them, and none outlives it")]
pub enum Ask {
    /// Carry out a request. While its outcome is out, the form it came from keeps its text; when it
    /// is accepted the form is cleared, when it is refused the reason is shown in it.
    Do {
        /// The wish.
        request: Request,
        /// The form it came from, if one did.
        form: Option<FormKind>,
        /// What to say when it is accepted, such as "Initial notification sent, 14:05 CST".
        said: Option<String>,
    },
    /// Look through the whole log for what a department's review speaks about, beside the frames.
    LookThrough(super::service::Asked),
    /// Make the billing detail of a month from the log, beside the frames.
    Bill(super::billing::Asked),
    /// Read the log for the scorecard of a period, beside the frames.
    Score(super::scorecard::ScoreLook),
    /// Carry out several requests, all of them or none, that come from no form.
    DoAll {
        /// The wishes.
        requests: Vec<Request>,
        /// What to say when they are accepted.
        said: String,
    },
    /// Show an incident beside the board, or none.
    Select(Option<IncidentId>),
    /// Show an incident of any age: one that is not at hand is brought in first.
    Show(IncidentId),
    /// Keep these views of the history.
    KeepViews(super::history::Views),
    /// Look into the history.
    Look(Box<super::history::Look>),
    /// Go to a screen.
    Go(Screen),
    /// Go to a side of Settings.
    GoSettings(super::settings::SettingsSide),
    /// Show one side of the selected incident.
    Turn(super::incident::Tab),
    /// Read, write or choose a file.
    Files(super::files::FileWish),
    /// Hand something to another program: a file to open, or an address.
    Outside(crate::desk::Outside, String),
    /// Open a form, for the selected incident where it is about one.
    Open(FormKind),
    /// Close the open form; its text is kept as a draft.
    CloseForm,
    /// Put the keyboard into the field of that id.
    Focus(egui::Id),
    /// Put the keyboard onto the selected row of the board.
    FocusList,
    /// Fill an empty desk with made-up incidents.
    LookAround,
    /// Go to Help, to the topic of that id.
    ShowTopic(&'static str),
    /// Somebody went to where a duty of the first hour is done, by its id.
    SawDuty(&'static str),
    /// Offer the first hour no more.
    AnswerFirstHour,
    /// Something about the drill that this window shows.
    Drill(super::drill::DrillWish),
    /// Copy a text.
    Copy(String),
    /// Say something in passing at the foot of the window.
    Say(String),
    /// Go to the handoff.
    ShowHandoff,
    /// Somebody has read a notice about their watch, by its key.
    DismissNotice(String),
    /// Show a notification that asks for nothing.
    TestNotification,
    /// Read, check or write a policy of one's own, beside the frames.
    Policies(super::settings::PolicyWish),
    /// Read the policy files again.
    ReloadPolicies,
    /// Dark, light or as the system says.
    Theme(super::theme::ThemeChoice),
    /// A larger or smaller scale, 1.0 to 2.0.
    Scale(f32),
    /// How the window is drawn, from the next start on.
    Drawing(crate::platform::DrawingChoice),
    /// Let nothing fade, or as the system asks.
    Still(bool),
    /// Look after the data.
    Data(super::settings::DataWish),
    /// Look what erasing a person would change, or erase them.
    Erase(super::directory::ErasingWish),
    /// What closing the window does from now on; asked each time if none.
    Closing(Option<super::closing::Closing>),
    /// Start with the session, or not any more.
    StartAtLogin(bool),
    /// End the program.
    Quit,
}

/// The asks of one frame.
#[derive(Debug, Default)]
pub struct Asks(pub Vec<Ask>);

impl Asks {
    /// Asks for one more thing.
    pub fn push(&mut self, ask: Ask) {
        self.0.push(ask);
    }

    /// Asks for a request that comes from no form.
    pub fn request(&mut self, request: Request, said: impl Into<String>) {
        self.push(Ask::Do { request, form: None, said: Some(said.into()) });
    }
}

#[cfg(test)]
mod tests {
    use super::Screen;

    #[test]
    fn every_screen_has_its_place_among_all() {
        // A new screen does not compile here until it has one.
        let place = |screen| match screen {
            Screen::Board => 0,
            Screen::Rota => 1,
            Screen::Actions => 2,
            Screen::Hotline => 3,
            Screen::Reviews => 4,
            Screen::Directory => 5,
            Screen::Reports => 6,
            Screen::History => 7,
            Screen::Help => 8,
            Screen::Settings => 9,
        };
        let places = Screen::ALL.map(place);
        assert_eq!(places, std::array::from_fn(|at| at));
    }
}
