//! Sample data that is plainly sample data: a desk in the middle of an ordinary bad afternoon.

use chrono::{Datelike, TimeDelta};

use super::request::{Name, Request};
use crate::domain::billing::wish::{BillAs, SetRate};
use crate::domain::command::{
    RecordList, RecordParty, RecordPerson, RecordServer, RecordService, SendUpdate, Wish,
};
use crate::domain::report::figures::FigureWish;
use crate::domain::review::ReviewRole;
use crate::domain::review::wish::ReviewWish;
use crate::domain::service_review::facts::NoteSection;
use crate::domain::service_review::wish::{ServiceReviewWish, SetReviewCycle};
use crate::domain::time::Instant;
use crate::domain::timeline::CUSTOMERS;
use crate::domain::watch::wish::{Effect, SwapHalf, WatchWish};
use crate::domain::words::{CallOutcome, Involvement, Kind, Priority};

/// Who sits at the sample desk.
pub const MANAGER: &str = "Sample Manager";

/// The requests that fill an empty desk, in the order in which they are to be carried out.
pub fn requests(now: Instant) -> Vec<Request> {
    let mut story = Story { now, requests: people(now) };
    mail_gateway(&mut story);
    intranet(&mut story);
    vpn(&mut story);
    payments(&mut story);
    printers(&mut story);
    watch(&mut story);
    service_reviews(&mut story);
    figures(&mut story);
    billing(&mut story);
    story.requests
}

/// What the care center's own systems measured: good and less good (C).
fn figures(story: &mut Story) {
    let day = |days_ago: i64| (story.now - TimeDelta::days(days_ago)).date_naive();
    // Yesterday is over in every zone of the machine.
    let (month, before, year) = ((day(30), day(1)), (day(60), day(31)), (day(120), day(1)));
    let all = [
        ("answered-within", before, "38", "telephone system"),
        ("answered-within", month, "31", "telephone system"),
        ("abandoned", month, "6.4", "telephone system"),
        ("first-contact", month, "72.5", "ticket system"),
        ("satisfaction", year, "4.3", "survey"),
    ];
    for (measure, (first_day, last_day), value, source) in all {
        let wish = FigureWish::EnterFigure {
            measure: measure.to_owned(),
            first_day,
            last_day,
            value: value.parse().unwrap_or_default(),
            source: Some(format!("Sample {source}")),
        };
        story.keep(wish.into());
    }
}

/// Rates of the year, and as what two of the incidents are billed (C).
fn billing(story: &mut Story) {
    for (category, amount) in [
        ("security", "12.50"),
        ("desktop-software", "18.00"),
        ("application", "42.00"),
        ("hardware-dispatch", "35.00"),
    ] {
        story.keep(Wish::SetRate(SetRate {
            category: category.to_owned(),
            year: story.now.year(),
            amount: amount.to_owned(),
            currency: Some("USD".to_owned()),
            note: Some("Sample rate".to_owned()),
        }));
    }
    let of_agency = || Some("Sample Agency".to_owned());
    let application = |name: &str| BillAs {
        category: Some("application".to_owned()),
        application: Some(name.to_owned()),
        ..BillAs::default()
    };
    let device = BillAs {
        category: Some("hardware-dispatch".to_owned()),
        device_owner: of_agency(),
        ..BillAs::default()
    };
    for (key, billed) in [("sample-payments", application("Sample Payments")), ("sample-printers", device)] {
        story.tell(key, min(1), Wish::BillAs(billed));
    }
}

/// The requests that make a desk with people to call and no incident.
pub fn people(now: Instant) -> Vec<Request> {
    let mut story = Story { now, requests: Vec::new() };
    story.keep(Wish::ConfigureDesk {
        name: Some("Sample desk".to_owned()),
        manager: Some(MANAGER.to_owned()),
        time_zone: None,
        hotline: None,
        holidays: None,
        default_policy: None,
    });
    directory(&mut story);
    story.requests
}

/// A department that met its service coordinator some months ago: an action is still open, and time was
/// spent.
fn service_reviews(story: &mut Story) {
    let department = || "Sample Agency".to_owned();
    // A Monday, in the morning of the desk's own zone.
    let met = handoff_before(story.now) - TimeDelta::weeks(21) + TimeDelta::hours(6);
    let days = |days: i64| story.now - TimeDelta::days(days);
    let due = handoff_before(story.now) + TimeDelta::weeks(5) + TimeDelta::hours(6);
    let all: [(Instant, ServiceReviewWish); 8] = [
        (
            met - TimeDelta::weeks(3),
            ServiceReviewWish::SetReviewCycle(SetReviewCycle {
                department: department(),
                coordinator: Some("Sample Service Coordinator".to_owned()),
                liaison: Some("Sample Agency Contact".to_owned()),
                attendees: Some(vec!["Sample Business Partner".to_owned()]),
                per_year: Some(2),
                first: Some(met.date_naive()),
                place: Some("Sample room 4".to_owned()),
                ..SetReviewCycle::default()
            }),
        ),
        (
            met - TimeDelta::weeks(3),
            ServiceReviewWish::PlanServiceReview {
                department: department(),
                starts_at: Some(met),
                minutes: None,
                place: None,
                why: None,
            },
        ),
        (
            met + TimeDelta::hours(1),
            ServiceReviewWish::HoldServiceReview {
                review: None,
                department: Some(department()),
                attended: vec!["Sample Service Coordinator".to_owned(), "Sample Agency Contact".to_owned()],
                text: Some(
                    "Mail was late twice; the agency asks for one page on how to report it".to_owned(),
                ),
            },
        ),
        (
            days(6),
            ServiceReviewWish::GiveServiceReviewAction {
                review: None,
                department: Some(department()),
                what: "Write one page on how to report late mail".to_owned(),
                owner: "Sample Mail Engineer".to_owned(),
                due: Some(due),
            },
        ),
        (
            days(24),
            ServiceReviewWish::LogEffort {
                department: department(),
                minutes: 90,
                on: None,
                by: Some("Sample Service Coordinator".to_owned()),
                what: Some("Looked through the quarter’s incidents".to_owned()),
            },
        ),
        (
            days(3),
            ServiceReviewWish::LogEffort {
                department: department(),
                minutes: 45,
                on: None,
                by: Some("Sample Service Coordinator".to_owned()),
                what: Some("Call about the open action".to_owned()),
            },
        ),
        (
            days(3),
            ServiceReviewWish::NoteServiceReview {
                review: None,
                department: Some(department()),
                section: NoteSection::Needs,
                text: "Sample: a second site opens in autumn".to_owned(),
            },
        ),
        (
            days(2),
            ServiceReviewWish::NoteServiceReview {
                review: None,
                department: Some(department()),
                section: NoteSection::Trends,
                text: "Sample: fewer calls about mail than last year".to_owned(),
            },
        ),
    ];
    for (at, wish) in all {
        let actor = Some(MANAGER.to_owned());
        story.requests.push(Request { actor, ..Request::of_desk(wish.into()) }.at(Some(at)));
    }
}

/// A rota of four managers: whoever sits at the sample desk is primary this week. Somebody is away in
/// their own week, and a swap waits for an answer.
fn watch(story: &mut Story) {
    let managers = [MANAGER, "Sample Second Manager", "Sample Third Manager", "Sample Fourth Manager"];
    for (name, phone) in managers.into_iter().zip(110..) {
        story.keep(Wish::RecordPerson(RecordPerson {
            name: name.to_owned(),
            role: Some("Escalation manager".to_owned()),
            phones: Some(vec![format!("317-555-0{phone}")]),
            learned_on: (name != "Sample Fourth Manager").then(|| "2026-01-12".to_owned()),
            ..RecordPerson::default()
        }));
    }
    let handoff = handoff_before(story.now);
    let anchor = (handoff - TimeDelta::weeks(4)).format("%Y-%m-%dT%H:%M");
    let quoted: Vec<String> = managers.iter().map(|name| format!("\"{name}\"")).collect();
    let rule = format!(
        "name = \"Main\"\ntime_zone = \"UTC\"\nanchor = \"{anchor}\"\nevery = \"1 week\"\n\
         participants = [{}]\nbackup = \"offset 1\"\n",
        quoted.join(", ")
    );
    let rule =
        WatchWish::AdoptRule { rule, track: None, takes_effect: Effect::AtOnce, from: None, why: None };
    story.keep(rule.into());
    let week = |number: i64| handoff + TimeDelta::weeks(number);
    story.keep(
        WatchWish::RecordLeave {
            person: managers[1].to_owned(),
            from: Some(week(1) + TimeDelta::days(2)),
            until: Some(week(1) + TimeDelta::days(4)),
            first_day: None,
            last_day: None,
            note: Some("Training".to_owned()),
        }
        .into(),
    );
    let half = |person: &str, number: i64| SwapHalf {
        person: person.to_owned(),
        seat: None,
        from: week(number),
        until: week(number + 1),
    };
    story.keep(
        WatchWish::SwapWatch {
            one: half(MANAGER, 4),
            other: half(managers[2], 6),
            why: Some("A day off".to_owned()),
            agreed: None,
        }
        .into(),
    );
    story.keep(WatchWish::NoteWatch { text: "The bridge number changes on Friday".to_owned() }.into());
}

/// The last Monday at nine (UTC).
fn handoff_before(now: Instant) -> Instant {
    let days = i64::from(now.weekday().num_days_from_monday());
    let nine = now.date_naive().and_hms_opt(9, 0, 0).unwrap_or_default().and_utc();
    let monday = nine - TimeDelta::days(days);
    if monday <= now { monday } else { monday - TimeDelta::weeks(1) }
}

/// The people, teams, agencies, lists, servers and services of the sample desk.
fn directory(story: &mut Story) {
    let people = [
        ("Sample Database Engineer", "Database engineer", "317-555-0101", "database@example.org"),
        ("Sample Database Lead", "Team lead", "317-555-0102", "database.lead@example.org"),
        ("Sample Network Engineer", "Network engineer", "317-555-0103", "network@example.org"),
        ("Sample Business Partner", "Business partner", "317-555-0104", "partner@example.org"),
        ("Sample Mail Engineer", "Mail engineer", "317-555-0106", "mail@example.org"),
        ("Sample Problem Manager", "Service Problem Manager", "317-555-0107", "problems@example.org"),
        ("Sample Agency Contact", "Agency contact", "317-555-0105", "agency.contact@example.org"),
        ("Sample Service Coordinator", "Service coordinator", "317-555-0108", "coordinator@example.org"),
    ];
    for (name, role, phone, email) in people {
        story.keep(Wish::RecordPerson(RecordPerson {
            name: name.to_owned(),
            role: Some(role.to_owned()),
            phones: Some(vec![phone.to_owned()]),
            email: Some(email.to_owned()),
            ..RecordPerson::default()
        }));
    }
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    story.keep(Wish::RecordTeam(RecordParty {
        name: "Sample Database Team".to_owned(),
        contacts: Some(vec![names(&["Sample Database Engineer", "Sample Database Lead"])]),
        ..RecordParty::default()
    }));
    story.keep(Wish::RecordTeam(RecordParty {
        name: "Sample Leadership".to_owned(),
        email: Some("leadership@example.org".to_owned()),
        audience: Some("executives".to_owned()),
        ..RecordParty::default()
    }));
    story.keep(Wish::RecordAgency(RecordParty {
        name: "Sample Agency".to_owned(),
        email: Some("agency@example.org".to_owned()),
        contacts: Some(vec![names(&["Sample Agency Contact"])]),
        ..RecordParty::default()
    }));
    story.keep(Wish::RecordList(RecordList {
        name: "Sample Outage List".to_owned(),
        address: Some("outages@example.org".to_owned()),
        reaches: Some("All offices that take payments".to_owned()),
        ..RecordList::default()
    }));
    for (name, hosts) in
        [("sample-db1", "Payments, the first copy"), ("sample-db2", "Payments, the second copy")]
    {
        story.keep(Wish::RecordServer(RecordServer {
            name: name.to_owned(),
            hosts: Some(hosts.to_owned()),
            place: Some("Sample data center".to_owned()),
            owner: Some("Sample Database Team".to_owned()),
            ..RecordServer::default()
        }));
    }
    story.keep(Wish::RecordService(RecordService {
        name: "Sample Payments".to_owned(),
        resolver: Some("Sample Database Team".to_owned()),
        partner: Some("Sample Business Partner".to_owned()),
        department: Some("Sample Agency".to_owned()),
        agencies: Some(names(&["Sample Agency"])),
        servers: Some(names(&["sample-db1", "sample-db2"])),
        lists: Some(names(&["Sample Outage List"])),
        billed_to: Some("Sample Agency".to_owned()),
        ..RecordService::default()
    }));
    story.keep(Wish::RecordService(RecordService {
        name: "Sample Mail".to_owned(),
        owner: Some("Sample Problem Manager".to_owned()),
        agencies: Some(names(&["Sample Agency"])),
        ..RecordService::default()
    }));
}

/// Seconds in so many minutes.
const fn min(minutes: i64) -> i64 {
    minutes * 60
}

/// Seconds in so many hours.
const fn hours(hours: i64) -> i64 {
    hours * 3600
}

struct Story {
    now: Instant,
    requests: Vec<Request>,
}

impl Story {
    fn tell(&mut self, key: &str, secs_ago: i64, wish: Wish) {
        self.requests.push(Request {
            name: Some(Name::Called(key.to_owned())),
            at: Some(self.now - TimeDelta::seconds(secs_ago)),
            actor: Some(MANAGER.to_owned()),
            wish,
        });
    }

    fn keep(&mut self, wish: Wish) {
        self.requests.push(Request { actor: Some(MANAGER.to_owned()), ..Request::of_desk(wish) });
    }

    fn call(&mut self, key: &str, secs_ago: i64, whom: &str, role: Involvement, outcome: CallOutcome) {
        let wish = Wish::AttemptContact {
            whom: whom.to_owned(),
            role: Some(role),
            via: None,
            outcome,
            text: None,
            call_back_by: None,
        };
        self.tell(key, secs_ago, wish);
    }

    fn open(&mut self, key: &str, secs_ago: i64, title: &str, ticket: &str, priority: Priority, kind: Kind) {
        let wish = Wish::OpenIncident {
            title: title.to_owned(),
            priority: Some(priority),
            kind: Some(kind),
            environment: None,
            ticket: Some(ticket.to_owned()),
            policy: None,
        };
        self.tell(key, secs_ago, wish);
    }

    fn refer(&mut self, key: &str, secs_ago: i64, to: &str) {
        self.tell(key, secs_ago, Wish::Refer { to: Some(to.to_owned()) });
    }

    fn acknowledge(&mut self, key: &str, secs_ago: i64, by: &str) {
        self.tell(key, secs_ago, Wish::Acknowledge { by: Some(by.to_owned()) });
    }

    fn update(&mut self, key: &str, secs_ago: i64, text: &str) {
        let audience = Some(CUSTOMERS.to_owned());
        self.tell(
            key,
            secs_ago,
            Wish::SendUpdate(SendUpdate { audience, text: Some(text.to_owned()), ..SendUpdate::default() }),
        );
    }

    fn resolver(&mut self, key: &str, secs_ago: i64, text: &str) {
        self.tell(key, secs_ago, Wish::LogResolverUpdate { text: Some(text.to_owned()) });
    }

    fn hotline(&mut self, key: &str, secs_ago: i64, outcome: CallOutcome, reference: Option<&str>) {
        let wish = Wish::NotifyHotline {
            outcome,
            spoke_with: (outcome == CallOutcome::Reached).then(|| "Sample Hotline Agent".to_owned()),
            reference: reference.map(str::to_owned),
            text: None,
            number: None,
            call_back_by: None,
        };
        self.tell(key, secs_ago, wish);
    }

    fn note(&mut self, key: &str, secs_ago: i64, text: &str) {
        self.tell(key, secs_ago, Wish::Note { text: text.to_owned(), significant: false });
    }
}

fn payments(story: &mut Story) {
    let key = "sample-payments";
    story.open(key, min(72), "Sample: payments API down", "SAMPLE-12345", Priority::Critical, Kind::Major);
    story.tell(key, min(71), Wish::TakeCommand { by: Some(MANAGER.to_owned()) });
    story.refer(key, min(70), "Sample Database Team");
    story.update(key, min(62), "Payments are unavailable. We are working on it.");
    story.hotline(key, min(61), CallOutcome::NoAnswer, None);
    story.hotline(key, min(58), CallOutcome::Reached, Some("88-1207"));
    story.acknowledge(key, min(57), "Sample Resolver");
    story.tell(key, min(50), Wish::ContactOnCall { whom: Some("Sample On-Call".to_owned()) });
    story.update(
        key,
        min(50) + 14,
        "Payments are still unavailable. A failover to the second site is prepared.",
    );
    story.resolver(key, min(37) + 29, "Failover prepared, waiting for the database owner");
    story.note(key, min(30), "Failover to the second site started, 20 minutes");
    story.tell(key, min(69), Wish::NameServices { services: vec!["Sample Payments".to_owned()] });
    story.call(key, min(56), "Sample Storage Engineer", Involvement::Sme, CallOutcome::Reached);
    story.tell(key, min(55), Wish::JoinBridge { whom: "Sample Storage Engineer".to_owned() });
    story.call(key, min(54), "Sample Database Engineer", Involvement::Sme, CallOutcome::Voicemail);
    let due = Some(story.now + TimeDelta::seconds(min(25)));
    let what = "Check replication before the failover is called done".to_owned();
    let to = "Sample Storage Engineer".to_owned();
    story.tell(key, min(28), Wish::DelegateAction { to, what, due, follow_up: false });
    let what = "How many agencies cannot pay?".to_owned();
    let (from, answerer) = ("Sample CIO".to_owned(), Some(MANAGER.to_owned()));
    let due = Some(story.now + TimeDelta::seconds(min(50)));
    story.tell(key, min(20), Wish::AskInformation { from, what, due, answerer });
    let to = "Incident Manager".to_owned();
    let text = Some("Asked customer service by phone, ticket and lack of response given".to_owned());
    story.tell(key, min(17) + 10, Wish::Escalate { to, text });
}

fn vpn(story: &mut Story) {
    let key = "sample-vpn";
    let title = "Sample: VPN gateway drops half of the sessions";
    story.open(key, min(238), title, "SAMPLE-12371", Priority::High, Kind::Major);
    story.refer(key, min(236), "Sample Network Team");
    story.update(key, min(235) + 9, "Some VPN sessions drop. We are working on it.");
    story.acknowledge(key, min(233), "Sample Network Engineer");
    story.hotline(key, min(230), CallOutcome::Reached, Some("88-1198"));
    story.update(key, min(180), "About half of the VPN sessions drop. The vendor is on the call.");
    story.resolver(key, min(176), "Vendor case open");
    story.resolver(key, min(120), "Faulty line card found");
    story.resolver(key, min(66), "Spare on its way");
    story.resolver(key, min(14), "Spare arrived, change being prepared");
}

fn printers(story: &mut Story) {
    let key = "sample-printers";
    let title = "Sample: label printers offline at two sites";
    story.open(key, min(6), title, "SAMPLE-12390", Priority::Medium, Kind::Regular);
    story.note(key, min(4), "Sites north and east, since the morning's driver update");
}

fn intranet(story: &mut Story) {
    let key = "sample-search";
    let title = "Sample: slow search in the intranet";
    story.open(key, hours(20), title, "SAMPLE-12201", Priority::Low, Kind::Regular);
    story.refer(key, hours(20) - min(8), "Sample Web Team");
    story.acknowledge(key, hours(20) - min(15), "Sample Web Engineer");
}

fn mail_gateway(story: &mut Story) {
    let key = "sample-mail";
    story.open(key, hours(5), "Sample: mail gateway queue", "SAMPLE-12188", Priority::High, Kind::Major);
    story.refer(key, hours(5) - min(4), "Sample Mail Team");
    story.acknowledge(key, hours(5) - min(9), "Sample Mail Engineer");
    story.update(key, hours(5) - min(11), "Mail is delayed by up to an hour. We are working on it.");
    story.hotline(key, hours(5) - min(13), CallOutcome::Reached, Some("88-1180"));
    story.resolver(key, hours(5) - min(50), "Queue drains after the filter was restarted");
    story.update(key, hours(5) - min(55), "Mail is catching up.");
    let text = Some("Filter restarted; the queue is empty".to_owned());
    story.tell(key, hours(4), Wish::Restore { text });
    story.update(key, hours(4) - min(6), "Mail is delivered normally again.");
    story.tell(key, hours(5) - min(12), Wish::NameServices { services: vec!["Sample Mail".to_owned()] });
    for (whom, joined) in [("Sample Mail Engineer", 15), ("Sample Second Manager", 18)] {
        story.tell(key, hours(5) - min(joined), Wish::JoinBridge { whom: whom.to_owned() });
    }
    let agenda = ReviewWish::SetReviewAgenda { items: None };
    story.tell(key, hours(3), agenda.into());
    let facilitator = ReviewWish::GiveReviewRole {
        role: ReviewRole::Facilitator,
        to: Some("Sample Second Manager".to_owned()),
    };
    story.tell(key, hours(3), facilitator.into());
    for whom in ["Sample Mail Engineer", "Sample Problem Manager"] {
        let invite = ReviewWish::InviteToReview { whom: whom.to_owned(), part: None };
        story.tell(key, hours(3), invite.into());
    }
}
