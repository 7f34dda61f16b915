//! The screen of the reports: what is looked at over weeks and months, each on a side of its own.
//!
//! Never here: what a report says.

use egui::{Context, Frame, Margin, Ui};

use super::billing::{self, BillingState};
use super::choice::{Choice, choice_ui};
use super::context::{Asks, Seen};
use super::forms::{Forms, ServiceForm};
use super::scorecard::{self, ScoreState};
use super::service::{self, ServiceState};
use super::widgets;

/// What is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Side {
    /// The numbers of a period.
    #[default]
    Scorecard,
    /// The reviews of service delivery with each department.
    ServiceReviews,
    /// What is billed to which agency each month.
    Billing,
}

impl Side {
    const ALL: [Self; 3] = [Self::Scorecard, Self::ServiceReviews, Self::Billing];

    const fn word(self) -> &'static str {
        match self {
            Self::Scorecard => "Scorecard",
            Self::ServiceReviews => "Service reviews",
            Self::Billing => "Billing",
        }
    }
}

/// What the screen keeps from frame to frame.
#[derive(Debug, Default)]
pub struct ReportsState {
    side: Side,
    /// The scorecard.
    pub score: ScoreState,
    /// The service reviews.
    pub service: ServiceState,
    /// The monthly billing.
    pub billing: BillingState,
}

impl ReportsState {
    /// Shows the monthly billing.
    pub fn show_billing(&mut self) {
        self.side = Side::Billing;
    }

    /// Shows the form of a department's service reviews.
    pub fn show_service_form(&mut self, department: &str, form: &ServiceForm) {
        self.side = Side::ServiceReviews;
        self.service.show_form(department, form);
    }

    /// Shows the scorecard.
    pub fn show_score(&mut self) {
        self.side = Side::Scorecard;
    }

    /// Closes what lies over the numbers, if anything does; whether it did.
    pub fn let_go(&mut self, ctx: &Context) -> bool {
        let from = (self.side == Side::Scorecard).then(|| self.score.close()).flatten();
        if let Some(id) = from {
            ctx.memory_mut(|memory| memory.request_focus(id));
        }
        from.is_some()
    }

    /// To the one above or below, where there is a list.
    pub fn step(&mut self, down: bool) {
        match self.side {
            Side::Scorecard => self.score.step(down),
            Side::ServiceReviews => self.service.step(down),
            Side::Billing => {}
        }
    }
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
        Side::Scorecard => scorecard::score_ui(ui, seen, &mut state.score, forms, asks),
        Side::ServiceReviews => service::service_ui(ui, seen, &mut state.service, forms, asks),
        Side::Billing => billing::billing_ui(ui, seen, &mut state.billing, forms, asks),
    }
}
