//! The effort of service coordination as CSV (RFC 4180): a line an entry, with its department's sum (I).
//!
//! Never here: how it is summed.

use csv::{Terminator, WriterBuilder};

use super::csv_cell::neutral_cell;
use super::plain_text::one_line;
use crate::domain::directory::Directory;
use crate::domain::service_review::effort::YearEffort;

/// The names of the columns. The last one is the sum of all lines of the department and year, the same on
/// each of them.
pub const COLUMNS: [&str; 7] =
    ["department", "year", "date", "by", "what", "minutes", "department_minutes_in_year"];

/// The effort as a file's bytes, with a header; UTF-8 without a mark. People are called as they are now.
pub fn effort_csv(sums: &[YearEffort<'_>], directory: &Directory) -> Vec<u8> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory cannot fail.
    writer.write_record(COLUMNS).unwrap_or_default();
    for sum in sums {
        for entry in &sum.entries {
            let spent = &entry.spent;
            let (department, by) = (one_line(&sum.department.name), one_line(directory.name_of(&spent.by)));
            let what = one_line(spent.what.as_deref().unwrap_or_default());
            let row = [
                &*neutral_cell(&department),
                &sum.year.to_string(),
                &spent.on.format("%Y-%m-%d").to_string(),
                &*neutral_cell(&by),
                &*neutral_cell(&what),
                &spent.minutes.to_string(),
                &sum.minutes.to_string(),
            ];
            writer.write_record(row).unwrap_or_default();
        }
    }
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::directory::Named;
    use crate::domain::event::{DeviceId, Event, EventId, Fact, Subject};
    use crate::domain::service_review::ServiceReviews;
    use crate::domain::service_review::effort::of_year;
    use crate::domain::service_review::facts::EffortSpent;

    fn spent(reviews: &mut ServiceReviews, department: &str, on: &str, minutes: u32, what: Option<&str>) {
        let number = reviews.efforts.len() as u64 + 1;
        let at = "2026-06-01T12:00:00Z".parse().unwrap();
        reviews.evolve(&Event {
            device: DeviceId(Uuid::nil()),
            device_seq: number,
            id: EventId(Uuid::from_u128(u128::from(number))),
            subject: Subject::ServiceReviews,
            happened_at: at,
            recorded_at: at,
            actor: "Sample".to_owned(),
            fact: Fact::EffortLogged(Box::new(EffortSpent {
                department: Named::plain(department),
                minutes,
                on: on.parse().unwrap(),
                by: Named::plain("Sample One"),
                what: what.map(str::to_owned),
            })),
        });
    }

    #[test]
    fn a_line_an_entry_with_the_sum_of_its_department() {
        let mut reviews = ServiceReviews::default();
        spent(&mut reviews, "Revenue", "2026-03-02", 90, Some("minutes, and \"notes\""));
        spent(&mut reviews, "=cmd|' /C calc'!A0", "2026-03-01", 5, Some("-1\r\n@x"));
        spent(&mut reviews, "revenue", "2026-01-31", 30, None);
        spent(&mut reviews, "Revenue", "2025-12-31", 600, None);
        let directory = Directory::default();
        let text = String::from_utf8(effort_csv(&of_year(&reviews, &directory, 2026), &directory)).unwrap();
        assert_eq!(
            text,
            "department,year,date,by,what,minutes,department_minutes_in_year\r\n\
             '=cmd|' /C calc'!A0,2026,2026-03-01,Sample One,'-1 @x,5,5\r\n\
             Revenue,2026,2026-01-31,Sample One,,30,120\r\n\
             Revenue,2026,2026-03-02,Sample One,\"minutes, and \"\"notes\"\"\",90,120\r\n"
        );
    }
}
