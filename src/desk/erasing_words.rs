//! What the look at an erasure says, sentence by sentence: the same in the window and on the command line.

use super::erasing::ErasureLook;
use crate::domain::words::counted;
use crate::store::erasing::{ErasureSeen, Place};

/// What no erasure here changes.
pub const NOT_REACHED: &str =
    "What has left the desk is not reached: mails, handoff files, exports, printed pages, copies elsewhere";

/// What stands above the files that a person has to see to.
pub const BY_HAND: &str = "To be seen to by hand, they have the person or may have:";

/// From how much the words go: `12 entries about 3 incidents and the directory`.
pub fn erased_words(seen: &ErasureSeen) -> String {
    let entries = counted(seen.entries, "entry", "entries");
    let place = |place: &Place| match place {
        Place::Incidents => counted(seen.incidents, "incident", "incidents"),
        other => other.words().to_owned(),
    };
    let places: Vec<String> = seen.about.keys().map(place).collect();
    let places = match places.as_slice() {
        [] => return entries,
        [only] => only.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    };
    format!("{entries} about {places}")
}

impl ErasureLook {
    /// What would be changed, in a line.
    pub fn heading(&self) -> String {
        if self.seen.entries == 0 {
            "Nothing in the log means them".to_owned()
        } else {
            format!("“{}” would stand in {}", self.placeholder, erased_words(&self.seen))
        }
    }

    /// What was looked for, each once.
    pub fn looked_for(&self) -> String {
        let mut all: Vec<&str> = Vec::new();
        for word in self.seeking.words.iter().chain(&self.seen.beside) {
            if !all.contains(&word.as_str()) {
                all.push(word);
            }
        }
        format!("Looked for {}", all.join("; "))
    }

    /// That several people have exactly this name, where they do.
    pub fn same_name(&self) -> Option<String> {
        let people = self.seeking.same_name;
        (people > 1).then(|| {
            format!(
                "{people} people of the directory have exactly this name, and all of them are erased; rename who stays first"
            )
        })
    }

    /// What is left though it reads like them, a line for each reason.
    pub fn left(&self) -> Vec<String> {
        let left: Vec<String> =
            self.seen.left.iter().map(|(word, times)| format!("{word} ({times})")).collect();
        let listed = |words: &mut dyn Iterator<Item = &String>| words.cloned().collect::<Vec<_>>().join("; ");
        [
            ("Left as they are", left.join("; ")),
            ("Others whose name it is part of", listed(&mut self.seeking.longer.iter())),
            ("Left, because others are reached by it too", listed(&mut self.seeking.shared.iter())),
        ]
        .into_iter()
        .filter(|(_, words)| !words.is_empty())
        .map(|(why, words)| format!("{why}: {words}"))
        .collect()
    }
}
