//! IM Notifications (C): the page that customers look at rather than wait. A self-contained HTML file for
//! one audience, with what is open, what was last said, and when the next update comes.
//!
//! Never here: what the audience may not know. The caller chooses the incidents and the words; this only
//! writes them.

use chrono_tz::Tz;

use super::html::{ColorScheme, Page, isolated, page, paragraphs, text};
use super::log_lines::sentence;
use super::plain_text::one_line;
use crate::domain::time::{Instant, whole_second};
use crate::domain::typed_time::understood;

/// After how many seconds a browser that shows the page reads it anew; ours.
pub const REFRESH_SECS: u32 = 60;

/// The page as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationsPage {
    /// Its heading, such as "IM Notifications".
    pub title: String,
    /// For whom it is, in words.
    pub audience: String,
    /// Whose page it is.
    pub desk: String,
    /// When it was written.
    pub written_at: Instant,
    /// The zone of its times.
    pub zone: Tz,
    /// Whom to turn to, such as a number or an address.
    pub contact: Option<String>,
    /// The incidents that are open, in the order in which they are to be read.
    pub open: Vec<NotificationItem>,
    /// Those that were settled lately, in the same way.
    pub settled: Vec<NotificationItem>,
}

/// One incident, in words for the audience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationItem {
    /// Its reference.
    pub reference: String,
    /// Its ticket, if it has one.
    pub ticket: Option<String>,
    /// What it is about.
    pub title: String,
    /// Its priority as it is shown, such as "Severity 1".
    pub priority: String,
    /// How it stands, such as "restored 14:05 CST".
    pub state: String,
    /// The text of the last update.
    pub last_words: String,
    /// When the last update was sent.
    pub last_sent_at: Instant,
    /// By when the next one comes, if one is due.
    pub next_update_by: Option<Instant>,
    /// Earlier updates, the latest first.
    pub earlier: Vec<(Instant, String)>,
}

/// Text and lines against their background keep a contrast of 4.5 and more; a test reckons it.
const STYLE: &str = "\
:root { --paper: #ffffff; --ink: #1a1d21; --faint: #555c64; --card: #f5f6f8; --line: #80868e; --open: #a3240f; \
--settled: #1e6b3a; --link: #0b4fa8 }
@media (prefers-color-scheme: dark) {
:root { --paper: #14171a; --ink: #eceef0; --faint: #adb4bc; --card: #1f2429; --line: #7d858e; --open: #ff9a84; \
--settled: #7fd39b; --link: #8ab8ff }
}
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1.25rem 1rem 2rem; max-width: 46rem; background: var(--paper); \
color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, \"Segoe UI\", Roboto, \"Noto Sans\", sans-serif; \
overflow-wrap: anywhere }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.25 }
h2 { margin: 2rem 0 .75rem; font-size: 1.15rem }
h3 { margin: 0; font-size: 1.15rem; line-height: 1.35 }
p { margin: 0 0 .6rem }
.for { margin: .15rem 0 0; color: var(--faint) }
.now { margin: 1rem 0 .25rem; font-size: 1.15rem; font-weight: 600 }
.now span { color: var(--open) }
.quiet .now span { color: var(--settled) }
.faint { margin: .15rem 0; color: var(--faint) }
time { white-space: nowrap }
article { margin: 0 0 1rem; padding: .9rem 1rem; background: var(--card); border-left: .35rem solid \
var(--open); border-radius: .3rem }
.settled article { border-left-color: var(--settled) }
.which { margin: 0 0 .35rem; color: var(--faint) }
.which b { display: inline-block; margin-right: .5rem; padding: 0 .5rem; border: 1px solid var(--line); \
border-radius: .3rem; color: var(--ink) }
.state { margin: .25rem 0 .6rem; font-weight: 600; color: var(--open) }
.settled .state { color: var(--settled) }
.next { margin: .4rem 0 0; font-weight: 600 }
.sent { margin: 0; color: var(--faint) }
details { margin-top: .6rem }
summary { cursor: pointer; color: var(--link) }
ol { margin: .5rem 0 0; padding: 0; list-style: none }
li { padding: .5rem 0 0; border-top: 1px solid var(--line) }
li + li { margin-top: .5rem }
footer { margin-top: 2rem; padding-top: .75rem; border-top: 1px solid var(--line); color: var(--faint) }
footer p { margin: 0 }
@media print {
:root { --paper: #ffffff; --ink: #000000; --faint: #333333; --card: #ffffff; --line: #767676; \
--open: #7a1a0a; --settled: #14502a; --link: #000000 }
@page { margin: 15mm }
body { max-width: none; padding: 0; font-size: 10.5pt }
article { border: 1px solid var(--line); border-left: .35rem solid var(--open); break-inside: avoid }
.settled article { border-left-color: var(--settled) }
h2, h3, summary { break-after: avoid }
details::details-content { display: block; content-visibility: visible; block-size: auto }
}
";

/// The page as HTML.
pub fn notifications_page(notifications: &NotificationsPage) -> String {
    let zone = notifications.zone;
    let mut body = head(notifications);
    body.push_str("<main>\n");
    section(&mut body, "open", "Open now", &notifications.open, notifications);
    section(&mut body, "settled", "Settled lately", &notifications.settled, notifications);
    body.push_str("</main>\n<footer>\n");
    body.push_str(&format!("<p>Times are of the zone {}.", text(zone.name())));
    body.push_str(" The page is written anew with every update, and reloads by itself every minute.</p>\n");
    body.push_str("</footer>\n");
    let title = tab_title(notifications);
    page(&Page {
        title: &title,
        style: STYLE,
        color_scheme: ColorScheme::LightAndDark,
        refresh_secs: Some(REFRESH_SECS),
        body: &body,
    })
}

/// The heading with what is open, so that a tab says it too.
fn tab_title(notifications: &NotificationsPage) -> String {
    let title = one_line(&notifications.title);
    match notifications.open.len() {
        0 => title,
        open => format!("({open}) {title}"),
    }
}

fn head(notifications: &NotificationsPage) -> String {
    let NotificationsPage { title, audience, desk, written_at, zone, contact, open, .. } = notifications;
    let (class, count) = match open.len() {
        0 => (" class=\"quiet\"", "No incident is open".to_owned()),
        1 => ("", "1 incident is open".to_owned()),
        more => ("", format!("{more} incidents are open")),
    };
    let mut html = format!("<header{class}>\n<h1 dir=\"auto\">{}</h1>\n", text(title));
    let parts = [("For ", audience), ("from ", desk)];
    let named: Vec<String> = parts
        .iter()
        .filter(|(_, whom)| !one_line(whom).is_empty())
        .map(|(word, whom)| format!("{word}{}", isolated(whom)))
        .collect();
    if !named.is_empty() {
        html.push_str(&format!("<p class=\"for\">{}</p>\n", sentence(&named.join(", "))));
    }
    html.push_str(&format!("<p class=\"now\"><span>{count}</span></p>\n"));
    // The next that is still to come; where all are owed already, the one owed longest.
    let updates = open.iter().filter_map(|item| item.next_update_by);
    if let Some(by) = updates.min_by_key(|by| (by < written_at, *by)) {
        html.push_str(&format!("<p class=\"next\">{}</p>\n", next_update(by, *written_at, *zone)));
    }
    html.push_str(&format!("<p class=\"faint\">Written {}</p>\n", time(*written_at, *zone)));
    // A time that passes with nothing new is what the page itself cannot explain.
    let why = if open.is_empty() { "Questions" } else { "Questions, or no update by its time" };
    if let Some(contact) = contact.as_ref().filter(|contact| !one_line(contact).is_empty()) {
        html.push_str(&format!("<p class=\"faint\">{why}: {}</p>\n", isolated(contact)));
    }
    html.push_str("</header>\n");
    html
}

/// A section with its items; none without items.
fn section(
    html: &mut String,
    id: &str,
    heading: &str,
    items: &[NotificationItem],
    notifications: &NotificationsPage,
) {
    if items.is_empty() {
        return;
    }
    html.push_str(&format!(
        "<section class=\"{id}\" aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{heading}</h2>\n"
    ));
    for (place, item) in items.iter().enumerate() {
        article(html, &format!("{id}-{}", place + 1), item, notifications);
    }
    html.push_str("</section>\n");
}

fn article(html: &mut String, id: &str, item: &NotificationItem, notifications: &NotificationsPage) {
    let zone = notifications.zone;
    html.push_str(&format!("<article aria-labelledby=\"{id}\">\n<p class=\"which\">"));
    if !one_line(&item.priority).is_empty() {
        html.push_str(&format!("<b dir=\"auto\">{}</b> ", text(&item.priority)));
    }
    html.push_str(&isolated(&item.reference));
    if let Some(ticket) = item.ticket.as_ref().filter(|ticket| !one_line(ticket).is_empty()) {
        html.push_str(&format!(", ticket {}", isolated(ticket)));
    }
    html.push_str(&format!("</p>\n<h3 id=\"{id}\" dir=\"auto\">{}</h3>\n", text(&item.title)));
    if !one_line(&item.state).is_empty() {
        html.push_str(&format!("<p class=\"state\" dir=\"auto\">{}</p>\n", sentence(&text(&item.state))));
    }
    html.push_str(&paragraphs(&item.last_words));
    html.push_str(&format!("<p class=\"sent\">Last update {}</p>\n", time(item.last_sent_at, zone)));
    if let Some(by) = item.next_update_by {
        html.push_str(&format!(
            "<p class=\"next\">{}</p>\n",
            next_update(by, notifications.written_at, zone)
        ));
    }
    earlier(html, &item.earlier, zone);
    html.push_str("</article>\n");
}

fn earlier(html: &mut String, updates: &[(Instant, String)], zone: Tz) {
    let words = match updates.len() {
        0 => return,
        1 => "1 earlier update".to_owned(),
        more => format!("{more} earlier updates"),
    };
    html.push_str(&format!("<details>\n<summary>{words}</summary>\n<ol>\n"));
    for (at, said) in updates {
        html.push_str(&format!("<li><p class=\"sent\">{}</p>\n{}</li>\n", time(*at, zone), paragraphs(said)));
    }
    html.push_str("</ol>\n</details>\n");
}

/// By when the next update comes; one that was owed before the page was written says so.
fn next_update(by: Instant, written_at: Instant, zone: Tz) -> String {
    let word = if by < written_at { "Next update was due by" } else { "Next update by" };
    format!("{word} {}", time(by, zone))
}

/// An instant to the minute, with its zone: `Mon 2 Mar 14:05 CST`.
fn time(at: Instant, zone: Tz) -> String {
    let at = whole_second(at);
    let minute =
        at.checked_sub_signed(chrono::TimeDelta::seconds(at.timestamp().rem_euclid(60))).unwrap_or(at);
    let machine = minute.format("%Y-%m-%dT%H:%MZ");
    format!("<time datetime=\"{machine}\">{}</time>", text(&understood(minute, zone)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::html::without_markup;

    fn at(wall: &str) -> Instant {
        format!("2026-03-02T{wall}-06:00").parse().expect("a wall time")
    }

    fn item() -> NotificationItem {
        NotificationItem {
            reference: "MI-0412".to_owned(),
            ticket: Some("INC0012345".to_owned()),
            title: "Payments API down".to_owned(),
            priority: "Severity 1".to_owned(),
            state: "we are working on it".to_owned(),
            last_words: "Card payments fail for all counties.\n\nThe database is being moved.".to_owned(),
            last_sent_at: at("14:05:00"),
            next_update_by: Some(at("15:05:00")),
            earlier: vec![(at("13:05:30"), "We are looking into it.".to_owned())],
        }
    }

    fn sample() -> NotificationsPage {
        NotificationsPage {
            title: "IM Notifications".to_owned(),
            audience: "customers".to_owned(),
            desk: "Sample Desk".to_owned(),
            written_at: at("14:06:20"),
            zone: chrono_tz::America::Chicago,
            contact: Some("desk@example.org".to_owned()),
            open: vec![item()],
            settled: Vec::new(),
        }
    }

    /// What a reader sees: the page without its head and its markup.
    fn seen(html: &str) -> String {
        let (_, body) = html.split_once("<body>").expect("a body");
        let words = without_markup(body);
        let lines = words.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_page_says_what_is_open_and_when_the_next_update_comes() {
        let said = "IM Notifications\n\
                    For customers, from Sample Desk\n\
                    1 incident is open\n\
                    Next update by Mon 2 Mar 15:05 CST\n\
                    Written Mon 2 Mar 14:06 CST\n\
                    Questions, or no update by its time: desk@example.org\n\
                    Open now\n\
                    Severity 1 MI-0412, ticket INC0012345\n\
                    Payments API down\n\
                    We are working on it\n\
                    Card payments fail for all counties.\n\
                    The database is being moved.\n\
                    Last update Mon 2 Mar 14:05 CST\n\
                    Next update by Mon 2 Mar 15:05 CST\n\
                    1 earlier update\n\
                    Mon 2 Mar 13:05 CST\n\
                    We are looking into it.\n\
                    Times are of the zone America/Chicago. The page is written anew with every update, and \
                    reloads by itself every minute.";
        let html = notifications_page(&sample());
        assert_eq!(seen(&html), said);
        assert!(html.contains("<meta http-equiv=\"refresh\" content=\"60\">"));
        assert!(html.contains("<title>(1) IM Notifications</title>"));
        assert!(html.contains("<time datetime=\"2026-03-02T20:05Z\">Mon 2 Mar 14:05 CST</time>"));
    }

    #[test]
    fn a_page_without_incidents_says_that_none_is_open() {
        let page = NotificationsPage { open: Vec::new(), contact: None, ..sample() };
        let html = notifications_page(&page);
        assert!(seen(&html).contains("No incident is open\nWritten Mon 2 Mar 14:06 CST\nTimes"), "{html}");
        assert!(html.contains("<title>IM Notifications</title>"));
        assert!(!html.contains("<section") && !html.contains("Questions"));
        let html = notifications_page(&NotificationsPage { open: Vec::new(), ..sample() });
        assert!(seen(&html).contains("\nQuestions: desk@example.org\n"), "{html}");
    }

    #[test]
    fn what_is_settled_stands_apart_and_the_soonest_update_is_named_first() {
        let later = NotificationItem { next_update_by: Some(at("17:00:00")), ..item() };
        let sooner = NotificationItem { next_update_by: Some(at("14:30:00")), ..item() };
        let settled = NotificationItem {
            state: "restored 14:05 CST".to_owned(),
            next_update_by: None,
            ticket: None,
            earlier: Vec::new(),
            ..item()
        };
        let page = NotificationsPage { open: vec![later, sooner], settled: vec![settled], ..sample() };
        let html = notifications_page(&page);
        let words = seen(&html);
        assert!(words.contains("2 incidents are open\nNext update by Mon 2 Mar 14:30 CST\nWritten"));
        let (_, after) = words.split_once("Settled lately").expect("a second section");
        assert!(
            after.contains("Restored 14:05 CST")
                && !after.contains("Next update")
                && !after.contains("ticket")
        );
        for id in ["open", "open-1", "open-2", "settled", "settled-1"] {
            assert_eq!(html.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
            assert_eq!(html.matches(&format!("aria-labelledby=\"{id}\"")).count(), 1, "{id}");
        }
    }

    #[test]
    fn an_update_that_was_owed_already_says_so() {
        for (by, said) in [
            ("14:06:19", "Next update was due by Mon 2 Mar 14:06 CST"),
            ("14:06:20", "Next update by Mon 2 Mar 14:06 CST"),
        ] {
            let one = NotificationItem { next_update_by: Some(at(by)), ..item() };
            let html = notifications_page(&NotificationsPage { open: vec![one], ..sample() });
            assert_eq!(seen(&html).matches(said).count(), 2, "{by}");
        }
    }

    #[test]
    fn the_head_names_the_next_update_still_to_come() {
        for (updates, said) in [
            ([Some("13:50:00"), Some("15:05:00")], Some("Next update by Mon 2 Mar 15:05 CST")),
            ([Some("13:50:00"), Some("13:20:00")], Some("Next update was due by Mon 2 Mar 13:20 CST")),
            ([None, Some("15:05:00")], Some("Next update by Mon 2 Mar 15:05 CST")),
            ([None, None], None),
        ] {
            let open = updates.map(|by| NotificationItem { next_update_by: by.map(at), ..item() }).to_vec();
            let words = seen(&notifications_page(&NotificationsPage { open, ..sample() }));
            let (head, _) = words.split_once("\nWritten").expect("when it was written");
            assert_eq!(head.lines().last().filter(|line| line.starts_with("Next")), said);
        }
    }

    #[test]
    fn the_ends_of_time_do_no_harm() {
        let mut page = sample();
        page.written_at = Instant::MIN_UTC;
        page.open = vec![NotificationItem {
            last_sent_at: Instant::MAX_UTC,
            next_update_by: Some(Instant::MIN_UTC),
            ..item()
        }];
        assert!(notifications_page(&page).ends_with("</html>\n"));
    }

    #[test]
    fn hostile_text_in_every_field_is_only_text() {
        let evil = "<b onload=\"x\">&'\u{202E}\u{0}\u{2069}\r\n</p></bdi><script>% 🔥 עולם".to_owned();
        let one = NotificationItem {
            reference: evil.clone(),
            ticket: Some(evil.clone()),
            title: evil.clone(),
            priority: evil.clone(),
            state: evil.clone(),
            last_words: evil.clone(),
            earlier: vec![(at("13:05:30"), evil.clone())],
            ..item()
        };
        let html = notifications_page(&NotificationsPage {
            title: evil.clone(),
            audience: evil.clone(),
            desk: evil.clone(),
            contact: Some(evil),
            open: vec![one.clone()],
            settled: vec![one],
            ..sample()
        });
        let plain = notifications_page(&NotificationsPage { settled: vec![item()], ..sample() });
        for mark in ["<script", "<b onload", "onload=\"", "\u{202E}", "\u{2069}", "\u{0}", "\r"] {
            assert!(!html.contains(mark), "{mark:?}");
        }
        // The markup is the same as of harmless words but for the line ends within paragraphs.
        let tags = |html: &str| {
            html.matches('<').count() - html.matches("<br>").count() - html.matches("<p dir").count() * 2
        };
        assert_eq!(tags(&html), tags(&plain));
        assert_eq!(html.matches("🔥 עולם").count(), 5 + 2 * 7);
    }

    #[test]
    fn long_text_is_whole_and_blank_text_leaves_no_empty_marks() {
        let long = NotificationItem { last_words: "word ".repeat(20_000), ..item() };
        let html = notifications_page(&NotificationsPage { open: vec![long], ..sample() });
        assert!(html.matches("word").count() >= 20_000);
        let blank = NotificationItem {
            ticket: Some(" ".to_owned()),
            priority: String::new(),
            state: "\n".to_owned(),
            last_words: String::new(),
            earlier: Vec::new(),
            ..item()
        };
        let page = NotificationsPage {
            audience: String::new(),
            contact: Some(String::new()),
            open: vec![blank],
            ..sample()
        };
        let words = seen(&notifications_page(&page));
        assert!(words.contains("IM Notifications\nFrom Sample Desk\n1 incident"), "{words}");
        assert!(words.contains("Open now\nMI-0412\nPayments API down\nLast update"), "{words}");
    }

    /// The contrast of two colours as WCAG reckons it.
    fn contrast(one: &str, other: &str) -> f64 {
        let luminance = |hex: &str| {
            let part = |from: usize| {
                let byte = u8::from_str_radix(&hex[from..from + 2], 16).expect("a colour");
                let value = f64::from(byte) / 255.0;
                if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
        };
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn every_colour_can_be_read_in_every_scheme() {
        assert!((contrast("#ffffff", "#000000") - 21.0).abs() < 0.001);
        let schemes: Vec<&str> = STYLE.split(":root {").skip(1).collect();
        assert_eq!(schemes.len(), 3, "light, dark and print");
        for scheme in schemes {
            let colour = |name: &str| {
                let (_, rest) = scheme.split_once(&format!("--{name}: ")).expect("a colour");
                &rest[..7]
            };
            for name in ["ink", "faint", "open", "settled", "link"] {
                for under in ["paper", "card"] {
                    let found = contrast(colour(name), colour(under));
                    assert!(found >= 4.5, "{name} on {under}: {found:.2}");
                }
            }
            let line = contrast(colour("line"), colour("card"));
            assert!(line >= 3.0, "line: {line:.2}");
        }
    }
}
