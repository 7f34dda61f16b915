//! The watch by given, when, then: rules, consent, leave, what is told, the handoff.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod support;

use bridgewatch::domain::command::{About, Command, ItemName, RecordPerson, Wish};
use bridgewatch::domain::decide::{Refusal, decide};
use bridgewatch::domain::event::{DeviceId, Event, EventId, Fact, Subject};
use bridgewatch::domain::notice::DeskNotice;
use bridgewatch::domain::rota::change::Window;
use bridgewatch::domain::rota::person::Seat;
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::typed_time::understood;
use bridgewatch::domain::watch::handoff::HandoffState;
use bridgewatch::domain::watch::notice::{changes, notices};
use bridgewatch::domain::watch::wish::{Effect, SwapHalf, WatchWish};
use bridgewatch::domain::words::{Environment, Kind, Priority};
use chrono::TimeDelta;
use chrono_tz::Tz;
use support::Story;
use uuid::Uuid;

const ZONE: Tz = Tz::America__Chicago;
const RULE: &str = r#"
name = "Main"
time_zone = "America/Chicago"
anchor = "2026-03-02T09:00"
every = "1 week"
participants = ["Sample One", "Sample Two", "Sample Three", "Sample Four"]
backup = "offset 1"
"#;

/// An instant with its offset, without seconds.
fn at(text: &str) -> Instant {
    chrono::DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%:z")
        .unwrap_or_else(|err| panic!("{text}: {err}"))
        .to_utc()
}

/// A desk in Chicago with the people of [`RULE`], told step by step at its own times.
struct Desk {
    story: Story,
    next: u128,
}

impl Desk {
    fn new() -> Self {
        let mut desk = Self { story: Story::new("America/Chicago"), next: 10_000 };
        for name in ["One", "Two", "Three", "Four"] {
            let person = RecordPerson {
                name: format!("Sample {name}"),
                learned_on: Some("2026-01-05".to_owned()),
                ..RecordPerson::default()
            };
            desk.tell("2026-02-01T10:00-06:00", "Sample One", Wish::RecordPerson(person));
        }
        desk
    }

    fn with_rule() -> Self {
        let mut desk = Self::new();
        desk.watch("2026-02-20T10:00-06:00", "Sample One", adopt(RULE, Effect::AtOnce));
        desk
    }

    fn sits(&mut self, name: &str) {
        let wish = Wish::ConfigureDesk {
            name: None,
            manager: Some(name.to_owned()),
            time_zone: None,
            hotline: None,
            holidays: None,
            default_policy: None,
        };
        self.tell("2026-02-01T10:00-06:00", name, wish);
    }

    fn try_tell(&mut self, when: &str, who: &str, wish: Wish) -> Result<Vec<EventId>, Refusal> {
        let about = if wish.is_of_desk() || matches!(wish, Wish::ConfigureDesk { .. }) {
            About::Desk
        } else {
            About::Incident(self.story.id)
        };
        let now = at(when);
        let command = Command { about, at: None, actor: Some(who.to_owned()), wish };
        let mut made = Vec::new();
        for new in decide(&self.story.world, &command, now)? {
            self.next += 1;
            let id = EventId(Uuid::from_u128(self.next));
            made.push(id);
            self.story.world.evolve(Event {
                device: DeviceId(Uuid::nil()),
                device_seq: u64::try_from(self.next).unwrap(),
                id,
                subject: new.subject,
                happened_at: new.happened_at,
                recorded_at: now,
                actor: new.actor,
                fact: new.fact,
            });
        }
        Ok(made)
    }

    fn tell(&mut self, when: &str, who: &str, wish: Wish) -> EventId {
        let made = self.try_tell(when, who, wish).unwrap_or_else(|err| panic!("{err}"));
        made[made.len() - 1]
    }

    fn watch(&mut self, when: &str, who: &str, wish: WatchWish) -> EventId {
        self.tell(when, who, wish.into())
    }

    fn refusal(&mut self, when: &str, who: &str, wish: WatchWish) -> String {
        match self.try_tell(when, who, wish.clone().into()) {
            Ok(_) => panic!("not refused: {wish:?}"),
            Err(refusal) => refusal.to_string(),
        }
    }

    /// The shifts of a seat: who, from and until, by their dates and hours.
    fn shifts(&self, seat: &Seat, from: &str, until: &str) -> Vec<String> {
        let rota = self.story.world.rota();
        let shifts = rota.shifts(Window::new(at(from), at(until)));
        let of_seat = shifts.iter().filter(|shift| shift.seat == *seat);
        of_seat
            .map(|shift| {
                let said = |at: Instant| understood(at, ZONE);
                let name = rota.name(&shift.person).replace("Sample ", "");
                format!("{name} {} – {}", said(shift.window.from), said(shift.window.until))
            })
            .collect()
    }

    fn march(&self) -> Vec<String> {
        self.shifts(&Seat::Primary, "2026-03-02T09:00-06:00", "2026-03-23T09:00-05:00")
    }

    fn notices(&self, now: &str) -> Vec<DeskNotice> {
        let now = at(now);
        let world = &self.story.world;
        let mut all = notices(world, &changes(world, now), now);
        all.retain(|notice| notice.planned_at <= now);
        all
    }

    fn told(&mut self, notice: &DeskNotice) {
        self.next += 1;
        self.story.world.evolve(Event {
            device: DeviceId(Uuid::nil()),
            device_seq: u64::try_from(self.next).unwrap(),
            id: EventId(Uuid::from_u128(self.next)),
            subject: Subject::Watch,
            happened_at: notice.planned_at,
            recorded_at: notice.planned_at,
            actor: "Bridgewatch".to_owned(),
            fact: Fact::WatchTold { what: notice.key.clone(), late_secs: 0 },
        });
    }
}

fn adopt(rule: &str, takes_effect: Effect) -> WatchWish {
    WatchWish::AdoptRule { rule: rule.to_owned(), track: None, takes_effect, from: None, why: None }
}

fn half(person: &str, from: &str, until: &str) -> SwapHalf {
    SwapHalf { person: person.to_owned(), seat: None, from: at(from), until: at(until) }
}

fn cover(absent: &str, by: &str, from: &str, until: &str) -> WatchWish {
    WatchWish::CoverWatch {
        seat: Some(Seat::Primary),
        from: at(from),
        until: at(until),
        absent: absent.to_owned(),
        by: by.to_owned(),
        why: None,
        agreed: None,
    }
}

const AS_RULED: [&str; 3] = [
    "One Mon 2 Mar 09:00 CST – Mon 9 Mar 09:00 CDT",
    "Two Mon 9 Mar 09:00 CDT – Mon 16 Mar 09:00 CDT",
    "Three Mon 16 Mar 09:00 CDT – Mon 23 Mar 09:00 CDT",
];

#[test]
fn a_rule_is_adopted_and_the_handoff_keeps_its_wall_time() {
    let desk = Desk::with_rule();
    assert_eq!(desk.march(), AS_RULED);
    let backup = desk.shifts(&Seat::Backup, "2026-03-02T09:00-06:00", "2026-03-09T08:00-05:00");
    assert_eq!(backup, ["Two Mon 2 Mar 09:00 CST – Mon 9 Mar 09:00 CDT"]);
    let why = desk.story.world.rota().explain(at("2026-03-11T12:00-05:00"), ZONE);
    assert!(why[0].words.starts_with("Sample Two is primary: rule “Main”, weekly"), "{}", why[0].words);
}

#[test]
fn a_new_rule_never_changes_what_was() {
    let mut desk = Desk::with_rule();
    let reversed = RULE.replace(
        r#"["Sample One", "Sample Two", "Sample Three", "Sample Four"]"#,
        r#"["Sample Four", "Sample Three", "Sample Two", "Sample One"]"#,
    );
    desk.watch("2026-03-11T12:00-05:00", "Sample One", adopt(&reversed, Effect::AfterShift));
    assert_eq!(desk.march()[..2], AS_RULED[..2], "the shift that runs ends as it was");
    assert!(desk.march()[2].starts_with("Two Mon 16 Mar"), "{:?}", desk.march());
    // Neither a rule that would begin in the past, nor the holidays, reach back.
    let back = WatchWish::AdoptRule {
        rule: RULE.to_owned(),
        track: None,
        takes_effect: Effect::AtOnce,
        from: Some(at("2026-03-03T09:00-06:00")),
        why: None,
    };
    let refusal = desk.refusal("2026-03-18T12:00-05:00", "Sample One", back);
    assert!(refusal.contains("is past, and past watches are facts"), "{refusal}");
    let same = desk.refusal("2026-03-18T12:00-05:00", "Sample One", adopt(&reversed, Effect::AtOnce));
    assert!(same.contains("has that rule already"), "{same}");
    let ended = WatchWish::EndRule { track: None, takes_effect: Effect::AtOnce, from: None, why: None };
    desk.watch("2026-03-18T12:00-05:00", "Sample One", ended);
    assert_eq!(desk.shifts(&Seat::Primary, "2026-03-18T12:00-05:00", "2026-04-18T12:00-05:00"), [""; 0]);
    assert_eq!(desk.march()[..2], AS_RULED[..2]);
}

#[test]
fn holidays_that_are_set_later_move_no_watch_that_was() {
    let mut desk = Desk::new();
    let days = RULE.replace("1 week", "1 day").replace("backup = \"offset 1\"", "skip_holidays = true");
    desk.watch("2026-03-01T10:00-06:00", "Sample One", adopt(&days, Effect::AtOnce));
    let before = desk.shifts(&Seat::Primary, "2026-03-02T09:00-06:00", "2026-03-05T08:00-06:00");
    let ahead = desk.shifts(&Seat::Primary, "2026-03-07T09:00-06:00", "2026-03-08T08:00-06:00");
    let wish = Wish::ConfigureDesk {
        name: None,
        manager: None,
        time_zone: None,
        hotline: None,
        holidays: Some(vec!["2026-03-03".parse().unwrap()]),
        default_policy: None,
    };
    desk.tell("2026-03-05T12:00-06:00", "Sample One", wish);
    assert_eq!(desk.shifts(&Seat::Primary, "2026-03-02T09:00-06:00", "2026-03-05T08:00-06:00"), before);
    assert_ne!(desk.shifts(&Seat::Primary, "2026-03-07T09:00-06:00", "2026-03-08T08:00-06:00"), ahead);
}

#[test]
fn a_swap_holds_once_the_other_agreed_and_undoing_gives_back_what_was() {
    let mut desk = Desk::with_rule();
    let swap = WatchWish::SwapWatch {
        one: half("Sample One", "2026-03-02T09:00-06:00", "2026-03-09T09:00-05:00"),
        other: half("Sample Three", "2026-03-16T09:00-05:00", "2026-03-23T09:00-05:00"),
        why: Some("a wedding".to_owned()),
        agreed: None,
    };
    let change = desk.watch("2026-02-21T10:00-06:00", "Sample One", swap);
    assert_eq!(desk.march(), AS_RULED, "it waits for Sample Three");
    let accept = |of: Option<&str>, why: Option<&str>| WatchWish::AcceptChange {
        change: ItemName::Number(1),
        of: of.map(str::to_owned),
        why: why.map(str::to_owned),
    };
    let refusal = desk.refusal("2026-02-21T11:00-06:00", "Sample Two", accept(None, None));
    assert!(refusal.contains("Sample Two is no part of this change"), "{refusal}");
    let refusal = desk.refusal("2026-02-21T11:00-06:00", "Sample Two", accept(Some("Sample Three"), None));
    assert!(refusal.contains("say how they said it"), "{refusal}");
    let by_phone = accept(Some("sample three"), Some("by phone"));
    desk.watch("2026-02-21T11:00-06:00", "Sample Two", by_phone);
    assert_eq!(desk.march()[0], AS_RULED[0].replace("One", "Three"));
    assert_eq!(desk.march()[2], AS_RULED[2].replace("Three", "One"));
    let why = desk.story.world.rota().explain(at("2026-03-03T12:00-06:00"), ZONE)[0].words.clone();
    assert!(why.contains("agreed by Sample Three (recorded by Sample Two)"), "{why}");
    let undo = WatchWish::UndoChange { change: ItemName::Entry(change), why: None };
    desk.watch("2026-02-22T11:00-06:00", "Sample Two", undo);
    assert_eq!(desk.march(), AS_RULED);
}

#[test]
fn a_cover_asks_both_and_refuses_what_would_change_nothing_or_double_somebody() {
    let mut desk = Desk::with_rule();
    let (from, until) = ("2026-03-04T09:00-06:00", "2026-03-05T09:00-06:00");
    let refusal =
        desk.refusal("2026-02-21T10:00-06:00", "Sample One", cover("Sample Two", "Sample Four", from, until));
    assert!(refusal.contains("Sample Two is not primary"), "{refusal}");
    let refusal =
        desk.refusal("2026-02-21T10:00-06:00", "Sample One", cover("Sample One", "Sample One", from, until));
    assert!(refusal.contains("name somebody else"), "{refusal}");
    let past = cover("Sample One", "Sample Four", "2026-02-20T09:00-06:00", "2026-02-20T10:00-06:00");
    assert!(desk.refusal("2026-02-21T10:00-06:00", "Sample One", past).contains("is past"));
    desk.watch("2026-02-21T10:00-06:00", "Sample One", cover("Sample One", "Sample Four", from, until));
    let decline = |who: &mut Desk| {
        let wish = WatchWish::DeclineChange { change: ItemName::Number(1), of: None, why: None };
        who.watch("2026-02-21T11:00-06:00", "Sample Four", wish)
    };
    decline(&mut desk);
    assert_eq!(desk.march(), AS_RULED);
    let agreed = match cover("Sample One", "Sample Four", from, until) {
        WatchWish::CoverWatch { seat, from, until, absent, by, why, .. } => WatchWish::CoverWatch {
            seat,
            from,
            until,
            absent,
            by,
            why,
            agreed: Some("on the call".to_owned()),
        },
        other => other,
    };
    desk.watch("2026-02-21T12:00-06:00", "Sample Two", agreed);
    assert_eq!(
        desk.march()[..3],
        [
            "One Mon 2 Mar 09:00 CST – Wed 4 Mar 09:00 CST",
            "Four Wed 4 Mar 09:00 CST – Thu 5 Mar 09:00 CST",
            "One Thu 5 Mar 09:00 CST – Mon 9 Mar 09:00 CDT",
        ]
    );
}

#[test]
fn an_override_holds_at_once_and_reaches_no_further_than_it_says() {
    let mut desk = Desk::with_rule();
    let put = |person: &str, seat: &str| WatchWish::OverrideWatch {
        seat: Some(Seat::from(seat.to_owned())),
        from: at("2026-03-03T09:00-06:00"),
        until: at("2026-03-04T09:00-06:00"),
        person: person.to_owned(),
        why: None,
    };
    let refusal = desk.refusal("2026-02-21T10:00-06:00", "Sample One", put("Sample Three", "shadow"));
    assert!(refusal.contains("there is no seat “shadow”; use primary, backup"), "{refusal}");
    let refusal = desk.refusal("2026-02-21T10:00-06:00", "Sample One", put("Sample One", "backup"));
    assert!(refusal.contains("nobody holds two seats at once"), "{refusal}");
    desk.watch("2026-02-21T10:00-06:00", "Sample One", put("Somebody Else", "primary"));
    assert_eq!(desk.march()[1], "Somebody Else Tue 3 Mar 09:00 CST – Wed 4 Mar 09:00 CST");
    assert_eq!(desk.march()[2], "One Wed 4 Mar 09:00 CST – Mon 9 Mar 09:00 CDT");
}

#[test]
fn somebody_who_is_recorded_later_or_renamed_stays_the_same() {
    let mut desk = Desk::with_rule();
    let rename = RecordPerson {
        name: "Sample Two".to_owned(),
        rename_to: Some("Sample Second".to_owned()),
        ..RecordPerson::default()
    };
    desk.tell("2026-02-25T10:00-06:00", "Sample One", Wish::RecordPerson(rename));
    assert_eq!(desk.march()[1], AS_RULED[1].replace("Two", "Second"));
    let leave = WatchWish::RecordLeave {
        person: "Sample Second".to_owned(),
        from: None,
        until: None,
        first_day: "2026-03-10".parse().ok(),
        last_day: "2026-03-11".parse().ok(),
        note: None,
    };
    desk.watch("2026-02-25T11:00-06:00", "Sample One", leave);
    let limits = bridgewatch::domain::rota::problems::Limits::usual(ZONE);
    let window = Window::new(at("2026-03-01T00:00-06:00"), at("2026-03-23T00:00-05:00"));
    let found = desk.story.world.rota().problems(window, &limits);
    let words: Vec<&str> = found.iter().map(|one| one.what.as_str()).collect();
    assert_eq!(
        words,
        ["Sample Second is primary while on leave from Tue 10 Mar 00:00 CDT to Thu 12 Mar 00:00 CDT"]
    );
    assert!(found[0].cure_words.starts_with("Ask Sample Four to cover primary"), "{}", found[0].cure_words);
    let back = WatchWish::WithdrawLeave { leave: ItemName::Number(1), why: None };
    desk.watch("2026-02-25T12:00-06:00", "Sample One", back);
    assert_eq!(desk.story.world.rota().problems(window, &limits), []);
}

#[test]
fn own_watches_are_told_a_day_and_an_hour_before_and_once() {
    let mut desk = Desk::with_rule();
    desk.sits("Sample Two");
    let mine = |desk: &Desk, now: &str| -> Vec<String> {
        let all = desk.notices(now);
        all.iter().filter(|one| !one.key.starts_with("rule/")).map(|one| one.title.clone()).collect()
    };
    // Backup from 2 March, primary from 9 March.
    assert_eq!(mine(&desk, "2026-03-01T08:59-06:00"), [""; 0]);
    assert_eq!(mine(&desk, "2026-03-01T09:00-06:00"), ["Your watch begins in 24 h"]);
    let told =
        desk.notices("2026-03-01T09:00-06:00").into_iter().find(|one| one.key.starts_with("begins")).unwrap();
    desk.told(&told);
    assert_eq!(mine(&desk, "2026-03-01T09:00-06:00"), [""; 0]);
    assert_eq!(mine(&desk, "2026-03-02T08:30-06:00"), ["Your watch begins in 30 min"]);
    assert_eq!(mine(&desk, "2026-03-02T09:00-06:00"), ["Your watch begins now"]);
    assert_eq!(mine(&desk, "2026-03-02T11:00-06:00"), ["Your watch began 2 h ago"]);
    let ends = mine(&desk, "2026-03-16T08:10-05:00");
    assert!(ends.contains(&"Your watch ends in 50 min".to_owned()), "{ends:?}");
    let body =
        desk.notices("2026-03-16T08:10-05:00").into_iter().find(|one| one.key.starts_with("ends")).unwrap();
    assert!(body.body.contains("After you: Sample Three"), "{}", body.body);
}

#[test]
fn a_watch_that_goes_on_begins_but_once_and_keeping_the_past_cuts_none() {
    let mut desk = Desk::with_rule();
    desk.sits("Sample Two");
    // Two in a row: the override of the week before makes one long watch of it.
    let put = WatchWish::OverrideWatch {
        seat: None,
        from: at("2026-03-02T09:00-06:00"),
        until: at("2026-03-09T09:00-05:00"),
        person: "Sample Two".to_owned(),
        why: None,
    };
    desk.watch("2026-02-21T10:00-06:00", "Sample Two", put);
    let begins = |desk: &Desk, now: &str| {
        let all = desk.notices(now);
        let begins = all.into_iter().filter(|one| one.key.starts_with("begins"));
        begins.map(|one| one.title).collect::<Vec<_>>()
    };
    assert_eq!(begins(&desk, "2026-03-02T09:00-06:00"), ["Your watch begins now"]);
    for later in ["2026-03-09T09:00-05:00", "2026-03-09T10:30-05:00", "2026-03-12T09:00-05:00"] {
        assert_eq!(begins(&desk, later), [""; 0], "at {later}");
    }
    // The rule comes again after another one, and the past is kept at each step.
    let other = RULE.replace("1 week", "2 weeks");
    desk.watch("2026-03-10T12:00-05:00", "Sample Two", adopt(&other, Effect::AtOnce));
    desk.watch("2026-03-11T12:00-05:00", "Sample Two", adopt(RULE, Effect::AtOnce));
    desk.watch("2026-03-12T12:00-05:00", "Sample Two", adopt(&other, Effect::AfterRound));
    let shifts = desk.shifts(&Seat::Primary, "2026-03-11T12:00-05:00", "2026-03-16T09:00-05:00");
    assert_eq!(
        shifts,
        ["Two Wed 11 Mar 12:00 CDT – Mon 16 Mar 09:00 CDT"],
        "one watch, not cut where it was kept"
    );
    assert_eq!(
        begins(&desk, "2026-03-13T12:00-05:00"),
        ["Your watch began 2 d ago"],
        "after a day as backup"
    );
}

#[test]
fn others_changing_my_watches_is_told_and_a_swap_that_waits_for_me_asks() {
    let mut desk = Desk::with_rule();
    desk.sits("Sample Three");
    let rule = desk.notices("2026-02-20T11:00-06:00");
    assert_eq!(rule.len(), 1, "{rule:?}");
    assert_eq!(rule[0].title, "Sample One adopted the rule “Main”");
    assert!(rule[0].body.starts_with("Yours now: backup, Mon 9 Mar 09:00 CDT"), "{}", rule[0].body);
    desk.told(&rule[0]);
    let swap = WatchWish::SwapWatch {
        one: half("Sample One", "2026-03-02T09:00-06:00", "2026-03-09T09:00-05:00"),
        other: half("Sample Three", "2026-03-16T09:00-05:00", "2026-03-23T09:00-05:00"),
        why: None,
        agreed: None,
    };
    desk.watch("2026-02-21T10:00-06:00", "Sample One", swap);
    let asks = desk.notices("2026-02-21T10:01-06:00");
    assert_eq!(asks.iter().map(|one| one.title.as_str()).collect::<Vec<_>>(), ["A swap waits for your word"]);
    assert!(asks[0].asks);
    let accept = WatchWish::AcceptChange {
        change: ItemName::Number(1),
        of: Some("Sample Three".to_owned()),
        why: Some("by phone".to_owned()),
    };
    desk.watch("2026-02-21T11:00-06:00", "Sample Two", accept);
    let changed = desk.notices("2026-02-21T11:01-06:00");
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert_eq!(changed[0].title, "Your watch was changed: swap accepted");
    assert!(changed[0].body.contains("Yours now: primary, Mon 2 Mar"), "{}", changed[0].body);
    assert!(changed[0].body.contains("No longer yours: primary, Mon 16 Mar"), "{}", changed[0].body);
    desk.sits("Sample Four");
    assert_eq!(
        desk.notices("2026-02-21T11:01-06:00").iter().filter(|one| one.key.starts_with("changed")).count(),
        0
    );
}

#[test]
fn the_watch_is_handed_over_item_by_item_and_command_goes_with_it() {
    let mut desk = Desk::with_rule();
    desk.sits("Sample One");
    desk.story.open(
        at("2026-03-09T07:00-05:00"),
        "major-incident",
        Some(Priority::Critical),
        Kind::Major,
        Environment::Production,
    );
    let major = desk.story.id;
    desk.tell("2026-03-09T07:01-05:00", "Sample One", Wish::TakeCommand { by: None });
    desk.story.open(
        at("2026-03-09T07:10-05:00"),
        "major-incident",
        Some(Priority::Low),
        Kind::Regular,
        Environment::Production,
    );
    let minor = desk.story.id;
    desk.tell(
        "2026-03-09T07:11-05:00",
        "Sample One",
        Wish::TakeCommand { by: Some("Sample Four".to_owned()) },
    );
    desk.watch(
        "2026-03-09T07:20-05:00",
        "Sample One",
        WatchWish::NoteWatch { text: "Quiet night".to_owned() },
    );
    let offer = |to: Option<&str>| WatchWish::OfferHandoff {
        to: to.map(str::to_owned),
        words: Some("Payments is the one to watch".to_owned()),
        accept_by: None,
    };
    let refusal = desk.refusal("2026-03-09T08:00-05:00", "Sample One", offer(Some("sample one")));
    assert!(refusal.contains("to themselves"), "{refusal}");
    desk.watch("2026-03-09T08:00-05:00", "Sample One", offer(None));
    let handoff = desk.story.world.watch.offered().unwrap().clone();
    assert_eq!(handoff.offered.to.name, "Sample Two", "who is primary next");
    assert_eq!(handoff.offered.accept_by, at("2026-03-09T08:30-05:00"));
    let brief = &handoff.offered;
    assert_eq!(brief.items.len(), 2);
    assert!(brief.items[0].is_major && brief.items[0].has_command && !brief.items[1].has_command);
    assert!(brief.items[0].lines.iter().any(|line| line.starts_with("Overdue since")), "{brief:?}");
    let notes = brief.sections.iter().find(|one| one.title == "Notes of the watch").unwrap();
    assert!(notes.lines[0].ends_with("Sample One: Quiet night"), "{notes:?}");
    assert!(brief.sections.iter().any(|one| one.title == "Deadlines in the next 12 hours"));
    let accept = WatchWish::AcceptHandoff { handoff: None };
    let refusal = desk.refusal("2026-03-09T08:10-05:00", "Sample Two", accept.clone());
    assert!(refusal.contains("accepted one by one, and these are not: 1 (MI-0001)"), "{refusal}");
    let item = |item| WatchWish::AcceptHandoffItem { handoff: None, item };
    assert!(desk.refusal("2026-03-09T08:11-05:00", "Sample Two", item(3)).contains("no item 3"));
    desk.watch("2026-03-09T08:11-05:00", "Sample Two", item(1));
    assert!(desk.refusal("2026-03-09T08:12-05:00", "Sample Two", item(1)).contains("accepted already"));
    desk.tell("2026-03-09T08:13-05:00", "Sample Two", accept.clone().into());
    let world = &desk.story.world;
    assert!(matches!(world.watch.handoffs[0].state, HandoffState::Accepted { .. }));
    assert_eq!(world.live[&major].incident.command.as_deref(), Some("Sample Two"));
    assert_eq!(
        world.live[&minor].incident.command.as_deref(),
        Some("Sample Four"),
        "not the other’s to give"
    );
    let told = desk.notices("2026-03-09T08:14-05:00");
    assert!(told.iter().any(|one| one.title == "Sample Two accepted the handoff"), "{told:?}");
    assert!(desk.refusal("2026-03-09T08:15-05:00", "Sample Two", accept).contains("no handoff waits"));
}

#[test]
fn a_handoff_that_is_not_accepted_in_time_is_told_again_and_can_be_declined() {
    let mut desk = Desk::with_rule();
    desk.sits("Sample Two");
    let offer = WatchWish::OfferHandoff { to: Some("Sample Two".to_owned()), words: None, accept_by: None };
    desk.watch("2026-03-09T08:00-05:00", "Sample One", offer);
    let of_handoff = |desk: &Desk, now: &str| -> Vec<DeskNotice> {
        desk.notices(now).into_iter().filter(|one| one.key.starts_with("handoff")).collect()
    };
    let first = of_handoff(&desk, "2026-03-09T08:01-05:00");
    assert_eq!(first[0].title, "Sample One hands the watch over to you");
    desk.told(&first[0]);
    assert_eq!(of_handoff(&desk, "2026-03-09T08:29-05:00"), []);
    let late = of_handoff(&desk, "2026-03-09T08:30-05:00");
    assert_eq!(late[0].title, "Handoff to Sample Two is not accepted");
    desk.told(&late[0]);
    assert_eq!(of_handoff(&desk, "2026-03-09T08:34-05:00"), []);
    let now = at("2026-03-09T08:34-05:00");
    let next =
        notices(&desk.story.world, &[], now).into_iter().map(|one| one.planned_at).find(|at| *at > now);
    assert_eq!(next, Some(at("2026-03-09T08:35-05:00")), "the desk waits for the next reminder itself");
    assert_eq!(of_handoff(&desk, "2026-03-09T08:47-05:00").len(), 1, "once, however many were missed");
    let decline = |why: &str| WatchWish::DeclineHandoff { handoff: None, why: why.to_owned() };
    assert!(desk.refusal("2026-03-09T08:50-05:00", "Sample Two", decline(" ")).contains("empty"));
    desk.watch("2026-03-09T08:50-05:00", "Sample Two", decline("I am ill"));
    assert_eq!(of_handoff(&desk, "2026-03-09T08:51-05:00"), []);
    desk.sits("Sample One");
    let answer = of_handoff(&desk, "2026-03-09T08:51-05:00");
    assert_eq!(
        (answer[0].title.as_str(), answer[0].body.as_str()),
        ("Sample Two declined the handoff", "I am ill")
    );
}

#[test]
fn a_rule_that_does_not_read_is_refused_with_its_lines() {
    let mut desk = Desk::new();
    let bad = RULE.replace("1 week", "fortnightly");
    let refusal = desk.refusal("2026-02-20T10:00-06:00", "Sample One", adopt(&bad, Effect::AtOnce));
    assert!(refusal.contains("line 5: “fortnightly” is not a rhythm"), "{refusal}");
    let same = RULE.replace("Sample Two", "SAMPLE ONE");
    let refusal = desk.refusal("2026-02-20T10:00-06:00", "Sample One", adopt(&same, Effect::AtOnce));
    assert!(refusal.contains("are the same person"), "{refusal}");
    let late = at("2026-02-20T10:00-06:00") + TimeDelta::days(1);
    let leave = WatchWish::RecordLeave {
        person: "Sample One".to_owned(),
        from: Some(late),
        until: Some(late),
        first_day: None,
        last_day: None,
        note: None,
    };
    assert!(desk.refusal("2026-02-20T10:00-06:00", "Sample One", leave).contains("ends before it begins"));
}
