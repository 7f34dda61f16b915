//! The hotline call on paper (R item 4): whom to call, what to have ready, what to read out, and room to
//! write down each attempt, for when the network is what is down.
//!
//! Never here: what the policy asks for, or whether the call is owed. The caller says it; this only sets
//! it on a page.

use super::html::{ColorScheme, Page, isolated, page, paragraphs, text};
use super::log_lines::sentence;
use super::plain_text::one_line;
use crate::domain::words::ChecklistState;

/// How many rows for attempts the sheet has at least, logged and empty together; ours.
const ATTEMPT_ROWS: usize = 5;

/// How many of them are empty at least, to be filled in by hand; ours.
const LEAST_EMPTY_ROWS: usize = 3;

/// Words of an attempt longer than this take a row of their own; ours.
const MOST_WORDS_CHARS: usize = 120;

/// The outcomes of an attempt, to be circled by hand.
const OUTCOMES: &str = "reached / voicemail / no answer / busy / refused";

/// The sheet of one incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotlineSheet {
    /// Its reference.
    pub reference: String,
    /// What it is about.
    pub title: String,
    /// Its priority as it is shown.
    pub priority: String,
    /// By when to call, such as "call by 14:20 CST".
    pub deadline: Option<String>,
    /// Whom to call and on which number, in order. The first is set very large.
    pub numbers: Vec<(String, String)>,
    /// What to have ready for the call.
    pub ready: Vec<ReadyFact>,
    /// What to read out.
    pub script: String,
    /// The attempts that were logged, older first.
    pub attempts: Vec<AttemptLine>,
    /// The checklist, in order.
    pub checklist: Vec<ChecklistLine>,
    /// When it was printed and by whom, such as "Mon 2 Mar 14:06 CST by Sample One".
    pub printed: String,
}

/// One thing to have ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyFact {
    /// What it is called.
    pub label: String,
    /// What is known; without it, the sheet says that it is missing and leaves room to write it.
    pub value: Option<String>,
}

/// One attempt that was logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptLine {
    /// When it was, such as "14:05 CST".
    pub when: String,
    /// The number that was dialled.
    pub number: String,
    /// How it ended.
    pub outcome: String,
    /// Whom one spoke with.
    pub spoke_with: Option<String>,
    /// The reference that was given.
    pub reference: Option<String>,
    /// Words.
    pub words: Option<String>,
}

/// One item of the checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistLine {
    /// How it stands.
    pub state: ChecklistState,
    /// What it is.
    pub text: String,
    /// Who marked it and when, such as "done 14:05 by Sample One".
    pub by: Option<String>,
    /// Why it does not apply.
    pub why: Option<String>,
}

/// Black on white in points and millimetres. The sheet of paper is the printer's: A4 or Letter.
const STYLE: &str = "\
@page { margin: 10mm 13mm }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1rem; max-width: 190mm; background: #ffffff; color: #000000; \
font: 10pt/1.35 system-ui, -apple-system, \"Segoe UI\", Roboto, \"Noto Sans\", sans-serif; overflow-wrap: anywhere }
h1 { margin: 0; font-size: 15pt; line-height: 1.2 }
h2 { margin: 0 0 1.5mm; font-size: 10pt; font-weight: 700; border-bottom: .4mm solid #000000; break-after: avoid }
p { margin: 0 0 1.5mm }
p:last-child { margin-bottom: 0 }
header { display: flex; flex-wrap: wrap; gap: 2mm 6mm; align-items: start; justify-content: space-between }
header div { flex: 1 1 60% }
.deadline { margin: 0; padding: 1mm 3mm; border: .7mm solid #000000; font-size: 15pt; font-weight: 700 }
section { margin-top: 3.2mm }
.boxed h2 { margin-bottom: .5mm; border-bottom: none }
.first { margin: 0; line-height: 1.1 }
.first b { display: block; font-size: 40pt; font-weight: 800; font-variant-numeric: tabular-nums }
.first span { font-size: 12pt }
.others { display: flex; flex-wrap: wrap; gap: 1mm 8mm; margin: 1.5mm 0 0; padding: 0; list-style: none }
.others b { font-size: 14pt; font-variant-numeric: tabular-nums }
.beside { display: grid; grid-template-columns: 1fr 1fr; gap: 0 7mm }
dl { margin: 0 }
.fact { display: flex; gap: 2mm; align-items: baseline; margin-bottom: 1mm }
dt { flex: 0 0 34%; color: #333333 }
dd { flex: 1; margin: 0; font-weight: 600 }
.missing { display: flex; gap: 2mm; align-items: baseline; font-weight: 400; font-style: italic }
.line { flex: 1; min-width: 20mm; height: 5.5mm; border-bottom: .3mm solid #000000 }
.script { padding: 2mm 3mm; border: .4mm solid #000000; font-size: 11pt }
.checks { margin: 0; padding: 0; list-style: none }
.checks li { display: flex; gap: 2mm; margin-bottom: 1.2mm }
.box { flex: none; width: 4mm; height: 4mm; margin-top: .3mm; border: .4mm solid #000000; font-size: 9pt; \
line-height: 3.2mm; text-align: center }
.checks small { display: block; font-size: 9pt; color: #333333 }
.attempts { overflow-x: auto }
table { width: 100%; border-collapse: collapse; font-size: 9pt }
th, td { padding: .8mm 1.2mm; border: .3mm solid #000000; text-align: left; vertical-align: top }
th { font-weight: 700 }
thead { display: table-header-group }
.empty td { height: 9mm }
.empty td.which { font-size: 7.5pt; line-height: 1.25; color: #333333 }
.hint, footer { margin: 1mm 0 0; font-size: 8.5pt; color: #333333 }
@media print { body { max-width: none; padding: 0 } .attempts { overflow: visible } \
.fact, .checks li, .first, .empty { break-inside: avoid } }
@media screen and (max-width: 40rem) { .beside { grid-template-columns: 1fr } \
.beside section + section { margin-top: 3.2mm }
.boxed h2 { margin-bottom: .5mm; border-bottom: none } .first b { font-size: 27pt } table { min-width: 46rem } }
";

/// The sheet as HTML.
pub fn hotline_sheet(sheet: &HotlineSheet) -> String {
    let mut body = head(sheet);
    body.push_str("<main>\n");
    numbers(&mut body, &sheet.numbers);
    body.push_str("<div class=\"beside\">\n");
    ready(&mut body, &sheet.ready);
    checklist(&mut body, &sheet.checklist);
    body.push_str("</div>\n");
    if !is_blank(&sheet.script) {
        body.push_str(
            "<section class=\"boxed\" aria-labelledby=\"script\">\n<h2 id=\"script\">Read out</h2>\n<div class=\"script\">\n",
        );
        body.push_str(&paragraphs(&sheet.script));
        body.push_str("</div>\n</section>\n");
    }
    attempts(&mut body, &sheet.attempts);
    body.push_str("</main>\n");
    if !is_blank(&sheet.printed) {
        body.push_str(&format!("<footer>Printed {}</footer>\n", isolated(&sheet.printed)));
    }
    page(&Page {
        title: &format!("Hotline call {}", sheet.reference),
        style: STYLE,
        color_scheme: ColorScheme::Light,
        refresh_secs: None,
        body: &body,
    })
}

fn head(sheet: &HotlineSheet) -> String {
    let mut html = format!("<header>\n<div>\n<p>Hotline call, {}", isolated(&sheet.reference));
    if !is_blank(&sheet.priority) {
        html.push_str(&format!(", {}", isolated(&sheet.priority)));
    }
    html.push_str(&format!("</p>\n<h1 dir=\"auto\">{}</h1>\n</div>\n", text(&sheet.title)));
    if let Some(deadline) = filled(sheet.deadline.as_ref()) {
        html.push_str(&format!("<p class=\"deadline\" dir=\"auto\">{}</p>\n", sentence(&text(deadline))));
    }
    html.push_str("</header>\n");
    html
}

fn numbers(html: &mut String, numbers: &[(String, String)]) {
    html.push_str("<section aria-labelledby=\"call\">\n<h2 id=\"call\">Call</h2>\n");
    let Some(((who, number), others)) = numbers.split_first() else {
        html.push_str(&format!("<p class=\"missing\">{MISSING_LINE}</p>\n</section>\n"));
        return;
    };
    html.push_str(&format!(
        "<p class=\"first\"><span>{}</span> <b>{}</b></p>\n",
        isolated(who),
        isolated(number)
    ));
    if !others.is_empty() {
        html.push_str("<ul class=\"others\">\n");
        for (who, number) in others {
            html.push_str(&format!("<li>{} <b>{}</b></li>\n", isolated(who), isolated(number)));
        }
        html.push_str("</ul>\n");
    }
    html.push_str("</section>\n");
}

/// The word and the line to write on, where something is not known.
const MISSING_LINE: &str = "<span>missing:</span> <span class=\"line\"></span>";

fn ready(html: &mut String, facts: &[ReadyFact]) {
    if facts.is_empty() {
        return;
    }
    html.push_str("<section aria-labelledby=\"ready\">\n<h2 id=\"ready\">Have ready</h2>\n<dl>\n");
    for fact in facts {
        html.push_str(&format!("<div class=\"fact\"><dt>{}</dt>", isolated(&fact.label)));
        match filled(fact.value.as_ref()) {
            Some(value) => html.push_str(&format!("<dd>{}</dd></div>\n", paragraphs(value))),
            None => html.push_str(&format!("<dd class=\"missing\">{MISSING_LINE}</dd></div>\n")),
        }
    }
    html.push_str("</dl>\n</section>\n");
}

fn checklist(html: &mut String, items: &[ChecklistLine]) {
    if items.is_empty() {
        return;
    }
    html.push_str("<section aria-labelledby=\"checklist\">\n<h2 id=\"checklist\">Checklist</h2>\n<ul class=\"checks\">\n");
    for item in items {
        let (mark, word) = match item.state {
            ChecklistState::Open => ("", ""),
            ChecklistState::Done => ("✓", "done"),
            ChecklistState::NotApplicable => ("–", "not applicable"),
        };
        html.push_str(&format!("<li><span class=\"box\">{mark}</span> <span>{}", isolated(&item.text)));
        let mut said = filled(item.by.as_ref()).map_or_else(|| word.to_owned(), isolated);
        if let Some(why) = filled(item.why.as_ref()) {
            let mark = if said.is_empty() { "" } else { ": " };
            said.push_str(&format!("{mark}{}", isolated(why)));
        }
        if !said.is_empty() {
            html.push_str(&format!("<small>{said}</small>"));
        }
        html.push_str("</span></li>\n");
    }
    html.push_str("</ul>\n</section>\n");
}

fn attempts(html: &mut String, attempts: &[AttemptLine]) {
    html.push_str(
        "<section class=\"boxed\" aria-labelledby=\"attempts\">\n<h2 id=\"attempts\">Attempts</h2>\n\
         <div class=\"attempts\">\n<table>\n\
         <colgroup><col style=\"width: 11%\"><col style=\"width: 16%\"><col style=\"width: 22%\">\
         <col style=\"width: 17%\"><col style=\"width: 13%\"><col></colgroup>\n\
         <thead><tr><th scope=\"col\">Time</th><th scope=\"col\">Number</th><th scope=\"col\">Outcome</th>\
         <th scope=\"col\">Spoke with</th><th scope=\"col\">Reference</th><th scope=\"col\">Words</th></tr></thead>\n\
         <tbody>\n",
    );
    for attempt in attempts {
        let said = |text: &Option<String>| text.as_deref().map_or_else(String::new, isolated);
        let words = said(&attempt.words);
        let is_long = words.chars().count() > MOST_WORDS_CHARS;
        let cells = [
            isolated(&attempt.when),
            isolated(&attempt.number),
            isolated(&attempt.outcome),
            said(&attempt.spoke_with),
            said(&attempt.reference),
            if is_long { "below".to_owned() } else { words.clone() },
        ];
        html.push_str(&format!("<tr><td>{}</td></tr>\n", cells.join("</td><td>")));
        if is_long {
            html.push_str(&format!("<tr><td colspan=\"6\">{words}</td></tr>\n"));
        }
    }
    for _ in 0..ATTEMPT_ROWS.saturating_sub(attempts.len()).max(LEAST_EMPTY_ROWS) {
        html.push_str(&format!(
            "<tr class=\"empty\"><td></td><td></td><td class=\"which\">{OUTCOMES}</td><td></td><td></td><td></td></tr>\n"
        ));
    }
    html.push_str(
        "</tbody>\n</table>\n</div>\n\
         <p class=\"hint\">The call is owed until somebody was reached. Log each attempt at the desk \
         afterwards, with its time.</p>\n</section>\n",
    );
}

fn is_blank(text: &str) -> bool {
    one_line(text).is_empty()
}

/// What was said, unless it is blank.
fn filled(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !is_blank(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::html::without_markup;

    fn fact(label: &str, value: Option<&str>) -> ReadyFact {
        ReadyFact { label: label.to_owned(), value: value.map(str::to_owned) }
    }

    fn check(state: ChecklistState, by: Option<&str>, why: Option<&str>) -> ChecklistLine {
        ChecklistLine {
            state,
            text: "Read the script".to_owned(),
            by: by.map(str::to_owned),
            why: why.map(str::to_owned),
        }
    }

    fn attempt() -> AttemptLine {
        AttemptLine {
            when: "14:05 CST".to_owned(),
            number: "(916) 356-8910".to_owned(),
            outcome: "voicemail".to_owned(),
            spoke_with: None,
            reference: None,
            words: Some("asked for a call back".to_owned()),
        }
    }

    fn sample() -> HotlineSheet {
        HotlineSheet {
            reference: "MI-0412".to_owned(),
            title: "Payments API down".to_owned(),
            priority: "Critical".to_owned(),
            deadline: Some("call by 14:20 CST".to_owned()),
            numbers: vec![
                ("ITERP hotline".to_owned(), "(916) 356-8910".to_owned()),
                ("Sample Two".to_owned(), "555-0102".to_owned()),
            ],
            ready: vec![fact("Ticket", Some("INC0012345")), fact("Scope", None), fact("Impact", Some(" "))],
            script: "This is Sample One.\n\nWe have a major incident.".to_owned(),
            attempts: vec![attempt()],
            checklist: vec![
                check(ChecklistState::Open, None, None),
                check(ChecklistState::Done, Some("done 14:05 by Sample One"), None),
                check(ChecklistState::NotApplicable, None, Some("no bridge yet")),
            ],
            printed: "Mon 2 Mar 14:06 CST by Sample One".to_owned(),
        }
    }

    /// What a reader sees: the page without its head and its markup, a cell on each line.
    fn seen(html: &str) -> Vec<String> {
        let (_, body) = html.split_once("<body>").expect("a body");
        let parted = body.replace("</td>", "\n").replace("</dt>", "\n").replace("<small>", "\n");
        let words = without_markup(&parted);
        words.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    #[test]
    fn a_sheet_has_all_that_the_call_needs() {
        let html = hotline_sheet(&sample());
        let said = [
            "Hotline call, MI-0412, Critical",
            "Payments API down",
            "Call by 14:20 CST",
            "Call",
            "ITERP hotline (916) 356-8910",
            "Sample Two 555-0102",
            "Have ready",
            "Ticket",
            "INC0012345",
            "Scope",
            "missing:",
            "Impact",
            "missing:",
            "Checklist",
            "Read the script",
            "✓ Read the script",
            "done 14:05 by Sample One",
            "– Read the script",
            "not applicable: no bridge yet",
            "Read out",
            "This is Sample One.",
            "We have a major incident.",
            "Attempts",
            "TimeNumberOutcomeSpoke withReferenceWords",
            "14:05 CST",
            "(916) 356-8910",
            "voicemail",
            "asked for a call back",
            OUTCOMES,
            OUTCOMES,
            OUTCOMES,
            OUTCOMES,
            "The call is owed until somebody was reached. Log each attempt at the desk afterwards, with its time.",
            "Printed Mon 2 Mar 14:06 CST by Sample One",
        ];
        assert_eq!(seen(&html), said);
        assert!(html.contains("<b><bdi>(916) 356-8910</bdi></b>"));
        assert_eq!(html.matches("class=\"line\"").count(), 2);
        assert!(html.contains("<title>Hotline call MI-0412</title>"));
    }

    #[test]
    fn there_is_always_room_for_further_attempts() {
        for (logged, empty) in [(0, 5), (1, 4), (2, 3), (3, 3), (40, 3)] {
            let sheet = HotlineSheet { attempts: vec![attempt(); logged], ..sample() };
            let html = hotline_sheet(&sheet);
            assert_eq!(html.matches("<tr class=\"empty\">").count(), empty, "{logged}");
            assert_eq!(html.matches("<tr><td>").count(), logged);
        }
    }

    #[test]
    fn what_is_not_there_leaves_no_empty_heading() {
        let bare = HotlineSheet {
            reference: "MI-0412".to_owned(),
            title: String::new(),
            priority: String::new(),
            deadline: None,
            numbers: Vec::new(),
            ready: Vec::new(),
            script: " \n".to_owned(),
            attempts: Vec::new(),
            checklist: Vec::new(),
            printed: String::new(),
        };
        let html = hotline_sheet(&bare);
        let words = seen(&html);
        assert_eq!(
            words.get(..3),
            Some(&["Hotline call, MI-0412", "Call", "missing:"].map(str::to_owned)[..])
        );
        for heading in ["Have ready", "Checklist", "Read out", "Printed"] {
            assert!(!html.contains(heading), "{heading}");
        }
        assert!(!html.contains("class=\"deadline\""));
    }

    #[test]
    fn hostile_text_in_every_field_is_only_text() {
        let evil = "<b onload=\"x\">&'\u{202E}\u{0}\u{2069}\r\n</td></bdi><script>% 🔥 עולם";
        let some = || Some(evil.to_owned());
        let html = hotline_sheet(&HotlineSheet {
            reference: evil.to_owned(),
            title: evil.to_owned(),
            priority: evil.to_owned(),
            deadline: some(),
            numbers: vec![(evil.to_owned(), evil.to_owned()); 2],
            ready: vec![fact(evil, Some(evil)), fact(evil, None)],
            script: evil.to_owned(),
            attempts: vec![AttemptLine {
                when: evil.to_owned(),
                number: evil.to_owned(),
                outcome: evil.to_owned(),
                spoke_with: some(),
                reference: some(),
                words: some(),
            }],
            checklist: vec![ChecklistLine {
                state: ChecklistState::Done,
                text: evil.to_owned(),
                by: some(),
                why: some(),
            }],
            printed: evil.to_owned(),
        });
        for mark in ["<script", "<b onload", "onload=\"", "\u{202E}", "\u{2069}", "\u{0}", "\r"] {
            assert!(!html.contains(mark), "{mark:?}");
        }
        // Two in the tab and the line under it, title, priority, deadline, numbers, ready, script, attempt,
        // checklist, printed.
        assert_eq!(html.matches("🔥 עולם").count(), 2 + 3 + 4 + 3 + 1 + 6 + 3 + 1);
        assert_eq!(html.matches("<td").count(), html.matches("</td>").count());
    }

    #[test]
    fn long_text_is_whole() {
        let long = "word ".repeat(20_000);
        let html = hotline_sheet(&HotlineSheet { script: long.clone(), title: long, ..sample() });
        assert_eq!(html.matches("word").count(), 40_000 + STYLE.matches("word").count());
    }

    #[test]
    fn long_words_of_an_attempt_take_a_row_of_their_own() {
        let room = MOST_WORDS_CHARS - isolated("").len();
        for (chars, below) in [(room, 0), (room + 1, 1)] {
            let wordy = AttemptLine { words: Some("x".repeat(chars)), ..attempt() };
            let html = hotline_sheet(&HotlineSheet { attempts: vec![wordy], ..sample() });
            assert_eq!(html.matches("<td colspan=\"6\">").count(), below, "{chars}");
            assert_eq!(html.matches("<td>below</td>").count(), below, "{chars}");
            assert_eq!(html.matches(&"x".repeat(chars)).count(), 1, "{chars}");
        }
    }

    #[test]
    fn it_is_black_on_white() {
        for colour in STYLE.split('#').skip(1) {
            assert!(["000000", "ffffff", "333333"].contains(&&colour[..6]), "#{}", &colour[..6]);
        }
        let html = hotline_sheet(&sample());
        assert!(html.contains("content=\"only light\"") && html.contains("@page"));
        assert!(!html.contains("prefers-color-scheme"));
    }
}
