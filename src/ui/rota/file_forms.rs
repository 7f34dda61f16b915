//! The rota's forms about files: a handoff file saved, looked at and merged; a rota looked at and put in.

use std::path::PathBuf;

use egui::{Key, Label, RichText, Ui};

use super::aside;
use crate::desk::handoff::{EXTENSION, Handoff, MergeReport};
use crate::documents::sentence;
use crate::domain::time::whole_second;
use crate::domain::typed_time::{span, understood};
use crate::domain::words::counted;
use crate::imports::ImportedRota;
use crate::imports::rota_preview::{PreviewLine, preview};
use crate::platform::FileAsk;
use crate::ui::choice::{Choice, choice_ui};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::desk_form::refusal_ui;
use crate::ui::files::{FILE, FileWish, path_field, typed_path};
use crate::ui::filling::Filling;
use crate::ui::forms::{Draft, FileForm, FormKind, Forms};
use crate::ui::theme::{font, space};
use crate::ui::widgets;

/// The most lines of a preview that are listed; the rest is counted.
const MOST_LINES: usize = 60;
/// The field that is to be typed a second time.
const AGAIN: &str = "passphrase again";

/// A handoff file that was looked at.
#[derive(Debug)]
pub struct LookedAt {
    /// Where it was read.
    pub path: PathBuf,
    /// The file.
    pub file: Box<Handoff>,
    /// What merging it would bring; none while the desk is being asked.
    pub brings: Option<MergeReport>,
}

/// A rota's file that was read.
#[derive(Debug)]
pub struct RotaRead {
    /// Where it was read.
    pub path: PathBuf,
    /// What it says.
    pub rota: ImportedRota,
    /// How it stands to the schedule: made when it is first shown, and anew when the rota is another.
    standing: Option<Standing>,
}

/// How the watches of a file stand to the schedule.
#[derive(Debug)]
struct Standing {
    /// Of which rota that was found.
    of: usize,
    /// Each watch, and how it stands, in words.
    lines: Vec<(String, String)>,
    /// How many would be put in.
    new: usize,
}

impl RotaRead {
    /// What was read, not yet beside the schedule.
    pub fn new(path: PathBuf, rota: ImportedRota) -> Self {
        Self { path, rota, standing: None }
    }
}

/// What was read from files and waits for a decision.
#[derive(Debug, Default)]
pub struct InHand {
    /// A handoff file.
    pub handoff: Option<LookedAt>,
    /// A rota's file.
    pub rota: Option<RotaRead>,
}

/// Paints the open form about a file.
pub(super) fn file_form_ui(
    ui: &mut Ui,
    seen: &Seen,
    form: FileForm,
    in_hand: &mut InHand,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let kind = FormKind::File(form);
    let is_new = std::mem::take(&mut forms.is_fresh);
    let draft = forms.draft(&kind);
    ui.spacing_mut().item_spacing.y = space::XS;
    let title = match form {
        FileForm::SaveHandoff => "A file for another desk",
        FileForm::OpenHandoff => "A file of another desk",
        FileForm::ImportRota => "Import a rota",
    };
    ui.label(RichText::new(title).font(font::heading()));
    let filling = Filling { seen, draft, is_sent: false, wants_focus: is_new };
    let mut painting = Painting { kind: &kind, filling };
    let (words, wish) = match form {
        FileForm::SaveHandoff => painting.save_ui(ui, asks),
        FileForm::OpenHandoff => painting.open_ui(ui, in_hand, asks),
        FileForm::ImportRota => painting.rota_ui(ui, in_hand, asks),
    };
    ui.add_space(space::S);
    refusal_ui(ui, painting.filling.draft);
    let mut is_sent = painting.filling.is_sent;
    let draft = painting.filling.draft;
    if draft.is_out {
        aside(ui, "Working on it…");
    }
    ui.horizontal_wrapped(|ui| {
        ui.add_enabled_ui(!draft.is_out, |ui| {
            is_sent |= widgets::primary_button(ui, words, Some("Ctrl Enter")).clicked();
        });
        if widgets::quiet_button(ui, "Close", Some("Esc")).clicked() {
            asks.push(Ask::CloseForm);
        }
    });
    is_sent |= ui.input(|input| input.modifiers.command && input.key_pressed(Key::Enter));
    if is_sent && !draft.is_out {
        match wish {
            Ok(wish) => {
                draft.refusal = None;
                asks.push(Ask::Files(wish));
            }
            Err(why) => draft.refusal = Some(why),
        }
    }
}

/// What the button says, and what it asks for or why it cannot.
type Step = (&'static str, Result<FileWish, String>);

struct Painting<'a> {
    kind: &'a FormKind,
    filling: Filling<'a>,
}

impl Painting<'_> {
    fn path(&mut self, ui: &mut Ui, words: (&str, &str), ask: FileAsk, asks: &mut Asks) {
        let response = path_field(ui, self.kind, self.filling.draft, words, ask, asks, |_| {});
        self.filling.took(ui, &response);
    }

    fn passphrase(&self) -> Option<String> {
        // Blanks belong to it.
        Some(self.filling.draft.text(Draft::SECRET).to_owned()).filter(|text| !text.is_empty())
    }

    fn save_ui(&mut self, ui: &mut Ui, asks: &mut Asks) -> Step {
        aside(ui, "It carries what the log holds, with a checksum. The other desk opens and merges it.");
        let settings = &self.filling.seen.snapshot.world.settings;
        let name = file_name(
            &settings.name,
            &self.filling.seen.now.with_timezone(&self.filling.seen.zone).format("%Y-%m-%d").to_string(),
        );
        let ask = FileAsk {
            title: "A file for another desk".to_owned(),
            name,
            is_to_be_written: true,
            ..handoff_ask()
        };
        self.path(ui, ("File", "/media/stick/watch.bridgewatch"), ask, asks);
        let peers = &self.filling.seen.snapshot.peers;
        let mut for_desk = None;
        if !peers.is_empty() {
            let mut options = vec![Choice::words("All of the log")];
            options.extend(peers.iter().map(|name| Choice::words(format!("What {name} lacks"))));
            let mut at = self.filling.draft.text("for").parse().unwrap_or(0).min(peers.len());
            if choice_ui(ui, "What it carries", &options, &mut at) {
                *self.filling.draft.field("for") = at.to_string();
            }
            for_desk = at.checked_sub(1).and_then(|at| peers.get(at).cloned());
        }
        self.filling.secret(ui, Draft::SECRET, "Passphrase that seals it", "Empty: not sealed");
        let passphrase = self.passphrase();
        if passphrase.is_some() {
            self.filling.secret(ui, AGAIN, "The passphrase once more", "");
        }
        let is_same =
            passphrase.is_none() || self.filling.draft.text(Draft::SECRET) == self.filling.draft.text(AGAIN);
        let wish = if is_same {
            typed_path(self.filling.draft, Some(EXTENSION)).map(|to| FileWish::SaveHandoff {
                form: self.kind.clone(),
                to,
                passphrase,
                for_desk,
            })
        } else {
            Err("the two passphrases differ; type the same one twice".to_owned())
        };
        ("Save it", wish)
    }

    fn open_ui(&mut self, ui: &mut Ui, in_hand: &mut InHand, asks: &mut Asks) -> Step {
        aside(ui, "First it is looked at; nothing changes until you merge it.");
        let ask = FileAsk { title: "A file of another desk".to_owned(), ..handoff_ask() };
        self.path(ui, ("File", "/media/stick/watch.bridgewatch"), ask, asks);
        self.filling.secret(ui, Draft::SECRET, "Its passphrase, if it is sealed", "");
        let target = typed_path(self.filling.draft, None);
        let looked = in_hand.handoff.as_ref();
        let looked = looked.filter(|one| target.as_ref().is_ok_and(|target| target.path == one.path));
        if let Some((looked, brings)) = looked.and_then(|one| Some((one, one.brings.as_ref()?))) {
            brings_ui(ui, self.filling.seen, looked, brings);
            let (words, wish) = if brings.total() == 0 {
                ("Done", Err("nothing in it is new here, so there is nothing to merge".to_owned()))
            } else {
                ("Merge it", Ok(FileWish::MergeHandoff { form: self.kind.clone() }))
            };
            return (words, wish);
        }
        let (form, passphrase) = (self.kind.clone(), self.passphrase());
        let wish = target.map(|to| FileWish::LookAtHandoff { form, path: to.path, passphrase });
        ("Look at it", wish)
    }

    fn rota_ui(&mut self, ui: &mut Ui, in_hand: &mut InHand, asks: &mut Asks) -> Step {
        aside(ui, "Watches of a calendar (.ics) or a CSV become overrides. First you see how they stand.");
        let ask = FileAsk {
            title: "Import a rota".to_owned(),
            kind: "Calendar or CSV".to_owned(),
            endings: vec!["ics".to_owned(), "csv".to_owned()],
            ..FileAsk::default()
        };
        self.path(ui, ("File", "/media/stick/rota.ics"), ask, asks);
        let target = typed_path(self.filling.draft, None);
        let read = in_hand.rota.as_mut();
        let read = read.filter(|one| target.as_ref().is_ok_and(|target| target.path == one.path));
        let form = self.kind.clone();
        let Some(read) = read else {
            return ("Look at it", target.map(|to| FileWish::ReadRota { form, path: to.path }));
        };
        let new = rota_lines_ui(ui, self.filling.seen, read);
        if new == 0 {
            return ("Done", Err("every watch in it is scheduled so already, or past".to_owned()));
        }
        ("Put them in", Ok(FileWish::PutRotaIn { form }))
    }
}

fn handoff_ask() -> FileAsk {
    FileAsk { kind: "Handoff file".to_owned(), endings: vec![EXTENSION.to_owned()], ..FileAsk::default() }
}

/// The name that is proposed for a handoff file: the desk's, in letters that every disk takes, and the day.
fn file_name(desk: &str, day: &str) -> String {
    let plain: String = desk.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let plain = plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let desk = if plain.is_empty() { "watch".to_owned() } else { plain.to_lowercase() };
    format!("{desk}-{day}.{EXTENSION}")
}

/// Paints what merging a file would bring.
pub fn brings_ui(ui: &mut Ui, seen: &Seen, looked: &LookedAt, brings: &MergeReport) {
    let manifest = looked.file.manifest();
    let name: String = manifest.desk.chars().filter(|c| !c.is_control()).take(80).collect();
    let sealed = if looked.file.is_sealed() { ", sealed" } else { "" };
    ui.add_space(space::S);
    let at = understood(whole_second(manifest.made_at), seen.zone);
    let head = if looked.file.is_log() {
        format!("A whole log, its newest entry of {at}")
    } else {
        format!("From “{name}”, made {at}{sealed}")
    };
    ui.add(Label::new(RichText::new(head).font(font::strong())).wrap());
    let words = match brings.total() {
        0 => format!(
            "Nothing in it is new here: all {} are here",
            counted(manifest.events, "entry", "entries")
        ),
        new => format!(
            "It would bring {}; {} here already",
            counted(new, "new entry", "new entries"),
            if brings.had == 1 { "1 is".to_owned() } else { format!("{} are", brings.had) }
        ),
    };
    let said = ui.add(Label::new(words).wrap());
    ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
    if let Some(words) = brings.erased_words() {
        ui.add(Label::new(words).wrap());
    }
    if brings.unknown_kinds > 0 {
        let kept = counted(brings.unknown_kinds, "entry is", "entries are");
        aside(ui, &format!("{kept} of a kind that this version does not know; they are kept"));
    }
    if brings.waiting > 0 {
        let lacking = counted(brings.waiting, "incident has", "incidents have");
        aside(ui, &format!("{lacking} no opening here yet; a file of the desk that opened them brings it"));
    }
    for one in brings.incidents.iter().take(MOST_LINES) {
        let new = if one.is_new { "new, " } else { "" };
        let entries = counted(one.entries, "entry", "entries");
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(&one.reference).font(font::mono_strong()));
            ui.add(Label::new(&one.title).wrap());
        });
        aside(ui, &format!("{new}{entries}"));
    }
    rest_ui(ui, brings.incidents.len(), "incidents");
}

fn rest_ui(ui: &mut Ui, count: usize, of: &str) {
    if count > MOST_LINES {
        aside(ui, &format!("and {} more {of}", count - MOST_LINES));
    }
}

/// How the watches of a file stand; how many would be put in.
fn rota_lines_ui(ui: &mut Ui, seen: &Seen, read: &mut RotaRead) -> usize {
    let rota = seen.snapshot.world.rota();
    let of = std::sync::Arc::as_ptr(rota) as usize;
    if read.standing.as_ref().is_none_or(|standing| standing.of != of) {
        let found = preview(&read.rota.shifts, rota);
        let new = found.iter().filter(|line| line.wish(None, seen.now).is_some()).count();
        let words = |line: &PreviewLine<'_>| {
            let shift = line.shift;
            let span = span(shift.window.from, shift.window.until, seen.zone);
            let title = format!("{}, {}", shift.person, shift.seat);
            (title, format!("{span}: {}", line.words(rota, seen.now)))
        };
        let lines = found.iter().take(MOST_LINES).map(words).collect();
        read.standing = Some(Standing { of, lines, new });
    }
    ui.add_space(space::S);
    for warning in &read.rota.warnings {
        aside(ui, &sentence(&warning.to_string()));
    }
    let Some(Standing { lines, new, .. }) = &read.standing else { return 0 };
    let all = counted(read.rota.shifts.len() as u64, "watch", "watches");
    let head = format!("{all} in it; {new} would be put in");
    let said = ui.add(Label::new(RichText::new(head).font(font::strong())).wrap());
    ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
    for (title, words) in lines {
        ui.add(Label::new(title).wrap());
        aside(ui, words);
    }
    rest_ui(ui, read.rota.shifts.len(), "watches");
    *new
}

/// What a draft says once a path was chosen for it.
pub fn take_chosen(draft: &mut Draft, path: &std::path::Path) {
    let text = path.display().to_string();
    draft.field(FILE).clone_from(&text);
    *draft.field(crate::ui::files::CHOSEN) = text;
    draft.refusal = None;
}
