//! Sample facts for the tests of this room: one of every kind, and each kind's frozen stored form.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use super::codec::Stored;
use super::{FILE_NAME, Store, append};
use crate::domain::billing::facts::{BilledAs, RateSet};
use crate::domain::calendar::OpeningHours;
use crate::domain::directory::{
    DistributionList, Named, Party, Person, Record, RecordId, Rung, Server, Service,
};
use crate::domain::erasing::{ErasedEntry, Passage, PersonErased};
use crate::domain::event::{
    AlarmStage, DeskConfigured, DeviceId, Event, EventId, Fact, IncidentId, IncidentOpened, NewEvent,
    PolicyRef, Recipient, Subject, UpdateDetails,
};
use crate::domain::incident::{Incident, IncidentRow};
use crate::domain::report::figures::FigureEntered;
use crate::domain::review::facts::{AgendaItem, ProblemStatement};
use crate::domain::review::words::{ReviewAnswer, ReviewPart, ReviewRole, ReviewSection};
use crate::domain::rota::change::{Half, What, Window};
use crate::domain::rota::person::{PersonId, Seat};
use crate::domain::rota::rhythm::Rhythm;
use crate::domain::rota::rule::{Hours, Order, RuleDraft, SeatOrder};
use crate::domain::service_review::facts::{ActionGiven, EffortSpent, NoteSection, ReviewCycle, ReviewTime};
use crate::domain::settings::quiet::QuietHours;
use crate::domain::ticket::TicketRead;
use crate::domain::time::Instant;
use crate::domain::watch::facts::{
    Answer, BriefItem, BriefSection, ChangeAnswered, ChangeAsked, HandoffOffered, KeptShift, KeptTurn,
    RuleAdopted,
};
use crate::domain::words::{CallOutcome, ChecklistState, Environment, Involvement, Kind, Priority, Sounds};

/// An instant from its text.
pub fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

/// An incident's name by a number.
pub fn incident(number: u128) -> IncidentId {
    IncidentId(Uuid::from_u128(number))
}

/// A note.
pub fn note(text: &str) -> Fact {
    Fact::NoteLogged { text: text.into(), significant: false }
}

/// The opening of `MI-<number>`.
pub fn opened(number: u128) -> Fact {
    Fact::IncidentOpened(IncidentOpened {
        key: format!("key-{number}"),
        reference: format!("MI-{number:04}"),
        title: "No payments".into(),
        priority: None,
        kind: Kind::Major,
        environment: Environment::Production,
        ticket: Some(format!("INC{number}")),
        policy: PolicyRef { name: "major-incident".into(), version: "ab".into() },
    })
}

/// A fact to be written, about an incident.
pub fn about(number: u128, fact: Fact) -> NewEvent {
    NewEvent {
        subject: Subject::Incident(incident(number)),
        happened_at: at("2026-11-04T08:00:00Z"),
        actor: "Zoë".into(),
        fact,
    }
}

/// An event of device 9.
pub fn event(device_seq: u64, fact: Fact) -> Event {
    Event {
        device: DeviceId(Uuid::from_u128(9)),
        device_seq,
        id: EventId(Uuid::from_u128(u128::from(device_seq))),
        subject: Subject::Incident(incident(1)),
        happened_at: at("2026-11-04T08:00:00Z"),
        recorded_at: at("2026-11-04T08:00:01.5Z"),
        actor: "Zoë".into(),
        fact,
    }
}

/// The lines of the incidents that `events` open or touch, when these are all there are of them.
pub fn rows(events: &[Event]) -> Vec<IncidentRow> {
    let mut subjects: Vec<&Subject> = events.iter().map(|event| &event.subject).collect();
    subjects.dedup();
    let of = |subject: &&Subject| {
        Incident::fold(events.iter().filter(|event| event.subject == **subject).cloned()).map(|one| one.row())
    };
    subjects.iter().filter_map(of).collect()
}

/// One fact of every kind, in the order of the kinds; the `match` fails to compile when one is new.
pub fn facts() -> Vec<Fact> {
    let (text, due, clock) = (Some("words".to_owned()), at("2026-11-04T08:30:00Z"), "customers".to_owned());
    let mut all = vec![
        Fact::DeskConfigured(DeskConfigured {
            name: Some("Night desk".into()),
            manager: None,
            time_zone: Some("Europe/Warsaw".into()),
            hotline: Some("+48 1".into()),
            holidays: NaiveDate::from_ymd_opt(2026, 12, 25).map(|day| vec![day]),
            holiday_names: None,
            default_policy: Some("major-incident".into()),
        }),
        Fact::PolicyRecorded {
            policy: PolicyRef { name: "major-incident".into(), version: "ab".into() },
            text: "name = \"x\"\n".into(),
        },
        opened(412),
        Fact::IncidentAmended {
            title: text.clone(),
            ticket: None,
            environment: Some(Environment::NonProduction),
        },
        Fact::PriorityAssigned { priority: Priority::Critical, why: text.clone() },
        Fact::KindChanged { kind: Kind::Regular, why: None },
        Fact::Referred { to: text.clone() },
        Fact::Acknowledged { by: None },
        Fact::UpdateSent {
            audience: "customers".into(),
            text: text.clone(),
            details: Some(Box::new(UpdateDetails {
                subject: Some("Update".into()),
                recipients: vec![Recipient { name: "Zoë".into(), address: "zoe@example.org".into() }],
                channel: Some("mail".into()),
                impact: Some("none can pay".into()),
                doing: None,
                next_update_by: Some(due),
                unchecked: None,
            })),
        },
        Fact::ResolverUpdateLogged { text: None },
        Fact::OnCallContacted { whom: text.clone() },
        Fact::Escalated { to: "Duty manager".into(), text: None },
        Fact::OwnershipConfirmed { by: text.clone() },
        Fact::HotlineCalled {
            outcome: CallOutcome::NoAnswer,
            spoke_with: None,
            reference: text.clone(),
            text: None,
            number: Some("+48 1".into()),
            call_back_by: Some(due),
        },
        Fact::ClockPaused { clock: clock.clone(), why: "vendor".into() },
        Fact::ClockResumed { clock: clock.clone() },
        Fact::AlarmSnoozed { clock: clock.clone(), due, until: at("2026-11-04T08:35:00Z") },
        Fact::AlarmAcknowledged { clock: clock.clone(), due },
        Fact::AlarmRaised {
            clock: clock.clone(),
            due,
            stage: AlarmStage::Reminder,
            late_secs: -3,
            digest: true,
        },
        Fact::DeadlineNotNeeded { clock, due, why: "closed".into() },
        Fact::MilestoneReached { milestone: "post-mortem-held".into(), text: None },
        Fact::CommandTaken { by: "Ann".into() },
        Fact::CommandHandedOver { to: "Bob".into() },
        Fact::CommandKept { text: text.clone() },
        Fact::NoteLogged { text: "„Quote“ \"x\" \n=1+1 😀".into(), significant: true },
        Fact::Restored { text: None },
        Fact::Reopened { why: "again".into() },
        Fact::Closed { why: text.clone(), skipped: vec!["customers".into()] },
        Fact::Cancelled { why: "test".into() },
        Fact::MarkedDuplicate { of: "MI-0001".into(), why: None },
        Fact::EntryRetracted { entry: EventId(Uuid::from_u128(7)), why: text.clone() },
        Fact::EntryCorrected {
            entry: EventId(Uuid::from_u128(7)),
            at: Some(at("2026-11-04T08:00:00.000000001Z")),
            text,
            why: "typo".into(),
        },
        Fact::ServicesNamed { services: vec![known(), Named::plain("Label printing")] },
        Fact::IntakeFilled {
            form: "emergency".into(),
            answers: BTreeMap::from([("servers".to_owned(), "db1, db2".to_owned())]),
        },
        Fact::PersonAdded { whom: known(), role: Involvement::Sme, why: None },
        Fact::PersonStoodDown { whom: Named::plain("Ann"), why: Some("done".into()) },
        Fact::ContactAttempted {
            whom: known(),
            role: Involvement::OnCall,
            via: Some("+48 2".into()),
            outcome: CallOutcome::Voicemail,
            text: None,
            call_back_by: Some(due),
        },
        Fact::BridgeJoined { whom: known() },
        Fact::BridgeLeft { whom: known() },
        Fact::InformationRequested {
            from: Named::plain("Ann"),
            what: "How long?".into(),
            due: Some(due),
            answerer: Some(known()),
        },
        Fact::RequestAssigned { request: seventh(), to: Some(known()), due: None, why: None },
        Fact::RequestAnswered { request: seventh(), text: "An hour".into(), by: Some(known()) },
        Fact::RequestWithdrawn { request: seventh(), why: "settled".into() },
        Fact::ActionDelegated { to: known(), what: "Restart it".into(), due: Some(due), follow_up: true },
        Fact::ActionRedelegated { action: seventh(), to: None, due: Some(due), why: Some("busy".into()) },
        Fact::ActionAccepted { action: seventh(), text: None },
        Fact::ActionDone { action: seventh(), text: Some("up again".into()) },
        Fact::ActionDropped { action: seventh(), why: "no use".into() },
        Fact::ChecklistMarked {
            item: "bridge-given".into(),
            state: ChecklistState::NotApplicable,
            why: Some("none".into()),
        },
    ];
    all.append(&mut of_the_review());
    all.append(&mut vec![
        Fact::DirectoryRecorded {
            id: RecordId(Uuid::from_u128(5)),
            record: Record::Person(Person {
                name: "Zoë".into(),
                role: Some("DBA".into()),
                phones: vec!["+48 3".into()],
                email: Some("zoe@example.org".into()),
                note: None,
                time_zone: Some("Europe/Warsaw".into()),
                learned_on: NaiveDate::from_ymd_opt(2026, 1, 5),
            }),
        },
        Fact::DirectoryRecorded {
            id: RecordId(Uuid::from_u128(6)),
            record: Record::Team(Party {
                name: "Databases".into(),
                contacts: vec![Rung { contact: known(), alternates: vec![Named::plain("Ann")] }],
                ..Party::default()
            }),
        },
        Fact::DirectoryRecorded {
            id: RecordId(Uuid::from_u128(7)),
            record: Record::Agency(Party {
                name: "Revenue".into(),
                email: Some("list@example.org".into()),
                phone: Some("+48 4".into()),
                audience: Some("customers".into()),
                note: Some("by mail".into()),
                contacts: Vec::new(),
            }),
        },
        Fact::DirectoryRecorded {
            id: RecordId(Uuid::from_u128(8)),
            record: Record::Service(Box::new(Service {
                name: "Payments".into(),
                owner: Some(known()),
                resolver: Some(Named::plain("Databases")),
                partner: None,
                department: Some(Named::plain("Revenue")),
                agencies: vec![Named::plain("Revenue")],
                servers: vec![Named::plain("db1")],
                lists: vec![Named::plain("Outages")],
                billed_to: None,
                note: None,
            })),
        },
        Fact::DirectoryRecorded {
            id: RecordId(Uuid::from_u128(9)),
            record: Record::List(DistributionList {
                name: "Outages".into(),
                address: "outages@example.org".into(),
                reaches: Some("all offices".into()),
                audience: Some("customers".into()),
                note: None,
            }),
        },
        Fact::DirectoryRecorded {
            id: RecordId(Uuid::from_u128(10)),
            record: Record::Server(Server {
                name: "db1".into(),
                hosts: Some("Payments".into()),
                place: Some("Room 2".into()),
                owner: Some(Named::plain("Databases")),
                note: None,
            }),
        },
        Fact::DirectoryRetired { id: RecordId(Uuid::from_u128(5)), why: Some("left".into()) },
        Fact::DirectoryMerged { kept: RecordId(Uuid::from_u128(5)), gone: RecordId(Uuid::from_u128(11)) },
        Fact::NotificationsPageSet { folder: Some("/srv/page".into()), audience: "customers".into() },
    ]);
    all.append(&mut of_the_watch());
    all.append(&mut of_service_reviews());
    all.append(&mut of_settings());
    all.iter().for_each(sampled);
    all
}

/// One fact of each kind about the post-mortem.
fn of_the_review() -> Vec<Fact> {
    let recipients = || vec![Recipient { name: "Zoë".into(), address: "zoe@example.org".into() }];
    vec![
        Fact::ReviewScheduled {
            at: morning(),
            minutes: 60,
            zone: Some("Europe/Warsaw".into()),
            why: Some("ill".into()),
        },
        Fact::ReviewCalledOff { why: "a drill".into() },
        Fact::ReviewPlaceSet { place: "room 4".into() },
        Fact::ReviewRoleGiven { role: ReviewRole::Facilitator, to: Some(known()) },
        Fact::ReviewInvited { whom: known(), part: ReviewPart::ServiceProblemManager },
        Fact::ReviewUninvited { whom: Named::plain("Ann"), why: None },
        Fact::ReviewAnswered { whom: known(), answer: ReviewAnswer::Tentative, text: Some("late".into()) },
        Fact::ReviewAgendaSet { items: vec![AgendaItem { title: "Time line".into(), minutes: 15 }] },
        Fact::ReviewInvitationSent {
            recipients: recipients(),
            sequence: 2,
            cancels: false,
            starts_at: Some(morning()),
        },
        Fact::ReviewPreReadSent { recipients: recipients() },
        Fact::ReviewHeld { attended: vec![known(), Named::plain("Ann")], text: Some("short".into()) },
        Fact::ReviewPointLogged { section: ReviewSection::WentWell, text: "the bridge".into() },
        Fact::ProblemStatementWritten(Box::new(ProblemStatement {
            deviated: "Payments were refused".into(),
            place: "Payments".into(),
            since: "8:00".into(),
            extent: "all".into(),
            affected: "Revenue".into(),
            is_not: String::new(),
        })),
        Fact::ProblemStatementAgreed { version: seventh(), by: vec![known()] },
    ]
}

/// One fact of each kind about the watch.
fn of_the_watch() -> Vec<Fact> {
    let entry = EventId(Uuid::from_u128(77));
    let (from, until) = (morning(), at("2026-11-11T08:00:00Z"));
    let (zoe, ann) = (PersonId::new("Zoë"), PersonId::new("Ann"));
    let window = Window::new(from, until);
    let rule = RuleDraft {
        name: "Main".into(),
        participants: vec![zoe.clone(), ann.clone()],
        rhythm: Rhythm::parse("1 week").unwrap(),
        anchor: "2026-11-02T09:00:00".parse().unwrap(),
        zone: chrono_tz::Tz::Europe__Warsaw,
        weekdays: Some([true, true, true, true, true, false, false]),
        hours: Some(Hours { from: "09:00:00".parse().unwrap(), until: "17:00:00".parse().unwrap() }),
        skips_holidays: true,
        seats: vec![
            SeatOrder { seat: Seat::Backup, order: Order::Offset(1) },
            SeatOrder {
                seat: Seat::from("shadow".to_owned()),
                order: Order::Own(vec![PersonId::new("Bea")]),
            },
        ],
    };
    let asked = |what| {
        Fact::WatchChangeAsked(Box::new(ChangeAsked {
            what,
            people: vec![known(), Named::plain("Ann")],
            by: known(),
            why: Some("ill".into()),
            agreed: vec![Named::plain("Ann")],
            how: Some("by phone".into()),
        }))
    };
    vec![
        Fact::RotaRuleAdopted(Box::new(RuleAdopted {
            track: "Main".into(),
            rule: Some(rule),
            from,
            people: vec![known(), Named::plain("Ann"), Named::plain("Bea")],
            why: None,
        })),
        asked(What::Override { seat: Seat::Primary, window, person: ann.clone() }),
        asked(What::Cover { seat: None, window, absent: zoe.clone(), by: ann.clone() }),
        asked(What::Swap {
            one: Half { person: zoe, seat: Seat::Primary, window },
            other: Half { person: ann, seat: Seat::Backup, window },
        }),
        Fact::WatchChangeAnswered(Box::new(ChangeAnswered {
            change: entry,
            answer: Answer::Accepted,
            of: known(),
            by: Named::plain("Ann"),
            why: None,
        })),
        Fact::LeaveRecorded { person: known(), from, until, note: Some("away".into()) },
        Fact::LeaveWithdrawn { leave: entry, why: None },
        Fact::ShiftsKept {
            from,
            until,
            shifts: vec![KeptShift {
                seat: Seat::Primary,
                person: known(),
                from,
                until,
                turn: Some(KeptTurn { adoption: entry, number: 3 }),
                change: Some(entry),
            }],
        },
        Fact::WatchNoteLogged { text: "quiet".into() },
        Fact::HandoffOffered(Box::new(HandoffOffered {
            from: known(),
            to: Named::plain("Ann"),
            accept_by: until,
            words: Some("all well".into()),
            items: vec![BriefItem {
                incident: incident(1),
                reference: "MI-0001".into(),
                title: "No payments".into(),
                is_major: true,
                has_command: false,
                lines: vec!["a line".into()],
            }],
            sections: vec![BriefSection { title: "Updates owed".into(), lines: vec!["a line".into()] }],
        })),
        Fact::HandoffItemAccepted { handoff: entry, item: 1 },
        Fact::HandoffAccepted { handoff: entry },
        Fact::HandoffDeclined { handoff: entry, why: "ill".into() },
        Fact::HandoffWithdrawn { handoff: entry, why: None },
        Fact::WatchTold { what: "begins/primary-20261104T080000Z/Zoë".into(), late_secs: 3 },
        Fact::TicketRead(Box::new(TicketRead {
            system: "ServiceNow".into(),
            revision: 4,
            leads: true,
            fields: [("state".into(), "Closed".into()), ("vendor".into(), String::new())].into(),
        })),
    ]
}

/// One fact of every kind about service reviews.
fn of_service_reviews() -> Vec<Fact> {
    let entry = EventId(Uuid::from_u128(77));
    let revenue = || Named::plain("Revenue");
    let date = |text: &str| text.parse().unwrap();
    let time = || ReviewTime { at: morning(), minutes: 60, place: Some("Room 1".into()) };
    vec![
        Fact::ReviewCycleSet(Box::new(ReviewCycle {
            department: revenue(),
            coordinator: known(),
            liaison: Some(Named::plain("Ann")),
            attendees: vec![known()],
            per_year: 4,
            first: date("2026-11-05"),
            time: "10:00:00".parse().unwrap(),
            minutes: 60,
            place: None,
        })),
        Fact::ServiceReviewPlanned { department: revenue(), time: time(), why: None },
        Fact::ServiceReviewMoved { review: entry, time: time(), why: "ill".into() },
        Fact::ServiceReviewCalledOff { review: entry, why: "ill".into() },
        Fact::ServiceReviewAgendaSet {
            review: entry,
            items: vec![AgendaItem { title: "Trends".into(), minutes: 15 }],
        },
        Fact::ServiceReviewInvitationSent {
            review: entry,
            recipients: vec![Recipient { name: "Zoë".into(), address: "zoe@example.org".into() }],
            sequence: 1,
            cancels: false,
            starts_at: morning(),
        },
        Fact::ServiceReviewHeld { review: entry, attended: vec![known()], text: Some("short".into()) },
        Fact::ServiceReviewNoted {
            department: revenue(),
            review: Some(entry),
            section: NoteSection::Needs,
            text: "a portal".into(),
        },
        Fact::ServiceReviewActionGiven(Box::new(ActionGiven {
            department: revenue(),
            review: None,
            what: "Ask the vendor".into(),
            owner: known(),
            due: Some(morning()),
        })),
        Fact::ServiceReviewActionDone { action: entry, text: None },
        Fact::ServiceReviewActionDropped { action: entry, why: "moot".into() },
        Fact::EffortLogged(Box::new(EffortSpent {
            department: revenue(),
            minutes: 90,
            on: date("2026-11-04"),
            by: known(),
            what: Some("minutes".into()),
        })),
        Fact::ServiceReviewTold { what: "review-owed/revenue/2026-11-05".into(), late_secs: 3 },
        Fact::RateSet(Box::new(RateSet {
            category: "security".into(),
            year: 2026,
            cents: 1250,
            currency: "USD".into(),
            note: None,
        })),
        Fact::BilledAs(Box::new(BilledAs {
            category: Some("security".into()),
            account: Some("rsa-token".into()),
            owner: Some(known()),
            has_no_agency: Some(false),
            has_single_application: None,
            user_agency: None,
            application: Some(Named::plain("Label printing")),
            device_owner: None,
            not_billed: Some("words".into()),
        })),
        Fact::FigureEntered(Box::new(FigureEntered {
            measure: "answered-within".into(),
            from: date("2026-10-01"),
            until: date("2026-10-31"),
            value: "34.5".parse().unwrap(),
            source: Some("telephone".into()),
        })),
    ]
}

/// One fact of each kind about the desk's settings.
fn of_settings() -> Vec<Fact> {
    let time = |hour, min| chrono::NaiveTime::from_hms_opt(hour, min, 0).unwrap();
    let days = [true, true, true, true, true, false, false];
    vec![
        Fact::QuietHoursSet { hours: Some(QuietHours { from: time(22, 0), until: time(6, 0), days }) },
        Fact::SoundsChosen { sounds: Sounds::Due },
        Fact::SeatAdded { seat: Seat::Other("shadow".into()) },
        Fact::SeatPutAside { seat: Seat::Other("shadow".into()), why: Some("nobody learns".into()) },
        Fact::CalendarSet {
            calendar: "business".into(),
            hours: Some(OpeningHours { days, open: time(7, 30), close: time(18, 0) }),
        },
        Fact::PersonErased(Box::new(PersonErased {
            erasure: Uuid::from_u128(11),
            number: 1,
            entries: vec![ErasedEntry {
                entry: seventh(),
                passages: vec![
                    Passage { text: None, from: 0, chars: 3, contact: false },
                    Passage { text: Some(2), from: 4, chars: 15, contact: true },
                ],
            }],
        })),
    ]
}

/// Somebody with a record.
fn known() -> Named {
    Named { name: "Zoë".into(), record: Some(RecordId(Uuid::from_u128(5))) }
}

/// An entry's name.
fn seventh() -> EventId {
    EventId(Uuid::from_u128(7))
}

/// Names every kind: a new one must get a sample above, a version in `codec`, and a frozen form.
fn sampled(fact: &Fact) {
    match fact {
        Fact::DeskConfigured(_)
        | Fact::PolicyRecorded { .. }
        | Fact::IncidentOpened(_)
        | Fact::IncidentAmended { .. }
        | Fact::PriorityAssigned { .. }
        | Fact::KindChanged { .. }
        | Fact::Referred { .. }
        | Fact::Acknowledged { .. }
        | Fact::UpdateSent { .. }
        | Fact::ResolverUpdateLogged { .. }
        | Fact::OnCallContacted { .. }
        | Fact::Escalated { .. }
        | Fact::OwnershipConfirmed { .. }
        | Fact::HotlineCalled { .. }
        | Fact::ClockPaused { .. }
        | Fact::ClockResumed { .. }
        | Fact::AlarmSnoozed { .. }
        | Fact::AlarmAcknowledged { .. }
        | Fact::AlarmRaised { .. }
        | Fact::DeadlineNotNeeded { .. }
        | Fact::MilestoneReached { .. }
        | Fact::CommandTaken { .. }
        | Fact::CommandHandedOver { .. }
        | Fact::CommandKept { .. }
        | Fact::NoteLogged { .. }
        | Fact::Restored { .. }
        | Fact::Reopened { .. }
        | Fact::Closed { .. }
        | Fact::Cancelled { .. }
        | Fact::MarkedDuplicate { .. }
        | Fact::EntryRetracted { .. }
        | Fact::EntryCorrected { .. }
        | Fact::ServicesNamed { .. }
        | Fact::IntakeFilled { .. }
        | Fact::PersonAdded { .. }
        | Fact::PersonStoodDown { .. }
        | Fact::ContactAttempted { .. }
        | Fact::BridgeJoined { .. }
        | Fact::BridgeLeft { .. }
        | Fact::InformationRequested { .. }
        | Fact::RequestAssigned { .. }
        | Fact::RequestAnswered { .. }
        | Fact::RequestWithdrawn { .. }
        | Fact::ActionDelegated { .. }
        | Fact::ActionRedelegated { .. }
        | Fact::ActionAccepted { .. }
        | Fact::ActionDone { .. }
        | Fact::ActionDropped { .. }
        | Fact::ChecklistMarked { .. }
        | Fact::ReviewScheduled { .. }
        | Fact::ReviewCalledOff { .. }
        | Fact::ReviewPlaceSet { .. }
        | Fact::ReviewRoleGiven { .. }
        | Fact::ReviewInvited { .. }
        | Fact::ReviewUninvited { .. }
        | Fact::ReviewAnswered { .. }
        | Fact::ReviewAgendaSet { .. }
        | Fact::ReviewInvitationSent { .. }
        | Fact::ReviewPreReadSent { .. }
        | Fact::ReviewHeld { .. }
        | Fact::ReviewPointLogged { .. }
        | Fact::ProblemStatementWritten(_)
        | Fact::ProblemStatementAgreed { .. }
        | Fact::DirectoryRecorded { .. }
        | Fact::DirectoryRetired { .. }
        | Fact::DirectoryMerged { .. }
        | Fact::NotificationsPageSet { .. }
        | Fact::RotaRuleAdopted(_)
        | Fact::WatchChangeAsked(_)
        | Fact::WatchChangeAnswered(_)
        | Fact::LeaveRecorded { .. }
        | Fact::LeaveWithdrawn { .. }
        | Fact::ShiftsKept { .. }
        | Fact::WatchNoteLogged { .. }
        | Fact::HandoffOffered(_)
        | Fact::HandoffItemAccepted { .. }
        | Fact::HandoffAccepted { .. }
        | Fact::HandoffDeclined { .. }
        | Fact::HandoffWithdrawn { .. }
        | Fact::WatchTold { .. }
        | Fact::ReviewCycleSet(_)
        | Fact::ServiceReviewPlanned { .. }
        | Fact::ServiceReviewMoved { .. }
        | Fact::ServiceReviewCalledOff { .. }
        | Fact::ServiceReviewAgendaSet { .. }
        | Fact::ServiceReviewInvitationSent { .. }
        | Fact::ServiceReviewHeld { .. }
        | Fact::ServiceReviewNoted { .. }
        | Fact::ServiceReviewActionGiven(_)
        | Fact::ServiceReviewActionDone { .. }
        | Fact::ServiceReviewActionDropped { .. }
        | Fact::EffortLogged(_)
        | Fact::ServiceReviewTold { .. }
        | Fact::FigureEntered(_)
        | Fact::QuietHoursSet { .. }
        | Fact::SoundsChosen { .. }
        | Fact::SeatAdded { .. }
        | Fact::SeatPutAside { .. }
        | Fact::CalendarSet { .. }
        | Fact::PersonErased(_)
        | Fact::TicketRead(_)
        | Fact::RateSet(_)
        | Fact::BilledAs(_)
        | Fact::Unknown { .. } => {}
    }
}

/// How [`facts`] were stored when their shapes were released. Lines are added, never changed.
pub const FROZEN: &[(&str, i64, &str)] = &[
    (
        "desk_configured",
        1,
        r#"{"default_policy":"major-incident","holidays":["2026-12-25"],"hotline":"+48 1","manager":null,"name":"Night desk","time_zone":"Europe/Warsaw"}"#,
    ),
    ("policy_recorded", 1, r#"{"policy":{"name":"major-incident","version":"ab"},"text":"name = \"x\"\n"}"#),
    (
        "incident_opened",
        1,
        r#"{"environment":"production","key":"key-412","kind":"major","policy":{"name":"major-incident","version":"ab"},"priority":null,"reference":"MI-0412","ticket":"INC412","title":"No payments"}"#,
    ),
    ("incident_amended", 1, r#"{"environment":"non-production","ticket":null,"title":"words"}"#),
    ("priority_assigned", 1, r#"{"priority":"critical","why":"words"}"#),
    ("kind_changed", 1, r#"{"kind":"regular","why":null}"#),
    ("referred", 1, r#"{"to":"words"}"#),
    ("acknowledged", 1, r#"{"by":null}"#),
    (
        "update_sent",
        2,
        r#"{"audience":"customers","details":{"channel":"mail","doing":null,"impact":"none can pay","next_update_by":"2026-11-04T08:30:00Z","recipients":[{"address":"zoe@example.org","name":"Zoë"}],"subject":"Update","unchecked":null},"text":"words"}"#,
    ),
    ("resolver_update_logged", 1, r#"{"text":null}"#),
    ("on_call_contacted", 1, r#"{"whom":"words"}"#),
    ("escalated", 1, r#"{"text":null,"to":"Duty manager"}"#),
    ("ownership_confirmed", 1, r#"{"by":"words"}"#),
    (
        "hotline_called",
        2,
        r#"{"call_back_by":"2026-11-04T08:30:00Z","number":"+48 1","outcome":"no answer","reference":"words","spoke_with":null,"text":null}"#,
    ),
    ("clock_paused", 1, r#"{"clock":"customers","why":"vendor"}"#),
    ("clock_resumed", 1, r#"{"clock":"customers"}"#),
    (
        "alarm_snoozed",
        1,
        r#"{"clock":"customers","due":"2026-11-04T08:30:00Z","until":"2026-11-04T08:35:00Z"}"#,
    ),
    ("alarm_acknowledged", 1, r#"{"clock":"customers","due":"2026-11-04T08:30:00Z"}"#),
    (
        "alarm_raised",
        1,
        r#"{"clock":"customers","digest":true,"due":"2026-11-04T08:30:00Z","late_secs":-3,"stage":"reminder"}"#,
    ),
    ("deadline_not_needed", 1, r#"{"clock":"customers","due":"2026-11-04T08:30:00Z","why":"closed"}"#),
    ("milestone_reached", 1, r#"{"milestone":"post-mortem-held","text":null}"#),
    ("command_taken", 1, r#"{"by":"Ann"}"#),
    ("command_handed_over", 1, r#"{"to":"Bob"}"#),
    ("command_kept", 1, r#"{"text":"words"}"#),
    ("note_logged", 1, r#"{"significant":true,"text":"„Quote“ \"x\" \n=1+1 😀"}"#),
    ("restored", 1, r#"{"text":null}"#),
    ("reopened", 1, r#"{"why":"again"}"#),
    ("closed", 1, r#"{"skipped":["customers"],"why":"words"}"#),
    ("cancelled", 1, r#"{"why":"test"}"#),
    ("marked_duplicate", 1, r#"{"of":"MI-0001","why":null}"#),
    ("entry_retracted", 1, r#"{"entry":"00000000-0000-0000-0000-000000000007","why":"words"}"#),
    (
        "entry_corrected",
        1,
        r#"{"at":"2026-11-04T08:00:00.000000001Z","entry":"00000000-0000-0000-0000-000000000007","text":"words","why":"typo"}"#,
    ),
    (
        "services_named",
        1,
        r#"{"services":[{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},{"name":"Label printing","record":null}]}"#,
    ),
    ("intake_filled", 1, r#"{"answers":{"servers":"db1, db2"},"form":"emergency"}"#),
    (
        "person_added",
        1,
        r#"{"role":"SME","whom":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},"why":null}"#,
    ),
    ("person_stood_down", 1, r#"{"whom":{"name":"Ann","record":null},"why":"done"}"#),
    (
        "contact_attempted",
        1,
        r#"{"call_back_by":"2026-11-04T08:30:00Z","outcome":"voicemail","role":"on-call","text":null,"via":"+48 2","whom":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"}}"#,
    ),
    ("bridge_joined", 1, r#"{"whom":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"}}"#),
    ("bridge_left", 1, r#"{"whom":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"}}"#),
    (
        "information_requested",
        1,
        r#"{"answerer":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},"due":"2026-11-04T08:30:00Z","from":{"name":"Ann","record":null},"what":"How long?"}"#,
    ),
    (
        "request_assigned",
        1,
        r#"{"due":null,"request":"00000000-0000-0000-0000-000000000007","to":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},"why":null}"#,
    ),
    (
        "request_answered",
        1,
        r#"{"by":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},"request":"00000000-0000-0000-0000-000000000007","text":"An hour"}"#,
    ),
    ("request_withdrawn", 1, r#"{"request":"00000000-0000-0000-0000-000000000007","why":"settled"}"#),
    (
        "action_delegated",
        2,
        r#"{"due":"2026-11-04T08:30:00Z","follow_up":true,"to":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},"what":"Restart it"}"#,
    ),
    (
        "action_redelegated",
        1,
        r#"{"action":"00000000-0000-0000-0000-000000000007","due":"2026-11-04T08:30:00Z","to":null,"why":"busy"}"#,
    ),
    ("action_accepted", 1, r#"{"action":"00000000-0000-0000-0000-000000000007","text":null}"#),
    ("action_done", 1, r#"{"action":"00000000-0000-0000-0000-000000000007","text":"up again"}"#),
    ("action_dropped", 1, r#"{"action":"00000000-0000-0000-0000-000000000007","why":"no use"}"#),
    ("checklist_marked", 1, r#"{"item":"bridge-given","state":"not applicable","why":"none"}"#),
    (
        "review_scheduled",
        1,
        r#"{"at":"2026-11-04T08:00:00Z","minutes":60,"why":"ill","zone":"Europe/Warsaw"}"#,
    ),
    ("review_called_off", 1, r#"{"why":"a drill"}"#),
    ("review_place_set", 1, r#"{"place":"room 4"}"#),
    (
        "review_role_given",
        1,
        r#"{"role":"facilitator","to":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"}}"#,
    ),
    (
        "review_invited",
        1,
        r#"{"part":"service_problem_manager","whom":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"}}"#,
    ),
    ("review_uninvited", 1, r#"{"whom":{"name":"Ann","record":null},"why":null}"#),
    (
        "review_answered",
        1,
        r#"{"answer":"tentative","text":"late","whom":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"}}"#,
    ),
    ("review_agenda_set", 1, r#"{"items":[{"minutes":15,"title":"Time line"}]}"#),
    (
        "review_invitation_sent",
        1,
        r#"{"cancels":false,"recipients":[{"address":"zoe@example.org","name":"Zoë"}],"sequence":2,"starts_at":"2026-11-04T08:00:00Z"}"#,
    ),
    ("review_pre_read_sent", 1, r#"{"recipients":[{"address":"zoe@example.org","name":"Zoë"}]}"#),
    (
        "review_held",
        1,
        r#"{"attended":[{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},{"name":"Ann","record":null}],"text":"short"}"#,
    ),
    ("review_point_logged", 1, r#"{"section":"went_well","text":"the bridge"}"#),
    (
        "problem_statement_written",
        1,
        r#"{"affected":"Revenue","deviated":"Payments were refused","extent":"all","is_not":"","place":"Payments","since":"8:00"}"#,
    ),
    (
        "problem_statement_agreed",
        1,
        r#"{"by":[{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"}],"version":"00000000-0000-0000-0000-000000000007"}"#,
    ),
    (
        "directory_recorded",
        3,
        r#"{"id":"00000000-0000-0000-0000-000000000005","record":{"person":{"email":"zoe@example.org","learned_on":"2026-01-05","name":"Zoë","note":null,"phones":["+48 3"],"role":"DBA","time_zone":"Europe/Warsaw"}}}"#,
    ),
    (
        "directory_recorded",
        3,
        r#"{"id":"00000000-0000-0000-0000-000000000006","record":{"team":{"audience":null,"contacts":[{"alternates":[{"name":"Ann","record":null}],"contact":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"}}],"email":null,"name":"Databases","note":null,"phone":null}}}"#,
    ),
    (
        "directory_recorded",
        3,
        r#"{"id":"00000000-0000-0000-0000-000000000007","record":{"agency":{"audience":"customers","contacts":[],"email":"list@example.org","name":"Revenue","note":"by mail","phone":"+48 4"}}}"#,
    ),
    (
        "directory_recorded",
        3,
        r#"{"id":"00000000-0000-0000-0000-000000000008","record":{"service":{"agencies":[{"name":"Revenue","record":null}],"department":{"name":"Revenue","record":null},"lists":[{"name":"Outages","record":null}],"name":"Payments","note":null,"owner":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},"partner":null,"resolver":{"name":"Databases","record":null},"servers":[{"name":"db1","record":null}]}}}"#,
    ),
    (
        "directory_recorded",
        3,
        r#"{"id":"00000000-0000-0000-0000-000000000009","record":{"list":{"address":"outages@example.org","audience":"customers","name":"Outages","note":null,"reaches":"all offices"}}}"#,
    ),
    (
        "directory_recorded",
        3,
        r#"{"id":"00000000-0000-0000-0000-00000000000a","record":{"server":{"hosts":"Payments","name":"db1","note":null,"owner":{"name":"Databases","record":null},"place":"Room 2"}}}"#,
    ),
    ("directory_retired", 1, r#"{"id":"00000000-0000-0000-0000-000000000005","why":"left"}"#),
    (
        "directory_merged",
        1,
        r#"{"gone":"00000000-0000-0000-0000-00000000000b","kept":"00000000-0000-0000-0000-000000000005"}"#,
    ),
    ("notifications_page_set", 1, r#"{"audience":"customers","folder":"/srv/page"}"#),
    (
        "rota_rule_adopted",
        1,
        r#"{"from":"2026-11-04T08:00:00Z","people":[{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},{"name":"Ann","record":null},{"name":"Bea","record":null}],"rule":{"anchor":"2026-11-02T09:00:00","hours":{"from":"09:00:00","until":"17:00:00"},"name":"Main","participants":["Zoë","Ann"],"rhythm":"1 week","seats":[{"order":{"offset":1},"seat":"backup"},{"order":{"own":["Bea"]},"seat":"shadow"}],"skips_holidays":true,"weekdays":[true,true,true,true,true,false,false],"zone":"Europe/Warsaw"},"track":"Main","why":null}"#,
    ),
    (
        "watch_change_asked",
        1,
        r#"{"agreed":[{"name":"Ann","record":null}],"by":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},"how":"by phone","people":[{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},{"name":"Ann","record":null}],"what":{"override":{"person":"Ann","seat":"primary","window":{"from":"2026-11-04T08:00:00Z","until":"2026-11-11T08:00:00Z"}}},"why":"ill"}"#,
    ),
    (
        "watch_change_asked",
        1,
        r#"{"agreed":[{"name":"Ann","record":null}],"by":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},"how":"by phone","people":[{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},{"name":"Ann","record":null}],"what":{"cover":{"absent":"Zoë","by":"Ann","seat":null,"window":{"from":"2026-11-04T08:00:00Z","until":"2026-11-11T08:00:00Z"}}},"why":"ill"}"#,
    ),
    (
        "watch_change_asked",
        1,
        r#"{"agreed":[{"name":"Ann","record":null}],"by":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},"how":"by phone","people":[{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},{"name":"Ann","record":null}],"what":{"swap":{"one":{"person":"Zoë","seat":"primary","window":{"from":"2026-11-04T08:00:00Z","until":"2026-11-11T08:00:00Z"}},"other":{"person":"Ann","seat":"backup","window":{"from":"2026-11-04T08:00:00Z","until":"2026-11-11T08:00:00Z"}}}},"why":"ill"}"#,
    ),
    (
        "watch_change_answered",
        1,
        r#"{"answer":"accepted","by":{"name":"Ann","record":null},"change":"00000000-0000-0000-0000-00000000004d","of":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},"why":null}"#,
    ),
    (
        "leave_recorded",
        1,
        r#"{"from":"2026-11-04T08:00:00Z","note":"away","person":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},"until":"2026-11-11T08:00:00Z"}"#,
    ),
    ("leave_withdrawn", 1, r#"{"leave":"00000000-0000-0000-0000-00000000004d","why":null}"#),
    (
        "shifts_kept",
        1,
        r#"{"from":"2026-11-04T08:00:00Z","shifts":[{"change":"00000000-0000-0000-0000-00000000004d","from":"2026-11-04T08:00:00Z","person":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},"seat":"primary","turn":{"adoption":"00000000-0000-0000-0000-00000000004d","number":3},"until":"2026-11-11T08:00:00Z"}],"until":"2026-11-11T08:00:00Z"}"#,
    ),
    ("watch_note_logged", 1, r#"{"text":"quiet"}"#),
    (
        "handoff_offered",
        1,
        r#"{"accept_by":"2026-11-11T08:00:00Z","from":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},"items":[{"has_command":false,"incident":"00000000-0000-0000-0000-000000000001","is_major":true,"lines":["a line"],"reference":"MI-0001","title":"No payments"}],"sections":[{"lines":["a line"],"title":"Updates owed"}],"to":{"name":"Ann","record":null},"words":"all well"}"#,
    ),
    ("handoff_item_accepted", 1, r#"{"handoff":"00000000-0000-0000-0000-00000000004d","item":1}"#),
    ("handoff_accepted", 1, r#"{"handoff":"00000000-0000-0000-0000-00000000004d"}"#),
    ("handoff_declined", 1, r#"{"handoff":"00000000-0000-0000-0000-00000000004d","why":"ill"}"#),
    ("handoff_withdrawn", 1, r#"{"handoff":"00000000-0000-0000-0000-00000000004d","why":null}"#),
    ("watch_told", 1, r#"{"late_secs":3,"what":"begins/primary-20261104T080000Z/Zoë"}"#),
    (
        "ticket_read",
        1,
        r#"{"fields":{"state":"Closed","vendor":""},"leads":true,"revision":4,"system":"ServiceNow"}"#,
    ),
    (
        "review_cycle_set",
        1,
        r#"{"attendees":[{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"}],"coordinator":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},"department":{"name":"Revenue","record":null},"first":"2026-11-05","liaison":{"name":"Ann","record":null},"minutes":60,"per_year":4,"place":null,"time":"10:00:00"}"#,
    ),
    (
        "service_review_planned",
        1,
        r#"{"department":{"name":"Revenue","record":null},"time":{"at":"2026-11-04T08:00:00Z","minutes":60,"place":"Room 1"},"why":null}"#,
    ),
    (
        "service_review_moved",
        1,
        r#"{"review":"00000000-0000-0000-0000-00000000004d","time":{"at":"2026-11-04T08:00:00Z","minutes":60,"place":"Room 1"},"why":"ill"}"#,
    ),
    ("service_review_called_off", 1, r#"{"review":"00000000-0000-0000-0000-00000000004d","why":"ill"}"#),
    (
        "service_review_agenda_set",
        1,
        r#"{"items":[{"minutes":15,"title":"Trends"}],"review":"00000000-0000-0000-0000-00000000004d"}"#,
    ),
    (
        "service_review_invitation_sent",
        1,
        r#"{"cancels":false,"recipients":[{"address":"zoe@example.org","name":"Zoë"}],"review":"00000000-0000-0000-0000-00000000004d","sequence":1,"starts_at":"2026-11-04T08:00:00Z"}"#,
    ),
    (
        "service_review_held",
        1,
        r#"{"attended":[{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"}],"review":"00000000-0000-0000-0000-00000000004d","text":"short"}"#,
    ),
    (
        "service_review_noted",
        1,
        r#"{"department":{"name":"Revenue","record":null},"review":"00000000-0000-0000-0000-00000000004d","section":"needs","text":"a portal"}"#,
    ),
    (
        "service_review_action_given",
        1,
        r#"{"department":{"name":"Revenue","record":null},"due":"2026-11-04T08:00:00Z","owner":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},"review":null,"what":"Ask the vendor"}"#,
    ),
    ("service_review_action_done", 1, r#"{"action":"00000000-0000-0000-0000-00000000004d","text":null}"#),
    ("service_review_action_dropped", 1, r#"{"action":"00000000-0000-0000-0000-00000000004d","why":"moot"}"#),
    (
        "effort_logged",
        1,
        r#"{"by":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},"department":{"name":"Revenue","record":null},"minutes":90,"on":"2026-11-04","what":"minutes"}"#,
    ),
    ("service_review_told", 1, r#"{"late_secs":3,"what":"review-owed/revenue/2026-11-05"}"#),
    ("rate_set", 1, r#"{"category":"security","cents":1250,"currency":"USD","note":null,"year":2026}"#),
    (
        "billed_as",
        1,
        r#"{"account":"rsa-token","application":{"name":"Label printing","record":null},"category":"security","device_owner":null,"has_no_agency":false,"has_single_application":null,"not_billed":"words","owner":{"name":"Zoë","record":"00000000-0000-0000-0000-000000000005"},"user_agency":null}"#,
    ),
    (
        "figure_entered",
        1,
        r#"{"from":"2026-10-01","measure":"answered-within","source":"telephone","until":"2026-10-31","value":"34.5"}"#,
    ),
    (
        "quiet_hours_set",
        1,
        r#"{"hours":{"days":[true,true,true,true,true,false,false],"from":"22:00:00","until":"06:00:00"}}"#,
    ),
    ("sounds_chosen", 1, r#"{"sounds":"due"}"#),
    ("seat_added", 1, r#"{"seat":"shadow"}"#),
    ("seat_put_aside", 1, r#"{"seat":"shadow","why":"nobody learns"}"#),
    (
        "calendar_set",
        1,
        r#"{"calendar":"business","hours":{"close":"18:00:00","days":[true,true,true,true,true,false,false],"open":"07:30:00"}}"#,
    ),
    (
        "person_erased",
        1,
        r#"{"entries":[{"entry":"00000000-0000-0000-0000-000000000007","passages":[{"chars":3,"from":0},{"chars":15,"contact":true,"from":4,"text":2}]}],"erasure":"00000000-0000-0000-0000-00000000000b","number":1}"#,
    ),
];

/// Bodies of shapes that have changed since, with the fact that each is read as. Never changed.
pub fn older() -> Vec<((&'static str, i64, &'static str), Fact)> {
    let text = Some("words".to_owned());
    vec![
        (
            ("update_sent", 1, r#"{"audience":"customers","text":"words"}"#),
            Fact::UpdateSent { audience: "customers".into(), text: text.clone(), details: None },
        ),
        (
            (
                "hotline_called",
                1,
                r#"{"outcome":"no answer","reference":"words","spoke_with":null,"text":null}"#,
            ),
            Fact::HotlineCalled {
                outcome: CallOutcome::NoAnswer,
                spoke_with: None,
                reference: text,
                text: None,
                number: None,
                call_back_by: None,
            },
        ),
        (
            (
                "action_delegated",
                1,
                r#"{"due":"2026-11-04T08:30:00Z","to":{"name":"Ann","record":null},"what":"Restart it"}"#,
            ),
            Fact::ActionDelegated {
                to: Named::plain("Ann"),
                what: "Restart it".into(),
                due: Some(at("2026-11-04T08:30:00Z")),
                follow_up: false,
            },
        ),
        (
            (
                "directory_recorded",
                1,
                r#"{"id":"00000000-0000-0000-0000-000000000005","record":{"person":{"email":null,"name":"Zoë","note":null,"phones":[],"role":"DBA"}}}"#,
            ),
            Fact::DirectoryRecorded {
                id: RecordId(Uuid::from_u128(5)),
                record: Record::Person(Person {
                    name: "Zoë".into(),
                    role: Some("DBA".into()),
                    ..Person::default()
                }),
            },
        ),
        (
            (
                "directory_recorded",
                2,
                r#"{"id":"00000000-0000-0000-0000-000000000008","record":{"service":{"agencies":[],"name":"Payments","note":null,"owner":null,"partner":null,"resolver":null,"servers":["db1","db2"]}}}"#,
            ),
            Fact::DirectoryRecorded {
                id: RecordId(Uuid::from_u128(8)),
                record: Record::Service(Box::new(Service {
                    name: "Payments".into(),
                    servers: vec![Named::plain("db1"), Named::plain("db2")],
                    ..Service::default()
                })),
            },
        ),
    ]
}

/// The instant at which the tests of this room begin.
pub fn morning() -> Instant {
    at("2026-11-04T08:00:00Z")
}

/// A store in a new folder, opened in the [`morning`].
pub fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), morning()).unwrap();
    (folder, store)
}

/// The log's file through a connection that keeps none of our rules.
pub fn raw(folder: &Path) -> Connection {
    let conn = Connection::open(folder.join(FILE_NAME)).unwrap();
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    conn
}

/// Does what the triggers refuse, and puts the triggers back.
pub fn tamper(folder: &Path, deed: impl FnOnce(&Connection)) {
    let conn = raw(folder);
    let mut triggers = conn.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").unwrap();
    let triggers: Vec<(String, String)> =
        triggers.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    for (name, _) in &triggers {
        conn.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    deed(&conn);
    for (_, sql) in &triggers {
        conn.execute_batch(sql).unwrap();
    }
}

/// Writes facts about the first incident as a log of the first forms has them.
pub fn append_bare(store: &Store, facts: &[Fact]) {
    let mut previous = super::chain::GENESIS.to_vec();
    for (device_seq, fact) in (1..).zip(facts) {
        let mut event = event(device_seq, fact.clone());
        event.device = store.device();
        let mut stored = Stored::of(&event).unwrap();
        stored.seal(vec![5; 16], &previous);
        append::insert_bare(&store.conn, &stored).unwrap();
        previous = stored.hash;
    }
}

/// Writes an entry of another device, as a merge would.
pub fn append_foreign(store: &mut Store, device_seq: u64, recorded_at: Instant, previous: &[u8]) -> Vec<u8> {
    let mut event = event(device_seq, note("from elsewhere"));
    event.recorded_at = recorded_at;
    let mut stored = Stored::of(&event).unwrap();
    stored.seal(vec![5; 16], previous);
    let tx = store.conn.transaction().unwrap();
    append::insert(&tx, &stored).unwrap();
    tx.commit().unwrap();
    stored.hash
}
