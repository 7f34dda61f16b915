//! The screen of the reports: what is looked at over weeks and months, each on a side of its own.
//!
//! Never here: what a report says.

use egui::{Frame, Margin, Ui};

use super::choice::{Choice, choice_ui};
use super::context::{Asks, Seen};
use super::forms::Forms;
use super::service::{self, ServiceState};
use super::widgets;

/// What is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Side {
    /// The reviews of service delivery with each department.
    #[default]
    ServiceReviews,
}

impl Side {
    const ALL: [Self; 1] = [Self::ServiceReviews];

    const fn word(self) -> &'static str {
        match self {
            Self::ServiceReviews => "Service reviews",
        }
    }
}

/// What the screen keeps from frame to frame.
#[derive(Debug, Default)]
pub struct ReportsState {
    side: Side,
    /// The service reviews.
    pub service: ServiceState,
}

/// Paints the screen.
pub fn reports_ui(ui: &mut Ui, seen: &Seen, state: &mut ReportsState, forms: &mut Forms, asks: &mut Asks) {
    Frame::new().inner_margin(Margin::symmetric(16, 8)).show(ui, |ui| {
        let options = Side::ALL.map(|side| Choice::words(side.word()));
        let mut at = Side::ALL.iter().position(|side| *side == state.side).unwrap_or(0);
        if choice_ui(ui, "", &options, &mut at) {
            state.side = Side::ALL.get(at).copied().unwrap_or_default();
        }
    });
    widgets::hairline(ui);
    match state.side {
        Side::ServiceReviews => service::service_ui(ui, seen, &mut state.service, forms, asks),
    }
}
