//! The first hour: the manager's six duties (R), each with what it means here and a way to where it is done.
//!
//! What was seen is kept by the window for itself; it is no fact.

use std::collections::BTreeSet;

use egui::{FontId, RichText, Ui};
use serde::{Deserialize, Serialize};

use super::topics::{Goal, Link};
use super::{Around, links_ui};
use crate::ui::context::{Ask, Asks, Screen};
use crate::ui::icons::{filled, icon};
use crate::ui::incident::Tab;
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets;

/// Whether the first hour is offered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Offer {
    /// Nobody has set up a desk in this window.
    #[default]
    NotYet,
    /// It is offered.
    Offered,
    /// It was taken, or put away.
    Answered,
}

/// How far the first hour has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstHour {
    /// Whether it is offered.
    pub offer: Offer,
    /// The duties of which somebody was shown where they are done, by their ids.
    pub seen: BTreeSet<String>,
}

impl FirstHour {
    /// A desk is being set up here: it is offered, once.
    pub fn offer_once(&mut self) {
        if self.offer == Offer::NotYet {
            self.offer = Offer::Offered;
        }
    }
}

/// One of the six duties.
#[derive(Debug, Clone, Copy)]
pub struct Duty {
    /// Names it for good.
    pub id: &'static str,
    /// R's words.
    pub words: &'static str,
    /// What it means here.
    pub means: &'static str,
    /// Where it is done.
    pub links: &'static [Link],
}

/// The six duties, in R's order and R's words.
pub const DUTIES: [Duty; 6] = [
    Duty {
        id: "facilitate",
        words: "Facilitate and conduct the Major Incidents (MI) and delegate actionable items. MI Escalation Manager \
                contacts responsible Subject Matter Experts (SME's).",
        means: "Take command, do what the bar at the top asks for, log each call to an expert, and delegate what is to \
                be done with a time. Each action warns and rings like any deadline.",
        links: &[
            Link { words: "Show me the people", to: Goal::Side(Tab::People) },
            Link { words: "Show me the actions", to: Goal::Screen(Screen::Actions) },
        ],
    },
    Duty {
        id: "communicate",
        words: "Ensure formal communications and requests for information regarding escalations are appropriate to the \
                audience, planned, timely, and orderly.",
        means: "The plan says who hears how often. Draft each update from its template; what it lacks is named before \
                it goes. A question that somebody asks is a request and is owed an answer.",
        links: &[
            Link { words: "Show me the updates", to: Goal::Side(Tab::Updates) },
            Link { words: "Show me the requests", to: Goal::Side(Tab::Tasks) },
        ],
    },
    Duty {
        id: "rotate",
        words: "Ensure that the Primary Escalation Manager and Back-up Escalation Manager roles are rotated and \
                documented in the On Call Rotation SharePoint site.",
        means: "A rule rotates primary and backup, changes hold once both agree, and what goes wrong is shown 90 days \
                ahead. Calendar, CSV and page are made for the site.",
        links: &[
            Link { words: "Show me the rota", to: Goal::Screen(Screen::Rota) },
            Link { words: "Show me the handoff", to: Goal::Handoff },
        ],
    },
    Duty {
        id: "hotline",
        words: "The MI Escalation Manager is responsible to notify the ITERP Hotline at (916) 356-8910 for all HIGH and \
                CRITICAL priority major incidents.",
        means: "A call is owed from the moment an incident is major and high or critical. Number, script and what to \
                have ready stand there; the deadline stands until somebody was reached.",
        links: &[Link { words: "Show me the hotline calls", to: Goal::Screen(Screen::Hotline) }],
    },
    Duty {
        id: "post-mortem",
        words: "Conduct/facilitate the incident post mortem review, including the Service Problem Manager, with the \
                identified problem statement as the expected outcome (NOT root cause analysis).",
        means: "Each major incident that is restored owes a review. The statement is written there, and words that \
                argue a cause are marked.",
        links: &[Link { words: "Show me the post-mortems", to: Goal::Screen(Screen::Reviews) }],
    },
    Duty {
        id: "logistics",
        words: "The MI Escalation Manager engages the crisis team to set up the Post Mortem meeting logistics that \
                include a date & time, Crisis Bridge participants, affected Problem Managers, Agenda, all time logs and \
                notes.",
        means: "The planner proposes people from the log, times that suit them and an agenda, and collects the logs by \
                itself. The people of the desk are kept in the directory.",
        links: &[
            Link { words: "Show me the planner", to: Goal::Screen(Screen::Reviews) },
            Link { words: "Show me the directory", to: Goal::Screen(Screen::Directory) },
        ],
    },
];

/// All words of the duties, for the search.
pub fn text() -> String {
    let mut text = String::new();
    for duty in DUTIES {
        for words in [duty.words, duty.means] {
            text.push(' ');
            text.push_str(words);
        }
    }
    text
}

/// Paints the six duties.
pub fn first_hour_ui(ui: &mut Ui, hour: &FirstHour, around: Around, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let seen = DUTIES.iter().filter(|duty| hour.seen.contains(duty.id)).count();
    let count = format!("{seen} of {} seen", DUTIES.len());
    let said = ui.label(RichText::new(count).font(font::small_strong()).color(tokens.text_muted));
    ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
    for (place, duty) in DUTIES.iter().enumerate() {
        let is_seen = hour.seen.contains(duty.id);
        ui.add_space(space::S);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            let (glyph, ink, word) = if is_seen {
                (filled::CHECK_CIRCLE, tokens.met, "seen")
            } else {
                (icon::CIRCLE, tokens.text_muted, "not seen yet")
            };
            let mark = ui.label(RichText::new(glyph).font(FontId::proportional(size::TITLE)).color(ink));
            let name = format!("Duty {}, {word}", place + 1);
            mark.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, &name));
            ui.vertical(|ui| {
                ui.label(RichText::new(format!("{}. {}", place + 1, duty.words)).font(font::strong()));
                ui.label(RichText::new(duty.means).color(tokens.text_muted));
                if links_ui(ui, duty.links, around, asks) {
                    asks.push(Ask::SawDuty(duty.id));
                }
            });
        });
    }
}

/// Offers the first hour once a desk is set up, until it is taken or put away.
pub fn offer_ui(ui: &mut Ui, asks: &mut Asks) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        ui.label(RichText::new("The desk is ready.").font(font::strong()));
        ui.label("The first hour leads through the six duties, each where it is done.");
        if widgets::quiet_button(ui, "Show me the first hour", None).clicked() {
            asks.push(Ask::AnswerFirstHour);
            asks.push(Ask::ShowTopic(super::FIRST_HOUR));
        }
        if widgets::quiet_button(ui, "Not now", None).clicked() {
            asks.push(Ask::AnswerFirstHour);
            asks.push(Ask::Say("It stands in Help whenever you want it".to_owned()));
        }
    });
}
