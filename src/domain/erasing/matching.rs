//! Which passages of a text mean a person.
//!
//! Names are compared as words: without regard to case, accents, wide letters and how many spaces stand between, and
//! whole. A hyphen ties words together: `Ann Sample` is not in `Ann Sample-Smith`. Where the name lies within the
//! longer one of somebody else, it is theirs. Addresses are compared without regard to case, numbers by their digits.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A number is looked for within texts from so many digits on; a shorter one only where it is the whole text.
const LEAST_DIGITS: usize = 7;

/// A shorter number than this means nothing even alone.
const LEAST_ALONE: usize = 4;

/// By how many digits at its beginning a number may be longer than the same one (the country, a zero).
const MOST_PREFIX: usize = 4;

/// How many signs may stand between two groups of digits of one number, as in `) - `.
const MOST_BETWEEN: usize = 3;

/// What is looked for, made ready.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    names: BTreeSet<Vec<char>>,
    addresses: BTreeSet<Vec<char>>,
    numbers: BTreeSet<String>,
    /// Names of others that a name lies within.
    longer: BTreeSet<Vec<char>>,
}

/// A passage that means the person, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The first character.
    pub from: usize,
    /// The character after the last.
    pub until: usize,
    /// Whether it is an address or a number.
    pub is_contact: bool,
}

/// What looks like the person and is left, as it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unsought(pub String);

/// A text with the place of each of its signs, made equal where writing differs and nothing is meant by it.
struct Folded {
    chars: Vec<char>,
    places: Vec<usize>,
}

/// A sign that is not seen: it parts no word.
const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut folded =
            Self { chars: Vec::with_capacity(text.len()), places: Vec::with_capacity(text.len()) };
        for (place, c) in text.chars().enumerate() {
            if c.is_ascii() {
                folded.add(c.to_ascii_lowercase(), place);
                continue;
            }
            for part in c.nfkd().filter(|part| !is_combining_mark(*part) && !is_unseen(*part)) {
                for small in part.to_lowercase().filter(|small| !is_combining_mark(*small)) {
                    folded.add(small, place);
                }
            }
        }
        folded
    }

    fn add(&mut self, c: char, place: usize) {
        let c = match c {
            c if c.is_whitespace() => ' ',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            c => c,
        };
        if c == ' ' && self.chars.last() == Some(&' ') {
            return;
        }
        self.chars.push(c);
        self.places.push(place);
    }

    /// Where `sought` stands, as places among the folded signs.
    fn each<'a>(&'a self, sought: &'a [char]) -> impl Iterator<Item = (usize, usize)> + 'a {
        let first = sought.first().copied();
        let at =
            move |from: usize| self.chars.get(from..from + sought.len()).is_some_and(|there| there == sought);
        let places = self.chars.iter().enumerate().filter(move |(_, c)| Some(**c) == first);
        places.map(|(from, _)| from).filter(move |from| at(*from)).map(|from| (from, from + sought.len()))
    }

    fn at(&self, place: Option<usize>) -> Option<char> {
        self.chars.get(place?).copied()
    }

    fn before(&self, place: usize, back: usize) -> Option<char> {
        self.at(place.checked_sub(back))
    }

    /// Whether a word ends between the sign before a place and the one at it.
    fn is_border(&self, place: usize) -> bool {
        let (Some(one), Some(other)) = (self.before(place, 1), self.at(Some(place))) else { return true };
        !is_of_word(one) || !is_of_word(other) || is_unspaced(one) || is_unspaced(other)
    }

    /// Whether a hyphen ties the word that begins, or ends, at a place to another one.
    fn is_tied(&self, from: usize, until: usize) -> bool {
        let tied = |hyphen: Option<char>, beyond: Option<char>| {
            hyphen == Some('-') && beyond.is_some_and(is_of_word)
        };
        tied(self.before(from, 1), self.before(from, 2))
            || tied(self.at(Some(until)), self.at(Some(until + 1)))
    }

    /// The characters of the text that a span of folded signs stands for. What hangs on the last one goes with it.
    fn span(&self, from: usize, until: usize, text: &[char]) -> (usize, usize) {
        let first = self.places.get(from).copied().unwrap_or_default();
        let mut end = self.places.get(until.saturating_sub(1)).map_or(first, |last| last + 1);
        while text.get(end).is_some_and(|c| is_combining_mark(*c)) {
            end += 1;
        }
        (first, end)
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric()
}

/// Writing that sets no spaces between words, or hangs its particles on names.
const fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// A name as it is compared: what is the same for the eye or the ear of a reader is the same here.
pub fn fold(name: &str) -> String {
    let folded: String = Folded::of(name).chars.into_iter().collect();
    folded.trim().to_owned()
}

fn digits_of(text: &str) -> String {
    text.nfkd().filter(char::is_ascii_digit).collect()
}

/// Whether two numbers are the same but for what stands before one of them.
fn same_number(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    // A zero before the area stands for the country.
    let short = if short.len() > LEAST_DIGITS { short.strip_prefix('0').unwrap_or(short) } else { short };
    short.len() >= LEAST_DIGITS && long.ends_with(short) && long.len() - short.len() <= MOST_PREFIX
}

impl Sought {
    /// Looks for a name too.
    pub fn add_name(&mut self, name: &str) {
        self.names.insert(fold(name).chars().collect());
    }

    /// Looks for a way to reach them too: an address, or a number.
    pub fn add_contact(&mut self, contact: &str) {
        if contact.contains('@') {
            self.addresses.insert(fold(contact).chars().collect());
        } else {
            self.numbers.insert(digits_of(contact));
        }
        self.numbers.remove("");
    }

    /// Leaves what is said of somebody else, whose name has a name within it. Whether it has.
    pub fn spare(&mut self, other: &str) -> bool {
        let folded = Folded::of(&fold(other));
        let is_within = |name: &Vec<char>| {
            name.len() < folded.chars.len()
                && folded.each(name).any(|(from, until)| folded.is_border(from) && folded.is_border(until))
        };
        let is_longer = self.names.iter().any(is_within);
        if is_longer {
            self.longer.insert(folded.chars);
        }
        is_longer
    }

    /// Whether a text is one of the names, and nothing else.
    pub fn is_named(&self, name: &str) -> bool {
        self.names.contains(&fold(name).chars().collect::<Vec<char>>())
    }

    /// Whether two ways to reach somebody are the same one.
    pub fn is_same_contact(one: &str, other: &str) -> bool {
        if one.contains('@') || other.contains('@') {
            return fold(one) == fold(other);
        }
        let (one, other) = (digits_of(one), digits_of(other));
        (one == other && !one.is_empty()) || same_number(&one, &other)
    }

    /// The passages of a text that mean the person, in order; none lies over another.
    pub fn find(&self, text: &str) -> Vec<Found> {
        self.look(text).0
    }

    /// What looks like the person in a text and is left: longer names, and words that a hyphen ties to it.
    pub fn left(&self, text: &str) -> Vec<Unsought> {
        self.look(text).1
    }

    /// A text without the person: `name` in the place of a name, [`super::ERASED`] in that of an address or a number.
    pub fn without(&self, text: &str, name: &str) -> String {
        let mut without = String::with_capacity(text.len());
        let mut signs = text.chars();
        let mut place = 0;
        for one in self.find(text) {
            without.extend(signs.by_ref().take(one.from - place));
            without.push_str(if one.is_contact { super::ERASED } else { name });
            place = one.until;
            signs.by_ref().take(one.until - one.from).for_each(drop);
        }
        without.extend(signs);
        without
    }

    /// Both at once.
    pub fn look(&self, text: &str) -> (Vec<Found>, Vec<Unsought>) {
        let chars: Vec<char> = text.chars().collect();
        let folded = Folded::of(text);
        let mut left = Vec::new();
        let whole = |from: usize, until: usize| folded.is_border(from) && folded.is_border(until);
        let spared: Vec<(usize, usize)> = self
            .longer
            .iter()
            .flat_map(|name| folded.each(name))
            .filter(|(from, until)| whole(*from, *until))
            .collect();
        let mut found: Vec<Found> = Vec::new();
        for name in &self.names {
            for (from, until) in folded.each(name).filter(|(from, until)| whole(*from, *until)) {
                let longer = spared.iter().find(|(first, end)| *first <= from && until <= *end);
                if let Some((first, end)) = longer {
                    left.push(words(&chars, folded.span(*first, *end, &chars)));
                } else if folded.is_tied(from, until) {
                    left.push(words(&chars, whole_word(&chars, folded.span(from, until, &chars))));
                } else {
                    let (from, until) = folded.span(from, until, &chars);
                    found.push(Found { from, until, is_contact: false });
                }
            }
        }
        for address in &self.addresses {
            for (from, until) in folded.each(address).filter(|span| folded.is_address(*span)) {
                let (from, until) = folded.span(from, until, &chars);
                found.push(Found { from, until, is_contact: true });
            }
        }
        if !self.numbers.is_empty() {
            self.find_numbers(&folded, &chars, &mut found);
        }
        left.sort();
        (apart(found), left)
    }

    fn find_numbers(&self, folded: &Folded, text: &[char], found: &mut Vec<Found>) {
        let all: String = folded.chars.iter().filter(|c| c.is_ascii_digit()).collect();
        // A point, a colon or a comma makes a figure, a time or a list of it.
        let is_number = folded.chars.iter().all(|c| c.is_ascii_digit() || " +-/()".contains(*c));
        if is_number && all.len() >= LEAST_ALONE && self.numbers.contains(&all) {
            found.push(Found { from: 0, until: text.len(), is_contact: true });
            return;
        }
        if all.len() < LEAST_DIGITS {
            return;
        }
        let groups = folded.digit_groups();
        for (place, (first, _)) in groups.iter().enumerate() {
            let mut digits = String::new();
            let mut end_before: Option<usize> = None;
            for (from, until) in groups.iter().skip(place) {
                if end_before.is_some_and(|end| !folded.is_between(end, *from)) {
                    break;
                }
                digits.extend(folded.chars.get(*from..*until).unwrap_or_default());
                end_before = Some(*until);
                if self.numbers.iter().any(|number| *number == digits && digits.len() >= LEAST_DIGITS)
                    || self.numbers.iter().any(|number| same_number(number, &digits))
                {
                    let first = folded.with_plus(*first);
                    let (from, until) = folded.span(first, *until, text);
                    found.push(Found { from, until, is_contact: true });
                }
            }
        }
    }
}

impl Folded {
    /// Whether an address ends on both sides of a span.
    fn is_address(&self, (from, until): (usize, usize)) -> bool {
        let goes_on = |c: Option<char>| c.is_some_and(|c| is_of_word(c) || "._%+-".contains(c));
        let after = self.at(Some(until));
        let is_longer = match after {
            Some('.' | '-') => self.at(Some(until + 1)).is_some_and(is_of_word),
            other => other.is_some_and(|c| is_of_word(c) || c == '_' || c == '@'),
        };
        !goes_on(self.before(from, 1)) && !is_longer
    }

    /// Spans of digits that no letter touches.
    fn digit_groups(&self) -> Vec<(usize, usize)> {
        let mut groups: Vec<(usize, usize)> = Vec::new();
        for (place, _) in self.chars.iter().enumerate().filter(|(_, c)| c.is_ascii_digit()) {
            match groups.last_mut() {
                Some((_, until)) if *until == place => *until = place + 1,
                _ => groups.push((place, place + 1)),
            }
        }
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        groups.retain(|(from, until)| !is_letter(self.before(*from, 1)) && !is_letter(self.at(Some(*until))));
        groups
    }

    /// Whether nothing stands between two groups of digits that parts two numbers.
    fn is_between(&self, end: usize, from: usize) -> bool {
        let between = self.chars.get(end..from).unwrap_or_default();
        between.len() <= MOST_BETWEEN && between.iter().all(|c| " -./()".contains(*c))
    }

    /// What opens a number goes with it.
    fn with_plus(&self, from: usize) -> usize {
        let mut from = from;
        while let Some('+' | '(') = self.before(from, 1) {
            from -= 1;
        }
        from
    }
}

/// The longest of those that lie over each other, in order.
fn apart(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|one| (one.from, std::cmp::Reverse(one.until)));
    let mut kept: Vec<Found> = Vec::new();
    for one in found {
        match kept.last_mut() {
            Some(last) if one.from < last.until => {
                last.until = last.until.max(one.until);
                last.is_contact |= one.is_contact;
            }
            _ => kept.push(one),
        }
    }
    kept
}

fn words(text: &[char], (from, until): (usize, usize)) -> Unsought {
    Unsought(text.get(from..until).unwrap_or_default().iter().collect())
}

/// A span with all that its hyphens tie to it.
fn whole_word(text: &[char], (from, until): (usize, usize)) -> (usize, usize) {
    let is_of = |c: &char| is_of_word(*c) || "-\u{2010}\u{2011}'\u{2019}".contains(*c);
    let before = text.get(..from).unwrap_or_default().iter().rev().take_while(|c| is_of(c)).count();
    let after = text.get(until..).unwrap_or_default().iter().take_while(|c| is_of(c)).count();
    (from - before, until + after)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sought(names: &[&str], contacts: &[&str]) -> Sought {
        let mut sought = Sought::default();
        for name in names {
            sought.add_name(name);
        }
        for contact in contacts {
            sought.add_contact(contact);
        }
        sought
    }

    /// The text with what was found put in brackets.
    fn marked(sought: &Sought, text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        let mut marked = String::new();
        let mut place = 0;
        for one in sought.find(text) {
            marked.extend(&chars[place..one.from]);
            let signs = if one.is_contact { ['<', '>'] } else { ['[', ']'] };
            marked.push(signs[0]);
            marked.extend(&chars[one.from..one.until]);
            marked.push(signs[1]);
            place = one.until;
        }
        marked.extend(&chars[place..]);
        marked
    }

    #[test]
    fn a_name_is_found_as_whole_words_however_it_is_written() {
        let ann = sought(&["Sample Ánn"], &[]);
        for (text, expected) in [
            ("Sample Ann", "[Sample Ann]"),
            ("told SAMPLE ANN's team", "told [SAMPLE ANN]'s team"),
            ("(sample\u{a0}\n ann)", "([sample\u{a0}\n ann])"),
            ("Sample A\u{301}nn\u{301}.", "[Sample A\u{301}nn\u{301}]."),
            ("Ｓａｍｐｌｅ Ａｎｎ", "[Ｓａｍｐｌｅ Ａｎｎ]"),
            ("Sam\u{ad}ple An\u{200b}n", "[Sam\u{ad}ple An\u{200b}n]"),
            ("begins/primary-20260302T150000Z/sample ann", "begins/primary-20260302T150000Z/[sample ann]"),
            ("Sample Anna and Sample Annabel", "Sample Anna and Sample Annabel"),
            ("Resample Ann", "Resample Ann"),
            ("Sample Ann2", "Sample Ann2"),
            ("Sample, Ann", "Sample, Ann"),
            ("Sample Ann-Smith, Ex-Sample Ann", "Sample Ann-Smith, Ex-Sample Ann"),
            ("Sample Ann - on call", "[Sample Ann] - on call"),
            ("Sample Ann Sample Ann", "[Sample Ann] [Sample Ann]"),
            ("", ""),
        ] {
            assert_eq!(marked(&ann, text), expected);
        }
    }

    #[test]
    fn what_is_left_is_told() {
        let mut ann = sought(&["Ann"], &[]);
        assert!(ann.spare("Ann Other"));
        assert!(!ann.spare("Anna Other"), "her name has not got it");
        assert!(!ann.spare("ANN"), "it is the same");
        let (found, left) = ann.look("Ann and Ann Other met Ann-Marie; ann  other left");
        assert_eq!(found.len(), 1);
        let left: Vec<&str> = left.iter().map(|one| one.0.as_str()).collect();
        assert_eq!(left, ["Ann Other", "Ann-Marie", "ann  other"]);
    }

    #[test]
    fn writing_without_spaces_and_with_particles_is_no_hiding_place() {
        assert_eq!(marked(&sought(&["佐藤花子"], &[]), "今朝佐藤花子さんが来た"), "今朝[佐藤花子]さんが来た");
        assert_eq!(marked(&sought(&["김철수"], &[]), "김철수가 왔다"), "[김철수]가 왔다");
        assert_eq!(marked(&sought(&["דנה כהן"], &[]), "אמרה דנה כהן."), "אמרה [דנה כהן].");
    }

    #[test]
    fn signs_that_mean_something_elsewhere_mean_nothing_here() {
        assert_eq!(marked(&sought(&["A.*b"], &[]), "Axxb A.*b"), "Axxb [A.*b]");
        assert_eq!(marked(&sought(&["(Bo"], &[]), "(Bo) and Bo"), "[(Bo]) and Bo");
        assert_eq!(
            marked(&sought(&["O'Sample \"Bo\" \\"], &[]), "x O'Sample \"Bo\" \\ y"),
            "x [O'Sample \"Bo\" \\] y"
        );
    }

    #[test]
    fn addresses_and_numbers_are_found_as_they_are_written_by_others() {
        let ann = sought(&[], &["Ann.Sample@example.org", "+1 (916) 555-0142", "4711"]);
        for (text, expected) in [
            ("<ann.sample@EXAMPLE.org>, x", "<<ann.sample@EXAMPLE.org>>, x"),
            ("mail ann.sample@example.org.", "mail <ann.sample@example.org>."),
            ("joann.sample@example.org", "joann.sample@example.org"),
            ("x-ann.sample@example.org", "x-ann.sample@example.org"),
            ("ann.sample@example.org.uk", "ann.sample@example.org.uk"),
            ("call 916-555-0142 or 916 555 0143", "call <916-555-0142> or 916 555 0143"),
            ("001 916 555 0142, then 12", "<001 916 555 0142>, then 12"),
            ("+19165550142", "<+19165550142>"),
            ("(916) 555-0142", "<(916) 555-0142>"),
            ("5550142", "<5550142>"),
            ("99165550142999", "99165550142999"),
            ("INC9165550142", "INC9165550142"),
            ("4711", "<4711>"),
            ("room 4711", "room 4711"),
            ("47.11", "47.11"),
        ] {
            assert_eq!(marked(&ann, text), expected, "{text}");
        }
        assert!(Sought::is_same_contact("0916 555 0142", "+1 916 555-0142"));
        assert!(!Sought::is_same_contact("916 555 0143", "+1 916 555-0142"));
    }

    proptest! {
        #[test]
        fn what_is_found_lies_within_the_text_and_apart(text in "[a-zÁß\u{301} 0-9@.'()+-]{0,60}", name in "[a-zÁß]{1,4}") {
            let found = sought(&[&name], &["a@b.c", "1234567"]).find(&text);
            let mut end = 0;
            for one in found {
                prop_assert!(end <= one.from && one.from < one.until);
                end = one.until;
            }
            prop_assert!(end <= text.chars().count());
        }

        #[test]
        fn a_name_among_spaces_is_always_found(name in "[a-zA-ZÀ-ſа-я]{2,12}( [a-z]{1,9})?", before in "[a-z ]{0,9}", after in "[a-z ]{0,9}") {
            prop_assume!(!fold(&name).is_empty());
            let text = format!("{before} {name} {after}");
            prop_assert!(!sought(&[&name], &[]).find(&text).is_empty(), "{text}");
        }
    }
}
