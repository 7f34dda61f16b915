//! What a period says, and what stands behind its numbers.

use std::collections::BTreeSet;

use super::trial::{Telling, at, march};
use super::{Scoring, SheetId, findings, sheets, words};
use crate::domain::event::Fact;
use crate::domain::report::compared::{Behind, What};
use crate::domain::words::Priority;

fn said(scoring: &Scoring) -> Vec<String> {
    findings(scoring).iter().map(super::Finding::text).collect()
}

#[test]
fn a_period_says_its_findings_in_sentences() {
    let said = said(&march());
    let expected = [
        "3 incidents, 2 more than the 1 in February 2026",
        "2 critical, 1 low",
        "One was restored, within 1 h",
        "Targets: 1 of 1 with a figure met",
    ];
    for words in expected {
        assert!(said.iter().any(|one| one == words), "{words}: {said:#?}");
    }
    let updates = said.iter().find(|one| one.starts_with("Updates on time: ")).unwrap();
    assert!(updates.contains("missed"), "nobody was told: {updates}");
}

#[test]
fn a_period_without_anything_says_so() {
    let said = said(&Telling::new().march());
    assert_eq!(said, ["No incident, and none in February 2026"]);
    let sheets: Vec<SheetId> = sheets(&Telling::new().march()).iter().map(|sheet| sheet.id).collect();
    assert_eq!(sheets, [SheetId::Targets], "what is wanted is shown without a figure too");
}

#[test]
fn half_and_nine_of_ten_stand_beside_the_period_before() {
    let mut telling = Telling::new();
    for (number, opened, minutes) in [
        (1, "2026-02-01T10:00:00-06:00", 10),
        (2, "2026-02-02T10:00:00-06:00", 20),
        (3, "2026-03-02T10:00:00-06:00", 60),
        (4, "2026-03-03T10:00:00-06:00", 120),
        (5, "2026-03-04T10:00:00-06:00", 300),
    ] {
        let subject = telling.open(number, opened, Some(Priority::High));
        telling.tell(
            at(opened) + chrono::TimeDelta::minutes(minutes),
            subject,
            Fact::Restored { text: None },
        );
    }
    let said = said(&telling.march());
    let wanted = "Half were restored within 2 h, nine of ten within 5 h; before 15 min and 20 min";
    assert!(said.iter().any(|one| one == wanted), "{said:#?}");
    assert_eq!(said[0], "3 incidents, 1 more than the 2 in February 2026");
}

#[test]
fn behind_every_number_stand_as_many_incidents_as_it_says() {
    let scoring = march();
    let mut looked = 0;
    for sheet in sheets(&scoring) {
        for (row, cell) in sheet.rows.iter().flat_map(|row| row.cells.iter().map(move |cell| (row, cell))) {
            let Some(behind) = &cell.behind else { continue };
            let found = scoring.compared.behind(behind);
            assert!(!found.is_empty(), "{}: {}", row.name, cell.text);
            let ids: BTreeSet<_> = found.iter().map(|(id, _)| *id).collect();
            assert_eq!(ids.len(), found.len(), "each once: {}", row.name);
            assert!(ids.iter().all(|id| scoring.compared.incidents.contains_key(id)));
            if let Ok(count) = cell.text.parse::<usize>() {
                let is_of_deadlines = matches!(behind.what, What::Deadlines { .. });
                assert!(found.len() == count || is_of_deadlines && found.len() < count, "{}", row.name);
            }
            assert!(!words::behind(&scoring.compared, behind).is_empty());
            looked += 1;
        }
    }
    assert!(looked > 30, "{looked}");
    let spans = scoring.compared.behind(&Behind { is_before: false, what: What::Pair(7) });
    assert_eq!(spans.iter().map(|(_, secs)| *secs).collect::<Vec<_>>(), [Some(3_600)]);
}

#[test]
fn days_become_weeks_in_a_long_period_and_every_incident_stays_in_one() {
    let scoring = march();
    let days = |scoring: &Scoring| {
        let sheets = sheets(scoring);
        let sheet = sheets.iter().find(|sheet| sheet.id == SheetId::Days).unwrap();
        let all = |row: &super::Row| row.cells.last().unwrap().text.parse::<u64>().unwrap();
        (sheet.rows.len(), sheet.rows.iter().map(all).sum::<u64>(), sheet.rows[0].name.clone())
    };
    assert_eq!(days(&scoring), (31, 3, "Sun 1 Mar 2026".to_owned()));
    let mut long = Telling::new();
    long.open(1, "2026-03-01T10:00:00-06:00", None);
    long.open(2, "2026-08-31T10:00:00-05:00", None);
    let window = crate::domain::rota::change::Window::new(
        at("2026-01-01T00:00:00-06:00"),
        at("2027-01-01T00:00:00-06:00"),
    );
    let mut compared =
        crate::domain::report::compared::Compared::new(&long.world, window, at("2027-01-01T00:00:00-06:00"));
    long.world.live.values().for_each(|live| compared.take(live));
    let year = Scoring::new(compared.into(), long.world.targets(), &long.world.figures);
    assert_eq!(days(&year), (28, 2, "23 Feb 2026 to 1 Mar 2026".to_owned()), "the week of the first one");
}

#[test]
fn a_share_is_cut_so_that_all_means_all() {
    for (part, whole, said) in [
        (0, 0, "–"),
        (0, 3, "0 %"),
        (1, 1_000, "under 1 %"),
        (999, 1_000, "99 %"),
        (31, 34, "91 %"),
        (5, 5, "100 %"),
    ] {
        assert_eq!(words::percent(part, whole), said);
    }
}
