//! Whom somebody looks for, and what else means them.

use std::collections::BTreeSet;

use super::Sought;
use crate::domain::directory::RecordId;

/// Whom to look for, as it was decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seeking {
    /// What means them in a text.
    pub sought: Sought,
    /// Their own records in the directory.
    pub records: BTreeSet<RecordId>,
    /// What is looked for, in words, as it was said or is known.
    pub words: BTreeSet<String>,
    /// Ways to reach others, or the desk: these are left.
    pub of_others: BTreeSet<String>,
    /// Those of their ways that are left, because others have them too.
    pub shared: BTreeSet<String>,
    /// Names of others that one of theirs lies within: those are left.
    pub longer: BTreeSet<String>,
    /// How many records of the directory have exactly that name.
    pub same_name: usize,
}

impl Seeking {
    /// Looks for a way to reach them too, unless others have it. Whether it is looked for.
    pub fn add_way(&mut self, way: &str) -> bool {
        if self.of_others.iter().any(|other| Sought::is_same_contact(other, way)) {
            self.shared.insert(way.to_owned());
            return false;
        }
        self.sought.add_contact(way);
        self.words.insert(way.to_owned());
        true
    }
}
