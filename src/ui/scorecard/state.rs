//! What the scorecard keeps from frame to frame: which period is wanted, what was read of it, and what is
//! open.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::TimeDelta;
use egui::Id;

use super::look::{ScoreLook, Scored};
use crate::desk::import::Course;
use crate::documents::scorecard::{Finding, Scoring, Sheet, SheetId, findings, sheets, words};
use crate::domain::event::IncidentId;
use crate::domain::report::compared::{Behind, Compared};
use crate::domain::report::figures::FigureEntered;
use crate::domain::report::period;
use crate::domain::rota::change::Window;
use crate::domain::time::Instant;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::history;

/// How long what was read stands, whatever is written meanwhile: each reading costs what the period costs.
const REST: TimeDelta = TimeDelta::seconds(60);

/// The longest period that is read in one go.
const LONGEST_DAYS: i64 = 36_600;

/// What was read, and of what.
#[derive(Debug)]
struct Read {
    window: Window,
    revision: u64,
    at: Instant,
    compared: Arc<Compared>,
}

/// A reading that is out.
#[derive(Debug)]
struct Out {
    number: u64,
    window: Window,
    revision: u64,
    at: Instant,
    course: Arc<Course>,
}

/// The incidents behind a number.
#[derive(Debug)]
pub(super) struct BehindList {
    /// Which number.
    number: Behind,
    /// What the number is about.
    pub title: String,
    /// The incidents, with their spans.
    pub lines: Arc<[(IncidentId, Option<i64>)]>,
    /// Where the numbers of it were read.
    pub compared: Arc<Compared>,
    /// What had the keyboard before.
    pub from: Id,
}

/// What is shown, in words: made when something in it reads differently.
#[derive(Debug)]
pub(super) struct Data {
    /// Of what it was made: the places in memory of the numbers, the figures and the targets.
    of: (usize, usize, usize),
    /// The numbers.
    pub scoring: Arc<Scoring>,
    /// What they say.
    pub findings: Vec<Finding>,
    /// The tables.
    pub sheets: Vec<Sheet>,
}

/// A file of figures that was read and waits for a decision.
#[derive(Debug)]
pub struct FiguresRead {
    /// Where.
    pub path: PathBuf,
    /// What it says.
    pub figures: Vec<FigureEntered>,
}

/// What the screen keeps from frame to frame.
#[derive(Debug, Default)]
pub struct ScoreState {
    /// Which of the named periods, or the one after them, whose ends are typed.
    pub(super) choice: usize,
    /// Its begin and its end as they are typed.
    pub(super) from: String,
    /// See `from`.
    pub(super) until: String,
    number: u64,
    out: Option<Out>,
    read: Option<Read>,
    /// Why the log could not be read, and for which period and revision.
    refusal: Option<(Window, u64, Instant, String)>,
    is_stopped: Option<Window>,
    pub(super) data: Option<Data>,
    pub(super) behind: Option<BehindList>,
    /// The line of the list that has the keyboard, or had it last.
    pub(super) at: usize,
    /// It is to have it.
    pub(super) wants_list: bool,
    /// The tables that are shown whole.
    pub(super) whole: BTreeSet<SheetId>,
    /// The tables below their charts that are shown.
    pub(super) shown: BTreeSet<SheetId>,
    /// The file of figures that was read.
    pub figures: Option<FiguresRead>,
}

impl ScoreState {
    /// Takes in what came of a reading. One that is not waited for any more is let go of.
    pub fn take(&mut self, scored: Scored) {
        let Some(out) = self.out.take_if(|out| out.number == scored.number) else { return };
        match scored.read {
            Ok(Some(compared)) => {
                self.refusal = None;
                self.read = Some(Read { window: out.window, revision: out.revision, at: out.at, compared });
            }
            Ok(None) => self.is_stopped = Some(out.window),
            Err(why) => self.refusal = Some((out.window, out.revision, out.at, why)),
        }
    }

    /// The period that is wanted, or what would have to be typed.
    pub(super) fn window(&self, seen: &Seen) -> Result<Window, String> {
        if let Some(named) = period::Named::ALL.get(self.choice) {
            return Ok(named.window(seen.now, seen.zone));
        }
        let end = |text: &str| history::period(text, seen.now, seen.zone).map_err(|why| why.to_string());
        let (Some(from), Some(until)) = (end(&self.from)?, end(&self.until)?) else {
            return Err("Type both ends of the period, such as 2026-03-01 and 2026-04-01".to_owned());
        };
        if until <= from {
            return Err("The period ends before it begins; type a later end".to_owned());
        }
        if (until - from).num_days() > LONGEST_DAYS {
            return Err("The period is over a hundred years long; type a shorter one".to_owned());
        }
        Ok(Window::new(from, until))
    }

    /// Asks for what is not known of a period: another one at once, the same with a log that grew once a minute.
    pub(super) fn refresh(&mut self, seen: &Seen, window: Window, asks: &mut Asks) {
        let revision = seen.snapshot.revision;
        if self.out.as_ref().is_some_and(|out| out.window == window) || self.is_stopped == Some(window) {
            return;
        }
        let rested = |at: Instant| (seen.now - at).abs() >= REST;
        let is_known = self
            .read
            .as_ref()
            .is_some_and(|read| read.window == window && (read.revision == revision || !rested(read.at)));
        let is_refused = self
            .refusal
            .as_ref()
            .is_some_and(|(of, at, when, _)| *of == window && (*at == revision || !rested(*when)));
        if !is_known && !is_refused {
            self.ask(seen, window, asks);
        }
    }

    /// Reads a period, whatever is known of it.
    pub(super) fn ask(&mut self, seen: &Seen, window: Window, asks: &mut Asks) {
        self.stop();
        self.number += 1;
        self.is_stopped = None;
        let course = Arc::new(Course::default());
        self.out = Some(Out {
            number: self.number,
            window,
            revision: seen.snapshot.revision,
            at: seen.now,
            course: Arc::clone(&course),
        });
        asks.push(Ask::Score(ScoreLook { number: self.number, window, course }));
    }

    /// Stops the reading that is out.
    pub(super) fn stop(&mut self) {
        if let Some(out) = self.out.take() {
            out.course.stop();
            self.is_stopped = Some(out.window);
        }
    }

    /// How many incidents the reading that is out has taken; none where none is out.
    pub(super) fn so_far(&self) -> Option<u64> {
        self.out.as_ref().map(|out| out.course.so_far().0)
    }

    /// Whether the reading of a period was stopped.
    pub(super) fn is_stopped(&self, window: Window) -> bool {
        self.is_stopped == Some(window)
    }

    /// Why a period could not be read.
    pub(super) fn refusal(&self, window: Window) -> Option<&str> {
        self.refusal.as_ref().filter(|(of, ..)| *of == window).map(|(.., why)| why.as_str())
    }

    /// When a period was read, if it was.
    pub(super) fn read_at(&self, window: Window) -> Option<Instant> {
        self.read.as_ref().filter(|read| read.window == window).map(|read| read.at)
    }

    /// Makes the words anew where they would read differently. What was read of another period is not shown
    /// for this one.
    pub(super) fn refresh_data(&mut self, seen: &Seen, window: Window) {
        let Some(read) = self.read.as_ref().filter(|read| read.window == window) else {
            self.data = None;
            return;
        };
        let world = &seen.snapshot.world;
        let of = (
            Arc::as_ptr(&read.compared) as usize,
            Arc::as_ptr(&world.figures) as usize,
            world.targets().as_ptr() as usize,
        );
        if self.data.as_ref().is_some_and(|data| data.of == of) {
            return;
        }
        // A list that is open goes on with the newer numbers of the same period.
        if let Some(list) = self.behind.as_mut().filter(|list| list.compared.card.period == window) {
            list.compared = Arc::clone(&read.compared);
            list.lines = list.compared.behind(&list.number).into();
            self.at = self.at.min(list.lines.len().saturating_sub(1));
        }
        let scoring = Scoring::new(Arc::clone(&read.compared), world.targets(), &world.figures);
        let (findings, sheets) = (findings(&scoring), sheets(&scoring));
        self.data = Some(Data { of, scoring: Arc::new(scoring), findings, sheets });
    }

    /// Shows the incidents behind a number.
    pub(super) fn open(&mut self, compared: &Arc<Compared>, number: &Behind, from: Id) {
        self.behind = Some(BehindList {
            number: number.clone(),
            title: words::behind(compared, number),
            lines: compared.behind(number).into(),
            compared: Arc::clone(compared),
            from,
        });
        self.at = 0;
        self.wants_list = true;
    }

    /// To the line below or above, where a list is open.
    pub fn step(&mut self, down: bool) {
        let Some(list) = &self.behind else { return };
        let last = list.lines.len().saturating_sub(1);
        self.at = if down { (self.at + 1).min(last) } else { self.at.saturating_sub(1) };
        self.wants_list = true;
    }

    /// Back to the numbers; what had the keyboard there, if a list was open.
    pub fn close(&mut self) -> Option<Id> {
        self.behind.take().map(|list| list.from)
    }
}
