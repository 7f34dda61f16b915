//! Bytes from outside, made worse at random: every parser reads them or refuses them in words.
//!
//! The usual run is short and the same each time. The long ones are the fuzz targets in `tests/fuzz`, or
//!
//! ```text
//! BRIDGEWATCH_INPUTS=1000000 cargo test --test hostile -- --nocapture
//! ```

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed, and the long run says what it did"
)]

#[path = "support/chance.rs"]
mod chance;
#[path = "fuzz/entries.rs"]
mod entries;

use std::path::Path;

use chance::Chance;
use entries::{ALL, Entry};

/// Inputs a parser in the usual run.
const USUAL: usize = 1_500;

/// The longest input that is made; what is larger is tried by tests of its own.
const MOST_BYTES: usize = 48 * 1024;

/// What breaks parsers: quotes, brackets, line ends, signs that spreadsheets run, numbers at the edge, marks that
/// turn text around, and words of the formats themselves.
const WORDS: [&str; 44] = [
    "\"",
    "'",
    "\"\"\"",
    "\\",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\0",
    "\u{feff}",
    "\u{202e}",
    "\u{1f4a3}",
    "=1+1",
    "@",
    "-",
    "+",
    ",",
    ";",
    "[",
    "]",
    "[[",
    "{",
    "}",
    "{{",
    "}}",
    "{% for x in y %}",
    "#",
    "0",
    "-1",
    "99999999999999999999",
    "1e308",
    "NaN",
    "null",
    "true",
    "9999-12-31",
    "0000-00-00",
    "31-02-2016 25:61",
    "24:00",
    "BEGIN:VEVENT",
    "END:VCALENDAR",
    "RRULE:FREQ=SECONDLY",
    "TZID=Nowhere/None",
    "every = \"0 min\"",
    "\u{e9}",
];

/// What is kept of good and bad input for a parser, in the order of the names.
fn corpus(entry: &Entry) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(entry.name);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|err| panic!("{}: {err}", folder.display()))
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    files.into_iter().map(|file| std::fs::read(file).unwrap()).collect()
}

/// The same a little worse.
fn worse(chance: &mut Chance, kept: &[Vec<u8>]) -> Vec<u8> {
    let any = |chance: &mut Chance, below: usize| chance.below(below.max(1) as u64) as usize;
    let mut bytes = kept[any(chance, kept.len())].clone();
    for _ in 0..=any(chance, 6) {
        let (from, until) = {
            let (a, b) = (any(chance, bytes.len() + 1), any(chance, bytes.len() + 1));
            (a.min(b), a.max(b))
        };
        match chance.below(8) {
            0 if from < bytes.len() => bytes[from] ^= 1 << chance.below(8),
            1 => drop(bytes.drain(from..until)),
            2 => bytes.truncate(from),
            3 => {
                let again = bytes[from..until].to_vec();
                bytes.splice(until..until, again);
            }
            4 => {
                let other = &kept[any(chance, kept.len())];
                let at = any(chance, other.len() + 1);
                bytes.truncate(from);
                bytes.extend_from_slice(&other[at..]);
            }
            5 => {
                let many = 1 + any(chance, 400);
                let word = WORDS[any(chance, WORDS.len())].repeat(many);
                bytes.splice(from..from, word.into_bytes());
            }
            _ => {
                let word = WORDS[any(chance, WORDS.len())].as_bytes().to_vec();
                let end = if chance.below(2) == 0 { from } else { until };
                bytes.splice(from..end, word);
            }
        }
        bytes.truncate(MOST_BYTES);
    }
    bytes
}

#[test]
fn whatever_comes_is_read_or_refused_in_words() {
    let inputs = std::env::var("BRIDGEWATCH_INPUTS").ok().map_or(USUAL, |count| count.parse().unwrap());
    for (number, entry) in ALL.iter().enumerate() {
        let kept = corpus(entry);
        assert!(!kept.is_empty(), "nothing is kept for {}", entry.name);
        for bytes in &kept {
            (entry.takes)(bytes);
        }
        for seed in 0..inputs as u64 {
            let mut chance = Chance::new((number as u64) << 32 | seed);
            let bytes = worse(&mut chance, &kept);
            if std::panic::catch_unwind(|| (entry.takes)(&bytes)).is_err() {
                let found = std::env::temp_dir().join(format!("bridgewatch-{}-{seed}", entry.name));
                std::fs::write(&found, &bytes).unwrap();
                panic!("{}, input {seed}: kept in {}", entry.name, found.display());
            }
        }
        println!("{}: {} kept, {inputs} made worse", entry.name, kept.len());
    }
}
