//! The problem statement: guided fields that read as one statement.

use super::facts::ProblemStatement;

/// One part of a statement, as a form asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatementField {
    /// Its name in files.
    pub id: &'static str,
    /// What it is called on screen.
    pub label: &'static str,
    /// What belongs there, in a few words.
    pub hint: &'static str,
}

/// The parts in the order in which they read.
pub const FIELDS: [StatementField; 6] = [
    StatementField {
        id: "deviated",
        label: "What deviated",
        hint: "What happened that is not expected, such as: payments were refused",
    },
    StatementField { id: "place", label: "Where", hint: "Service, site, server" },
    StatementField { id: "since", label: "Since when", hint: "From when until when" },
    StatementField { id: "extent", label: "How far", hint: "How many, how much, how often" },
    StatementField { id: "affected", label: "For whom", hint: "Agencies, users, customers" },
    StatementField { id: "is_not", label: "What it is not", hint: "What could have deviated and did not" },
];

impl ProblemStatement {
    /// Its parts with their texts, in the order of [`FIELDS`].
    pub fn parts(&self) -> [(&'static StatementField, &str); 6] {
        let [deviated, place, since, extent, affected, is_not] = &FIELDS;
        [
            (deviated, &self.deviated),
            (place, &self.place),
            (since, &self.since),
            (extent, &self.extent),
            (affected, &self.affected),
            (is_not, &self.is_not),
        ]
    }

    /// Whether it says nothing at all.
    pub fn is_empty(&self) -> bool {
        self.parts().iter().all(|(_, text)| text.trim().is_empty())
    }

    /// The parts that it does not say yet.
    pub fn lacks(&self) -> Vec<&'static StatementField> {
        self.parts().into_iter().filter(|(_, text)| text.trim().is_empty()).map(|(field, _)| field).collect()
    }

    /// The whole as one statement, in sentences: “Payments were refused. Where: … Since when: …”. A part
    /// that was not said is left out.
    pub fn reads_as(&self) -> String {
        let mut sentences: Vec<String> = Vec::new();
        for (field, text) in self.parts() {
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            let said =
                if field.id == "deviated" { text.to_owned() } else { format!("{}: {text}", field.label) };
            sentences.push(ended(&said));
        }
        sentences.join(" ")
    }
}

/// With a full stop, unless it ends already.
fn ended(text: &str) -> String {
    let is_ended = text.ends_with(['.', '!', '?', '…', ':', ';']);
    if is_ended { text.to_owned() } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_read_as_one_statement_and_what_was_not_said_is_left_out() {
        let statement = ProblemStatement {
            deviated: "Card payments were refused".to_owned(),
            place: " Payments API, both sites ".to_owned(),
            extent: "4 of 5 payments!".to_owned(),
            ..ProblemStatement::default()
        };
        assert_eq!(
            statement.reads_as(),
            "Card payments were refused. Where: Payments API, both sites. How far: 4 of 5 payments!"
        );
        let lacking: Vec<&str> = statement.lacks().iter().map(|field| field.id).collect();
        assert_eq!(lacking, ["since", "affected", "is_not"]);
        assert!(!statement.is_empty());
    }

    #[test]
    fn nothing_reads_as_nothing() {
        let blank = ProblemStatement { since: " \n ".to_owned(), ..ProblemStatement::default() };
        assert_eq!((blank.reads_as(), blank.is_empty()), (String::new(), true));
    }
}
