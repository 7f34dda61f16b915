//! The rotation as a page for the rotation site (R item 3): who is on watch now and next, the coming
//! weeks by seat, and how much each person carries. A self-contained HTML file.
//!
//! Never here: who is on watch, or what a load is.

use std::collections::BTreeMap;

use chrono::{Days, NaiveTime};
use chrono_tz::Tz;

use super::html::{ColorScheme, Page, isolated, page, text};
use super::log_lines::sentence;
use super::plain_text::one_line;
use crate::domain::calendar::{instant_of, local_of};
use crate::domain::rota::Rota;
use crate::domain::rota::change::Window;
use crate::domain::rota::load::Counting;
use crate::domain::rota::person::{PersonId, Seat};
use crate::domain::rota::schedule::NowNext;
use crate::domain::time::Instant;
use crate::domain::typed_time::understood;

/// The most weeks of one page.
pub const MOST_WEEKS: u32 = 53;

/// What the page is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RotaPage<'a> {
    /// The rota.
    pub rota: &'a Rota,
    /// Its heading, such as "Watch of the Major Incident Managers".
    pub title: &'a str,
    /// Which desk made it.
    pub desk: &'a str,
    /// When it was made: what is now on it.
    pub made_at: Instant,
    /// How many weeks are shown from the day on which it was made, 1 to [`MOST_WEEKS`].
    pub weeks: u32,
    /// The zone of its times, and what counts as a night.
    pub counting: Counting,
}

/// The colours are those of the notifications page, whose contrast a test there reckons.
const STYLE: &str = "\
:root { --paper: #ffffff; --ink: #1a1d21; --faint: #555c64; --card: #f5f6f8; --line: #80868e; --on: #1e6b3a }
@media (prefers-color-scheme: dark) {
:root { --paper: #14171a; --ink: #eceef0; --faint: #adb4bc; --card: #1f2429; --line: #7d858e; --on: #7fd39b }
}
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1.25rem 1rem 2rem; max-width: 56rem; background: var(--paper); \
color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, \"Segoe UI\", Roboto, \"Noto Sans\", sans-serif; \
overflow-wrap: anywhere }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.25 }
h2 { margin: 2rem 0 .6rem; font-size: 1.15rem }
p { margin: 0 }
.faint { color: var(--faint) }
.seats { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1rem }
.seats section { flex: 1 1 16rem; padding: .8rem 1rem; background: var(--card); border-left: .35rem solid \
var(--on); border-radius: .3rem }
.seats .nobody { border-left-color: var(--line) }
.seats h2 { margin: 0; font-size: 1rem; color: var(--faint) }
.who { font-size: 1.3rem; font-weight: 600; line-height: 1.35 }
time { white-space: nowrap }
.table { overflow-x: auto }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left; \
vertical-align: top }
thead th { color: var(--faint); font-weight: 600 }
tbody th { font-weight: 600 }
.number { text-align: right }
td, thead th { overflow-wrap: normal }
tbody th { min-width: 8rem }
tr.now td, tr.now th { background: var(--card) }
.mark { color: var(--on); font-weight: 600 }
@media (max-width: 40rem) { td time { white-space: normal } }
footer { margin-top: 2rem; padding-top: .75rem; border-top: 1px solid var(--line); color: var(--faint) }
@media print {
:root { --paper: #ffffff; --ink: #000000; --faint: #333333; --card: #ffffff; --line: #767676; --on: #14502a }
@page { margin: 15mm }
body { max-width: none; padding: 0; font-size: 10.5pt }
.table { overflow: visible }
.seats section { border: 1px solid var(--line); border-left: .35rem solid var(--on) }
h2 { break-after: avoid } tr, .seats section { break-inside: avoid }
}
";

/// The page as HTML.
pub fn rota_page(rota_page: &RotaPage<'_>) -> String {
    let zone = rota_page.counting.zone;
    let title = one_line(rota_page.title);
    let mut body = format!("<header>\n<h1 dir=\"auto\">{}</h1>\n", text(&title));
    let made = time(rota_page.made_at, zone);
    body.push_str(&format!(
        "<p class=\"faint\">Made {made} by the desk {}</p>\n</header>\n<main>\n",
        isolated(rota_page.desk)
    ));
    on_watch(&mut body, rota_page);
    let window = shown(rota_page);
    let rows = Rows::of(rota_page.rota, window, rota_page.made_at);
    for (seat, rows) in &rows.seats {
        coming(&mut body, rota_page, seat, rows);
    }
    loads(&mut body, rota_page, window);
    body.push_str(&format!(
        "</main>\n<footer>\n<p>Times are of the zone {}. Where a watch passes on, it does so at the time shown.</p>\n</footer>\n",
        text(zone.name())
    ));
    page(&Page {
        title: &title,
        style: STYLE,
        color_scheme: ColorScheme::LightAndDark,
        refresh_secs: None,
        body: &body,
    })
}

/// From the begin of the day on which it was made, so many weeks.
fn shown(page: &RotaPage<'_>) -> Window {
    let zone = page.counting.zone;
    let today = local_of(zone, page.made_at).date();
    let days = u64::from(page.weeks.clamp(1, MOST_WEEKS)) * 7;
    let last = today.checked_add_days(Days::new(days)).unwrap_or(today);
    let midnight = |date: chrono::NaiveDate| instant_of(zone, date.and_time(NaiveTime::MIN));
    Window::new(midnight(today), midnight(last))
}

/// Who is on watch when the page is made, and who is next.
fn on_watch(body: &mut String, page: &RotaPage<'_>) {
    let seats = page.rota.now_and_next(page.made_at);
    if seats.is_empty() {
        body.push_str(
            "<p class=\"who\">Nobody is on watch, now or later: the rota has no rule in force</p>\n",
        );
        return;
    }
    // Shifts that follow each other with the same person are one watch.
    let until = page.made_at.checked_add_days(Days::new(u64::from(MOST_WEEKS) * 7)).unwrap_or(page.made_at);
    let ahead = Rows::of(page.rota, Window::new(page.made_at, until), page.made_at);
    body.push_str("<div class=\"seats\">\n");
    for seat in seats {
        let rows = ahead.seats.get(&seat.seat).map(Vec::as_slice).unwrap_or_default();
        one_seat(body, page, &seat, rows);
    }
    body.push_str("</div>\n");
}

fn one_seat(body: &mut String, page: &RotaPage<'_>, seat: &NowNext, rows: &[Row]) {
    let zone = page.counting.zone;
    let class = if seat.now.is_some() { "on" } else { "nobody" };
    body.push_str(&format!("<section class=\"{class}\">\n<h2>{}</h2>\n", seat_name(&seat.seat)));
    let now = rows.iter().find(|row| row.window.contains(page.made_at));
    match now {
        Some(row) => body.push_str(&format!(
            "<p class=\"who\">{}</p>\n<p>until {}</p>\n",
            name(page.rota, &row.person),
            time(row.window.until, zone)
        )),
        None => body.push_str("<p class=\"who\">Nobody</p>\n"),
    }
    let next = rows.iter().find(|row| row.window.from > page.made_at);
    let next = next.map(|row| (&row.person, row.window.from));
    let later = seat.next.as_ref().map(|shift| (&shift.person, shift.window.from));
    if let Some((person, from)) = next.or(later) {
        body.push_str(&format!(
            "<p class=\"faint\">next {} from {}</p>\n",
            name(page.rota, person),
            time(from, zone)
        ));
    }
    body.push_str("</section>\n");
}

/// The coming watches of one seat.
fn coming(body: &mut String, page: &RotaPage<'_>, seat: &Seat, rows: &[Row]) {
    let zone = page.counting.zone;
    body.push_str(&format!(
        "<section>\n<h2>{}, the coming {}</h2>\n<div class=\"table\">\n<table>\n<thead><tr>\
         <th scope=\"col\">Who</th><th scope=\"col\">From</th><th scope=\"col\">Until</th>\
         <th scope=\"col\" class=\"number\">Hours</th></tr></thead>\n<tbody>\n",
        seat_name(seat),
        weeks(page.weeks)
    ));
    for row in rows {
        let is_now = row.window.contains(page.made_at);
        body.push_str(&format!(
            "<tr{}><th scope=\"row\">{}{}</th><td>{}</td><td>{}</td><td class=\"number\">{}</td></tr>\n",
            if is_now { " class=\"now\"" } else { "" },
            name(page.rota, &row.person),
            if is_now { " <span class=\"mark\">now</span>" } else { "" },
            time(row.window.from, zone),
            time(row.window.until, zone),
            hours(row.window.secs())
        ));
    }
    body.push_str("</tbody>\n</table>\n</div>\n</section>\n");
}

/// What each person carries in the weeks that are shown.
fn loads(body: &mut String, page: &RotaPage<'_>, window: Window) {
    let loads = page.rota.loads(window, page.counting);
    if loads.is_empty() {
        return;
    }
    body.push_str(&format!(
        "<section>\n<h2>Hours and shifts, the coming {}</h2>\n<div class=\"table\">\n<table>\n<thead><tr>",
        weeks(page.weeks)
    ));
    for (heading, class) in [
        ("Who", ""),
        ("Seat", ""),
        ("Hours", " class=\"number\""),
        ("Shifts begun", " class=\"number\""),
        ("Night hours", " class=\"number\""),
        ("Weekend hours", " class=\"number\""),
        ("Holiday hours", " class=\"number\""),
    ] {
        body.push_str(&format!("<th scope=\"col\"{class}>{heading}</th>"));
    }
    body.push_str("</tr></thead>\n<tbody>\n");
    for ((person, seat), load) in &loads {
        body.push_str(&format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td>",
            name(page.rota, person),
            isolated(seat.word())
        ));
        let shifts = load.shifts.to_string();
        let numbers = [
            hours(load.secs),
            shifts,
            hours(load.night_secs),
            hours(load.weekend_secs),
            hours(load.holiday_secs),
        ];
        for number in numbers {
            body.push_str(&format!("<td class=\"number\">{number}</td>"));
        }
        body.push_str("</tr>\n");
    }
    body.push_str("</tbody>\n</table>\n</div>\n");
    let counting = page.counting;
    body.push_str(&format!(
        "<p class=\"faint\">From {} to {}. Nights are from {} to {}, nights and weekends each in the person’s own \
         zone where it is known.</p>\n</section>\n",
        time(window.from, counting.zone),
        time(window.until, counting.zone),
        counting.night_from.format("%H:%M"),
        counting.night_until.format("%H:%M")
    ));
}

/// One watch in a table: shifts that follow each other with the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    person: PersonId,
    window: Window,
}

/// The watches of each seat that are not over, in order.
struct Rows {
    seats: BTreeMap<Seat, Vec<Row>>,
}

impl Rows {
    fn of(rota: &Rota, window: Window, now: Instant) -> Self {
        let mut seats: BTreeMap<Seat, Vec<Row>> = BTreeMap::new();
        for shift in rota.shifts(window) {
            let rows = seats.entry(shift.seat).or_default();
            match rows.last_mut() {
                Some(row) if row.person == shift.person && row.window.until == shift.window.from => {
                    row.window.until = shift.window.until;
                }
                _ => rows.push(Row { person: shift.person, window: shift.window }),
            }
        }
        for rows in seats.values_mut() {
            rows.retain(|row| row.window.until > now);
        }
        seats.retain(|_, rows| !rows.is_empty());
        Self { seats }
    }
}

fn name(rota: &Rota, person: &PersonId) -> String {
    isolated(rota.name(person))
}

fn seat_name(seat: &Seat) -> String {
    isolated(&sentence(&one_line(seat.word())))
}

fn weeks(weeks: u32) -> String {
    match weeks.clamp(1, MOST_WEEKS) {
        1 => "week".to_owned(),
        more => format!("{more} weeks"),
    }
}

/// `Mon 2 Mar 2026, 09:00 CST`, with the instant for machines.
fn time(at: Instant, zone: Tz) -> String {
    let words = understood(at, zone);
    let year = local_of(zone, at).format("%Y");
    // "Mon 2 Mar 09:00 CST": the year goes after the month.
    let (date, clock) = match words.match_indices(' ').nth(2) {
        Some((place, _)) => words.split_at(place),
        None => (words.as_str(), ""),
    };
    format!("<time datetime=\"{}\">{date} {year},{clock}</time>", at.format("%Y-%m-%dT%H:%M:%SZ"))
}

/// Whole hours, or with one digit.
fn hours(secs: i64) -> String {
    let tenths = (secs * 10 + 1_800) / 3_600;
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::html::without_markup;
    use crate::domain::rota::person::Person;
    use crate::domain::rota::samples::{at, cover, draft, person, rota, span, with_backup};
    use chrono_tz::America::Chicago;

    fn page_of(rota: &Rota, made_at: &str, weeks: u32) -> String {
        rota_page(&RotaPage {
            rota,
            title: "Watch",
            desk: "north",
            made_at: at(made_at),
            weeks,
            counting: Counting::usual(Chicago),
        })
    }

    /// What a reader sees: the page without its head and its markup, a line for each row.
    fn seen(html: &str) -> Vec<String> {
        let (_, body) = html.split_once("<body>").expect("a body");
        let body = body.replace("</td>", " | ").replace("</th>", " | ");
        let words = without_markup(&body);
        let trimmed = words.lines().map(|line| line.trim().trim_end_matches(" |").to_owned());
        trimmed.filter(|line| !line.is_empty()).collect()
    }

    #[test]
    fn the_page_says_who_is_on_watch_and_who_comes_over_a_change_of_the_clock() {
        let rota = rota(with_backup(draft(Chicago, "2026-03-02T09:00", "1 week", 3), 1));
        let said = [
            "Watch",
            "Made Tue 3 Mar 2026, 12:00 CST by the desk north",
            "Primary",
            "Sample One",
            "until Mon 9 Mar 2026, 09:00 CDT",
            "next Sample Two from Mon 9 Mar 2026, 09:00 CDT",
            "Backup",
            "Sample Two",
            "until Mon 9 Mar 2026, 09:00 CDT",
            "next Sample Three from Mon 9 Mar 2026, 09:00 CDT",
            "Primary, the coming week",
            "Who | From | Until | Hours",
            "Sample One now | Mon 2 Mar 2026, 09:00 CST | Mon 9 Mar 2026, 09:00 CDT | 167",
            "Sample Two | Mon 9 Mar 2026, 09:00 CDT | Mon 16 Mar 2026, 09:00 CDT | 168",
            "Backup, the coming week",
            "Who | From | Until | Hours",
            "Sample Two now | Mon 2 Mar 2026, 09:00 CST | Mon 9 Mar 2026, 09:00 CDT | 167",
            "Sample Three | Mon 9 Mar 2026, 09:00 CDT | Mon 16 Mar 2026, 09:00 CDT | 168",
            "Hours and shifts, the coming week",
            "Who | Seat | Hours | Shifts begun | Night hours | Weekend hours | Holiday hours",
            "Sample One | primary | 152 | 0 | 53 | 47 | 0",
            "Sample Three | backup | 15 | 1 | 2 | 0 | 0",
            "Sample Two | primary | 15 | 1 | 2 | 0 | 0",
            "Sample Two | backup | 152 | 0 | 53 | 47 | 0",
            "From Tue 3 Mar 2026, 00:00 CST to Tue 10 Mar 2026, 00:00 CDT. Nights are from 22:00 to 06:00, \
             nights and weekends each in the person’s own zone where it is known.",
            "Times are of the zone America/Chicago. Where a watch passes on, it does so at the time shown.",
        ];
        let html = page_of(&rota, "2026-03-03T18:00Z", 1);
        assert_eq!(seen(&html), said);
        assert!(html.contains("<time datetime=\"2026-03-09T14:00:00Z\">Mon 9 Mar 2026, 09:00 CDT</time>"));
        assert!(html.contains("prefers-color-scheme: dark") && html.contains("@media print"));
        assert!(!html.contains("http-equiv=\"refresh\"") && !html.contains("<script"));
    }

    #[test]
    fn watches_that_follow_each_other_are_one_row() {
        let mut rota = rota(draft(Chicago, "2026-03-02T09:00", "1 day", 2));
        // Two stands in for One on Wednesday, and so has Tuesday to Friday in one go.
        rota.changes.push(cover("x", span("2026-03-04T15:00Z", "2026-03-05T15:00Z"), 1, 2));
        let lines = seen(&page_of(&rota, "2026-03-03T18:00Z", 1));
        let row = "Sample Two now | Tue 3 Mar 2026, 09:00 CST | Fri 6 Mar 2026, 09:00 CST | 72".to_owned();
        assert!(lines.contains(&row), "{lines:#?}");
        assert!(lines.contains(&"until Fri 6 Mar 2026, 09:00 CST".to_owned()));
        assert!(lines.contains(&"next Sample One from Fri 6 Mar 2026, 09:00 CST".to_owned()));
        // What is over is not shown.
        assert!(!lines.iter().any(|line| line.contains("Mon 2 Mar")));
    }

    #[test]
    fn nobody_is_said_in_words() {
        let lines = seen(&page_of(&Rota::default(), "2026-03-03T18:00Z", 4));
        assert!(
            lines.contains(&"Nobody is on watch, now or later: the rota has no rule in force".to_owned())
        );
        assert!(!lines.iter().any(|line| line.contains("Hours")));
        // Before the first turn.
        let rota = rota(draft(Chicago, "2026-03-09T09:00", "1 week", 2));
        let html = page_of(&rota, "2026-03-03T18:00Z", 4);
        let lines = seen(&html);
        let at = lines.iter().position(|line| line == "Nobody").expect("nobody");
        assert_eq!(lines[at + 1], "next Sample One from Mon 9 Mar 2026, 09:00 CDT");
        assert!(html.contains("<section class=\"nobody\">"));
    }

    #[test]
    fn hostile_names_are_only_text() {
        let evil = "<b onload=\"x\">&'\u{202E}\u{0}\r\n</td></bdi><script>% 🔥 עולם";
        let mut rota = rota(with_backup(draft(Chicago, "2026-03-02T09:00", "1 week", 2), 1));
        rota.people.insert(person(1), Person::named(evil));
        rota.people.insert(person(2), Person::named("x".repeat(300)));
        let html = rota_page(&RotaPage {
            rota: &rota,
            title: evil,
            desk: evil,
            made_at: at("2026-03-03T18:00Z"),
            weeks: 2,
            counting: Counting::usual(Chicago),
        });
        for mark in ["<script", "<b onload", "onload=\"", "\u{202E}", "\u{0}", "\r"] {
            assert!(!html.contains(mark), "{mark:?}");
        }
        assert!(html.contains(&"x".repeat(300)));
        assert_eq!(html.matches("<td").count(), html.matches("</td>").count());
    }

    #[test]
    fn the_weeks_are_within_reason() {
        let rota = rota(draft(Chicago, "2026-03-02T09:00", "1 week", 2));
        for (weeks, rows, words) in [
            (0, 2, "the coming week<"),
            (1, 2, "the coming week<"),
            (53, 54, "the coming 53 weeks<"),
            (u32::MAX, 54, "the coming 53 weeks<"),
        ] {
            let html = page_of(&rota, "2026-03-03T18:00Z", weeks);
            assert_eq!(html.matches("</th><td><time").count(), rows);
            assert!(html.contains(words), "{weeks}");
        }
    }
}
