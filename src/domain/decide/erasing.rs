//! Whom somebody may erase, and what means them: their name, whatever the directory ever said of how to reach them,
//! and the words that are added.

use std::collections::BTreeSet;

use super::Refusal;
use super::said::line;
use crate::domain::directory::uses::{Use, uses, uses_of_name};
use crate::domain::directory::{Record, RecordId, RecordKind};
use crate::domain::erasing::{ERASED, ErasePerson, Seeking, Sought, fold, placeholder};
use crate::domain::event::{Event, Fact};
use crate::domain::time::Instant;
use crate::domain::world::World;

/// A name, or a word, with fewer letters would be found everywhere.
pub const LEAST_LETTERS: usize = 2;

/// The most further words.
pub const MOST_WORDS: usize = 50;

/// How much of what still names somebody a refusal tells.
const MOST_USES: usize = 3;

/// A number has so many digits at least.
const LEAST_DIGITS: usize = 4;

/// What is to be looked for, or why nobody is erased. `recorded` is all that was ever said of the directory, in the
/// order of the log.
///
/// # Errors
/// A name that is too short; whoever sits at the desk; whoever is still needed: on watch, on an open incident, with a
/// task, named by a record.
pub fn erasing(
    world: &World,
    recorded: &[Event],
    wish: &ErasePerson,
    now: Instant,
) -> Result<Seeking, Refusal> {
    let name = said("the name", &wish.name)?;
    if wish.also.len() > MOST_WORDS {
        return Err(Refusal::new(
            format!("{} further words are too many", wish.also.len()),
            format!("{MOST_WORDS} are the most"),
        ));
    }
    let is_same = |other: &str| fold(other) == fold(&name);
    let mut seeking = Seeking { records: own_records(recorded, &is_same), ..Seeking::default() };
    let mut names = BTreeSet::from([name.clone()]);
    let mut ways: BTreeSet<String> = BTreeSet::new();
    for (id, record) in people(recorded) {
        if seeking.records.contains(&id) {
            // What they were called before, and how they were ever reached.
            names.insert(record.name.clone());
            ways.extend(record.phones.iter().chain(&record.email).cloned());
        } else {
            seeking.of_others.extend(record.phones.iter().chain(&record.email).cloned());
        }
    }
    for one in &wish.also {
        let one = said("a further word", one)?;
        if is_way(&one) {
            ways.insert(one)
        } else {
            names.insert(one)
        };
    }
    names.retain(|name| !is_placeholder(name));
    ways.retain(|way| way != ERASED);
    seeking.of_others.retain(|way| way != ERASED);
    seeking.of_others.extend(ways_of_things(recorded));
    seeking.of_others.extend([world.settings.hotline.clone()].into_iter().filter(|one| !one.is_empty()));
    for name in &names {
        seeking.sought.add_name(name);
    }
    // One that is the same but for case and accents is told once.
    for name in &names {
        if !seeking.words.iter().any(|told| fold(told) == fold(name)) {
            seeking.words.insert(name.clone());
        }
    }
    not_the_manager(world, &seeking.sought)?;
    not_needed(world, &seeking, &name, now)?;
    for way in ways {
        seeking.add_way(&way);
    }
    for (id, record) in people(recorded) {
        if !seeking.records.contains(&id) && seeking.sought.spare(&record.name) {
            seeking.longer.insert(record.name.clone());
        }
    }
    let standing = |id: &&RecordId| world.directory.standing(**id) == **id;
    seeking.same_name = seeking.records.iter().filter(standing).count();
    Ok(seeking)
}

/// One line that has letters enough.
fn said(what: &str, text: &str) -> Result<String, Refusal> {
    let text = line(what, text)?;
    let letters = fold(&text).chars().filter(|c| c.is_alphanumeric()).count();
    if letters < LEAST_LETTERS {
        return Err(Refusal::new(
            format!("{what}, “{text}”, has fewer than {LEAST_LETTERS} letters and would be found everywhere"),
            "say the whole name, as the log has it",
        ));
    }
    if is_placeholder(&text) {
        return Err(Refusal::new(
            format!("{text} stands for somebody who is erased already"),
            "what is left of them is a number and no name",
        ));
    }
    Ok(text)
}

/// Whether a text is what stands for somebody who was erased.
fn is_placeholder(text: &str) -> bool {
    let stem = fold(&placeholder(0)).trim_end_matches('0').to_owned();
    fold(text).strip_prefix(&stem).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a word is an address or a number.
fn is_way(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.contains('@') || (digits >= LEAST_DIGITS && !text.chars().any(char::is_alphabetic))
}

/// Every record of a person as it was ever kept.
fn people(recorded: &[Event]) -> impl Iterator<Item = (RecordId, &crate::domain::directory::Person)> {
    recorded.iter().filter_map(|event| match &event.fact {
        Fact::DirectoryRecorded { id, record: Record::Person(person) } => Some((*id, person)),
        _ => None,
    })
}

/// The records that are the person's own: that have the name, or had it last, and their doubles.
fn own_records(recorded: &[Event], is_same: &dyn Fn(&str) -> bool) -> BTreeSet<RecordId> {
    let mut named: std::collections::BTreeMap<RecordId, bool> = std::collections::BTreeMap::new();
    for (id, person) in people(recorded) {
        // What it is called now is what it is.
        named.insert(id, is_same(&person.name));
    }
    let mut own: BTreeSet<RecordId> =
        named.into_iter().filter(|(_, is_own)| *is_own).map(|(id, _)| id).collect();
    let merges = recorded.iter().filter_map(|event| match &event.fact {
        Fact::DirectoryMerged { kept, gone } => Some((*kept, *gone)),
        _ => None,
    });
    let merges: Vec<(RecordId, RecordId)> = merges.collect();
    // As often as there are merges, a chain of them is followed to its end.
    for _ in 0..merges.len() {
        for (kept, gone) in &merges {
            if own.contains(kept) || own.contains(gone) {
                own.extend([*kept, *gone]);
            }
        }
    }
    own
}

/// How teams, agencies and lists are reached: that is nobody's own.
fn ways_of_things(recorded: &[Event]) -> impl Iterator<Item = String> {
    recorded.iter().flat_map(|event| match &event.fact {
        Fact::DirectoryRecorded { record: Record::Team(party) | Record::Agency(party), .. } => {
            party.email.iter().chain(&party.phone).cloned().collect::<Vec<_>>()
        }
        Fact::DirectoryRecorded { record: Record::List(list), .. } => vec![list.address.clone()],
        _ => Vec::new(),
    })
}

fn not_the_manager(world: &World, sought: &Sought) -> Result<(), Refusal> {
    let manager = &world.settings.manager;
    if sought.is_named(manager) {
        return Err(Refusal::new(
            format!("{manager} sits at this desk, and each new entry would name them again"),
            "change the manager first, in the settings or by configure_desk",
        ));
    }
    Ok(())
}

fn not_needed(world: &World, seeking: &Seeking, name: &str, now: Instant) -> Result<(), Refusal> {
    let standing = |id: &RecordId| world.directory.standing(*id) == *id;
    let mut all: Vec<Use> =
        seeking.records.iter().filter(|id| standing(id)).flat_map(|id| uses(world, *id, now)).collect();
    all.extend(uses_of_name(world, RecordKind::Person, name, now));
    all.sort();
    all.dedup();
    if all.is_empty() {
        return Ok(());
    }
    let told: Vec<&str> = all.iter().take(MOST_USES).map(|one| one.words.as_str()).collect();
    let more = all.len().saturating_sub(MOST_USES);
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    Err(Refusal::new(
        format!("{name} is still needed: {}{more}", told.join("; ")),
        "take them off the rota, and give incidents, tasks and contacts to somebody else first",
    ))
}
