//! What is said of policies in more than one place.

use crate::domain::policy_file::PolicyProblem;
use crate::domain::words::counted;
use crate::domain::world::World;

/// How many incidents that are not closed run under a policy, and how many of them under another version than
/// the one in force.
pub fn in_use(world: &World, name: &str) -> (usize, usize) {
    let version = world.in_force.get(name).map(|policy| policy.id.version.as_str());
    let of_name = world.live.values().map(|live| &live.incident);
    let of_name = of_name.filter(|incident| incident.phase.is_live() && incident.policy.name == name);
    of_name.fold((0, 0), |(all, older), incident| {
        let is_other = version != Some(incident.policy.version.as_str());
        (all + 1, older + usize::from(is_other))
    })
}

/// `2 incidents not closed`, `2 incidents not closed, 1 of them under another version`; nothing where there are
/// none.
pub fn use_words(world: &World, name: &str) -> String {
    let (all, older) = in_use(world, name);
    let incidents = counted(all as u64, "incident not closed", "incidents not closed");
    match (all, older) {
        (0, _) => String::new(),
        (_, 0) => incidents,
        (1, 1) => "1 incident not closed, under another version".to_owned(),
        (all, older) if all == older => format!("{incidents}, under other versions"),
        (_, older) => format!("{incidents}, {older} of them under another version"),
    }
}

/// From when a policy counts.
pub fn in_force_from_now(world: &World, name: &str) -> String {
    match in_use(world, name).0 {
        0 => "for incidents opened from now on".to_owned(),
        1 => {
            "for incidents opened from now on; 1 that is not closed stays under the version it has".to_owned()
        }
        count => {
            format!(
                "for incidents opened from now on; {count} that are not closed stay under the version they have"
            )
        }
    }
}

/// `2 things to mend, the first in line 3: why`.
pub fn to_mend(problems: &[PolicyProblem]) -> String {
    match problems.first() {
        Some(first) => format!("{}: {}", how_many(problems), first.what),
        None => how_many(problems),
    }
}

/// `2 things to mend, the first in line 3`.
pub fn how_many(problems: &[PolicyProblem]) -> String {
    let Some(first) = problems.first() else { return "nothing to mend".to_owned() };
    let things = counted(problems.len() as u64, "thing", "things");
    match (problems.len(), first.line) {
        (1, Some(line)) => format!("1 thing to mend, in line {line}"),
        (1, None) => "1 thing to mend".to_owned(),
        (_, Some(line)) => format!("{things} to mend, the first in line {line}"),
        (_, None) => format!("{things} to mend, the first"),
    }
}

/// Why a text with problems is not saved.
pub fn not_saved(problems: &[PolicyProblem]) -> String {
    format!("not saved: {}; what you typed is kept", to_mend(problems))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_mended_is_counted_and_the_first_is_named() {
        let at = |line: Option<usize>| PolicyProblem { line, what: "no".to_owned() };
        for (problems, words) in [
            (vec![], "nothing to mend"),
            (vec![at(Some(3))], "1 thing to mend, in line 3: no"),
            (vec![at(None)], "1 thing to mend: no"),
            (vec![at(Some(3)), at(Some(4))], "2 things to mend, the first in line 3: no"),
            (vec![at(None), at(Some(4))], "2 things to mend, the first: no"),
        ] {
            assert_eq!(to_mend(&problems), words);
        }
    }
}
