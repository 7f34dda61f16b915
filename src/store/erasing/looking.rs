//! What an erasure would change: each entry is looked through, text by text.
//!
//! A text is left where the entry could not be read any more without it: a name that is also a word of the trade, such
//! as a priority, is no person there.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use serde_json::Value;

use super::known::{KIND, Known, Laid};
use super::pieces::{Piece, Pieces};
use crate::domain::directory::is_address;
use crate::domain::erasing::{ERASED, ErasedEntry, Found, Passage, Seeking, Sought, placeholder};
use crate::domain::event::{EventId, Fact, Subject};
use crate::domain::policy_file;
use crate::domain::time::Instant;
use crate::store::codec::{self, Stored};
use crate::store::read;

/// Fields that hold words of the trade or of machines, whatever they say.
const NO_WORDS: &[&str] = &[
    "clock",
    "milestone",
    "seat",
    "calendar",
    "zone",
    "time_zone",
    "measure",
    "category",
    "version",
    "record",
];

/// Fields of a person's own record that go altogether.
const OWN: &[&str] = &["email", "phones", "note"];

/// How many texts are shown as they would read.
const MOST_SHOWN: usize = 8;

/// How much of such a text is shown, in characters.
const SHOWN_CHARS: usize = 140;

/// A number needs so many digits to be taken for a way to reach somebody.
const LEAST_DIGITS: usize = 7;

/// What an erasure would change, or has changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErasureSeen {
    /// How many entries.
    pub entries: u64,
    /// How many passages of them.
    pub passages: u64,
    /// Entries by what they are about; all incidents together.
    pub about: BTreeMap<Place, u64>,
    /// How many incidents they are about.
    pub incidents: u64,
    /// Some texts as they would read.
    pub shown: Vec<SeenText>,
    /// What looks like the person and is left, each with how often.
    pub left: BTreeMap<String, u64>,
    /// Addresses and numbers that stood beside the name, and go too.
    pub beside: BTreeSet<String>,
}

/// What entries are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Incidents.
    Incidents,
    /// The directory.
    Directory,
    /// The watch.
    Watch,
    /// Service reviews.
    Reviews,
    /// The desk and all else.
    Desk,
}

impl Place {
    fn of(subject: &Subject) -> Self {
        match subject {
            Subject::Incident(_) => Self::Incidents,
            Subject::Directory => Self::Directory,
            Subject::Watch => Self::Watch,
            Subject::ServiceReviews => Self::Reviews,
            Subject::Desk | Subject::Figures | Subject::Other(_) => Self::Desk,
        }
    }

    /// The words for it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Incidents => "incidents",
            Self::Directory => "the directory",
            Self::Watch => "the watch",
            Self::Reviews => "service reviews",
            Self::Desk => "the desk",
        }
    }
}

/// A text as it would read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenText {
    /// What its entry is about.
    pub subject: Subject,
    /// When that happened.
    pub happened_at: Instant,
    /// The text, shortened.
    pub reads: String,
}

/// What is to be done.
pub(super) struct Plan {
    pub entries: Vec<ErasedEntry>,
    pub seen: ErasureSeen,
}

/// Looks through the whole log.
pub(super) fn look(conn: &Connection, seeking: &Seeking, known: &Known) -> rusqlite::Result<Plan> {
    let mut seeking = seeking.clone();
    let mut beside = BTreeSet::new();
    read::each(conn, read::ALL, [], |stored| {
        if let Ok(body) = serde_json::from_str::<Value>(&stored.body) {
            ways_beside(&body, &seeking, &mut beside);
        }
        Ok(())
    })?;
    let is_known =
        |seeking: &Seeking, way: &str| seeking.words.iter().any(|known| Sought::is_same_contact(known, way));
    beside.retain(|way| !is_known(&seeking, way) && seeking.add_way(way));
    let mut plan = Plan { entries: Vec::new(), seen: ErasureSeen { beside, ..ErasureSeen::default() } };
    let mut incidents = BTreeSet::new();
    let label = placeholder(known.next_number());
    read::each(conn, read::ALL, [], |stored| {
        let looking = Looking { seeking: &seeking, known, stored: &stored, label: &label };
        let passages = looking.passages(&mut plan.seen);
        if passages.is_empty() {
            return Ok(());
        }
        let subject = codec::subject(&stored.subject);
        plan.seen.entries += 1;
        plan.seen.passages += passages.len() as u64;
        *plan.seen.about.entry(Place::of(&subject)).or_default() += 1;
        if let Subject::Incident(id) = subject {
            incidents.insert(id);
        }
        plan.entries.push(ErasedEntry { entry: EventId(codec::uuid(&stored.id)), passages });
        Ok(())
    })?;
    plan.seen.incidents = incidents.len() as u64;
    Ok(plan)
}

/// The addresses and numbers that stand beside the name in one object: that of a recipient, of a call.
fn ways_beside(value: &Value, seeking: &Seeking, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            let name = |value: &Value| value.get("name").and_then(Value::as_str).map(str::to_owned);
            let own = fields.get("name").and_then(Value::as_str).map(str::to_owned);
            let names = own
                .into_iter()
                .chain(["whom", "person"].iter().filter_map(|field| name(fields.get(*field)?)));
            if names.into_iter().any(|name| seeking.sought.is_named(&name)) {
                let way = |field: &&str| fields.get(*field).and_then(Value::as_str);
                let is_way = |way: &&str| {
                    is_address(way) || way.chars().filter(char::is_ascii_digit).count() >= LEAST_DIGITS
                };
                let ways = ["address", "via", "email", "phone"];
                found.extend(ways.iter().filter_map(way).filter(is_way).map(str::to_owned));
            }
            fields.values().for_each(|one| ways_beside(one, seeking, found));
        }
        Value::Array(all) => all.iter().for_each(|one| ways_beside(one, seeking, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

struct Looking<'a> {
    seeking: &'a Seeking,
    known: &'a Known,
    stored: &'a Stored,
    label: &'a str,
}

impl Looking<'_> {
    /// The passages of an entry that go.
    fn passages(&self, seen: &mut ErasureSeen) -> Vec<Passage> {
        let stored = self.stored;
        let mut passages = self.of_text(None, &stored.actor, false, seen);
        if stored.kind == KIND {
            return passages;
        }
        let pieces = Pieces::of(&stored.body);
        let is_own = self.is_own_record();
        let mut was_read = None;
        for (place, piece) in (0_u32..).zip(&pieces.all) {
            if NO_WORDS.contains(&piece.field.as_str()) {
                continue;
            }
            let is_whole = is_own && OWN.contains(&piece.field.as_str()) && piece.text != piece.field;
            let mut of_text = self.of_text(Some(place), &piece.text, is_whole, seen);
            if of_text.is_empty() {
                continue;
            }
            let reads_then = self.reads_then(piece, is_whole);
            let body = pieces.replaced(|one, _| (one == place).then(|| reads_then.clone()));
            if *was_read.get_or_insert_with(|| reads(stored, &stored.body)) && !reads(stored, &body) {
                *seen.left.entry(short(&piece.text)).or_default() += 1;
                continue;
            }
            if seen.shown.len() < MOST_SHOWN && !is_whole && reads_then != self.label {
                seen.shown.push(SeenText {
                    subject: codec::subject(&stored.subject),
                    happened_at: codec::instant(stored.happened_at),
                    reads: around(&reads_then, self.label),
                });
            }
            passages.append(&mut of_text);
        }
        passages
    }

    /// The passages of one text of it.
    fn of_text(
        &self,
        place: Option<u32>,
        text: &str,
        is_whole: bool,
        seen: &mut ErasureSeen,
    ) -> Vec<Passage> {
        let (mut found, left) = self.seeking.sought.look(text);
        for one in left {
            *seen.left.entry(short(&one.0)).or_default() += 1;
        }
        if is_whole && text != ERASED {
            found = vec![Found { from: 0, until: text.chars().count(), is_contact: true }];
        }
        if found.is_empty() {
            return Vec::new();
        }
        // One that does not read as it should is a finding of `verify`; here it counts as it stands.
        let Some(Laid { places, .. }) = self.known.lay(self.stored, place, text) else { return Vec::new() };
        let mut passages: Vec<Passage> = Vec::new();
        for one in found {
            let of = places.get(one.from..one.until).unwrap_or_default();
            // What stands for somebody who was erased before is nobody's.
            let is_apart =
                |pair: &[Option<usize>]| matches!(pair, [Some(one), Some(other)] if *other == one + 1);
            if of.first().is_none_or(Option::is_none) || !of.windows(2).all(is_apart) {
                if is_whole {
                    passages.extend(spans(of).map(|(from, chars)| passage(place, from, chars, true)));
                }
                continue;
            }
            let from = of.first().copied().flatten().unwrap_or_default();
            passages.push(passage(place, from, of.len(), one.is_contact));
        }
        passages
    }

    fn reads_then(&self, piece: &Piece, is_whole: bool) -> String {
        if is_whole { ERASED.to_owned() } else { self.seeking.sought.without(&piece.text, self.label) }
    }

    /// Whether it is a record of the directory that is the person's own.
    fn is_own_record(&self) -> bool {
        let id = |body: &Value| {
            body.get("id").and_then(Value::as_str).and_then(|id| uuid::Uuid::parse_str(id).ok())
        };
        self.stored.kind == "directory_recorded"
            && serde_json::from_str::<Value>(&self.stored.body)
                .ok()
                .and_then(|body| id(&body))
                .is_some_and(|id| self.seeking.records.iter().any(|record| record.0 == id))
    }
}

fn passage(text: Option<u32>, from: usize, chars: usize, contact: bool) -> Passage {
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    Passage { text, from: number(from), chars: number(chars), contact }
}

/// The runs of places one after the other.
fn spans(places: &[Option<usize>]) -> impl Iterator<Item = (usize, usize)> {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for place in places.iter().flatten() {
        match spans.last_mut() {
            Some((from, chars)) if *from + *chars == *place => *chars += 1,
            _ => spans.push((*place, 1)),
        }
    }
    spans.into_iter()
}

/// Whether an entry could be read with this body: also the policy in it, if it is one.
fn reads(stored: &Stored, body: &str) -> bool {
    match codec::read_fact(&stored.kind, stored.version, body) {
        Ok(Fact::PolicyRecorded { policy, text }) => policy_file::read(&policy.name, &text).is_ok(),
        read => read.is_ok(),
    }
}

fn short(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(SHOWN_CHARS).collect()
}

/// What stands around a word in a text.
fn around(text: &str, word: &str) -> String {
    let before = text.find(word).map_or(0, |byte| text.get(..byte).unwrap_or_default().chars().count());
    let from = before.saturating_sub(SHOWN_CHARS / 2);
    let part: String = text.chars().skip(from).collect();
    let cut = short(&part);
    let (open, close) =
        (if from > 0 { "…" } else { "" }, if part.chars().count() > SHOWN_CHARS { "…" } else { "" });
    format!("{open}{cut}{close}")
}
