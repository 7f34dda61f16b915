//! Facts and events to columns, and back.
//!
//! A fact is stored as its kind, the version of that kind's shape, and a body in JSON. Both are
//! frozen once released. Reading is total: an older shape goes through [`upcast`], and whatever
//! cannot be read (a kind or a version of a newer program, a broken body) comes back word for word
//! as [`Fact::Unknown`], so that one entry never stops the program.
//!
//! Never here: SQL, or rules about what may follow what.

use chrono::DateTime;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use uuid::{ContextV7, NoContext, Timestamp, Uuid};

use super::chain::{self, Hash, Link};
use super::tagged;
use crate::domain::event::{DeviceId, Event, EventId, Fact, Subject};
use crate::domain::time::Instant;

/// The kinds this program knows, each with the version of the shape it writes. Only ever grows.
pub(super) const KINDS: &[(&str, u32)] = &[
    ("desk_configured", 1),
    ("policy_recorded", 1),
    ("incident_opened", 1),
    ("incident_amended", 1),
    ("priority_assigned", 1),
    ("kind_changed", 1),
    ("referred", 1),
    ("acknowledged", 1),
    ("update_sent", 2),
    ("resolver_update_logged", 1),
    ("on_call_contacted", 1),
    ("escalated", 1),
    ("ownership_confirmed", 1),
    ("hotline_called", 2),
    ("clock_paused", 1),
    ("clock_resumed", 1),
    ("alarm_snoozed", 1),
    ("alarm_acknowledged", 1),
    ("alarm_raised", 1),
    ("deadline_not_needed", 1),
    ("milestone_reached", 1),
    ("command_taken", 1),
    ("command_handed_over", 1),
    ("command_kept", 1),
    ("note_logged", 1),
    ("restored", 1),
    ("reopened", 1),
    ("closed", 1),
    ("cancelled", 1),
    ("marked_duplicate", 1),
    ("entry_retracted", 1),
    ("entry_corrected", 1),
    ("services_named", 1),
    ("intake_filled", 1),
    ("person_added", 1),
    ("person_stood_down", 1),
    ("contact_attempted", 1),
    ("bridge_joined", 1),
    ("bridge_left", 1),
    ("information_requested", 1),
    ("request_assigned", 1),
    ("request_answered", 1),
    ("request_withdrawn", 1),
    ("action_delegated", 2),
    ("action_redelegated", 1),
    ("action_accepted", 1),
    ("action_done", 1),
    ("action_dropped", 1),
    ("checklist_marked", 1),
    ("review_scheduled", 1),
    ("review_called_off", 1),
    ("review_place_set", 1),
    ("review_role_given", 1),
    ("review_invited", 1),
    ("review_uninvited", 1),
    ("review_answered", 1),
    ("review_agenda_set", 1),
    ("review_invitation_sent", 1),
    ("review_pre_read_sent", 1),
    ("review_held", 1),
    ("review_point_logged", 1),
    ("problem_statement_written", 1),
    ("problem_statement_agreed", 1),
    ("directory_recorded", 3),
    ("directory_retired", 1),
    ("directory_merged", 1),
    ("notifications_page_set", 1),
    ("rota_rule_adopted", 1),
    ("watch_change_asked", 1),
    ("watch_change_answered", 1),
    ("leave_recorded", 1),
    ("leave_withdrawn", 1),
    ("shifts_kept", 1),
    ("watch_note_logged", 1),
    ("handoff_offered", 1),
    ("handoff_item_accepted", 1),
    ("handoff_accepted", 1),
    ("handoff_declined", 1),
    ("handoff_withdrawn", 1),
    ("watch_told", 1),
    ("ticket_read", 1),
    ("review_cycle_set", 1),
    ("service_review_planned", 1),
    ("service_review_moved", 1),
    ("service_review_called_off", 1),
    ("service_review_agenda_set", 1),
    ("service_review_invitation_sent", 1),
    ("service_review_held", 1),
    ("service_review_noted", 1),
    ("service_review_action_given", 1),
    ("service_review_action_done", 1),
    ("service_review_action_dropped", 1),
    ("effort_logged", 1),
    ("service_review_told", 1),
    ("rate_set", 1),
    ("billed_as", 1),
    ("figure_entered", 1),
    ("quiet_hours_set", 1),
    ("sounds_chosen", 1),
    ("seat_added", 1),
    ("seat_put_aside", 1),
    ("calendar_set", 1),
    ("person_erased", 1),
];

/// The first and the last millisecond that can be stored: the years 1 to 9999.
pub(super) const FIRST_MS: i64 = -62_135_596_800_000;
/// See [`FIRST_MS`].
pub(super) const LAST_MS: i64 = 253_402_300_799_999;

/// The version this program writes of a kind; `None` if it does not know the kind.
pub(super) fn current_version(kind: &str) -> Option<u32> {
    KINDS.iter().find(|(known, _)| *known == kind).map(|(_, version)| *version)
}

/// Brings a body from `version` of its kind to the next. Each shape that has changed has its arm here,
/// and a frozen sample of its old body in the tests.
fn upcast(kind: &str, version: u32, body: Value) -> Result<Value, String> {
    match (kind, version) {
        // Version 2 carries what went with the words: recipients, subject, what was promised.
        ("update_sent", 1) => Ok(with_nothing(body, &["details"])),
        // Version 2 says which number was dialled and whether a call back is owed.
        ("hotline_called", 1) => Ok(with_nothing(body, &["number", "call_back_by"])),
        // Version 2 says whether it comes out of the post-mortem.
        ("action_delegated", 1) => Ok(with_no(body, "follow_up")),
        // Version 2 knows a person's zone, and when they completed the manager learning.
        ("directory_recorded", 1) => Ok(with_a_person(body)),
        // Version 3 knows the department and the lists of a service, and names its servers by their records.
        ("directory_recorded", 2) => Ok(with_a_service(body)),
        _ => Err(format!("there is no way from version {version} of `{kind}` to the next")),
    }
}

/// A body with fields that say nothing.
fn with_nothing(mut body: Value, fields: &[&str]) -> Value {
    if let Value::Object(fields_there) = &mut body {
        for field in fields {
            fields_there.insert((*field).to_owned(), Value::Null);
        }
    }
    body
}

/// A body with a switch that is off.
fn with_no(mut body: Value, field: &str) -> Value {
    if let Value::Object(fields_there) = &mut body {
        fields_there.insert(field.to_owned(), Value::Bool(false));
    }
    body
}

/// A record of the directory whose person, if it is one, says nothing of zone and learning.
fn with_a_person(mut body: Value) -> Value {
    if let Some(person) = body.pointer_mut("/record/person") {
        *person = with_nothing(person.take(), &["time_zone", "learned_on"]);
    }
    body
}

/// A record of the directory whose service, if it is one, names servers by name alone, and says nothing of
/// department and lists.
fn with_a_service(mut body: Value) -> Value {
    if let Some(service) = body.pointer_mut("/record/service") {
        *service = with_nothing(service.take(), &["department"]);
        if let Value::Object(fields) = service {
            fields.insert("lists".to_owned(), Value::Array(Vec::new()));
        }
        if let Some(Value::Array(servers)) = service.get_mut("servers") {
            for server in servers {
                let name = server.take();
                *server = serde_json::json!({ "name": name, "record": null });
            }
        }
    }
    body
}

/// Why a body could not be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// A newer program wrote it: its kind or the version of its kind is not known here.
    Newer,
    /// It should be readable and is not.
    Broken(String),
}

/// A fact as it is stored: kind, version, body.
pub(super) fn write_fact(fact: &Fact) -> Result<(String, u32, String), String> {
    if let Fact::Unknown { kind, version, body } = fact {
        return Ok((kind.clone(), *version, body.clone()));
    }
    let (kind, body) = split(fact)?;
    let version = current_version(&kind).ok_or_else(|| format!("the kind `{kind}` has no version yet"))?;
    Ok((kind, version, body))
}

/// The fact in a stored body; word for word where it cannot be read.
pub(super) fn fact(kind: &str, version: i64, body: &str) -> Fact {
    read_fact(kind, version, body).unwrap_or_else(|_unread| Fact::Unknown {
        kind: kind.to_owned(),
        version: u32::try_from(version).unwrap_or_default(),
        body: body.to_owned(),
    })
}

/// The fact in a stored body, or why it cannot be read.
pub(super) fn read_fact(kind: &str, version: i64, body: &str) -> Result<Fact, Unread> {
    let current = current_version(kind).ok_or(Unread::Newer)?;
    if version == i64::from(current)
        && let Ok(fact) = tagged::read(kind, body)
    {
        return Ok(fact);
    }
    // An older shape; and what the short way stumbles over, such as a name that is there twice.
    read_shape(kind, (version, current), body, upcast)
}

fn read_shape<T: DeserializeOwned>(
    kind: &str,
    (version, current): (i64, u32),
    body: &str,
    upcast: fn(&str, u32, Value) -> Result<Value, String>,
) -> Result<T, Unread> {
    let Ok(mut version) = u32::try_from(version) else {
        return Err(Unread::Broken(format!("{version} is no version")));
    };
    if version > current {
        return Err(Unread::Newer);
    }
    let mut body: Value = serde_json::from_str(body).map_err(|err| Unread::Broken(err.to_string()))?;
    while version < current {
        body = upcast(kind, version, body).map_err(Unread::Broken)?;
        version += 1;
    }
    join(kind, body).map_err(Unread::Broken)
}

/// Kind and body of an adjacently tagged value. A variant without fields has the body `null`.
fn split<T: Serialize>(value: &T) -> Result<(String, String), String> {
    let Value::Object(mut parts) = serde_json::to_value(value).map_err(|err| err.to_string())? else {
        return Err("it has no kind".to_owned());
    };
    let Some(Value::String(kind)) = parts.remove("kind") else {
        return Err("it has no kind".to_owned());
    };
    Ok((kind, parts.remove("body").unwrap_or(Value::Null).to_string()))
}

fn join<T: DeserializeOwned>(kind: &str, body: Value) -> Result<T, String> {
    let mut parts = Map::new();
    parts.insert("kind".to_owned(), Value::String(kind.to_owned()));
    if !body.is_null() {
        parts.insert("body".to_owned(), body);
    }
    serde_json::from_value(Value::Object(parts)).map_err(|err| err.to_string())
}

/// An instant in whole milliseconds since 1970 (UTC); smaller parts are cut.
pub(super) fn millis(at: Instant) -> i64 {
    at.timestamp_millis()
}

/// The same, if it lies in the years 1 to 9999.
pub(super) fn storable_millis(at: Instant) -> Option<i64> {
    Some(millis(at)).filter(|ms| (FIRST_MS..=LAST_MS).contains(ms))
}

/// The instant of a stored number of milliseconds; what no program writes is put at the border.
pub(super) fn instant(ms: i64) -> Instant {
    DateTime::from_timestamp_millis(ms.clamp(FIRST_MS, LAST_MS)).unwrap_or(DateTime::UNIX_EPOCH)
}

/// A new `UUIDv7` whose time is `ms`: the clock of the machine is not asked.
pub(super) fn new_uuid(ms: i64) -> Uuid {
    let ms = u64::try_from(ms).unwrap_or_default();
    let nanos = u32::try_from(ms % 1000).unwrap_or_default() * 1_000_000;
    Uuid::new_v7(Timestamp::from_unix(NoContext, ms / 1000, nanos))
}

/// A new `UUIDv7` of the same kind that sorts after those that `names` gave before.
pub(super) fn next_uuid(names: &ContextV7, ms: i64) -> Uuid {
    let ms = u64::try_from(ms).unwrap_or_default();
    let nanos = u32::try_from(ms % 1000).unwrap_or_default() * 1_000_000;
    Uuid::new_v7(Timestamp::from_unix(names, ms / 1000, nanos))
}

/// An entry as it stands in the log, column by column. The hashes are filled in by [`Stored::seal`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stored {
    pub device: Vec<u8>,
    pub device_seq: i64,
    pub id: Vec<u8>,
    pub subject: String,
    pub kind: String,
    pub version: i64,
    pub happened_at: i64,
    pub recorded_at: i64,
    pub actor: String,
    pub body: String,
    pub salt: Vec<u8>,
    pub content_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

impl Stored {
    /// The columns of an event, not sealed yet.
    ///
    /// # Errors
    /// What does not fit, in words.
    pub fn of(event: &Event) -> Result<Self, String> {
        let (kind, version, body) = write_fact(&event.fact)?;
        let fits = |what: &str, at| {
            storable_millis(at).ok_or_else(|| format!("{what} {at}, which is outside the years 1 to 9999"))
        };
        Ok(Self {
            device: event.device.0.as_bytes().to_vec(),
            device_seq: i64::try_from(event.device_seq).map_err(|err| err.to_string())?,
            id: event.id.0.as_bytes().to_vec(),
            subject: event.subject.to_string(),
            kind,
            version: i64::from(version),
            happened_at: fits("it happened", event.happened_at)?,
            recorded_at: fits("it was recorded", event.recorded_at)?,
            actor: event.actor.clone(),
            body,
            salt: Vec::new(),
            content_hash: Vec::new(),
            hash: Vec::new(),
        })
    }

    /// Puts the salt and both hashes in; `previous` is the hash of the device's entry before.
    pub fn seal(&mut self, salt: Vec<u8>, previous: &[u8]) {
        self.salt = salt;
        self.content_hash = self.expected_content_hash().to_vec();
        self.hash = self.expected_hash(previous).to_vec();
    }

    /// The hash that actor and body should have.
    pub fn expected_content_hash(&self) -> Hash {
        chain::content_hash(&self.salt, &self.actor, &self.body)
    }

    /// Whether actor and body are what was written, as their hash says.
    pub fn is_as_written(&self) -> bool {
        self.expected_content_hash().as_slice() == self.content_hash
    }

    /// Whether a person was erased from it, and it reads as it did then. Whether an entry of the log says so is
    /// another matter.
    pub fn is_erased(&self) -> bool {
        self.salt == chain::tombstone(&self.actor, &self.body)
    }

    /// The hash that the entry should have after `previous`.
    pub fn expected_hash(&self, previous: &[u8]) -> Hash {
        let link = Link {
            device: &self.device,
            device_seq: self.device_seq,
            id: &self.id,
            subject: &self.subject,
            kind: &self.kind,
            version: self.version,
            happened_at: self.happened_at,
            recorded_at: self.recorded_at,
            content_hash: &self.content_hash,
        };
        chain::entry_hash(previous, &link)
    }

    /// The event in the columns. Total: what cannot be read of the fact stays as it was written.
    pub fn event(self) -> Event {
        let fact = fact(&self.kind, self.version, &self.body);
        Event {
            device: DeviceId(uuid(&self.device)),
            device_seq: u64::try_from(self.device_seq).unwrap_or_default(),
            id: EventId(uuid(&self.id)),
            subject: subject(&self.subject),
            happened_at: instant(self.happened_at),
            recorded_at: instant(self.recorded_at),
            actor: self.actor,
            fact,
        }
    }
}

/// The subject of a stored text; any text is one.
pub(super) fn subject(text: &str) -> Subject {
    match text.parse() {
        Ok(subject) => subject,
        Err(never) => match never {},
    }
}

/// The identifier in sixteen bytes. The schema lets no other length in; if the file was edited
/// under it, `verify` says so, and here it is the nil identifier.
pub(super) fn uuid(bytes: &[u8]) -> Uuid {
    Uuid::from_slice(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::samples;

    #[test]
    fn every_fact_reads_back_as_it_was() {
        for fact in samples::facts() {
            let (kind, version, body) = write_fact(&fact).unwrap();
            assert_eq!(read_fact(&kind, i64::from(version), &body), Ok(fact), "{kind}");
        }
    }

    #[test]
    fn the_agency_that_owns_a_service_is_kept_and_older_services_name_none() {
        use crate::domain::directory::{Named, Record, RecordId, Service};
        let of = |billed_to: Option<Named>| Fact::DirectoryRecorded {
            id: RecordId(Uuid::nil()),
            record: Record::Service(Box::new(Service {
                name: "Payments".to_owned(),
                billed_to,
                ..Service::default()
            })),
        };
        let (with, without) = (of(Some(Named::plain("Revenue"))), of(None));
        let (kind, version, body) = write_fact(&with).unwrap();
        assert!(body.contains(r#""billed_to":{"name":"Revenue","record":null}"#), "{body}");
        assert_eq!(read_fact(&kind, version.into(), &body), Ok(with));
        let (kind, version, body) = write_fact(&without).unwrap();
        assert!(!body.contains("billed_to"), "stored as before: {body}");
        assert_eq!(read_fact(&kind, version.into(), &body), Ok(without));
    }

    #[test]
    fn every_known_kind_has_a_sample_and_a_version() {
        let mut kinds: Vec<String> =
            samples::facts().iter().map(|fact| write_fact(fact).unwrap().0).collect();
        kinds.dedup();
        let known: Vec<&str> = KINDS.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, known);
    }

    #[test]
    fn the_frozen_forms_stay_readable_and_are_what_is_written() {
        let frozen = samples::FROZEN;
        assert_eq!(frozen.len(), samples::facts().len());
        for ((kind, version, body), fact) in frozen.iter().zip(samples::facts()) {
            assert_eq!(read_fact(kind, *version, body), Ok(fact.clone()), "{kind}: {body}");
            let (now_kind, now_version, now_body) = write_fact(&fact).unwrap();
            assert_eq!((now_kind.as_str(), i64::from(now_version)), (*kind, *version));
            let (now, then): (Value, Value) =
                (serde_json::from_str(&now_body).unwrap(), serde_json::from_str(body).unwrap());
            assert_eq!(now, then, "{kind} changed its shape: raise its version and write an upcaster");
        }
    }

    #[test]
    fn older_shapes_are_read_as_they_were_meant() {
        for ((kind, version, body), fact) in samples::older() {
            assert!(version < i64::from(current_version(kind).unwrap()));
            assert_eq!(read_fact(kind, version, body), Ok(fact), "{kind}: {body}");
        }
    }

    #[test]
    fn what_a_newer_program_wrote_is_kept_word_for_word() {
        for (kind, version, body) in
            [("moon_phase", 1, "{ \"odd\":  1e2 }"), ("note_logged", 2, "[]"), ("moon_phase", 9, "not json")]
        {
            assert_eq!(read_fact(kind, version, body), Err(Unread::Newer));
            let unknown = Fact::Unknown {
                kind: kind.into(),
                version: u32::try_from(version).unwrap(),
                body: body.into(),
            };
            let stored = Stored::of(&samples::event(1, unknown.clone())).unwrap();
            assert_eq!((stored.kind.as_str(), stored.version, stored.body.as_str()), (kind, version, body));
            assert_eq!(stored.event().fact, unknown);
        }
    }

    #[test]
    fn a_broken_body_is_told_from_a_newer_one_and_still_kept() {
        let deep = "[".repeat(100_000);
        for body in ["", "{}", "{\"text\":1,\"significant\":true}", "null", deep.as_str()] {
            assert!(matches!(read_fact("note_logged", 1, body), Err(Unread::Broken(_))), "{body:.20}");
        }
        assert!(matches!(read_fact("note_logged", 0, "{}"), Err(Unread::Broken(_))));
        assert!(matches!(read_fact("note_logged", -1, "{}"), Err(Unread::Broken(_))));
        let mut stored = Stored::of(&samples::event(1, samples::note("x"))).unwrap();
        stored.body = "{".into();
        let kept = Fact::Unknown { kind: "note_logged".into(), version: 1, body: "{".into() };
        assert_eq!(stored.event().fact, kept);
    }

    #[derive(Debug, PartialEq, Serialize, serde::Deserialize)]
    #[serde(tag = "kind", content = "body", rename_all = "snake_case")]
    enum Sample {
        Bare,
        Grown { old: u32, added: u32, doubled: u32 },
    }

    #[test]
    fn a_variant_without_fields_has_no_body() {
        assert_eq!(split(&Sample::Bare), Ok(("bare".to_owned(), "null".to_owned())));
        assert_eq!(read_shape("bare", (1, 1), "null", upcast), Ok(Sample::Bare));
    }

    #[test]
    fn an_older_shape_climbs_one_version_at_a_time() {
        fn up(kind: &str, version: u32, mut body: Value) -> Result<Value, String> {
            match (kind, version) {
                ("grown", 1) => body["added"] = 7.into(),
                ("grown", 2) => body["doubled"] = (body["added"].as_u64().unwrap_or(0) * 2).into(),
                _ => return Err("no way".into()),
            }
            Ok(body)
        }
        let grown = Ok(Sample::Grown { old: 1, added: 7, doubled: 14 });
        assert_eq!(read_shape("grown", (1, 3), "{\"old\":1}", up), grown);
        assert_eq!(read_shape("grown", (2, 3), "{\"old\":1,\"added\":7}", up), grown);
        assert_eq!(read_shape::<Sample>("grown", (0, 3), "{}", up), Err(Unread::Broken("no way".into())));
    }

    #[test]
    fn instants_outside_the_years_1_to_9999_are_refused_and_never_read() {
        let mut event = samples::event(1, samples::note("x"));
        for (ms, fits) in [(FIRST_MS - 1, false), (FIRST_MS, true), (LAST_MS, true), (LAST_MS + 1, false)] {
            event.happened_at = DateTime::from_timestamp_millis(ms).unwrap();
            assert_eq!(Stored::of(&event).is_ok(), fits, "{ms}");
        }
        assert_eq!(millis(instant(i64::MAX)), LAST_MS);
        assert_eq!(millis(instant(i64::MIN)), FIRST_MS);
    }

    #[test]
    fn a_new_identifier_carries_the_given_time() {
        let id = new_uuid(1_700_000_000_123);
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(id.get_timestamp().unwrap().to_unix(), (1_700_000_000, 123_000_000));
        assert_ne!(id, new_uuid(1_700_000_000_123));
        assert_eq!(new_uuid(-1).get_version_num(), 7);
    }

    proptest! {
        #[test]
        fn any_words_and_instants_read_back(
            text in any::<Option<String>>(), why in any::<String>(), entry in any::<u128>(),
            secs in -62_135_596_800_i64..253_402_300_799, nanos in 0_u32..1_000_000_000,
            late_secs in any::<i64>(), flag in any::<bool>(),
        ) {
            let at = DateTime::from_timestamp(secs, nanos).unwrap();
            let entry = EventId(Uuid::from_u128(entry));
            let (clock, stage) = (why.clone(), crate::domain::event::AlarmStage::Due);
            for fact in [
                Fact::EntryCorrected { entry, at: Some(at), text: text.clone(), why: why.clone() },
                Fact::AlarmRaised { clock, due: at, stage, late_secs, digest: flag },
                Fact::NoteLogged { text: why.clone(), significant: flag },
                Fact::Closed { why: text.clone(), skipped: vec![why.clone(), String::new()] },
            ] {
                let mut event = samples::event(u64::from(nanos) + 1, fact);
                event.actor.clone_from(&why);
                prop_assert_eq!(Stored::of(&event).unwrap().event(), event);
            }
        }
    }
}
