//! What a report says, and what it does not say outside.

use expect_test::expect;

use super::trial::{HOSTILE, at, hostile, usual};
use super::{Audience, Kind, Report, Standing};
use crate::documents::log_csv::log_csv;
use crate::documents::report_docx::report_docx;
use crate::documents::report_html::report_html;
use crate::documents::report_md::report_md;

fn internal() -> Report {
    usual().report(Audience::Internal, Kind::PostMortemPack)
}

#[test]
fn the_summary_says_what_happened() {
    expect![[r"
        MI-0001 is a major production incident, priority Critical. It was opened Mon 2 Mar 2026, 10:00 CST. Service was restored Mon 2 Mar 2026, 12:24 CST, 2 h 24 min after the opening.
        Impact: Nobody can pay
        4 updates were sent. Of its deadlines 10 were met and 9 missed; 1 is overdue."]].assert_eq(&internal().summary.join("\n"));
}

#[test]
fn milestones_and_spans_are_those_of_the_log() {
    let report = internal();
    let said: Vec<(&str, i64)> =
        report.milestones.iter().map(|one| (one.title.as_str(), one.since_opened_secs / 60)).collect();
    assert_eq!(
        said,
        [
            ("Detected", -8),
            ("Opened", 0),
            ("Triaged", 0),
            ("Referred", 4),
            ("Initial notification", 12),
            ("Hotline notified", 19),
            ("Acknowledged", 31),
            ("Restored", 144)
        ]
    );
    assert!(report.spans.contains(&("Opened to restored".to_owned(), 144 * 60)));
    assert!(report.spans.contains(&("Detected to opened".to_owned(), 8 * 60)));
}

#[test]
fn the_log_has_every_entry_with_what_was_taken_back() {
    let teller = usual();
    let report = teller.report(Audience::Internal, Kind::IncidentReport);
    assert_eq!(report.log.len(), teller.live().incident.entries.len());
    assert!(report.log.windows(2).all(|two| two[0].happened_at <= two[1].happened_at));
    let slip = report.log.iter().find(|row| row.words == "A slip").expect("the slip");
    assert_eq!(slip.standing, Standing::TakenBack);
    let late = report.log.first().expect("an entry");
    assert_eq!((late.happened_at, late.recorded_at), (at("09:52"), at("2026-03-20T09:00")));
}

#[test]
fn an_incident_report_has_the_agreed_statement_and_the_pack_the_draft_too() {
    let teller = usual();
    let statements = |audience, kind| {
        let review = teller.report(audience, kind).review.expect("a post-mortem");
        review.statements.iter().map(|one| one.standing.clone()).collect::<Vec<_>>()
    };
    let agreed = "Agreed Thu 5 Mar 2026, 11:10 CST by Sample Problem Manager.";
    assert_eq!(statements(Audience::Internal, Kind::IncidentReport), [agreed]);
    let pack = statements(Audience::Internal, Kind::PostMortemPack);
    assert_eq!(pack[0], agreed);
    assert!(pack[1].contains("not agreed"), "{pack:?}");
    assert_eq!(statements(Audience::Outside, Kind::PostMortemPack), ["Agreed Thu 5 Mar 2026, 11:10 CST."]);
}

#[test]
fn follow_ups_stand_apart_from_the_actions_of_the_outage() {
    let report = internal();
    let what = |rows: &[super::ActionRow]| rows.iter().map(|one| one.what.clone()).collect::<Vec<_>>();
    assert_eq!(what(&report.actions), ["Check replication"]);
    let follow_ups = &report.review.as_ref().expect("a post-mortem").follow_ups;
    assert_eq!(what(follow_ups), ["Automate the failover"]);
    assert!(follow_ups[0].is_overdue && follow_ups[0].state.starts_with("overdue"), "{follow_ups:?}");
}

#[test]
fn attendance_says_who_was_there_and_who_was_not() {
    let review = internal().review.expect("a post-mortem");
    let said: Vec<(&str, Option<bool>)> =
        review.attendance.iter().map(|one| (one.who.as_str(), one.was_there)).collect();
    assert_eq!(
        said,
        [
            ("Sample Engineer", Some(true)),
            ("Sample Problem Manager", Some(false)),
            ("Sample Guest", Some(false)),
            ("Sample Manager", Some(true))
        ]
    );
}

/// Every format of a report, as text; the DOCX as its main part.
fn all_formats(report: &Report) -> Vec<(&'static str, String)> {
    let csv = String::from_utf8(log_csv(report)).expect("UTF-8");
    vec![
        ("md", report_md(report)),
        ("html", report_html(report)),
        ("csv", csv),
        ("docx", crate::documents::report_docx::main_part(&report_docx(report))),
    ]
}

#[test]
fn outside_nobody_is_named_and_nothing_internal_is_said() {
    let teller = usual();
    for kind in [Kind::IncidentReport, Kind::PostMortemPack] {
        for (format, text) in all_formats(&teller.report(Audience::Outside, kind)) {
            for internal in [
                "Sample Manager",
                "Sample Engineer",
                "Sample Problem Manager",
                "Sample CIO",
                "Sample Agent",
                "Sample Guest",
                "executives",
                "For executives",
                "A note",
                "A slip",
                "bridge",
                "Failover",
                "failover",
                "agency@example.org",
                "317-555",
                "356-8910",
                "Check replication",
                "Incident Manager",
                "missed",
                "newer",
                "monitoring",
            ] {
                assert!(!text.contains(internal), "{format} {kind:?}: {internal}\n{text}");
            }
            assert!(text.contains("works on it") && text.contains("Payments work again"), "{format}");
        }
    }
    let md = report_md(&teller.report(Audience::Outside, Kind::PostMortemPack));
    assert!(md.contains("as a subject matter expert saw"), "{md}");
    assert!(md.contains("a subject matter expert works on it"), "{md}");
    assert!(md.contains("14 agencies"), "{md}");
}

#[test]
fn a_hostile_text_stays_text_in_every_format() {
    let teller = hostile();
    for audience in [Audience::Internal, Audience::Outside] {
        for (format, text) in all_formats(&teller.report(audience, Kind::PostMortemPack)) {
            let unfit =
                |c: char| crate::documents::plain_text::is_unfit(c) && !matches!(c, '\n' | '\r' | '\t');
            assert_eq!(text.chars().find(|c| unfit(*c)), None, "{format}");
            assert!(text.contains("שלום עולם") && text.contains("👩\u{200D}🚒🔥"), "{format}");
            match format {
                "html" => {
                    assert!(!text.contains("<script") && !text.contains("alert(1)</"), "{format}");
                    assert!(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
                    assert!(!text.contains("<b>") && !text.contains("http-equiv=\"refresh\""));
                }
                "md" => {
                    assert!(text.contains("\\<script\\>alert(1)\\</script\\>"), "{text}");
                    assert!(
                        !text.contains(" <b>") && !text.contains("[l](") && !text.contains("<img"),
                        "{text}"
                    );
                }
                "docx" => assert!(text.contains("&lt;script&gt;") && !text.contains("<script")),
                _ => assert!(text.contains("<script>alert(1)</script>"), "{format}"),
            }
        }
    }
}

#[test]
fn a_csv_of_hostile_words_reads_back_whole_and_runs_nothing() {
    let teller = usual().with_words(|text| format!("={text} {HOSTILE}"));
    let report = teller.report(Audience::Internal, Kind::IncidentReport);
    let bytes = log_csv(&report);
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a good row")).collect();
    assert_eq!(rows.len(), report.log.len());
    let note = rows.iter().find(|row| row[4].contains("A note that is internal")).expect("the note");
    assert!(note[4].starts_with("'=A note"), "{}", &note[4]);
    assert!(note[4].contains("BEGIN:VEVENT"), "{}", &note[4]);
    assert_eq!((&note[0], &note[2], &note[3]), ("2026-03-02T11:00:00-06:00", "Sample Manager", "Note"));
    let starts = ['=', '+', '-', '@', '\t', '\r', '\n'];
    assert!(rows.iter().flat_map(csv::StringRecord::iter).all(|cell| !cell.starts_with(starts)));
}

#[test]
fn the_csv_marks_what_was_corrected_and_taken_back() {
    let mut teller = usual();
    teller.tell("11:03", &serde_json::json!({"note": {"text": "one"}}));
    let entry = teller.last_entry();
    let correct = serde_json::json!({"correct_entry": {"entry": entry, "text": "two", "why": "a slip",
        "to_at": "2026-03-02T11:04:00-06:00"}});
    teller.tell("11:05", &correct);
    let csv =
        String::from_utf8(log_csv(&teller.report(Audience::Internal, Kind::IncidentReport))).expect("UTF-8");
    let line = |words: &str| csv.lines().find(|line| line.contains(words)).expect("a line").to_owned();
    let corrected = format!(
        "2026-03-02T11:04:00-06:00,2026-03-02T11:03:00-06:00,Sample Manager,Note,two,corrected,\"was 11:03, “one”\",MI-0001,{entry}"
    );
    assert_eq!(line(",two,"), corrected);
    assert!(line("A slip,").contains(",taken back,"));
    assert!(csv.starts_with("happened,recorded,who,what,words,standing,was,incident,entry\r\n"));
}

#[test]
fn a_very_long_note_is_whole_in_every_format() {
    let long = "a long word ".repeat(9_000);
    let grown = |text: &str| if text == "A note that is internal" { long.clone() } else { text.to_owned() };
    let teller = usual().with_words(grown);
    for (format, text) in all_formats(&teller.report(Audience::Internal, Kind::IncidentReport)) {
        assert!(text.contains(long.trim()), "{format}");
    }
}

#[test]
fn the_same_report_makes_the_same_bytes() {
    let teller = usual();
    let report = || teller.report(Audience::Internal, Kind::PostMortemPack);
    assert_eq!(report_docx(&report()), report_docx(&report()));
    assert_eq!(report_html(&report()), report_html(&report()));
}

#[test]
fn the_pack_as_markdown() {
    // The version changes with every word of the policy.
    let version = usual().live().incident.policy.version.clone();
    let md = report_md(&internal()).replace(crate::domain::world::short(&version), "VERSION");
    let (head, _) = md.split_once("## Deadlines met and missed").expect("deadlines");
    expect![[r"
        # MI-0001: Payments API down

        Post-mortem pack, made Fri 6 Mar 2026, 09:00 CST by the desk Sample desk  
        Internal: not for customers. Times are CST (America/Chicago); where the clock has changed, it is said.  

        ## Problem statement

        > Payments were refused, as Sample Engineer saw. Where: API. Since when: 9:52 to 12:24. How far: all. For whom: 14 agencies. What it is not: not the web page.

        *Agreed Thu 5 Mar 2026, 11:10 CST by Sample Problem Manager.*

        - **What deviated**: Payments were refused, as Sample Engineer saw
        - **Where**: API
        - **Since when**: 9:52 to 12:24
        - **How far**: all
        - **For whom**: 14 agencies
        - **What it is not**: not the web page

        > Payments were refused, as Sample Engineer saw. Where: API. Since when: 9:52 to 12:24. How far: a draft that is newer. For whom: 14 agencies. What it is not: not the web page.

        *Version 2, a draft by Sample Manager of Thu 5 Mar 2026, 11:12 CST; not agreed.*

        - **What deviated**: Payments were refused, as Sample Engineer saw
        - **Where**: API
        - **Since when**: 9:52 to 12:24
        - **How far**: a draft that is newer
        - **For whom**: 14 agencies
        - **What it is not**: not the web page

        ## Meeting

        - **State**: statement agreed
        - **Held**: Thu 5 Mar 2026, 11:00 CST
        - **Set for**: Thu 5 Mar 10:00 CST, 60 min
        - **Room or bridge**: Room 4
        - **Facilitator**: Sample Manager
        - **Words**: held in time

        ### Agenda

        | Item | Time |
        | --- | --- |
        | What happened | 20 min |
        | Problem statement | 40 min |

        ### Attendance

        | Who | Part | Answer | There |
        | --- | --- | --- | --- |
        | Sample Engineer | crisis team | accepted: yes | ✓ there |
        | Sample Problem Manager | Service Problem Manager |  | not there |
        | Sample Guest | other |  | not there |
        | Sample Manager | facilitator |  | ✓ there |

        ## What went well

        - The bridge stood

        ## What was hard

        - Nobody knew the number

        ## Minutes

        - We spoke

        ## Follow-up actions

        | No. | What | Owner | Due | State |
        | --- | --- | --- | --- | --- |
        | 2 | Automate the failover | Sample Engineer | Thu 5 Mar 17:00 | **overdue, not accepted yet** |

        ## Summary

        MI-0001 is a major production incident, priority Critical. It was opened Mon 2 Mar 2026, 10:00 CST. Service was restored Mon 2 Mar 2026, 12:24 CST, 2 h 24 min after the opening.

        Impact: Nobody can pay

        4 updates were sent. Of its deadlines 10 were met and 9 missed; 1 is overdue.

        - **Reference**: MI-0001
        - **Ticket**: INC0012345
        - **State**: restored
        - **Priority**: Critical
        - **Kind**: major, production
        - **Services**: Sample Payments
        - **Opened**: Mon 2 Mar 2026, 10:00 CST
        - **Restored**: Mon 2 Mar 2026, 12:24 CST
        - **Lasted**: 2 h 24 min
        - **Command**: Sample Manager
        - **Referred to**: Sample Database Team
        - **Escalated to**: Incident Manager
        - **Policy**: Major incident, version VERSION

        ## Milestones

        | Milestone | Reached | After the opening |
        | --- | --- | --- |
        | Detected | Mon 2 Mar 09:52 | 8 min before |
        | Opened | Mon 2 Mar 10:00 |  |
        | Triaged | Mon 2 Mar 10:00 |  |
        | Referred | Mon 2 Mar 10:04 | 4 min |
        | Initial notification | Mon 2 Mar 10:12 | 12 min |
        | Hotline notified | Mon 2 Mar 10:19 | 19 min |
        | Acknowledged | Mon 2 Mar 10:31 | 31 min |
        | Restored | Mon 2 Mar 12:24 | 2 h 24 min |

        ### How long it took

        - **Detected to opened**: 8 min
        - **Opened to triaged**: at once
        - **Opened to initial notification**: 12 min
        - **Opened to hotline notified**: 19 min
        - **Referred to acknowledged**: 27 min
        - **Opened to restored**: 2 h 24 min

        ## Course

        - **Milestones**: Mon 2 Mar 09:52 Detected; Mon 2 Mar 10:00 Opened; Mon 2 Mar 10:00 Triaged; Mon 2 Mar 10:04 Referred; Mon 2 Mar 10:12 Initial notification; Mon 2 Mar 10:19 Hotline notified; Mon 2 Mar 10:31 Acknowledged; Mon 2 Mar 12:24 Restored
        - **Updates**: Mon 2 Mar 10:12 Customers; Mon 2 Mar 10:14 Executives; Mon 2 Mar 11:26 Customers; Mon 2 Mar 12:31 Customers
        - **Escalations**: Mon 2 Mar 10:42 to Incident Manager
        - **Calls**: Mon 2 Mar 10:15 Sample Engineer reached; Mon 2 Mar 10:19 Hotline reached; Mon 2 Mar 10:25 Sample Unknown no answer
        - **Hotline call**: due Mon 2 Mar 10:15, missed, 4 min late
        - **Initial notification**: due Mon 2 Mar 10:15, met
        - **Referral to a resolver**: due Mon 2 Mar 10:15, met
        - **Primary triage**: due Mon 2 Mar 10:15, met
        - **Resolver acknowledges**: due Mon 2 Mar 10:19, missed, 12 min late
        - **Update to customers**: due Mon 2 Mar 11:12, missed, 14 min late
        - **Update to executives**: due Mon 2 Mar 12:14, missed
        - **Resolver's update**: due Mon 2 Mar 11:31, met; due Mon 2 Mar 12:10, missed
        - **Incident Manager responds**: due Mon 2 Mar 10:57, missed
        - **Answer to Sample CIO**: due Mon 2 Mar 12:00, met
        - **Action 1 of Sample Engineer**: due Mon 2 Mar 12:15, missed, 5 min late
        - **Post-mortem held**: due Thu 5 Mar 12:24, met
        - **Post-mortem scheduled**: due Tue 3 Mar 12:24, met
        - **Restored notification**: due Mon 2 Mar 12:39, met

    "]].assert_eq(head);
}
