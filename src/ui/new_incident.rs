//! The short form for a new incident: one key opens it, and a title is all it needs.

use egui::accesskit::Role;
use egui::{ComboBox, Frame, Id, Key, Margin, Modal, RichText, ScrollArea, Ui, vec2};

use super::choice::{Choice, choice_ui};
use super::context::{Ask, Asks, Seen};
use super::desk_form::{enter, refusal_ui};
use super::forms::{Draft, FormKind, Forms};
use super::scroll;
use super::theme::{Tokens, font, space};
use super::typed_field;
use super::widgets::{self, PriorityMark};
use crate::desk::Request;
use crate::domain::command::Wish;
use crate::domain::typed_time::Leaning;
use crate::domain::words::{Environment, Kind, Priority};

/// Paints the form over the window while it is open. `is_fresh` puts the keyboard into its first
/// field.
pub fn new_incident_ui(ctx: &egui::Context, seen: &Seen, forms: &mut Forms, is_fresh: bool, asks: &mut Asks) {
    let id = Id::unique("new incident");
    let room = ctx.content_rect().size() - 2.0 * vec2(space::XXL, space::XXL);
    let area = Modal::default_area(id).role(Role::Dialog).accessible_name("New incident").default_size(room);
    let frame = Frame::popup(&ctx.global_style()).inner_margin(Margin::same(24));
    let shown =
        Modal::new(id).area(area).frame(frame).backdrop_color(Tokens::of(ctx).backdrop).show(ctx, |ui| {
            ui.set_width((room.x - 2.0 * space::XL).min(560.0));
            let most = room.y - 2.0 * space::XL;
            // An area keeps its height of the frame before, and a refusal makes the form longer.
            ScrollArea::vertical().max_height(most).min_scrolled_height(most).show(ui, |ui| {
                // Room for the focus ring, and for the bar where it scrolls.
                Frame::new()
                    .inner_margin(Margin { right: 8, ..Margin::same(2) })
                    .show(ui, |ui| form_ui(ui, seen, forms, is_fresh, asks));
                scroll::follow_focus(ui);
            });
        });
    if shown.backdrop_response.clicked() {
        asks.push(Ask::CloseForm);
    }
}

fn form_ui(ui: &mut Ui, seen: &Seen, forms: &mut Forms, is_fresh: bool, asks: &mut Asks) {
    let draft = forms.draft(&FormKind::NewIncident);
    ui.label(RichText::new("New incident").font(font::heading()));
    ui.add_space(space::S);
    let title = widgets::field(ui, "Title", draft.field("title"), "What is wrong, in a line");
    if is_fresh {
        title.request_focus();
    }
    let mut entered = enter(ui, &title);
    ui.add_space(space::S);
    entered |= priority_ui(ui, seen, draft);
    ui.add_space(space::S);
    let kinds = [Choice::words("Regular"), Choice::words("Major")];
    entered |= word_choice_ui(ui, "Kind", draft, "kind", &kinds, &[Kind::Regular.word(), Kind::Major.word()]);
    ui.add_space(space::S);
    let environments = [Choice::words("Production"), Choice::words("Non-production")];
    let words = [Environment::Production.word(), Environment::NonProduction.word()];
    entered |= word_choice_ui(ui, "Environment", draft, "environment", &environments, &words);
    ui.add_space(space::S);
    ui.columns_const::<2, _>(|[left, right]| {
        let ticket = widgets::field(left, "Ticket", draft.field("ticket"), "INC0012345");
        entered |= enter(left, &ticket);
        let means = typed_field::now_if_empty(seen.now, seen.zone);
        let when = (seen.now, seen.zone);
        let field = typed_field::typed_time_field(
            right,
            "Happened at",
            draft.field("happened"),
            &means,
            Leaning::Past,
            when,
        );
        entered |= enter(right, &field.response);
    });
    ui.add_space(space::S);
    policy_ui(ui, seen, draft);
    ui.add_space(space::S);
    refusal_ui(ui, draft);
    ui.add_space(space::S);
    let mut pressed = false;
    ui.horizontal(|ui| {
        pressed = widgets::primary_button(ui, "Open the incident", Some("Enter")).clicked();
        if widgets::quiet_button(ui, "Close", Some("Esc")).on_hover_text("What is typed stays").clicked() {
            asks.push(Ask::CloseForm);
        }
        if !draft.is_empty() && widgets::quiet_button(ui, "Clear", None).clicked() {
            draft.fields.clear();
            draft.refusal = None;
        }
    });
    if (entered || pressed) && !draft.is_out {
        match request(draft, seen) {
            Ok(request) => {
                let said = format!("Opened: {}", draft.text("title").trim());
                asks.push(Ask::Do { request, form: Some(FormKind::NewIncident), said: Some(said) });
            }
            Err(why) => draft.refusal = Some(why),
        }
        if entered {
            // Enter took the keyboard away; if it is refused the person types on.
            title.request_focus();
        }
    }
}

fn priority_ui(ui: &mut Ui, seen: &Seen, draft: &mut Draft) -> bool {
    let policy = seen.snapshot.world.in_force.get(policy_name(draft, seen));
    let keys = [Key::Num1, Key::Num2, Key::Num3, Key::Num4];
    let marks = [PriorityMark::Critical, PriorityMark::High, PriorityMark::Medium, PriorityMark::Low];
    let mut options: Vec<Choice> = Priority::ALL
        .iter()
        .zip(keys.into_iter().zip(marks))
        .map(|(priority, (key, mark))| {
            let title = policy.map_or(priority.title(), |policy| policy.priority_title(Some(*priority)));
            Choice { words: title.to_owned(), mark: Some(mark), key: Some(key) }
        })
        .collect();
    let not_yet =
        Choice { words: "Not yet".to_owned(), mark: Some(PriorityMark::Unassigned), key: Some(Key::Num0) };
    options.push(not_yet);
    let mut words: Vec<&str> = Priority::ALL.iter().map(|priority| priority.word()).collect();
    words.push("");
    word_choice_ui(ui, "Priority", draft, "priority", &options, &words)
}

/// A choice whose words stand in a field of the draft. The first stands for nothing said, but for
/// the priority, where saying nothing is an option of its own. Whether Enter was pressed on the chosen one.
fn word_choice_ui(
    ui: &mut Ui,
    label: &str,
    draft: &mut Draft,
    field: &str,
    options: &[Choice],
    words: &[&str],
) -> bool {
    let said = draft.text(field);
    let mut chosen = words.iter().position(|word| *word == said).unwrap_or(0);
    let chosen_id = ui.make_persistent_id(("choice", label)).with(chosen);
    let has_focus = ui.memory(|memory| memory.has_focus(chosen_id));
    let is_changed = choice_ui(ui, label, options, &mut chosen);
    if is_changed && let Some(word) = words.get(chosen) {
        (*word).clone_into(draft.field(field));
    }
    has_focus && !is_changed && ui.input(|input| input.key_pressed(Key::Enter))
}

fn policy_name<'a>(draft: &'a Draft, seen: &Seen<'a>) -> &'a str {
    let said = draft.text("policy");
    if said.is_empty() { &seen.snapshot.world.settings.default_policy } else { said }
}

fn policy_ui(ui: &mut Ui, seen: &Seen, draft: &mut Draft) {
    let world = &seen.snapshot.world;
    let chosen = policy_name(draft, seen).to_owned();
    let title = world.in_force.get(&chosen).map_or(chosen.as_str(), |policy| policy.title.as_str());
    let label = ui.label(RichText::new("Policy").font(font::small()).color(Tokens::of(ui).text_muted));
    let shown = ComboBox::from_id_salt("policy").selected_text(title).width(260.0).show_ui(ui, |ui| {
        for (name, policy) in &world.in_force {
            if ui.selectable_label(*name == chosen, &policy.title).on_hover_text(&policy.about).clicked() {
                draft.field("policy").clone_from(name);
            }
        }
    });
    shown.response.labelled_by(label.id);
}

/// What the form asks for, or why it cannot.
fn request(draft: &Draft, seen: &Seen) -> Result<Request, String> {
    let said =
        |field: &str| Some(draft.text(field).trim()).filter(|text| !text.is_empty()).map(str::to_owned);
    let title = said("title").ok_or("the title is missing; say what is wrong, in a line")?;
    let at = typed_field::read(draft.text("happened"), seen.now, seen.zone, Leaning::Past);
    let at = at.map_err(|refusal| refusal.to_string())?;
    let wish = Wish::OpenIncident {
        title,
        priority: said("priority").and_then(|word| word.parse().ok()),
        kind: said("kind").and_then(|word| word.parse().ok()),
        environment: said("environment").and_then(|word| word.parse().ok()),
        ticket: said("ticket"),
        policy: said("policy"),
    };
    Ok(Request::of_desk(wish).at(at))
}
