//! The form that erases a person: what it would change and leave stands there first, then the name is typed.
//!
//! Never here: a disk. The look is made beside the frames.

use egui::{Label, RichText, Ui};

use super::DirectoryState;
use crate::desk::erasing::{ErasePerson, ErasureLook};
use crate::desk::erasing_words::{BY_HAND, NOT_REACHED};
use crate::documents::when;
use crate::domain::directory::{RecordId, RecordKind};
use crate::domain::event::Subject;
use crate::domain::words::counted;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::filling::Filling;
use crate::ui::forms::{DirectoryForm, FormKind, Forms};
use crate::ui::incident::parts::paragraph;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// The field of further words.
const ALSO: &str = "also";
/// The field where the name is typed.
const TYPED: &str = "typed";
/// The most files that are listed, so that what would change stays in sight; the rest is counted.
const MOST_FILES: usize = 6;

/// What the form asks the shell for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "a variant's sentence speaks for its fields, which are named by it")]
pub enum ErasingWish {
    /// Look what erasing somebody would change.
    Look { form: FormKind, person: ErasePerson },
    /// Erase somebody.
    Erase { form: FormKind, person: ErasePerson },
}

/// Paints it.
pub(super) fn erase_ui(
    ui: &mut Ui,
    seen: &Seen,
    id: RecordId,
    state: &mut DirectoryState,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let kind = FormKind::Directory(DirectoryForm::Erase { id });
    let directory = &seen.snapshot.world.directory;
    let kept =
        directory.record(id).filter(|kept| !kept.is_retired && kept.record.kind() == RecordKind::Person);
    let Some(kept) = kept else {
        heading(ui, "They are not there any more");
        if widgets::quiet_button(ui, "Close", Some("Esc")).clicked() {
            asks.push(Ask::CloseForm);
        }
        return;
    };
    let name = kept.record.name().to_owned();
    let wants_focus = std::mem::take(&mut forms.is_fresh);
    let mut filling = Filling { seen, draft: forms.draft(&kind), is_sent: false, wants_focus };
    ui.spacing_mut().item_spacing.y = space::XS;
    heading(ui, &format!("Erase {name}"));
    said(
        ui,
        "Their name, addresses and numbers go from all that was ever logged here; the rest of each text stays. It cannot \
         be undone. First it is looked at, and nothing changes by that",
    );
    filling.lines(ui, ALSO, "Further words that mean them, one a line", "A nickname, an account", 2);
    let person = ErasePerson { name: name.clone(), also: filling.names(ALSO) };
    let look = state.erasure.as_deref().filter(|look| look.wish == person);
    if let Some(look) = look {
        look_ui(ui, seen, look);
    }
    let is_found = look.is_some_and(|look| look.seen.entries > 0);
    if is_found {
        filling.wants_focus = std::mem::take(&mut state.wants_name);
        filling.line(ui, TYPED, "Type the name to erase it", &name);
    }
    let button = if is_found { "Erase for good" } else { "Look what it would change" };
    let is_sent = filling.foot_ui(ui, button, asks);
    if filling.draft.is_out {
        said(ui, "Working on it…");
    }
    if !is_sent {
        return;
    }
    if !is_found {
        filling.draft.refusal = None;
        asks.push(Ask::Erase(ErasingWish::Look { form: kind, person }));
    } else if filling.text(TYPED).as_deref() == Some(name.trim()) {
        asks.push(Ask::Erase(ErasingWish::Erase { form: kind, person }));
    } else {
        filling.draft.refusal = Some(format!("the name is not typed as it stands here: {name}"));
    }
}

fn heading(ui: &mut Ui, words: &str) {
    ui.add(Label::new(RichText::new(words).font(font::heading())).wrap());
}

fn said(ui: &mut Ui, words: &str) {
    paragraph(ui, words, font::small(), Tokens::of(ui).text_muted);
}

fn told(ui: &mut Ui, words: &str) {
    paragraph(ui, words, font::body(), Tokens::of(ui).text);
}

/// What would change, and what is left.
fn look_ui(ui: &mut Ui, seen: &Seen, look: &ErasureLook) {
    widgets::section_heading(ui, "What would change", None);
    let response = ui.add(Label::new(RichText::new(look.heading()).font(font::strong())).wrap());
    ui.accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
    said(ui, &look.looked_for());
    for one in &look.seen.shown {
        let about = match &one.subject {
            Subject::Incident(id) => {
                seen.snapshot.world.live.get(id).map(|live| live.incident.reference.clone())
            }
            other => Some(other.to_string()),
        };
        let at = when(one.happened_at, seen.now, seen.zone);
        let head = about.map_or_else(|| at.clone(), |about| format!("{about}, {at}"));
        told(ui, &format!("{head}: {}", one.reads));
    }
    if let Some(words) = look.same_name() {
        let due_soon = Tokens::of(ui).due_soon;
        paragraph(ui, &words, font::body(), due_soon);
    }
    for line in look.left() {
        told(ui, &line);
    }
    if !look.backups.is_empty() {
        let backups = counted(look.backups.len() as u64, "older backup is", "older backups are");
        told(ui, &format!("A backup is made afterwards, and {backups} removed"));
    }
    if !look.by_hand.is_empty() {
        told(ui, BY_HAND);
        for path in look.by_hand.iter().take(MOST_FILES) {
            said(ui, &path.display().to_string());
        }
        let rest = look.by_hand.len().saturating_sub(MOST_FILES);
        if rest > 0 {
            said(
                ui,
                &format!("and {rest} more files; `bridgewatch erase-person NAME --look` lists all of them"),
            );
        }
    }
    said(ui, NOT_REACHED);
    ui.add_space(space::S);
}
