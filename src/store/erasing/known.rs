//! What a log, or a part of it, says was erased, and how an entry reads for it.
//!
//! Passages are of the texts as they were first written, so that those of several facts add up. A text from which
//! something is gone already is laid out by what was known when it went: then its remaining signs have their places
//! again, and more can go.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use uuid::Uuid;

use super::pieces::Pieces;
use crate::domain::erasing::{ERASED, Passage, PersonErased, names};
use crate::domain::event::{DeviceId, Fact};
use crate::store::chain;
use crate::store::codec::{self, Stored};
use crate::store::read;

/// The kind of the facts that erase.
pub(in crate::store) const KIND: &str = "person_erased";

/// A fact of an erasure, and its place in the fold.
#[derive(Debug, Clone)]
struct Erasing {
    place: (i64, Vec<u8>, i64),
    id: Vec<u8>,
    fact: PersonErased,
}

/// All erasures that are known somewhere.
#[derive(Debug, Clone, Default)]
pub(in crate::store) struct Known {
    /// In the order of the fold.
    all: Vec<Erasing>,
    names: BTreeMap<Uuid, String>,
    /// By the name of the entry: which facts name it, and where in them.
    by_entry: BTreeMap<Uuid, Vec<(usize, usize)>>,
}

/// What one passage takes: from, until, whether it is a contact, and the place of its fact.
type Part = (usize, usize, bool, usize);

/// A part of a text that is gone, in places of the text as it was first written, and what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Gap {
    from: usize,
    until: usize,
    label: String,
}

/// A text whose signs have their places again.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Laid {
    /// Each sign of the text as it reads now: its place in what was first written; none in what stands for a gap.
    pub places: Vec<Option<usize>>,
    /// The gaps that it has.
    gone: Vec<(usize, usize)>,
}

/// How an entry reads.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::store) struct Reading {
    /// The entry.
    pub entry: Stored,
    /// Whether it read before as it should have.
    pub fits: bool,
}

impl Known {
    /// What the whole log says.
    pub fn of_log(conn: &Connection) -> rusqlite::Result<Self> {
        let mut all = Vec::new();
        read::each(conn, read::OF_KIND, [KIND], |stored| {
            all.extend(erasing(&stored));
            Ok(())
        })?;
        Ok(Self::of(all))
    }

    /// With what these entries say.
    pub fn with<'a>(&self, entries: impl IntoIterator<Item = &'a Stored>) -> Self {
        let new = entries.into_iter().filter_map(erasing);
        Self::of(self.all.iter().cloned().chain(new).collect())
    }

    /// What a desk knows that holds of each device the entries up to a number.
    pub fn held(&self, holds: &BTreeMap<DeviceId, u64>) -> Self {
        let is_held = |one: &&Erasing| {
            let held = holds.get(&DeviceId(codec::uuid(&one.place.1))).copied().unwrap_or_default();
            u64::try_from(one.place.2).is_ok_and(|seq| seq <= held)
        };
        Self::of(self.all.iter().filter(is_held).cloned().collect())
    }

    fn of(mut all: Vec<Erasing>) -> Self {
        all.sort_by(|one, other| one.place.cmp(&other.place));
        let names = names(all.iter().map(|one| (one.fact.erasure, one.fact.number)));
        let mut by_entry: BTreeMap<Uuid, Vec<(usize, usize)>> = BTreeMap::new();
        for (place, one) in all.iter().enumerate() {
            for (part, entry) in one.fact.entries.iter().enumerate() {
                by_entry.entry(entry.entry.0).or_default().push((place, part));
            }
        }
        Self { all, names, by_entry }
    }

    /// Whether nothing was ever erased.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How many people were erased.
    pub fn people(&self) -> u64 {
        self.names.len() as u64
    }

    /// The number of the next person.
    pub fn next_number(&self) -> u32 {
        self.all.iter().map(|one| one.fact.number).max().unwrap_or_default().saturating_add(1)
    }

    /// The facts, in the order of the fold.
    pub fn facts(&self) -> impl Iterator<Item = &PersonErased> {
        self.all.iter().map(|one| &one.fact)
    }

    /// Which entry is named by which fact.
    pub fn pairs(&self) -> BTreeSet<(Uuid, Uuid)> {
        let of = |one: &Erasing| {
            let fact = codec::uuid(&one.id);
            one.fact.entries.iter().map(move |entry| (entry.entry.0, fact)).collect::<Vec<_>>()
        };
        self.all.iter().flat_map(of).collect()
    }

    /// Whether some fact names an entry.
    pub fn is_named(&self, entry: &Stored) -> bool {
        self.by_entry.contains_key(&codec::uuid(&entry.id))
    }

    /// The entries that read otherwise for what `before` did not know.
    pub fn changed_since(&self, before: &Self) -> BTreeSet<Uuid> {
        let known: BTreeSet<&[u8]> = before.all.iter().map(|one| one.id.as_slice()).collect();
        let is_other = |one: &Erasing| {
            let erasure = one.fact.erasure;
            !known.contains(one.id.as_slice()) || self.names.get(&erasure) != before.names.get(&erasure)
        };
        let others = self.all.iter().filter(|one| is_other(one));
        others.flat_map(|one| one.fact.entries.iter().map(|entry| entry.entry.0)).collect()
    }

    /// The gaps of the texts of an entry: what several facts take, where it lies over each other, is one gap.
    fn gaps(&self, entry: Uuid) -> BTreeMap<Option<u32>, Vec<Gap>> {
        let mut parts: BTreeMap<Option<u32>, Vec<Part>> = BTreeMap::new();
        for (place, part) in self.by_entry.get(&entry).into_iter().flatten() {
            let entry = self.all.get(*place).and_then(|one| one.fact.entries.get(*part));
            for Passage { text, from, chars, contact } in entry.map_or(&[][..], |entry| &entry.passages) {
                let from = *from as usize;
                let part = (from, from.saturating_add(*chars as usize), *contact, *place);
                parts.entry(*text).or_default().push(part);
            }
        }
        parts.into_iter().map(|(text, parts)| (text, self.one_gap_each(parts))).collect()
    }

    fn one_gap_each(&self, mut parts: Vec<Part>) -> Vec<Gap> {
        parts.retain(|(from, until, ..)| from < until);
        parts.sort_unstable();
        let mut gaps: Vec<(usize, usize, (bool, usize))> = Vec::new();
        for (from, until, contact, place) in parts {
            match gaps.last_mut() {
                Some((_, end, first)) if from < *end => {
                    *end = (*end).max(until);
                    *first = (*first).min((contact, place));
                }
                _ => gaps.push((from, until, (contact, place))),
            }
        }
        let label = |(contact, place): (bool, usize)| {
            let erasure = self.all.get(place).map(|one| one.fact.erasure).filter(|_| !contact);
            erasure.and_then(|one| self.names.get(&one)).map_or_else(|| ERASED.to_owned(), Clone::clone)
        };
        gaps.into_iter().map(|(from, until, first)| Gap { from, until, label: label(first) }).collect()
    }

    /// A text of an entry with its places; none where it does not read as it should.
    pub(super) fn lay(&self, entry: &Stored, place: Option<u32>, text: &str) -> Option<Laid> {
        if entry.is_as_written() {
            return laid(text, &[]);
        }
        laid(text, of(&self.gaps(codec::uuid(&entry.id)), place))
    }

    /// How an entry reads that was last settled by what `before` knew. Where it does not read as it should, what
    /// is in doubt goes altogether.
    pub fn read(&self, before: &Self, stored: &Stored) -> Reading {
        if !self.is_named(stored) {
            return Reading { entry: stored.clone(), fits: true };
        }
        let id = codec::uuid(&stored.id);
        let mut fits = true;
        let is_as_written = stored.is_as_written();
        let had = if is_as_written { BTreeMap::new() } else { before.gaps(id) };
        let is_known = is_as_written || before.is_named(stored);
        let gaps = self.gaps(id);
        let mut text = |place: Option<u32>, now: &str| {
            let laid = laid(now, of(&had, place)).filter(|_| is_known);
            laid.map_or_else(
                || {
                    fits = false;
                    ERASED.to_owned()
                },
                |laid| cut(now, &laid, of(&gaps, place)),
            )
        };
        let actor = text(None, &stored.actor);
        // A fact of an erasure has no words but who said it.
        let body = if stored.kind == KIND {
            stored.body.clone()
        } else {
            Pieces::of(&stored.body).replaced(|place, piece| Some(text(Some(place), &piece.text)))
        };
        let mut read = Stored { actor, body, ..stored.clone() };
        if read.actor != stored.actor || read.body != stored.body {
            read.salt = chain::tombstone(&read.actor, &read.body).to_vec();
        }
        Reading { entry: read, fits }
    }

    /// Whether an entry reads as what is known asks for.
    pub fn fits(&self, stored: &Stored) -> bool {
        if !self.is_named(stored) {
            return stored.is_as_written();
        }
        let is_marked = stored.is_as_written() || stored.is_erased();
        is_marked && self.read(self, stored) == Reading { entry: stored.clone(), fits: true }
    }
}

/// The fact of an erasure in an entry.
fn erasing(stored: &Stored) -> Option<Erasing> {
    if stored.kind != KIND {
        return None;
    }
    let Ok(Fact::PersonErased(fact)) = codec::read_fact(&stored.kind, stored.version, &stored.body) else {
        return None;
    };
    let place = (stored.recorded_at, stored.device.clone(), stored.device_seq);
    Some(Erasing { place, id: stored.id.clone(), fact: *fact })
}

/// The gaps of one text.
fn of(gaps: &BTreeMap<Option<u32>, Vec<Gap>>, place: Option<u32>) -> &[Gap] {
    gaps.get(&place).map_or(&[], Vec::as_slice)
}

fn laid(text: &str, gaps: &[Gap]) -> Option<Laid> {
    let signs: Vec<char> = text.chars().collect();
    let mut laid = Laid { places: Vec::with_capacity(signs.len()), gone: Vec::new() };
    // The place in what was first written of the next sign.
    let mut next = 0;
    for gap in gaps {
        let kept = gap.from - next;
        if signs.len() - laid.places.len() < kept {
            // It ended before.
            break;
        }
        laid.places.extend((next..gap.from).map(Some));
        next = gap.from;
        let rest = signs.get(laid.places.len()..).unwrap_or_default();
        if rest.is_empty() {
            break;
        }
        let label = gap.label.chars();
        if !label.clone().eq(rest.iter().copied().take(label.clone().count())) {
            return None;
        }
        laid.places.extend(label.map(|_| None));
        laid.gone.push((gap.from, gap.until));
        next = gap.until;
    }
    let rest = signs.len() - laid.places.len();
    laid.places.extend((next..next + rest).map(Some));
    Some(laid)
}

/// The text with these gaps; those that it has are among them.
fn cut(text: &str, laid: &Laid, gaps: &[Gap]) -> String {
    let mut kept =
        laid.places.iter().zip(text.chars()).filter_map(|(place, c)| Some(((*place)?, c))).peekable();
    let mut gone = laid.gone.iter().peekable();
    let mut read = String::with_capacity(text.len());
    for gap in gaps {
        while let Some((_, c)) = kept.next_if(|(place, _)| *place < gap.from) {
            read.push(c);
        }
        while gone.next_if(|(_, until)| *until <= gap.from).is_some() {}
        let mut is_there = gone.peek().is_some_and(|(from, _)| *from < gap.until);
        while kept.next_if(|(place, _)| *place < gap.until).is_some() {
            is_there = true;
        }
        if is_there {
            read.push_str(&gap.label);
        }
    }
    read.extend(kept.map(|(_, c)| c));
    read
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::erasing::ErasedEntry;
    use crate::domain::event::EventId;
    use crate::store::samples;

    fn passage(text: Option<u32>, from: u32, chars: u32, contact: bool) -> Passage {
        Passage { text, from, chars, contact }
    }

    /// A fact of device 9 about entry 1.
    fn fact(seq: u64, erasure: u128, number: u32, passages: Vec<Passage>) -> Stored {
        let entries = vec![ErasedEntry { entry: EventId(Uuid::from_u128(1)), passages }];
        let erased = PersonErased { erasure: Uuid::from_u128(erasure), number, entries };
        Stored::of(&samples::event(seq, Fact::PersonErased(Box::new(erased)))).unwrap()
    }

    fn entry(text: &str) -> Stored {
        let mut stored = Stored::of(&samples::event(1, samples::note(text))).unwrap();
        stored.seal(vec![7; 16], &chain::GENESIS);
        stored
    }

    fn words(stored: &Stored) -> String {
        stored.clone().event().fact.words().unwrap().to_owned()
    }

    /// The text of a note is its fourth: field, value, field, value.
    const NOTE: Option<u32> = Some(2);

    #[test]
    fn the_text_of_a_note_is_where_these_tests_say() {
        assert_eq!(Pieces::of(&entry("x").body).all[2].text, "x");
    }

    #[test]
    fn what_two_desks_erase_adds_up_in_either_order() {
        let note = entry("Ann told Bob, called 555");
        let ann = fact(2, 11, 1, vec![passage(NOTE, 0, 3, false), passage(None, 0, 3, false)]);
        let bob = fact(3, 12, 1, vec![passage(NOTE, 9, 3, false), passage(NOTE, 21, 3, true)]);
        let none = Known::default();
        let both = none.with([&ann, &bob]);
        let at_once = both.read(&none, &note).entry;
        assert_eq!(words(&at_once), "Erased person 1 told Erased person 1-2, called [erased]");
        assert_eq!(at_once.actor, "Erased person 1");
        assert!(at_once.is_erased() && !at_once.is_as_written() && both.fits(&at_once));
        assert_eq!(at_once.hash, note.hash);
        for first in [&ann, &bob] {
            let one = none.with([first]);
            let read = one.read(&none, &note).entry;
            assert!(one.fits(&read) && !both.fits(&read));
            assert_eq!(both.read(&one, &read).entry, at_once, "{}", words(&read));
        }
        assert!(!both.fits(&note) && none.fits(&note));
    }

    #[test]
    fn an_entry_that_does_not_read_as_it_should_is_told() {
        let none = Known::default();
        let known = none.with([&fact(2, 11, 1, vec![passage(NOTE, 0, 3, false)])]);
        let mut read = known.read(&none, &entry("Ann is here")).entry;
        read.body = read.body.replace("Erased person 1", "Ann");
        assert!(!known.fits(&read));
        read.salt = chain::tombstone(&read.actor, &read.body).to_vec();
        assert!(!known.fits(&read), "also where the mark was made anew");
        assert_eq!(words(&known.read(&known, &read).entry), "[erased]");
    }

    #[test]
    fn the_body_of_an_erasing_fact_is_never_changed() {
        let mut fact_1 = fact(1, 11, 1, vec![]);
        fact_1.seal(vec![7; 16], &chain::GENESIS);
        let all: Vec<Passage> = (0..20).map(|text| passage(Some(text), 0, 99, true)).collect();
        let known =
            Known::default().with([&fact(2, 12, 1, [vec![passage(None, 0, 9, false)], all].concat())]);
        let read = known.read(&Known::default(), &fact_1).entry;
        assert_eq!((read.actor.as_str(), &read.body), ("Erased person 1", &fact_1.body));
    }

    proptest! {
        /// Whatever facts say, and in whatever order they come: the same, and nothing of what is named is left.
        #[test]
        fn any_facts_in_any_order_make_the_same(
            text in "[a-zA-Z \u{e9}]{0,24}",
            facts in proptest::collection::vec(
                (1_u128..4, proptest::collection::vec((0_u32..26, 0_u32..9, any::<bool>()), 0..4)), 1..5),
            order in any::<prop::sample::Index>(),
        ) {
            let note = entry(&text);
            let facts: Vec<Stored> = (2..).zip(&facts).map(|(seq, (erasure, passages))| {
                let passages = passages.iter().map(|(from, chars, contact)| passage(NOTE, *from, *chars, *contact));
                fact(seq, *erasure, u32::try_from(*erasure).unwrap().min(2), passages.collect())
            }).collect();
            let none = Known::default();
            let all = none.with(&facts);
            let at_once = all.read(&none, &note).entry;
            let mut turned = facts.clone();
            turned.rotate_left(order.index(facts.len()));
            if order.index(2) == 1 { turned.reverse(); }
            let (mut known, mut read) = (none.clone(), note.clone());
            for one in &turned {
                let more = known.with([one]);
                read = more.read(&known, &read).entry;
                prop_assert!(more.fits(&read));
                known = more;
            }
            prop_assert_eq!(&read, &at_once);
            prop_assert!(all.fits(&at_once));
        }
    }
}
