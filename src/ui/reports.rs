//! The screen of the reports: what is looked at over weeks and months, each on a side of its own.
//!
//! Never here: what a report says.

use egui::{Frame, Margin, Ui};

use super::billing::{self, BillingState};
use super::choice::{Choice, choice_ui};
use super::context::{Asks, Seen};
use super::forms::{Forms, ServiceForm};
use super::service::{self, ServiceState};
use super::widgets;

/// What is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Side {
    /// The reviews of service delivery with each department.
    #[default]
    ServiceReviews,
    /// What is billed to which agency each month.
    Billing,
}

impl Side {
    const ALL: [Self; 2] = [Self::ServiceReviews, Self::Billing];

    const fn word(self) -> &'static str {
        match self {
            Self::ServiceReviews => "Service reviews",
            Self::Billing => "Billing",
        }
    }
}

/// What the screen keeps from frame to frame.
#[derive(Debug, Default)]
pub struct ReportsState {
    side: Side,
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

    /// To what stands below or above in the list, where the side that is shown has one.
    pub fn step(&mut self, down: bool) {
        match self.side {
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
        Side::ServiceReviews => service::service_ui(ui, seen, &mut state.service, forms, asks),
        Side::Billing => billing::billing_ui(ui, seen, &mut state.billing, forms, asks),
    }
}
