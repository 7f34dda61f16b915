//! The directory's forms about files: a CSV looked at and brought in, and the directory written as one.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Label, RichText, Ui};

use crate::documents::sentence;
use crate::domain::directory::RecordKind;
use crate::domain::time::Instant;
use crate::domain::world::World;
use crate::imports::directory_csv::{MAX_DIRECTORY_BYTES, read};
use crate::imports::directory_preview::{DirectoryPreview, FieldChange, RowLine, RowStanding, preview};
use crate::imports::encoding::Encoding;
use crate::platform::{FileAsk, read_at_most};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::files::{FileWish, path_field, typed_path};
use crate::ui::filling::Filling;
use crate::ui::forms::{DirectoryForm, FormKind, Forms};
use crate::ui::incident::parts::paragraph;
use crate::ui::theme::{Tokens, font, space};

/// The most rows of a preview that are listed; the rest is counted.
const MOST_LINES: usize = 60;
/// How much of a text a change quotes, in characters.
const QUOTED_CHARS: usize = 80;

/// A file that was looked at.
#[derive(Debug)]
pub struct DirectoryLooked {
    /// Where it was read.
    pub path: PathBuf,
    encoding: Encoding,
    /// The desk that it was held against.
    world: Arc<World>,
    notes: Vec<String>,
    /// What bringing it in would do.
    pub found: DirectoryPreview,
    /// The rows that would do something, those that change what is kept first: title and words.
    lines: Vec<(String, String)>,
}

impl DirectoryLooked {
    /// Reads a file and holds it against the desk; why not, in words.
    pub fn of_file(
        path: PathBuf,
        encoding: Encoding,
        world: Arc<World>,
        now: Instant,
    ) -> Result<Self, String> {
        let bytes = read_at_most(&path, MAX_DIRECTORY_BYTES as u64).map_err(|err| err.to_string())?;
        let file = read(&bytes, encoding).map_err(|refusal| refusal.to_string())?;
        let found = preview(&file, &world, now).map_err(|refusal| refusal.to_string())?;
        let rank = |line: &&RowLine| match line.standing {
            RowStanding::Changed => 0,
            RowStanding::Merged(_) => 1,
            RowStanding::New => 2,
            RowStanding::Same => 3,
        };
        let mut told: Vec<&RowLine> =
            found.lines.iter().filter(|line| line.standing != RowStanding::Same).collect();
        told.sort_by_key(rank);
        let lines = told.into_iter().map(words).collect();
        let notes = file.notes.iter().map(|note| sentence(&note.to_string())).collect();
        Ok(Self { path, encoding, world, notes, found, lines })
    }

    /// Whether it was held against the directory as it is now.
    pub fn is_of(&self, world: &World) -> bool {
        Arc::ptr_eq(&self.world.directory, &world.directory)
    }
}

/// A row in words: what it is, and what it would do.
fn words(line: &RowLine) -> (String, String) {
    let title = format!("{}, {}", line.name, line.kind.word());
    let quoted = |text: &str| {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let short: String = line.chars().take(QUOTED_CHARS).collect();
        if short.len() < line.len() { format!("{short}…") } else { short }
    };
    let change = |one: &FieldChange| {
        let column = one.column.replace('_', " ");
        match (one.before.as_str(), one.after.as_str()) {
            ("", after) => format!("{column} {}", quoted(after)),
            (before, "") => format!("{column} no more {}", quoted(before)),
            (before, after) => format!("{column} {} → {}", quoted(before), quoted(after)),
        }
    };
    let changes = line.changes.iter().map(change).collect::<Vec<_>>().join("; ");
    let words = match &line.standing {
        RowStanding::Merged(into) => format!("merged into {into} since, left as it is"),
        standing if changes.is_empty() => standing.word().to_owned(),
        standing => format!("{}: {changes}", standing.word()),
    };
    (title, words)
}

/// Paints the open form about a file.
pub(super) fn file_form_ui(
    ui: &mut Ui,
    seen: &Seen,
    form: &DirectoryForm,
    in_hand: Option<&DirectoryLooked>,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let kind = FormKind::Directory(form.clone());
    let wants_focus = std::mem::take(&mut forms.is_fresh);
    let draft = forms.draft(&kind);
    ui.spacing_mut().item_spacing.y = space::XS;
    let mut filling = Filling { seen, draft, is_sent: false, wants_focus };
    let (button, wish) = if *form == DirectoryForm::Export {
        export_ui(ui, &kind, &mut filling, asks)
    } else {
        import_ui(ui, &kind, &mut filling, in_hand, asks)
    };
    if filling.draft.is_out {
        aside(ui, "Working on it…");
    }
    let is_sent = filling.foot_ui(ui, button, asks);
    if *form == DirectoryForm::Import {
        // Below the buttons, which so stay where they are however much is said.
        if let Some(looked) = current(&filling, in_hand) {
            looked_ui(ui, looked);
        }
    }
    if is_sent {
        match wish {
            Ok(wish) => {
                filling.draft.refusal = None;
                asks.push(Ask::Files(wish));
            }
            Err(why) => filling.draft.refusal = Some(why),
        }
    }
}

/// What the button says, and what it asks for or why it cannot.
type Step = (&'static str, Result<FileWish, String>);

fn aside(ui: &mut Ui, words: &str) {
    paragraph(ui, words, font::small(), Tokens::of(ui).text_muted);
}

fn encoding(filling: &Filling<'_>) -> Encoding {
    let at: usize = filling.draft.text("encoding").parse().unwrap_or(0);
    Encoding::ALL.get(at).copied().unwrap_or_default()
}

/// The file that was looked at, if it is the one that is typed, and the directory is as it was.
fn current<'a>(filling: &Filling<'_>, in_hand: Option<&'a DirectoryLooked>) -> Option<&'a DirectoryLooked> {
    let target = typed_path(filling.draft, None);
    in_hand.filter(|one| {
        target.is_ok_and(|target| target.path == one.path)
            && one.encoding == encoding(filling)
            && one.is_of(&filling.seen.snapshot.world)
    })
}

fn import_ui(
    ui: &mut Ui,
    kind: &FormKind,
    filling: &mut Filling<'_>,
    in_hand: Option<&DirectoryLooked>,
    asks: &mut Asks,
) -> Step {
    ui.label(RichText::new("Import the directory").font(font::heading()));
    aside(
        ui,
        "A CSV with the columns kind and name, and what else it says; Export… writes one to begin with. First it is \
         looked at; nothing changes until you bring it in. A row that is missing changes nothing, and nobody is \
         retired.",
    );
    let ask = FileAsk {
        title: "Import the directory".to_owned(),
        kind: "CSV".to_owned(),
        endings: vec!["csv".to_owned()],
        ..FileAsk::default()
    };
    let words = ("File", "/media/stick/directory.csv");
    let response = path_field(ui, kind, filling.draft, words, ask, asks, |_| {});
    filling.took(ui, &response);
    filling.choice(ui, "encoding", "Encoding", &["UTF-8", "Windows-1252"]);
    let form = kind.clone();
    match current(filling, in_hand) {
        None => {
            let encoding = encoding(filling);
            let target = typed_path(filling.draft, None);
            ("Look at it", target.map(|to| FileWish::ReadDirectory { form, path: to.path, encoding }))
        }
        Some(looked) if looked.found.wishes.is_empty() => (
            "Bring it in",
            Err("all of it is kept like that already, so there is nothing to bring in".to_owned()),
        ),
        Some(_) => ("Bring it in", Ok(FileWish::PutDirectoryIn { form })),
    }
}

fn looked_ui(ui: &mut Ui, looked: &DirectoryLooked) {
    ui.add_space(space::S);
    for note in &looked.notes {
        aside(ui, note);
    }
    let (new, changed, same) = looked.found.counts();
    let rows = crate::domain::words::counted(looked.found.lines.len() as u64, "row", "rows");
    let head = format!("{rows}: {new} new, {changed} changed, {same} kept like that already");
    let said = ui.add(Label::new(RichText::new(head).font(font::strong())).wrap());
    ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
    for (title, words) in looked.lines.iter().take(MOST_LINES) {
        ui.add(Label::new(title).wrap());
        aside(ui, words);
    }
    if looked.lines.len() > MOST_LINES {
        aside(ui, &format!("and {} more rows", looked.lines.len() - MOST_LINES));
    }
}

fn export_ui(ui: &mut Ui, kind: &FormKind, filling: &mut Filling<'_>, asks: &mut Asks) -> Step {
    ui.label(RichText::new("Export the directory").font(font::heading()));
    aside(
        ui,
        "A CSV that a spreadsheet edits and Import… reads back; leave that is not over stands in it too",
    );
    let mut options = vec!["All of it"];
    options.extend(RecordKind::ALL.iter().map(|kind| kind.plural()));
    let chosen = filling.choice(ui, "kind", "What", &options);
    let only = chosen.checked_sub(1).and_then(|at| RecordKind::ALL.get(at)).copied();
    let ask = FileAsk {
        title: "Export the directory".to_owned(),
        kind: "CSV".to_owned(),
        endings: vec!["csv".to_owned()],
        name: "directory.csv".to_owned(),
        is_to_be_written: true,
        ..FileAsk::default()
    };
    let words = ("File", "/media/stick/directory.csv");
    let response = path_field(ui, kind, filling.draft, words, ask, asks, |_| {});
    filling.took(ui, &response);
    let wish = typed_path(filling.draft, Some("csv"));
    // The bytes are made when they are asked for, not each frame.
    let wish = wish.map(|to| FileWish::SaveDirectory { form: kind.clone(), to, only });
    ("Write it", wish)
}
