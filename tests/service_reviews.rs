//! Service reviews (I) through the real desk, at times that the test sets: cycles, what is owed, what is
//! told, effort, and what a restart and a merge make of them.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod support;

use bridgewatch::cli::jsonl;
use bridgewatch::desk::handoff::{open_file, save_file};
use bridgewatch::desk::reading::whole_world;
use bridgewatch::desk::{Desk, DeskOptions};
use bridgewatch::domain::directory::{Directory, Named};
use bridgewatch::domain::event::{Event, EventId, Fact};
use bridgewatch::domain::service_review::agenda::brief;
use bridgewatch::domain::service_review::effort::of_year;
use bridgewatch::domain::service_review::schedule::{Reckoning, of_year as slots_of_year, slots};
use bridgewatch::domain::service_review::seen::seen;
use bridgewatch::domain::service_review::systemic::{Pattern, Subject, findings, is_systemic};
use bridgewatch::domain::service_review::{ActionState, ReviewState, ServiceReview, ServiceReviews};
use bridgewatch::domain::typed_time::understood;
use bridgewatch::domain::world::World;
use bridgewatch::platform::{NotifierRecord, RecordingNotifier, Urgency};
use bridgewatch::store::Store;
use chrono::{NaiveDate, TimeDelta};
use chrono_tz::America::Chicago;
use support::{at, built_in, mins};
use tempfile::TempDir;

/// A desk on a folder that outlives it.
struct Bench {
    folder: TempDir,
    desk: Option<Desk>,
    record: NotifierRecord,
}

impl Bench {
    fn new(now: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut bench = Self { folder, desk: None, record: RecordingNotifier::new().1 };
        bench.start(now);
        bench
    }

    /// Opens the desk on what is on the disk, as after a kill.
    fn start(&mut self, now: &str) {
        self.desk = None;
        let (notifier, record) = RecordingNotifier::new();
        self.record = record;
        let folder = self.folder.path().to_path_buf();
        let options = DeskOptions { folder, zone: Chicago, notifier: Box::new(notifier) };
        self.desk = Some(Desk::open(options, at(now)).unwrap());
    }

    fn desk(&mut self) -> &mut Desk {
        self.desk.as_mut().unwrap()
    }

    fn world(&self) -> &World {
        self.desk.as_ref().unwrap().world()
    }

    fn reviews(&self) -> &ServiceReviews {
        &self.world().service_reviews
    }

    /// Carries out one line as of `apply`; what was written, or why not.
    fn ask(&mut self, line: &str, now: &str) -> Result<Vec<Event>, String> {
        let requests = jsonl::read(line).map_err(|err| err.to_string())?;
        let requests = requests.into_iter().map(|(_, request)| request).collect();
        self.desk().handle_all(requests, at(now)).map_err(|(_, err)| err.to_string())
    }

    fn tell(&mut self, line: &str, now: &str) -> EventId {
        self.ask(line, now).unwrap_or_else(|err| panic!("{line}: {err}")).last().unwrap().id
    }

    fn refusal(&mut self, line: &str, now: &str) -> String {
        match self.ask(line, now) {
            Ok(_) => panic!("not refused: {line}"),
            Err(why) => why,
        }
    }

    fn tick(&mut self, now: &str) {
        self.desk().tick(at(now)).unwrap();
    }

    /// How a department stands: the next review, and by when one is owed, with whether it is overdue.
    fn standing(&self, department: &str, now: &str) -> (Option<usize>, Option<String>, bool) {
        let world = self.world();
        let stands =
            Reckoning::of(world).standing(&world.service_reviews, &Named::plain(department), at(now));
        let by = stands.owed_by().map(|slot| understood(slot.at, Chicago));
        (stands.next.map(|one| one.number), by, stands.owed.is_some())
    }

    /// What the log says was told, with its lateness.
    fn told(&self) -> Vec<(String, i64)> {
        let fact = |event: Event| match event.fact {
            Fact::ServiceReviewTold { what, late_secs } => {
                Some((what.split('/').next().unwrap().to_owned(), late_secs))
            }
            _ => None,
        };
        self.log().into_iter().filter_map(fact).collect()
    }

    fn log(&self) -> Vec<Event> {
        Store::open_read_only(self.folder.path()).unwrap().all_events().unwrap()
    }

    /// Hands everything over to another desk.
    fn hand_to(&mut self, other: &mut Self, now: &str) {
        let path = self.folder.path().join("over.bridgewatch");
        save_file(&path, &self.desk().export(None, at(now)).unwrap(), None).unwrap();
        other.desk().merge(&open_file(&path, None).unwrap(), at(now)).unwrap();
    }
}

const MARCH: &str = "2026-03-02T10:00:00-06:00";

/// Revenue is looked after: four times a year from 1 April 2026, which is a Wednesday.
const CYCLE: &str = r#"{"do":"set_review_cycle","department":"Revenue","coordinator":"Sample Coordinator","liaison":"Sample Liaison","attendees":["Sample Director"],"per_year":4,"first":"2026-04-01","place":"Room 4"}"#;

#[test]
fn a_cycle_names_its_dates_and_a_planned_review_satisfies_the_nearest() {
    let mut bench = Bench::new(MARCH);
    bench.tell(CYCLE, MARCH);
    assert_eq!(
        bench.standing("revenue", MARCH),
        (None, Some("Wed 1 Apr 10:00 CDT".to_owned()), false),
        "{:?}",
        bench.standing("revenue", MARCH)
    );
    bench.tell(r#"{"do":"plan_service_review","department":"Revenue"}"#, MARCH);
    let review = &bench.reviews().reviews[0];
    assert_eq!((review.time.at, review.time.minutes), (at("2026-04-01T10:00:00-05:00"), 60));
    assert_eq!(review.time.place.as_deref(), Some("Room 4"));
    assert_eq!(bench.standing("Revenue", MARCH), (Some(1), Some("Wed 1 Jul 10:00 CDT".to_owned()), false));
    // Three weeks later is still nearest to the same date, seven are nearer to the next.
    bench.tell(
        r#"{"do":"move_service_review","department":"Revenue","starts_at":"2026-04-22T10:00:00-05:00","why":"Away"}"#,
        MARCH,
    );
    assert_eq!(bench.standing("Revenue", MARCH).1.unwrap(), "Wed 1 Jul 10:00 CDT");
    bench.tell(
        r#"{"do":"move_service_review","review":1,"starts_at":"2026-05-20T10:00:00-05:00","why":"Away"}"#,
        MARCH,
    );
    assert_eq!(bench.standing("Revenue", MARCH).1.unwrap(), "Wed 1 Apr 10:00 CDT");
    bench.tell(r#"{"do":"call_off_service_review","review":1,"why":"Nobody can"}"#, MARCH);
    assert_eq!(bench.reviews().reviews[0].state(), ReviewState::CalledOff);
    assert_eq!(bench.standing("Revenue", MARCH), (None, Some("Wed 1 Apr 10:00 CDT".to_owned()), false));
}

#[test]
fn each_date_of_a_year_says_what_became_of_it() {
    let mut bench = Bench::new(MARCH);
    bench.tell(CYCLE, MARCH);
    bench.tell(r#"{"do":"plan_service_review","department":"Revenue"}"#, MARCH);
    // On the day after the second date, with a review of the first one planned for later.
    let now = "2026-07-02T10:00:00-05:00";
    let said = |bench: &Bench| -> Vec<(String, Option<ReviewState>, bool)> {
        let world = bench.world();
        let department = Named::plain("revenue");
        Reckoning::of(world)
            .dates(&world.service_reviews, &department, (2026, 2026), at(now))
            .iter()
            .map(|one| (one.slot.date.to_string(), one.review.map(ServiceReview::state), one.is_owed))
            .collect()
    };
    let planned = Some(ReviewState::Planned);
    let date = |on: &str, state, is_owed| (on.to_owned(), state, is_owed);
    let first = |state| {
        vec![
            date("2026-04-01", state, false),
            date("2026-07-01", None, true),
            date("2026-10-01", None, false),
        ]
    };
    assert_eq!(said(&bench), first(planned));
    bench.tell(r#"{"do":"hold_service_review","department":"Revenue"}"#, now);
    assert_eq!(said(&bench), first(Some(ReviewState::Held)));
    let world = bench.world();
    let stranger = Named::plain("Health");
    assert!(Reckoning::of(world).dates(&world.service_reviews, &stranger, (2026, 2027), at(now)).is_empty());
}

#[test]
fn a_date_on_a_holiday_or_a_weekend_is_the_next_working_day() {
    let mut bench = Bench::new(MARCH);
    bench.tell(CYCLE, MARCH);
    bench.tell(r#"{"do":"configure_desk","holidays":["2026-04-01","2026-04-02"]}"#, MARCH);
    assert_eq!(bench.standing("Revenue", MARCH).1.unwrap(), "Fri 3 Apr 10:00 CDT");
    bench.tell(r#"{"do":"set_review_cycle","department":"Revenue","first":"2026-04-04"}"#, MARCH);
    assert_eq!(bench.standing("Revenue", MARCH).1.unwrap(), "Mon 6 Apr 10:00 CDT", "4 April is a Saturday");
}

#[test]
fn what_the_procedure_does_not_allow_is_refused_with_what_would_do() {
    let mut bench = Bench::new(MARCH);
    for per_year in [0, 1, 5] {
        let said =
            bench.refusal(&CYCLE.replace("\"per_year\":4", &format!("\"per_year\":{per_year}")), MARCH);
        assert!(said.contains("say 2 to 4"), "{said}");
    }
    for (line, why) in [
        (r#"{"do":"set_review_cycle","department":"Revenue"}"#, "say `coordinator`"),
        (r#"{"do":"plan_service_review","department":"Revenue"}"#, "say `starts_at`, or set its cycle first"),
        (r#"{"do":"hold_service_review","department":"Revenue"}"#, "plan one first"),
        (r#"{"do":"hold_service_review","review":1}"#, "there is no such service review"),
        (r#"{"do":"note_service_review","section":"needs","text":"x"}"#, "no department is named"),
        (r#"{"do":"log_effort","department":"Revenue","minutes":0}"#, "no time was spent"),
        (r#"{"do":"log_effort","department":"Revenue","minutes":1441}"#, "1440 min are left of that day"),
        (
            r#"{"do":"log_effort","department":"Revenue","minutes":5,"on":"2026-03-03"}"#,
            "2026-03-03 is in the future",
        ),
        (
            r#"{"do":"give_service_review_action","department":"Revenue","what":"x","owner":"Sample One","due":"2026-03-02T10:00:00-06:00"}"#,
            "before it was given",
        ),
        (
            r#"{"do":"plan_service_review","department":"Revenue","starts_at":"2028-03-03T10:00:00-06:00"}"#,
            "more than a year away",
        ),
    ] {
        let said = bench.refusal(line, MARCH);
        assert!(said.contains(why), "{line}: {said}");
    }
    assert_eq!(*bench.reviews(), ServiceReviews::default(), "what is refused changes nothing");
    bench.tell(CYCLE, MARCH);
    let said = bench.refusal(CYCLE, MARCH);
    assert!(said.contains("set like that already"), "{said}");
    for time in ["25:00", "10", "noon"] {
        let line = format!(r#"{{"do":"set_review_cycle","department":"Revenue","time":"{time}"}}"#);
        assert!(bench.refusal(&line, MARCH).contains("write it like 10:00"));
    }
}

#[test]
fn a_review_is_held_once_and_not_before_it_begins() {
    let mut bench = Bench::new(MARCH);
    bench.tell(CYCLE, MARCH);
    bench.tell(r#"{"do":"plan_service_review","department":"Revenue"}"#, MARCH);
    let hold = r#"{"do":"hold_service_review","department":"Revenue","attended":["Sample Director"],"text":"All well"}"#;
    assert!(bench.refusal(hold, "2026-04-01T09:59:59-05:00").contains("begins"));
    let held = bench.tell(hold, "2026-04-01T10:00:00-05:00");
    assert_eq!(bench.reviews().reviews[0].held().unwrap().text.as_deref(), Some("All well"));
    let again = r#"{"do":"hold_service_review","review":1}"#;
    assert!(bench.refusal(again, "2026-04-01T11:00:00-05:00").contains("was held"));
    let back = format!(r#"{{"do":"take_back_service_entry","entry":"{}","why":"Mistaken"}}"#, held.0);
    bench.tell(&back, "2026-04-01T11:00:00-05:00");
    assert_eq!(bench.reviews().reviews[0].state(), ReviewState::Planned);
    assert!(bench.refusal(&back, "2026-04-01T11:00:00-05:00").contains("taken back"));
    bench.tell(again, "2026-04-01T11:00:00-05:00");
}

#[test]
fn a_review_that_is_owed_is_told_once_and_calmly() {
    let mut bench = Bench::new(MARCH);
    bench.tell(CYCLE, MARCH);
    bench.tick("2026-04-01T09:59:59-05:00");
    assert_eq!(bench.told(), []);
    assert_eq!(bench.desk().wait(at("2026-04-01T09:59:59-05:00")).as_secs(), 1, "the desk waits for it");
    bench.tick("2026-04-01T10:00:00-05:00");
    assert_eq!(bench.told(), [("review-owed".to_owned(), 0)]);
    let shown = bench.record.shown();
    assert_eq!(
        (shown[0].title.as_str(), shown[0].urgency),
        ("A service review with Revenue is owed", Urgency::Normal)
    );
    assert!(shown[0].body.contains("Sample Coordinator"), "{}", shown[0].body);
    for later in ["2026-04-01T10:05:00-05:00", "2026-04-02T10:00:00-05:00", "2026-04-20T10:00:00-05:00"] {
        bench.tick(later);
    }
    bench.start("2026-04-20T11:00:00-05:00");
    bench.tick("2026-04-20T11:00:00-05:00");
    assert_eq!(bench.told().len(), 1, "once, also after a restart");
    assert!(bench.standing("Revenue", "2026-04-20T11:00:00-05:00").2);
}

#[test]
fn a_notice_goes_when_what_it_speaks_of_is_done() {
    let mut bench = Bench::new(MARCH);
    bench.tell(CYCLE, MARCH);
    bench.tick("2026-04-01T10:00:00-05:00");
    assert_eq!(bench.desk().snapshot().notices.len(), 1);
    bench.tell(
        r#"{"do":"plan_service_review","department":"Revenue","starts_at":"2026-04-08T10:00:00-05:00"}"#,
        "2026-04-01T10:01:00-05:00",
    );
    assert_eq!(bench.desk().snapshot().notices, []);
    assert_eq!(bench.record.standing(), [], "the operating system shows it no more");
}

#[test]
fn an_action_warns_is_due_and_is_told_again_once_a_day_until_it_is_done() {
    let mut bench = Bench::new(MARCH);
    bench.tell(
        r#"{"do":"give_service_review_action","department":"Revenue","what":"Ask the vendor","owner":"Sample One","due":"2026-03-06T10:00:00-06:00"}"#,
        MARCH,
    );
    bench.tick("2026-03-05T09:59:59-06:00");
    assert_eq!(bench.told(), []);
    bench.tick("2026-03-05T10:00:00-06:00");
    bench.tick("2026-03-06T10:00:00-06:00");
    let kinds = |bench: &Bench| bench.told().into_iter().map(|(what, _)| what).collect::<Vec<_>>();
    assert_eq!(kinds(&bench), ["action-warning", "action-due"]);
    for minutes in [5, 60, 1_439] {
        let later = at("2026-03-06T10:00:00-06:00") + mins(minutes);
        bench.desk().tick(later).unwrap();
    }
    assert_eq!(kinds(&bench).len(), 2, "not every five minutes");
    bench.tick("2026-03-07T10:00:00-06:00");
    assert_eq!(kinds(&bench).last().unwrap(), "action-late");
    assert_eq!(bench.record.shown().last().unwrap().title, "Action 1 of Sample One is 1 day late");
    // Away for three days: the one of now, not one for each.
    bench.tick("2026-03-10T12:00:00-05:00");
    assert_eq!(bench.told().len(), 4);
    assert_eq!(bench.told().last().unwrap(), &("action-late".to_owned(), 3_600));
    bench.tell(r#"{"do":"finish_service_review_action","action":1}"#, "2026-03-10T13:00:00-05:00");
    bench.tick("2026-03-20T12:00:00-05:00");
    assert_eq!(bench.told().len(), 4, "what is done is told no more");
    assert_eq!(bench.desk().snapshot().notices, []);
    let done = r#"{"do":"drop_service_review_action","action":1,"why":"x"}"#;
    assert!(bench.refusal(done, "2026-03-20T12:00:00-05:00").contains("action 1 is done"));
}

#[test]
fn what_was_told_on_the_other_desk_is_not_told_here_again() {
    let (mut one, mut other) = (Bench::new(MARCH), Bench::new(MARCH));
    one.tell(CYCLE, MARCH);
    one.tick("2026-04-01T10:00:00-05:00");
    one.hand_to(&mut other, "2026-04-01T10:00:01-05:00");
    other.tick("2026-04-01T10:00:02-05:00");
    assert_eq!(other.record.shown(), []);
}

#[test]
fn two_desks_that_exchanged_files_see_the_same_and_so_does_a_restart() {
    let (mut one, mut other) = (Bench::new(MARCH), Bench::new(MARCH));
    one.tell(CYCLE, MARCH);
    one.tell(r#"{"do":"plan_service_review","department":"Revenue"}"#, MARCH);
    one.hand_to(&mut other, "2026-03-02T11:00:00-06:00");
    let noon = "2026-03-02T12:00:00-06:00";
    one.tell(r#"{"do":"log_effort","department":"Revenue","minutes":30,"what":"Agenda"}"#, noon);
    one.tell(r#"{"do":"give_service_review_action","review":1,"what":"Ask","owner":"Sample One"}"#, noon);
    let line = r#"{"do":"log_effort","department":"revenue","minutes":45,"by":"Sample Two"}"#;
    let wrong = other.tell(line, noon);
    other.tell(
        &format!(r#"{{"do":"take_back_service_entry","entry":"{}","why":"Twice"}}"#, wrong.0),
        "2026-03-02T12:01:00-06:00",
    );
    other.tell(
        r#"{"do":"note_service_review","department":"Revenue","section":"needs","text":"A portal"}"#,
        noon,
    );
    other.tell(
        r#"{"do":"move_service_review","review":1,"starts_at":"2026-04-02T10:00:00-05:00","why":"Away"}"#,
        "2026-03-02T12:02:00-06:00",
    );
    one.hand_to(&mut other, "2026-03-02T13:00:00-06:00");
    other.hand_to(&mut one, "2026-03-02T13:00:00-06:00");
    assert_eq!(one.reviews(), other.reviews());
    assert_eq!(one.reviews().reviews[0].time.at, at("2026-04-02T10:00:00-05:00"));
    let before = one.reviews().clone();
    one.start("2026-03-02T14:00:00-06:00");
    assert_eq!(*one.reviews(), before, "a restart folds the same");
    assert_eq!(Store::open_read_only(one.folder.path()).unwrap().verify().unwrap().findings, []);
    let sums = of_year(&before, &one.world().directory, 2026);
    assert_eq!((sums.len(), sums[0].minutes, sums[0].entries.len()), (1, 30, 1));
    let words: Vec<&str> = before.notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(words, ["A portal"]);
    assert_eq!(before.actions[0].state(), &ActionState::Open);
}

#[test]
fn effort_is_summed_by_department_and_calendar_year_of_the_desk() {
    let mut bench = Bench::new("2025-12-31T23:30:00-06:00");
    let effort = |minutes: u32, more: &str| {
        format!(r#"{{"do":"log_effort","department":"Revenue","minutes":{minutes},"by":"Sample One"{more}}}"#)
    };
    // Half past eleven on New Year's Eve here, though it is 2026 in universal time.
    bench.tell(&effort(40, ""), "2025-12-31T23:30:00-06:00");
    bench.tell(&effort(20, ""), "2026-01-01T00:00:00-06:00");
    bench.tell(&effort(1_420, r#","on":"2026-01-01""#), MARCH);
    let said = bench.refusal(&effort(1, r#","on":"2026-01-01""#), MARCH);
    assert!(said.contains("more than 24 h") && said.contains("0 min are left"), "{said}");
    bench.tell(&effort(1, r#","on":"2026-01-02""#), MARCH);
    let sums = |year| {
        let sums = of_year(bench.reviews(), &bench.world().directory, year);
        sums.iter().map(|sum| (sum.department.name.clone(), sum.minutes)).collect::<Vec<_>>()
    };
    assert_eq!(sums(2025), [("Revenue".to_owned(), 40)]);
    assert_eq!(sums(2026), [("Revenue".to_owned(), 1_441)]);
    assert_eq!(sums(2024), []);
}

#[test]
fn a_renamed_department_stays_the_same_one() {
    let mut bench = Bench::new(MARCH);
    bench.tell(CYCLE, MARCH);
    bench.tell(r#"{"do":"record_agency","name":"Revenue"}"#, MARCH);
    bench.tell(r#"{"do":"log_effort","department":"Revenue","minutes":10,"by":"Sample One"}"#, MARCH);
    bench.tell(r#"{"do":"record_agency","name":"Revenue","rename_to":"Department of Revenue"}"#, MARCH);
    bench.tell(
        r#"{"do":"log_effort","department":"department of revenue","minutes":5,"by":"Sample One"}"#,
        MARCH,
    );
    let sums = of_year(bench.reviews(), &bench.world().directory, 2026);
    assert_eq!(
        (sums.len(), sums[0].department.name.as_str(), sums[0].minutes),
        (1, "Department of Revenue", 15)
    );
}

/// Opens an incident of the portal, which Revenue uses, and restores it an hour later.
fn portal_down(bench: &mut Bench, key: &str, title: &str, opened: &str) {
    let line = format!(
        r#"{{"do":"open_incident","key":"{key}","title":"{title}","priority":"high","at":"{opened}"}}
{{"do":"name_services","key":"{key}","services":["Sample Portal"],"at":"{opened}"}}
{{"do":"escalate","key":"{key}","to":"Incident Manager","at":"{opened}"}}"#
    );
    bench.tell(&line, opened);
    let later = (at(opened) + mins(60)).to_rfc3339();
    bench.tell(&format!(r#"{{"do":"restore","key":"{key}"}}"#), &later);
}

/// Everything that was ever logged, folded.
fn history(bench: &Bench) -> World {
    whole_world(bench.log(), Chicago, built_in())
}

fn with_portal() -> Bench {
    let mut bench = Bench::new("2026-01-02T09:00:00-06:00");
    let day = "2026-01-02T09:00:00-06:00";
    bench.tell(r#"{"do":"record_agency","name":"Revenue"}"#, day);
    bench.tell(r#"{"do":"record_service","name":"Sample Portal","agencies":["Revenue"]}"#, day);
    bench
}

#[test]
fn the_agenda_of_a_review_is_made_of_what_happened_since_the_last_one() {
    let mut bench = with_portal();
    let before = "2026-01-05T09:00:00-06:00";
    bench.tell(&CYCLE.replace("2026-04-01", "2026-01-15"), before);
    portal_down(&mut bench, "old", "Portal slow", before);
    bench.tell(r#"{"do":"plan_service_review","department":"Revenue"}"#, before);
    bench.tell(r#"{"do":"hold_service_review","department":"Revenue"}"#, "2026-01-15T11:00:00-06:00");
    portal_down(&mut bench, "a", "Portal slow at login", "2026-02-02T09:00:00-06:00");
    portal_down(&mut bench, "b", "Portal login is slow", "2026-02-10T09:00:00-06:00");
    let now = "2026-03-20T09:00:00-05:00";
    bench.tell(
        r#"{"do":"note_service_review","department":"Revenue","section":"needs","text":"Tax season"}"#,
        now,
    );
    bench.tell(
        r#"{"do":"give_service_review_action","department":"Revenue","what":"Ask the vendor","owner":"Sample One","due":"2026-04-01T10:00:00-05:00"}"#,
        now,
    );
    let world = history(&bench);
    let (seen, rules) = (seen(&world, at(now)), world.service_review_rules().systemic);
    let (reviews, reckoning) = (&world.service_reviews, Reckoning::of(&world));
    let later = at("2026-03-20T10:00:00-05:00");
    let made = brief(reviews, &seen, &Named::plain("revenue"), &reckoning, rules, later);
    assert_eq!((made.from, made.is_since_a_review), (at("2026-01-15T10:00:00-06:00"), true));
    assert_eq!((made.delivery.incidents.len(), made.before.incidents.len()), (2, 1));
    assert_eq!(made.delivery.mean_restore_secs, Some(3_600));
    assert!(made.delivery.missed > 0, "nobody sent an update");
    assert_eq!(made.escalations.len(), 2);
    let names: Vec<String> =
        made.findings.iter().map(|one| format!("{} {}", one.pattern.kind(), one.pattern.name())).collect();
    assert_eq!(names, ["service Sample Portal", "department Revenue", "symptom portal slow"]);
    assert_eq!(made.findings[0].incidents.len(), 3, "what began before the last review counts");
    let text: String = made
        .sections(&world.directory, Chicago)
        .iter()
        .map(|section| format!("{}\n{}\n", section.title, section.lines.join("\n")))
        .collect::<Vec<String>>()
        .concat();
    for part in [
        "2 incidents: 2 high",
        "Mean time to restore: 1 h, of 2 restored",
        "Incidents: 2 now, 1 in the time before",
        "Systemic: service “Sample Portal” again and again: 3 incidents",
        "to Incident Manager",
        "1. Ask the vendor: Sample One, by Wed 1 Apr 10:00 CDT",
        "Tax season",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn systemic_needs_three_within_ninety_days_to_the_second() {
    for (last, is_one) in [("2026-04-05T09:00:00-05:00", true), ("2026-04-05T09:00:01-05:00", false)] {
        let mut bench = with_portal();
        // 90 days of elapsed time after 9:00 on 5 January is 10:00 on 5 April by the summer clock.
        let last = (at(last) + mins(60)).to_rfc3339();
        for (key, opened) in
            [("a", "2026-01-05T09:00:00-06:00"), ("b", "2026-02-05T09:00:00-06:00"), ("c", last.as_str())]
        {
            portal_down(&mut bench, key, "Portal down", opened);
        }
        let world = history(&bench);
        let seen = seen(&world, at("2026-05-01T00:00:00Z"));
        let span = (at("2026-01-01T00:00:00Z"), at("2026-05-01T00:00:00Z"));
        let rules = world.service_review_rules().systemic;
        let ask = |subject: Subject| is_systemic(&subject, &seen, &world.directory, rules, span);
        let of_service = ask(Subject::Service("sample portal".to_owned()));
        assert_eq!(of_service.is_some(), is_one, "{last}");
        assert_eq!(ask(Subject::Department("Revenue".to_owned())).is_some(), is_one);
        assert_eq!(ask(Subject::Title("The portal is down again".to_owned())).is_some(), is_one);
        assert_eq!(ask(Subject::Title("Mail is down".to_owned())), None);
        assert_eq!(ask(Subject::Service("Sample Mail".to_owned())), None);
    }
}

#[test]
fn invitations_count_their_changes_and_whoever_got_one_hears_that_it_is_called_off() {
    let mut bench = Bench::new(MARCH);
    bench.tell(r#"{"do":"record_person","name":"Sample Liaison","email":"liaison@example.org"}"#, MARCH);
    bench.tell(CYCLE, MARCH);
    bench.tell(r#"{"do":"plan_service_review","department":"Revenue"}"#, MARCH);
    let sent = r#"{"do":"log_service_review_invitation","review":1}"#;
    bench.tell(sent, MARCH);
    bench.tell(
        r#"{"do":"log_service_review_invitation","review":1,"to":["Guest <guest@example.org>"]}"#,
        MARCH,
    );
    bench.tell(
        r#"{"do":"move_service_review","review":1,"starts_at":"2026-04-02T10:00:00-05:00","why":"Away"}"#,
        MARCH,
    );
    bench.tell(sent, MARCH);
    let cancels = r#"{"do":"log_service_review_invitation","department":"Revenue","cancels":true}"#;
    assert!(bench.refusal(cancels, MARCH).contains("call it off first"));
    bench.tell(r#"{"do":"call_off_service_review","review":1,"why":"Merged"}"#, MARCH);
    bench.tell(cancels, MARCH);
    let review = &bench.reviews().reviews[0];
    let numbers: Vec<(u32, bool)> =
        review.invitations.iter().map(|one| (one.sequence, one.cancels)).collect();
    assert_eq!(numbers, [(0, false), (0, false), (1, false), (2, true)]);
    let last: Vec<&str> = review.invitations[3].recipients.iter().map(|one| one.address.as_str()).collect();
    assert_eq!(last, ["liaison@example.org", "guest@example.org"]);
}

#[test]
fn the_agenda_of_the_policy_is_fitted_to_the_review() {
    let mut bench = Bench::new(MARCH);
    bench.tell(CYCLE, MARCH);
    bench.tell(r#"{"do":"plan_service_review","department":"Revenue","minutes":120}"#, MARCH);
    bench.tell(r#"{"do":"set_service_review_agenda","review":1}"#, MARCH);
    let agenda = &bench.reviews().reviews[0].agenda;
    assert_eq!(agenda.iter().map(|item| item.minutes).sum::<u32>(), 120);
    assert_eq!(agenda.last().unwrap().title, "Future needs");
}

#[test]
fn hostile_words_come_through_whole_and_harmless() {
    let mut bench = Bench::new(MARCH);
    let words = format!("=1+1 \u{202e}שלום {}", "x".repeat(90_000));
    let line = serde_json::json!({
        "do": "note_service_review", "department": "Revenue", "section": "minutes", "text": words,
    });
    bench.tell(&line.to_string(), MARCH);
    assert_eq!(bench.reviews().notes[0].text, words);
    let line = serde_json::json!({
        "do": "note_service_review", "department": "Revenue", "section": "minutes", "text": "a\u{7}b\u{1b}[31m",
    });
    bench.tell(&line.to_string(), MARCH);
    assert_eq!(bench.reviews().notes[1].text, "ab[31m");
    let line = serde_json::json!({ "do": "log_effort", "department": "a\u{7}b", "minutes": 1 });
    assert!(bench.refusal(&line.to_string(), MARCH).contains("control character"));
    bench.start(MARCH);
    assert_eq!(bench.reviews().notes[0].text, words);
}

mod properties {
    use std::collections::BTreeSet;

    use bridgewatch::domain::calendar::{Calendar, Civil, OpeningHours};
    use bridgewatch::domain::policy::SystemicRules;
    use bridgewatch::domain::service_review::facts::ReviewCycle;
    use bridgewatch::domain::service_review::seen::SeenIncident;
    use chrono::{Datelike, NaiveTime};
    use proptest::prelude::*;

    use super::*;

    fn weekdays() -> Calendar {
        let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        let days = [true, true, true, true, true, false, false];
        Calendar::Hours(OpeningHours { days, open: time(9), close: time(16) })
    }

    fn cycle(per_year: u32, first: NaiveDate) -> ReviewCycle {
        ReviewCycle {
            department: Named::plain("Revenue"),
            coordinator: Named::plain("Sample"),
            liaison: None,
            attendees: Vec::new(),
            per_year,
            first,
            time: NaiveTime::from_hms_opt(10, 0, 0).unwrap(),
            minutes: 60,
            place: None,
        }
    }

    fn incident(number: usize, day: i64, title: &str, service: Option<&str>) -> SeenIncident {
        SeenIncident {
            reference: format!("MI-{number:04}"),
            title: title.to_owned(),
            opened_at: at("2026-01-01T00:00:00Z") + TimeDelta::days(day),
            restored_at: None,
            priority: None,
            services: service.map(Named::plain).into_iter().collect(),
            departments: service.map(|_| Named::plain("Revenue")).into_iter().collect(),
            escalated: Vec::new(),
            missed: 0,
            met: 0,
        }
    }

    fn said(
        found: &[bridgewatch::domain::service_review::systemic::Finding<'_>],
    ) -> Vec<(Pattern, Vec<String>)> {
        let references = |one: &bridgewatch::domain::service_review::systemic::Finding<'_>| {
            one.incidents.iter().map(|one| one.reference.clone()).collect()
        };
        found.iter().map(|one| (one.pattern.clone(), references(one))).collect()
    }

    proptest! {
        #[test]
        fn every_year_has_as_many_reviews_as_it_should_none_on_a_day_off_and_none_twice(
            per_year in 2_u32..=4,
            start in 0_i64..1_500,
            off in prop::collection::btree_set(0_i64..3_000, 0..200),
            year in 2027_i32..2031,
        ) {
            let day = |days: i64| NaiveDate::from_ymd_opt(2023, 1, 1).unwrap() + TimeDelta::days(days);
            let cycle = cycle(per_year, day(start));
            let civil = Civil { zone: Chicago, holidays: off.into_iter().map(day).collect() };
            let found = slots_of_year(&cycle, year, &weekdays(), &civil);
            if cycle.first.year() < year {
                prop_assert_eq!(found.len(), usize::try_from(per_year).unwrap());
            }
            let all = slots(&cycle, NaiveDate::from_ymd_opt(2031, 12, 31).unwrap(), &weekdays(), &civil);
            let dates: BTreeSet<NaiveDate> = all.iter().map(|slot| slot.date).collect();
            prop_assert_eq!(dates.len(), all.len());
            for slot in &all {
                prop_assert!(!civil.holidays.contains(&slot.date) && slot.date.weekday().num_days_from_monday() < 5);
                prop_assert!(slot.date >= slot.named);
            }
        }

        #[test]
        fn what_is_systemic_does_not_hang_on_the_order(
            given in prop::collection::vec((0_i64..200, 0_usize..5, prop::option::of(0_usize..3)), 0..14),
            keys in prop::collection::vec(any::<u32>(), 14),
        ) {
            let titles = ["Portal slow", "Portal login slow", "Mail slow", "Slow login at the portal", "Mail"];
            let services = ["One", "one", "Two"];
            let all: Vec<SeenIncident> = given
                .iter()
                .enumerate()
                .map(|(number, (day, title, service))| {
                    incident(number, *day, titles[*title], service.map(|at| services[at]))
                })
                .collect();
            let mut shuffled: Vec<(u32, SeenIncident)> = keys.into_iter().zip(all.clone()).collect();
            shuffled.sort_by_key(|(key, _)| *key);
            let shuffled: Vec<SeenIncident> = shuffled.into_iter().map(|(_, one)| one).collect();
            let span = (at("2026-01-01T00:00:00Z"), at("2026-12-31T00:00:00Z"));
            let (directory, rules) = (Directory::default(), SystemicRules::default());
            let found = findings(&all, &directory, rules, span);
            prop_assert_eq!(said(&found), said(&findings(&shuffled, &directory, rules, span)));
            for one in &found {
                prop_assert!(one.incidents.len() >= 3);
                let within = TimeDelta::days(90);
                let mut threes = one.incidents.windows(3);
                prop_assert!(threes.any(|three| three[2].opened_at - three[0].opened_at <= within));
            }
        }
    }

    #[test]
    fn a_cycle_of_another_program_that_makes_no_sense_stops_nothing() {
        let civil = Civil { zone: Chicago, holidays: BTreeSet::new() };
        let last = NaiveDate::from_ymd_opt(2027, 12, 31).unwrap();
        for (per_year, first) in [(0, "2026-01-05"), (13, "2026-01-05"), (u32::MAX, "2026-01-05")] {
            assert!(!slots(&cycle(per_year, first.parse().unwrap()), last, &weekdays(), &civil).is_empty());
        }
        assert!(slots(&cycle(4, NaiveDate::MAX), last, &weekdays(), &civil).is_empty());
        let never = Calendar::Hours(OpeningHours {
            days: [false; 7],
            open: NaiveTime::MIN,
            close: NaiveTime::from_hms_opt(9, 0, 0).unwrap(),
        });
        assert!(slots(&cycle(4, "2026-01-05".parse().unwrap()), last, &never, &civil).is_empty());
    }
}
