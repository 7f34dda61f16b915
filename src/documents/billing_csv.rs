//! The billing detail of a month as CSV (RFC 4180): all of it, or the lines of one agency.
//!
//! The whole has a line for every incident of the month, also those that cannot be billed or are not: what is
//! not in it was not opened in the month. The file of an agency has what that agency pays. Never here: who
//! pays, or a folder.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use csv::{Terminator, Writer, WriterBuilder};

use super::csv_cell::neutral_cell;
use super::plain_text::one_line;
use crate::domain::billing::detail::{About, AgencySum, BillingDetail, Line};
use crate::domain::billing::money::amount;
use crate::domain::directory::RecordId;
use crate::domain::time::Instant;

/// The names of the columns of the whole. `amount` is empty where nothing is billed; `why` is the rule of who
/// pays, or why it is not billed and what would do.
pub const COLUMNS: [&str; 12] = [
    "month",
    "state",
    "agency",
    "category",
    "unit",
    "reference",
    "ticket",
    "title",
    "opened",
    "amount",
    "currency",
    "why",
];

/// The longest part of a file's name that an agency's name makes; characters.
const MOST_NAME: usize = 60;

type Sheet = Writer<Vec<u8>>;

fn sheet() -> Sheet {
    let mut sheet = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory cannot fail.
    sheet.write_record(COLUMNS).unwrap_or_default();
    sheet
}

/// The whole month as a file's bytes: what is billed, by agency; then what cannot be, then what is not.
pub fn billing_csv(detail: &BillingDetail) -> Vec<u8> {
    let mut sheet = sheet();
    for line in by_agency(detail) {
        line_row(&mut sheet, detail, line);
    }
    for one in &detail.exceptions {
        let why = format!("{}; {}", one.what, one.would_do);
        let title = one.title.as_deref().unwrap_or_default();
        row(&mut sheet, detail, "exception", ["", title, ""], &one.about, ["", "", &why]);
    }
    for one in &detail.unbilled {
        row(&mut sheet, detail, "not billed", ["", "", ""], &one.about, ["", "", &one.why]);
    }
    sheet.into_inner().unwrap_or_default()
}

/// The lines of one agency as a file's bytes.
pub fn agency_csv(detail: &BillingDetail, agency: RecordId) -> Vec<u8> {
    let mut sheet = sheet();
    for line in detail.lines.iter().filter(|line| line.agency == agency) {
        line_row(&mut sheet, detail, line);
    }
    sheet.into_inner().unwrap_or_default()
}

/// A file for each agency that pays: its name and its bytes. No two names are the same, on no system, and each
/// is one plain name, whatever the agency is called.
pub fn agency_files(detail: &BillingDetail) -> Vec<(String, Vec<u8>)> {
    let mut taken = BTreeSet::new();
    let file = |sum: &AgencySum| {
        let name = safe_name(&sum.name);
        let mut number = 1_u32;
        let name = loop {
            let more = if number == 1 { String::new() } else { format!(" {number}") };
            let name = format!("billing {} {name}{more}.csv", detail.month);
            if taken.insert(name.to_lowercase()) {
                break name;
            }
            number += 1;
        };
        (name, agency_csv(detail, sum.agency))
    };
    detail.agencies().iter().map(file).collect()
}

/// A text as a part of a file's name on any system: letters, digits, and single blanks and dashes.
fn safe_name(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        if name.chars().count() >= MOST_NAME {
            break;
        }
        if c.is_alphanumeric() {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with([' ', '-']) {
            name.push(if c == '-' { '-' } else { ' ' });
        }
    }
    let name = name.trim_end_matches([' ', '-']);
    if name.is_empty() { "agency".to_owned() } else { name.to_owned() }
}

/// What is billed, by agency and then by when it was opened.
fn by_agency(detail: &BillingDetail) -> Vec<&Line> {
    let mut lines: Vec<&Line> = detail.lines.iter().collect();
    lines.sort_by_key(|line| {
        (line.agency_name.to_lowercase(), line.agency, line.about.opened_at, line.about.reference.clone())
    });
    lines
}

fn line_row(sheet: &mut Sheet, detail: &BillingDetail, line: &Line) {
    let what = [line.agency_name.as_str(), line.title.as_str(), line.unit.word()];
    let money = amount(line.rate.cents);
    row(sheet, detail, "billed", what, &line.about, [&money, &line.rate.currency, &line.why]);
}

fn row(
    sheet: &mut Sheet,
    detail: &BillingDetail,
    state: &str,
    what: [&str; 3],
    about: &About,
    [amount, currency, why]: [&str; 3],
) {
    let typed = |text: &str| neutral_cell(&one_line(text)).into_owned();
    let [agency, category, unit] = what;
    let cells = [
        detail.month.to_string(),
        state.to_owned(),
        typed(agency),
        typed(category),
        unit.to_owned(),
        typed(&about.reference),
        typed(about.ticket.as_deref().unwrap_or_default()),
        typed(&about.title),
        opened(about.opened_at, detail.zone),
        amount.to_owned(),
        typed(currency),
        typed(why),
    ];
    sheet.write_record(cells).unwrap_or_default();
}

/// When it was opened, on the wall clock with its offset.
fn opened(at: Instant, zone: Tz) -> String {
    at.with_timezone(&zone).to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::billing::detail::{Exception, Trouble, Unbilled};
    use crate::domain::billing::facts::BilledAs;
    use crate::domain::billing::money::Money;
    use crate::domain::event::IncidentId;
    use crate::domain::words::{BillingUnit, Payer};

    fn about(number: u128, title: &str) -> About {
        About {
            id: IncidentId(Uuid::from_u128(number)),
            reference: format!("MI-{number:04}"),
            ticket: (number == 1).then(|| "=INC1".to_owned()),
            title: title.to_owned(),
            opened_at: "2026-03-08T07:59:59Z".parse().unwrap(),
        }
    }

    fn line(number: u128, agency: u128, name: &str) -> Line {
        Line {
            about: about(number, "No \"mail\", at all"),
            category: "security".to_owned(),
            title: "Security support".to_owned(),
            unit: BillingUnit::Incident,
            rate: Money { cents: 1250, currency: "USD".to_owned() },
            agency: RecordId(Uuid::from_u128(agency)),
            agency_name: name.to_owned(),
            rule: Payer::UserAgency,
            why: "the agency of the user".to_owned(),
        }
    }

    fn detail(lines: Vec<Line>) -> BillingDetail {
        let zone = chrono_tz::America::Chicago;
        BillingDetail { lines, ..BillingDetail::new("2026-03".parse().unwrap(), zone) }
    }

    #[test]
    fn the_whole_has_every_incident_and_no_cell_runs() {
        let mut detail = detail(vec![line(1, 7, "=cmd|' /C calc'!A0"), line(2, 8, "Alpha")]);
        detail.exceptions.push(Exception {
            about: about(3, "\u{202E}x\r\n=1"),
            category: None,
            title: None,
            trouble: Trouble::NoCategory,
            what: "nothing says as what it is billed".to_owned(),
            would_do: "say it".to_owned(),
            said: BilledAs::default(),
        });
        detail.unbilled.push(Unbilled { about: about(4, "-"), why: "@opened in error".to_owned() });
        let text = String::from_utf8(billing_csv(&detail)).unwrap();
        assert_eq!(
            text,
            "month,state,agency,category,unit,reference,ticket,title,opened,amount,currency,why\r\n\
             2026-03,billed,'=cmd|' /C calc'!A0,Security support,incident,MI-0001,'=INC1,\"No \"\"mail\"\", at all\",2026-03-08T01:59:59-06:00,12.50,USD,the agency of the user\r\n\
             2026-03,billed,Alpha,Security support,incident,MI-0002,,\"No \"\"mail\"\", at all\",2026-03-08T01:59:59-06:00,12.50,USD,the agency of the user\r\n\
             2026-03,exception,,,,MI-0003,,x =1,2026-03-08T01:59:59-06:00,,,nothing says as what it is billed; say it\r\n\
             2026-03,not billed,,,,MI-0004,,'-,2026-03-08T01:59:59-06:00,,,'@opened in error\r\n"
        );
    }

    #[test]
    fn each_agency_has_one_plain_file_whatever_it_is_called() {
        let hostile =
            ["../../etc/passwd", "C:\\con", "Revenue", "REVENUE", "revenue.", "", "\u{202E}\0\n", "Ä/Ö"];
        let mut lines: Vec<Line> =
            (1..).zip(hostile).map(|(number, name)| line(number, number, name)).collect();
        lines.push(line(20, 21, &"long ".repeat(1_000)));
        lines.push(line(22, 3, "Revenue"));
        let files = agency_files(&detail(lines));
        let mut names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        let long = format!("billing 2026-03 {}long.csv", "long ".repeat(11));
        assert_eq!(
            names,
            [
                "billing 2026-03 C con.csv",
                "billing 2026-03 REVENUE 2.csv",
                "billing 2026-03 Revenue.csv",
                "billing 2026-03 agency 2.csv",
                "billing 2026-03 agency.csv",
                "billing 2026-03 etc passwd.csv",
                long.as_str(),
                "billing 2026-03 revenue 3.csv",
                "billing 2026-03 Ä Ö.csv",
            ]
        );
        for (name, bytes) in &files {
            let count = String::from_utf8(bytes.clone()).unwrap().lines().count();
            assert_eq!(count, if name.ends_with("Revenue.csv") { 3 } else { 2 }, "{name}");
            assert!(name.len() < 255, "{name}");
        }
    }
}
