//! For the tests of the pane: a small policy, a desk by hand, and one harness.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::Tab;
use crate::desk::policies::BUILT_IN;
use crate::desk::templates;

use chrono_tz::Tz;
use egui::Theme;
use egui_kittest::Harness;
use uuid::Uuid;

use crate::desk::{Name, Request, Snapshot};
use crate::domain::alarm;
use crate::domain::command::{About, Command, Wish};
use crate::domain::decide::decide;
use crate::domain::event::{DeviceId, Event, EventId, Fact, IncidentId, NewEvent, Subject};
use crate::domain::policy_file;
use crate::domain::time::Instant;
use crate::domain::words::{Kind, Priority};
use crate::domain::world::{Live, World};
use crate::platform::NotifierHealth;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::forms::{FormKind, Forms};
use crate::ui::{fonts, theme};

pub const ZONE: Tz = chrono_tz::America::Chicago;

const POLICY: &str = r#"
title = "Trial"
reminders = "5 min"

[contact.hotline]
name = "ITERP Hotline"
phone = "not this number"

[contact.customer-service]
name = "Customer Service"
phone = "317-234-4357"
alternates = ["1-800-382-1095"]

[[clock]]
id = "triage"
title = "Primary triage"
source = "C"
starts = ["opened"]
due = "15 min"
met_by = ["triaged"]
action = "Assign a priority"
on_expiry = "Tell the supervisor that no priority is assigned"
escalates_to = "Supervisor"

[[clock]]
id = "initial-notification"
title = "Initial notification"
source = "C"
priorities = ["critical", "high"]
starts = ["opened"]
due = "15 min"
met_by = ["initial-notification"]
action = "Send the initial notification to customers"
on_expiry = "Send the initial notification now"
say = "{{ title }}. We opened an incident at {{ opened }}, ticket {{ ticket }}."
owed_at_closing = true

[[clock]]
id = "customer-update-critical"
title = "Update to customers"
source = "C"
priorities = ["critical"]
starts = ["initial-notification"]
every = "1 h"
met_by = ["customer-update"]
until = ["restored"]
action = "Send an update to customers"
on_expiry = "Send an update to customers now"

[[clock]]
id = "customer-update-high"
title = "Update to customers"
source = "C"
priorities = ["high"]
starts = ["initial-notification"]
schedule = ["1 h", "4 h", "8 h"]
met_by = ["customer-update"]
until = ["restored"]
action = "Send an update to customers"
on_expiry = "Send an update to customers now"

[[clock]]
id = "resolver-update"
title = "Resolver's update"
source = "C"
priorities = ["critical", "high"]
starts = ["acknowledged"]
every = "1 h"
met_by = ["resolver-update"]
until = ["restored"]
pausable = true
action = "Ask the resolver how it stands"
on_expiry = "Ask the resolver for the hourly update now"

[[clock]]
id = "hotline"
title = "Hotline call"
source = "R"
priorities = ["critical", "high"]
kinds = ["major"]
starts = ["qualified"]
due = "15 min"
met_by = ["hotline-notified"]
action = "Call the hotline"
on_expiry = "Call the hotline now, until somebody is reached"
call = ["hotline"]
say = "This is {{ manager }}. I report a {{ priority }} major incident: {{ title }}."
owed_at_closing = true

[[clock]]
id = "post-mortem-held"
title = "Post-mortem held"
source = "R"
kinds = ["major"]
starts = ["restored"]
due = "3 days"
met_by = ["post-mortem-held"]
action = "Hold the post-mortem"
on_expiry = "Hold the post-mortem"
owed_at_closing = true

[[clock]]
id = "command-handover"
title = "Command handover"
source = "ours"
starts = ["command-taken"]
due = "3 h"
met_by = ["command-kept", "command-handed-over"]
until = ["restored"]
action = "Brief the backup and hand over, or stay"
on_expiry = "Brief the backup now, or say that you stay"

[[ladder]]
id = "emergency"
source = "S"
environments = ["production"]
starts = ["on-call-contacted"]
met_by = ["ownership-confirmed"]
until = ["restored"]
ends_with = "Senior Leadership"

[[ladder.step]]
clock = "on-call-response"
title = "On-call responds"
reaches = "On-call"
wait = "30 min"
action = "Wait for the on-call to confirm ownership"
on_expiry = "Call customer service again and ask for an Incident Manager"
call = ["customer-service"]
say = "Ticket {{ ticket }}, a production outage. The on-call has not answered since {{ started }}."

[[ladder.step]]
clock = "incident-manager-response"
title = "Incident Manager responds"
reaches = "Incident Manager"
wait = "15 min"
action = "Wait for the Incident Manager to confirm ownership"
on_expiry = "Call customer service once more and ask for Senior Leadership"
call = ["customer-service"]
"#;

/// Wall time on Monday, 2 March 2026 in Chicago, such as `14:05` or `14:05:30`.
pub fn at(wall: &str) -> Instant {
    let seconds = if wall.len() == 5 { ":00" } else { "" };
    format!("2026-03-02T{wall}{seconds}-06:00").parse().expect("a wall time")
}

/// A desk that writes nothing: wishes are decided and folded, or refused in words.
pub struct Trial {
    pub snapshot: Snapshot,
    pub id: IncidentId,
    next: u128,
}

impl Trial {
    /// A desk with one incident, opened at 13:20.
    pub fn opened(title: &str, priority: Option<Priority>, kind: Kind) -> Self {
        Self::under(POLICY, title, priority, kind)
    }

    /// The same under the built-in policy, with the built-in templates.
    pub fn built_in(title: &str, priority: Option<Priority>, kind: Kind) -> Self {
        let (_, policy) = BUILT_IN.into_iter().find(|(name, _)| *name == "major-incident").expect("built in");
        let mut trial = Self::under(policy, title, priority, kind);
        let folder = tempfile::tempdir().expect("a folder");
        Arc::make_mut(&mut trial.snapshot.world).templates = templates::load(folder.path()).0;
        trial
    }

    fn under(policy: &str, title: &str, priority: Option<Priority>, kind: Kind) -> Self {
        let policy = policy_file::read("major-incident", policy).expect("the trial policy reads");
        let in_force = BTreeMap::from([("major-incident".to_owned(), Arc::new(policy))]);
        let world = World::new(ZONE, in_force);
        let id = IncidentId(Uuid::from_u128(0xabc));
        let mut trial = Self {
            snapshot: Snapshot {
                revision: 1,
                world: Arc::new(world),
                banner: None,
                notices: Vec::new(),
                notifier: NotifierHealth::Untried,
                policy_problems: Vec::new(),
                policy_files: Arc::default(),
                remarks: Vec::new(),
                trouble: None,
                page_trouble: None,
                is_stopped: false,
                folder: PathBuf::from("/trial"),
                page: None,
                peers: Arc::default(),
                forgotten: Arc::default(),
            },
            id,
            next: 1,
        };
        let desk = Wish::ConfigureDesk {
            name: None,
            manager: Some("Sample One".to_owned()),
            time_zone: Some(ZONE.name().to_owned()),
            hotline: None,
            holidays: None,
            default_policy: None,
        };
        trial.about(About::Desk, desk, "13:00", "13:00").expect("a desk");
        let opening = Wish::OpenIncident {
            title: title.to_owned(),
            priority,
            kind: Some(kind),
            environment: None,
            ticket: Some("INC0012345".to_owned()),
            policy: None,
        };
        trial.about(About::New { id, key: None }, opening, "13:20", "13:20").expect("an incident");
        trial
    }

    /// The same desk with one more incident, opened at 13:20 too, that what follows is about.
    pub fn beside(mut self, title: &str, priority: Option<Priority>, kind: Kind) -> Self {
        let id = IncidentId(Uuid::from_u128(self.id.0.as_u128() + 1));
        let opening = Wish::OpenIncident {
            title: title.to_owned(),
            priority,
            kind: Some(kind),
            environment: None,
            ticket: None,
            policy: None,
        };
        self.about(About::New { id, key: None }, opening, "13:20", "13:20").expect("an incident");
        self.id = id;
        self
    }

    /// The same desk whose incident has a hotline checklist.
    pub fn with_checklist(mut self) -> Self {
        let world = Arc::make_mut(&mut self.snapshot.world);
        let live = Arc::make_mut(world.live.get_mut(&self.id).expect("the incident"));
        let policy = Arc::make_mut(&mut live.policy);
        let pair = |one: &str, two: &str| (one.to_owned(), two.to_owned());
        policy.hotline.call = vec!["hotline".to_owned()];
        policy.hotline.ready = vec![pair("ticket", "Ticket"), pair("impact", "Impact")];
        policy.hotline.items =
            vec![pair("stated", "Said that it is major"), pair("bridge", "Gave the bridge")];
        self
    }

    /// Something that happened and was recorded at one wall time.
    pub fn with(self, wall: &str, wish: Wish) -> Self {
        self.late(wall, wall, wish)
    }

    /// Something that happened at one wall time and was recorded at another.
    pub fn late(mut self, happened: &str, recorded: &str, wish: Wish) -> Self {
        let about = About::Incident(self.id);
        self.about(about, wish, happened, recorded).expect("accepted");
        self
    }

    /// What the desk would have told by that wall time, told.
    pub fn told(mut self, wall: &str) -> Self {
        let now = at(wall);
        for one in alarm::pending(&self.snapshot.world.clone(), now) {
            let late_secs = one.late_secs(now);
            let fact = Fact::AlarmRaised {
                clock: one.clock.to_string(),
                due: one.due,
                stage: one.stage,
                late_secs,
                digest: false,
            };
            let actor = "bridgewatch".to_owned();
            self.evolve(
                NewEvent { subject: Subject::Incident(one.incident), happened_at: now, actor, fact },
                now,
            );
        }
        self
    }

    /// The name of the newest entry that is like that.
    pub fn entry(&self, like: impl Fn(&Fact) -> bool) -> EventId {
        self.live().incident.entries.iter().rev().find(|one| like(one.fact())).expect("an entry").event.id
    }

    pub fn live(&self) -> &Arc<Live> {
        self.snapshot.world.live.get(&self.id).expect("the incident")
    }

    fn about(&mut self, about: About, wish: Wish, happened: &str, recorded: &str) -> Result<(), String> {
        let command = Command { about, at: Some(at(happened)), actor: None, wish };
        let now = at(recorded);
        for new in decide(&self.snapshot.world, &command, now).map_err(|refusal| refusal.to_string())? {
            self.evolve(new, now);
        }
        Ok(())
    }

    fn evolve(&mut self, new: NewEvent, now: Instant) {
        let event = Event {
            device: DeviceId(Uuid::nil()),
            device_seq: u64::try_from(self.next).expect("few"),
            id: EventId(Uuid::from_u128(self.next)),
            subject: new.subject,
            happened_at: new.happened_at,
            recorded_at: now,
            actor: new.actor,
            fact: new.fact,
        };
        self.next += 1;
        Arc::make_mut(&mut self.snapshot.world).evolve(event);
        self.snapshot.revision += 1;
    }

    /// Carries out a request as the desk would.
    pub fn handle(&mut self, request: &Request, now: Instant) -> Result<(), String> {
        let Some(Name::Id(id)) = request.name else { return Err("no incident is named".to_owned()) };
        let command =
            Command { about: About::Incident(id), at: request.at, actor: None, wish: request.wish.clone() };
        for new in decide(&self.snapshot.world, &command, now).map_err(|refusal| refusal.to_string())? {
            self.evolve(new, now);
        }
        Ok(())
    }
}

/// The pane as the shell has it: asks are kept, and forms are opened, sent and closed.
pub struct Bench {
    pub trial: Trial,
    pub now: Instant,
    pub forms: Forms,
    /// The side that is shown.
    pub tab: Tab,
    /// Every ask so far.
    pub asked: Vec<Ask>,
    /// Whether requests are carried out; otherwise they stay out.
    pub answers: bool,
}

impl Bench {
    /// The requests so far, with the forms they came from.
    pub fn requests(&self) -> Vec<(Wish, Option<Instant>, Option<FormKind>)> {
        let requests = self.asked.iter().filter_map(|ask| match ask {
            Ask::Do { request, form, .. } => Some((request.wish.clone(), request.at, form.clone())),
            _ => None,
        });
        requests.collect()
    }

    /// What was said about them.
    pub fn said(&self) -> Vec<String> {
        self.asked
            .iter()
            .filter_map(|ask| match ask {
                Ask::Do { said, .. } => said.clone(),
                _ => None,
            })
            .collect()
    }

    fn ui(&mut self, ui: &mut egui::Ui) {
        let mut asks = Asks::default();
        let live = Arc::clone(self.trial.live());
        let seen = Seen { snapshot: &self.trial.snapshot, now: self.now, zone: ZONE };
        super::pane_ui(ui, &seen, (&live, self.tab, None), &mut self.forms, &mut asks);
        for ask in asks.0 {
            match &ask {
                Ask::Open(kind) => {
                    self.tab = Tab::of_form(kind);
                    self.forms.open = Some(kind.clone());
                }
                Ask::Turn(tab) => self.tab = *tab,
                Ask::CloseForm => self.forms.open = None,
                Ask::Do { request, form, .. } if self.answers => {
                    let outcome = self.trial.handle(request, self.now);
                    if let Some(form) = form {
                        match outcome {
                            Ok(()) => self.forms.clear(form),
                            Err(refusal) => self.forms.draft(form).refusal = Some(refusal),
                        }
                    }
                }
                Ask::Do { form: Some(form), .. } => self.forms.draft(form).is_out = true,
                _ => {}
            }
            self.asked.push(ask);
        }
    }
}

/// The pane at a wall time, 552 points wide as beside the board, and high enough for its first rows.
pub fn harness(trial: Trial, wall: &str) -> Harness<'static, Bench> {
    let bench = Bench {
        trial,
        now: at(wall),
        forms: Forms::default(),
        tab: Tab::Now,
        asked: Vec::new(),
        answers: true,
    };
    let mut harness = Harness::builder()
        .with_size([552.0, 700.0])
        .with_theme(Theme::Dark)
        .with_os(egui::os::OperatingSystem::Nix)
        .with_max_steps(8)
        .with_context_setup(|ctx| {
            fonts::install(ctx);
            theme::apply(ctx);
        })
        .build_ui_state(|ui, bench: &mut Bench| bench.ui(ui), bench);
    harness.run();
    harness
}
