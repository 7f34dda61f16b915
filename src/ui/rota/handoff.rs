//! The handoff: the brief, offered and accepted item by item.

use std::sync::Arc;

use egui::{Label, RichText, Ui};

use crate::desk::Request;
use crate::domain::directory::Named;
use crate::domain::time::Instant;
use crate::domain::typed_time::understood;
use crate::domain::watch::brief::{Brief, brief};
use crate::domain::watch::facts::{BriefItem, BriefSection};
use crate::domain::watch::handoff::{Handoff, HandoffState};
use crate::domain::watch::wish::WatchWish;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::forms::{FileForm, FormKind, Forms, WatchForm};
use crate::ui::icons::filled;
use crate::ui::incident::parts::paragraph;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::typed_field::said;
use crate::ui::widgets;

/// The widest a line of the brief is, in points.
const WIDEST: f32 = 720.0;
/// How many earlier handoffs are listed.
const EARLIER: usize = 5;

/// Paints it.
pub(super) fn handoff_ui(ui: &mut Ui, seen: &Seen, forms: &Forms, asks: &mut Asks) {
    ui.set_max_width(ui.available_width().min(WIDEST));
    ui.spacing_mut().item_spacing.y = space::XS;
    let watch = &seen.snapshot.world.watch;
    match watch.offered() {
        Some(handoff) => offered_ui(ui, seen, handoff, forms, asks),
        None => draft_ui(ui, seen, forms, asks),
    }
    earlier_ui(ui, seen);
}

/// The watch goes over to another desk as a file: two desks that have exchanged files know the same.
fn files_ui(ui: &mut Ui, forms: &Forms, asks: &mut Asks) {
    let is_open = matches!(&forms.open, Some(FormKind::File(_)));
    let mut button = |ui: &mut Ui, words: &str, form: FileForm| {
        if ui.add_enabled_ui(!is_open, |ui| widgets::quiet_button(ui, words, None)).inner.clicked() {
            asks.push(Ask::Open(FormKind::File(form)));
        }
    };
    ui.horizontal_wrapped(|ui| {
        button(ui, "Save a file for another desk…", FileForm::SaveHandoff);
        button(ui, "Open a file of another desk…", FileForm::OpenHandoff);
    });
}

fn said_quietly(ui: &mut Ui, words: &str) {
    let ink = Tokens::of(ui).text_muted;
    paragraph(ui, words, font::body(), ink);
}

/// The brief as it would be now.
fn draft_ui(ui: &mut Ui, seen: &Seen, forms: &Forms, asks: &mut Asks) {
    let world = &seen.snapshot.world;
    let me = world.settings.manager.clone();
    let brief = current(ui, seen, &me);
    ui.label(RichText::new("The brief as it stands").font(font::heading()));
    said_quietly(ui, "It is made of what the log knows. Offering it keeps it as it was; you can add words.");
    ui.add_space(space::XS);
    if forms.open != Some(FormKind::Watch(WatchForm::Offer)) {
        ui.horizontal(|ui| {
            if widgets::primary_button(ui, "Offer the watch…", None).clicked() {
                asks.push(Ask::Open(FormKind::Watch(WatchForm::Offer)));
            }
        });
    }
    files_ui(ui, forms, asks);
    ui.add_space(space::S);
    if brief.items.is_empty() {
        said_quietly(ui, "No incident is open.");
    }
    for (number, item) in (1..).zip(&brief.items) {
        item_ui(ui, number, item, None, asks);
    }
    sections_ui(ui, &brief.sections);
}

/// The brief of this minute, kept while nothing changes.
fn current(ui: &Ui, seen: &Seen, me: &str) -> Arc<Brief> {
    let key = ui.scope_id().with("brief");
    let made_of = (seen.snapshot.revision, seen.now.timestamp().div_euclid(60));
    let kept: Option<((u64, i64), Arc<Brief>)> = ui.data(|data| data.get_temp(key));
    if let Some((_, brief)) = kept.filter(|(of, _)| *of == made_of) {
        return brief;
    }
    let world = &seen.snapshot.world;
    let from = world.directory.named(&[crate::domain::directory::RecordKind::Person], me);
    let brief = Arc::new(brief(world, &from, seen.now));
    ui.data_mut(|data| data.insert_temp(key, (made_of, Arc::clone(&brief))));
    brief
}

/// Who accepts, and whether that is somebody else than who sits here.
struct Accepting {
    /// Who.
    name: String,
    /// Named as the actor, where another sits here.
    actor: Option<String>,
}

fn accepting(seen: &Seen, to: &Named) -> Accepting {
    let world = &seen.snapshot.world;
    let is_me = crate::domain::watch::person_id(to, &world.directory) == world.me();
    Accepting { name: to.name.clone(), actor: (!is_me).then(|| to.name.clone()) }
}

impl Accepting {
    fn request(&self, wish: WatchWish) -> Request {
        Request { actor: self.actor.clone(), ..Request::of_desk(wish.into()) }
    }

    fn words(&self, mine: &str, theirs: &str) -> String {
        match &self.actor {
            None => mine.to_owned(),
            Some(name) => format!("{name} {theirs}"),
        }
    }
}

fn offered_ui(ui: &mut Ui, seen: &Seen, handoff: &Handoff, forms: &Forms, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let offered = &handoff.offered;
    let who = accepting(seen, &offered.to);
    let title = format!("{} hands the watch over to {}", offered.from.name, offered.to.name);
    ui.label(RichText::new(title).font(font::heading()));
    let is_late = seen.now > offered.accept_by;
    let by = format!("To be accepted by {}", said(offered.accept_by, seen.now, seen.zone));
    let ink = if is_late { tokens.overdue } else { tokens.text_muted };
    let by = ui.label(RichText::new(by).color(ink));
    ui.accesskit_node_builder(by.id, |node| node.set_live(egui::accesskit::Live::Polite));
    if let Some(words) = &offered.words {
        ui.add_space(space::XS);
        ui.add(Label::new(RichText::new(format!("“{words}”")).font(font::title())).wrap());
    }
    ui.add_space(space::S);
    let open: Vec<u32> = handoff.open_items().map(|(number, _)| number).collect();
    ui.horizontal_wrapped(|ui| {
        ui.add_enabled_ui(open.is_empty(), |ui| {
            let words = who.words("Accept the watch", "accepts the watch");
            if widgets::primary_button(ui, &words, None).clicked() {
                let request = who.request(WatchWish::AcceptHandoff { handoff: Some(handoff.entry) });
                asks.request(request, format!("{} has the watch", who.name));
            }
        });
        if widgets::quiet_button(ui, "Decline…", None).clicked() {
            asks.push(Ask::Open(FormKind::Watch(WatchForm::DeclineHandoff)));
        }
        if widgets::quiet_button(ui, "Take the offer back", None).clicked() {
            let wish = WatchWish::WithdrawHandoff { handoff: Some(handoff.entry), why: None };
            asks.request(Request::of_desk(wish.into()), "The offer is taken back");
        }
    });
    files_ui(ui, forms, asks);
    if !open.is_empty() {
        let noun = if open.len() == 1 { "major incident is" } else { "major incidents are" };
        said_quietly(
            ui,
            &format!("First each major incident by itself: {} {noun} still to be accepted", open.len()),
        );
    }
    ui.add_space(space::S);
    if offered.items.is_empty() {
        said_quietly(ui, "No incident was open.");
    }
    for (number, item) in handoff.numbered() {
        let state = ItemState { is_accepted: handoff.items.contains(&number), who: &who, handoff };
        item_ui(ui, number, item, Some(&state), asks);
    }
    sections_ui(ui, &offered.sections);
}

/// How an item of an offered brief stands.
struct ItemState<'a> {
    is_accepted: bool,
    who: &'a Accepting,
    handoff: &'a Handoff,
}

fn item_ui(ui: &mut Ui, number: u32, item: &BriefItem, state: Option<&ItemState<'_>>, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(format!("{number}")).font(font::mono()).color(tokens.text_muted));
        ui.label(RichText::new(&item.reference).font(font::mono_strong()));
        ui.add(Label::new(RichText::new(&item.title).font(font::strong())).wrap());
        if item.is_major {
            widgets::badge(ui, "major", widgets::Tone::Neutral);
        }
        if let Some(state) = state {
            if state.is_accepted {
                ui.label(RichText::new(format!("{} accepted", filled::CHECK_CIRCLE)).color(tokens.met));
            } else {
                let words = state.who.words("Accept", "accepts it");
                let name = format!("{words}: {}", item.reference);
                let button = widgets::quiet_button(ui, &words, None);
                ui.accesskit_node_builder(button.id, |node| node.set_label(name.clone()));
                if button.clicked() {
                    let wish = WatchWish::AcceptHandoffItem {
                        handoff: Some(state.handoff.entry),
                        item: usize::try_from(number).unwrap_or(0),
                    };
                    asks.request(state.who.request(wish), format!("{} is accepted", item.reference));
                }
            }
        }
    });
    lines_ui(ui, &item.lines);
    ui.add_space(space::S);
}

fn lines_ui(ui: &mut Ui, lines: &[String]) {
    for line in lines {
        ui.horizontal_top(|ui| {
            ui.add_space(space::L);
            let ink = if line.starts_with("Overdue") { Tokens::of(ui).overdue } else { Tokens::of(ui).text };
            ui.add(Label::new(RichText::new(line).color(ink)).wrap());
        });
    }
}

fn sections_ui(ui: &mut Ui, sections: &[BriefSection]) {
    for section in sections {
        widgets::section_heading(ui, &section.title, Some(section.lines.len()));
        lines_ui(ui, &section.lines);
        ui.add_space(space::XS);
    }
}

fn earlier_ui(ui: &mut Ui, seen: &Seen) {
    let watch = &seen.snapshot.world.watch;
    let earlier: Vec<&Handoff> =
        watch.handoffs.iter().rev().filter(|one| !one.is_offered()).take(EARLIER).collect();
    if earlier.is_empty() {
        return;
    }
    ui.add_space(space::S);
    widgets::section_heading(ui, "Earlier handoffs", None);
    let at = |at: Instant| understood(at, seen.zone);
    for one in earlier {
        let (from, to) = (&one.offered.from.name, &one.offered.to.name);
        let end = match &one.state {
            HandoffState::Accepted { at: when, .. } => format!("accepted {}", at(*when)),
            HandoffState::Declined { at: when, why, .. } => format!("declined {}: {why}", at(*when)),
            HandoffState::Withdrawn { at: when } => format!("taken back {}", at(*when)),
            HandoffState::Offered => String::new(),
        };
        said_quietly(ui, &format!("{} {from} to {to}, {end}", at(one.at)));
    }
}
