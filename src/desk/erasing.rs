//! Erasing a person at the desk: what it would change and leave, and the erasure itself.
//!
//! It is no command like others, since it is not about what happens from now on: the store looks through all that was
//! ever logged, by the words that [`crate::domain::decide::erasing`] allows. So a file of commands cannot ask for it,
//! and it cannot be taken back.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;

use super::DRAFTS_FILE;
use super::core::{AT_HAND_HOURS, Desk, folded};
use super::error::DeskError;
use super::policies;
use crate::domain::decide::{self, Refusal};
pub use crate::domain::erasing::ErasePerson;
use crate::domain::erasing::{Seeking, placeholder};
use crate::domain::event::{Event, EventId, Fact, NewEvent, Subject};
use crate::domain::time::{Instant, whole_second};
use crate::domain::world::World;
use crate::platform::{read_at_most, write_private};
pub use crate::store::erasing::{ErasureSeen, Place, Scoured, SeenText};
use crate::store::restoring::{CopyKind, copies};
use crate::store::{Store, StoreError, erasing};

/// What the window keeps for itself beside the log, which goes too.
const KEPT_FILES: [&str; 2] = [DRAFTS_FILE, "window.json"];

/// The largest file beside the log that is looked into, in bytes.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// The most files beside the log that are looked into.
const MOST_FILES: usize = 2_000;

/// What erasing a person would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasureLook {
    /// Whom.
    pub wish: ErasePerson,
    /// What is looked for.
    pub seeking: Seeking,
    /// What stands in their place then.
    pub placeholder: String,
    /// What changes in the log.
    pub seen: ErasureSeen,
    /// The backups that are removed, once a new one is made.
    pub backups: Vec<PathBuf>,
    /// Files that have the person and are left: by hand.
    pub by_hand: Vec<PathBuf>,
}

/// A person was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// What stands in their place.
    pub placeholder: String,
    /// The entries that say so.
    pub entries: Vec<EventId>,
    /// What was changed.
    pub seen: ErasureSeen,
    /// What became of the file's old pages and the backups; where that failed, the next start tries it again.
    pub scoured: Result<Scoured, StoreError>,
    /// Files that have the person still: by hand.
    pub by_hand: Vec<PathBuf>,
}

/// Whom to forget in what is no part of the log. In memory alone, as long as the desk runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgotten {
    seeking: Seeking,
    placeholder: String,
}

impl Forgotten {
    /// A text without them.
    pub fn of_text(&self, text: &str) -> String {
        self.seeking.sought.without(text, &self.placeholder)
    }

    /// A text of JSON without them.
    pub fn of_json(&self, json: &str) -> String {
        erasing::without(json, &self.seeking, &self.placeholder)
    }

    /// Whether a name is theirs.
    pub fn means(&self, name: &str) -> bool {
        self.seeking.sought.is_named(name)
    }
}

/// Looks what erasing a person would do. `world` has what is open, and needs nothing else at hand. Changes nothing.
///
/// # Errors
/// A refusal where it would be refused.
pub fn look(
    store: &Store,
    world: &World,
    wish: &ErasePerson,
    now: Instant,
) -> Result<ErasureLook, DeskError> {
    let seeking = seeking(store, world, wish, now)?;
    let seen = store.look_for(&seeking)?;
    let folder = store.file().parent().unwrap_or_else(|| Path::new("."));
    let copies = copies(folder, 0)?;
    let backups = copies.into_iter().filter(|one| one.kind == CopyKind::Backup).map(|one| one.path).collect();
    let next = store.erasures()?.keys().next_back().copied().unwrap_or_default().saturating_add(1);
    let by_hand = by_hand(folder, &seeking)?;
    Ok(ErasureLook { wish: wish.clone(), seeking, placeholder: placeholder(next), seen, backups, by_hand })
}

/// The same of a folder, beside the desk that writes there, with the world as it is. The desk's zone is `zone` where
/// nobody has set one.
pub fn look_in(
    folder: &Path,
    zone: chrono_tz::Tz,
    wish: &ErasePerson,
    now: Instant,
) -> Result<(ErasureLook, World), DeskError> {
    let store = Store::open_read_only(folder)?;
    let world = World::new(zone, policies::load(folder).in_force);
    let world = folded(world, &store, now - TimeDelta::hours(AT_HAND_HOURS))?;
    Ok((look(&store, &world, wish, now)?, world))
}

fn seeking(store: &Store, world: &World, wish: &ErasePerson, now: Instant) -> Result<Seeking, DeskError> {
    let mut recorded = store.desk_events()?;
    recorded.retain(|event| event.subject == Subject::Directory);
    Ok(decide::erasing(world, &recorded, wish, now)?)
}

/// The files of a data folder that have the person and that nobody changes by themselves: logs that were set aside,
/// and texts of people's own.
fn by_hand(folder: &Path, seeking: &Seeking) -> Result<Vec<PathBuf>, DeskError> {
    let aside = copies(folder, 0)?.into_iter().filter(|one| one.kind != CopyKind::Backup).map(|one| one.path);
    let mut found: Vec<PathBuf> = aside.collect();
    let mut left = MOST_FILES;
    texts_with(folder, seeking, &mut left, &mut found);
    found.sort();
    Ok(found)
}

/// The texts in a folder, and in those within it, that have the person.
fn texts_with(folder: &Path, seeking: &Seeking, left: &mut usize, found: &mut Vec<PathBuf>) {
    // What cannot be read is not ours to tell of here.
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            texts_with(&path, seeking, left, found);
            continue;
        }
        let is_kept = path.file_name().is_some_and(|name| KEPT_FILES.iter().any(|kept| name == *kept));
        if !kind.is_file() || is_kept || *left == 0 {
            continue;
        }
        *left -= 1;
        let named = path.file_name().is_some_and(|name| has(seeking, &name.to_string_lossy()));
        let bytes = read_at_most(&path, MOST_BYTES).unwrap_or_default();
        let text = std::str::from_utf8(&bytes).unwrap_or_default();
        if named || has(seeking, text) {
            found.push(path);
        }
    }
}

fn has(seeking: &Seeking, text: &str) -> bool {
    !seeking.sought.find(text).is_empty()
}

impl Desk {
    /// Erases a person from the log and from what is kept beside it. What was said of everything else stays. It cannot
    /// be taken back. Takes as long as a copy of the log does.
    ///
    /// # Errors
    /// A refusal, or a log that cannot be written: nothing is changed then.
    pub fn erase(&mut self, wish: &ErasePerson, now: Instant) -> Result<Erased, DeskError> {
        self.write_what_is_owed(now)?;
        let seeking = seeking(&self.store, self.world(), wish, now)?;
        let actor = decide::usual_actor(self.world());
        let retired = self.retired(&seeking, &actor, now);
        let done = self.store.erase(&seeking, &retired, &actor, now)?.ok_or_else(|| {
            Refusal::new(
                format!("nothing in the log means {}", wish.name),
                "say the name as the log has it, or further words with --also",
            )
        })?;
        let whom = Forgotten { seeking: seeking.clone(), placeholder: done.placeholder.clone() };
        self.forget_kept(&whom);
        self.forget(whom);
        let scoured = self.store.scour(now);
        self.see_anew(now - TimeDelta::hours(AT_HAND_HOURS), now)?;
        if let Err(why) = &scoured {
            self.remark(unscoured(why));
        }
        let by_hand = by_hand(self.folder(), &seeking)?;
        if !by_hand.is_empty() {
            let files: Vec<String> = by_hand.iter().map(|path| path.display().to_string()).collect();
            self.remark(format!(
                "{} was erased from the log; these files have them or may have them, and are yours to see to: {}",
                done.placeholder,
                files.join("; ")
            ));
        }
        let entries = done.events.iter().map(|event: &Event| event.id).collect();
        Ok(Erased { placeholder: done.placeholder, entries, seen: done.seen, scoured, by_hand })
    }

    /// The person's records are not offered any more: they reach nobody.
    fn retired(&self, seeking: &Seeking, actor: &str, now: Instant) -> Vec<NewEvent> {
        let directory = &self.world().directory;
        let is_offered = |id: &&crate::domain::directory::RecordId| {
            directory.standing(**id) == **id && directory.record(**id).is_some_and(|kept| !kept.is_retired)
        };
        let retire = |id: &crate::domain::directory::RecordId| NewEvent {
            subject: Subject::Directory,
            happened_at: whole_second(now),
            actor: actor.to_owned(),
            fact: Fact::DirectoryRetired { id: *id, why: None },
        };
        seeking.records.iter().filter(is_offered).map(retire).collect()
    }

    /// What is kept beside the log of what is being typed.
    fn forget_kept(&mut self, whom: &Forgotten) {
        for file in KEPT_FILES {
            let path = self.folder().join(file);
            let Ok(bytes) = read_at_most(&path, MOST_BYTES) else { continue };
            let Ok(text) = std::str::from_utf8(&bytes) else { continue };
            let without = whom.of_json(text);
            if without != text
                && let Err(err) = write_private(&path, without.as_bytes())
            {
                self.remark(format!("{file} has words that were erased, and could not be written: {err}"));
            }
        }
    }

    /// After facts of erasures came in: what is left of the words in the file and its backups goes. A remark says
    /// where that fails; it is tried again at the next start.
    pub(super) fn scour_if_owed(&mut self, now: Instant) -> Result<Option<Scoured>, DeskError> {
        if !self.store.owes_scouring()? {
            return Ok(None);
        }
        match self.store.scour(now) {
            Ok(scoured) => Ok(Some(scoured)),
            Err(why) => {
                self.remark(unscoured(&why));
                Ok(None)
            }
        }
    }
}

/// What a person is told where old pages and backups could not be seen to.
pub(super) fn unscoured(why: &StoreError) -> String {
    format!(
        "words that were erased may still be in old pages of the log's file and in its backups ({why}); the next start \
         tries it again"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::upkeep::prepare;
    use crate::desk::{DeskOptions, Request};
    use crate::domain::command::{RecordParty, RecordPerson, Wish};
    use crate::domain::watch::wish::WatchWish;
    use crate::domain::words::Kind;
    use crate::platform::RecordingNotifier;
    use crate::store::handoff;

    fn morning() -> Instant {
        "2026-03-02T14:00:00Z".parse().unwrap()
    }

    struct Trial {
        folder: tempfile::TempDir,
        desk: Desk,
    }

    impl Trial {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let notifier = Box::new(RecordingNotifier::new().0);
            let options = DeskOptions {
                folder: folder.path().to_path_buf(),
                zone: chrono_tz::America::Chicago,
                notifier,
            };
            let mut trial = Self { desk: Desk::open(options, morning()).unwrap(), folder };
            trial.tell(Wish::ConfigureDesk {
                name: None,
                manager: Some("Sample Manager".into()),
                time_zone: None,
                hotline: Some("317-555-0100".into()),
                holidays: None,
                default_policy: None,
            });
            trial
        }

        fn tell(&mut self, wish: Wish) {
            self.desk.handle(Request::of_desk(wish), morning()).unwrap();
        }

        fn person(&mut self, name: &str, phones: &[&str]) {
            let phones = Some(phones.iter().map(|phone| (*phone).to_owned()).collect());
            self.tell(Wish::RecordPerson(RecordPerson {
                name: name.into(),
                phones,
                ..RecordPerson::default()
            }));
        }

        /// Opens an incident, says something of it, and closes it.
        fn said(&mut self, title: &str, text: &str) {
            let opened = Wish::OpenIncident {
                title: title.into(),
                priority: None,
                kind: Some(Kind::Regular),
                environment: None,
                ticket: None,
                policy: None,
            };
            let events = self.desk.handle(Request::of_desk(opened), morning()).unwrap();
            let Some(Subject::Incident(id)) = events.last().map(|event| event.subject.clone()) else {
                panic!()
            };
            for wish in [
                Wish::Note { text: text.into(), significant: false },
                Wish::Close { why: Some("a sample".into()) },
            ] {
                self.desk.handle(Request::about(id, wish), morning()).unwrap();
            }
        }

        fn look(&self, name: &str, also: &[&str]) -> Result<ErasureLook, DeskError> {
            let also = also.iter().map(|word| (*word).to_owned()).collect();
            let zone = chrono_tz::America::Chicago;
            look_in(self.folder.path(), zone, &ErasePerson { name: name.into(), also }, morning())
                .map(|(look, _)| look)
        }

        fn refused(&mut self, name: &str) -> String {
            let look = self.look(name, &[]).unwrap_err().to_string();
            let wish = ErasePerson { name: name.into(), also: Vec::new() };
            assert_eq!(self.desk.erase(&wish, morning()).unwrap_err().to_string(), look);
            look
        }

        fn erase(&mut self, name: &str) -> Erased {
            self.desk.erase(&ErasePerson { name: name.into(), also: Vec::new() }, morning()).unwrap()
        }

        fn log(&self) -> String {
            let mut bytes = Vec::new();
            assert_eq!(self.desk.store.verify().unwrap().findings, []);
            self.desk.store.export_log(&mut bytes).unwrap();
            String::from_utf8(bytes).unwrap()
        }
    }

    #[test]
    fn whoever_is_needed_is_not_erased_and_it_is_said_what_for() {
        let mut trial = Trial::new();
        trial.person("Sample Ann", &[]);
        trial.person("Sample Bob", &[]);
        assert!(trial.refused("SAMPLE MÁNAGER").contains("change the manager first"));
        let contacts = Some(vec![vec!["Sample Ann".to_owned()]]);
        let party = |contacts| RecordParty { name: "Sample Team".into(), contacts, ..RecordParty::default() };
        trial.tell(Wish::RecordTeam(party(contacts)));
        let why = trial.refused("Sample Ann");
        assert!(why.contains("Sample Ann is still needed: Sample Team, contact 1;"), "{why}");
        trial.tell(Wish::RecordTeam(party(Some(Vec::new()))));
        let leave = |person: &str| {
            Wish::Watch(WatchWish::RecordLeave {
                person: person.into(),
                from: Some(morning()),
                until: Some(morning() + TimeDelta::days(2)),
                first_day: None,
                last_day: None,
                note: None,
            })
        };
        trial.tell(leave("Sample Bob"));
        assert!(trial.refused("sample bob").contains("Away "));
        // Also somebody who has no record.
        trial.tell(leave("Sample Nobody"));
        assert!(trial.refused("Sample Nobody").contains("Away "));
        assert!(trial.look("Sample Ann", &[]).is_ok());
    }

    #[test]
    fn what_others_have_too_is_left_and_so_are_their_names() {
        let mut trial = Trial::new();
        trial.person("Sample Ann", &["317-555-0101", "317-555-0102", "+1 317 555 0100"]);
        trial.person("Sample Ann Other", &["317-555-0102"]);
        trial.said(
            "Down",
            "Sample Ann (0101 is 317 555 0101), 3175550102, hotline 317-555-0100; Sample Ann Other",
        );
        let look = trial.look("sample ann", &["annie", "ann@example.org"]).unwrap();
        let told =
            |all: &std::collections::BTreeSet<String>| all.iter().cloned().collect::<Vec<_>>().join("; ");
        assert_eq!(told(&look.seeking.shared), "+1 317 555 0100; 317-555-0102");
        assert_eq!(told(&look.seeking.longer), "Sample Ann Other");
        assert_eq!(told(&look.seeking.words), "317-555-0101; Sample Ann; ann@example.org; annie");
        assert_eq!(look.seen.left.get("Sample Ann Other"), Some(&2));
        trial.erase("Sample Ann");
        let log = trial.log();
        assert!(
            log.contains(
                "Erased person 1 (0101 is [erased]), 3175550102, hotline 317-555-0100; Sample Ann Other"
            ),
            "{log}"
        );
        assert_eq!(trial.desk.world().directory.count(crate::domain::directory::RecordKind::Person), 1);
    }

    #[test]
    fn what_somebody_was_called_before_goes_too_and_two_of_a_name_are_said() {
        let mut trial = Trial::new();
        trial.person("Sample Ann", &[]);
        let rename = RecordPerson {
            name: "Sample Ann".into(),
            rename_to: Some("Sample Bell".into()),
            ..RecordPerson::default()
        };
        trial.tell(Wish::RecordPerson(rename));
        trial.said("Down", "Sample Ann, now Sample Bell");
        let look = trial.look("Sample Bell", &[]).unwrap();
        assert_eq!((look.seeking.same_name, look.seen.entries), (1, 3));
        trial.erase("Sample Bell");
        assert!(trial.log().contains("Erased person 1, now Erased person 1"));
    }

    #[test]
    fn backups_and_files_are_told_beforehand_and_seen_to() {
        let mut trial = Trial::new();
        trial.person("Sample Ann", &[]);
        trial.said("Down, says Sample Ann", "x");
        let folder = trial.folder.path().to_path_buf();
        drop(trial.desk);
        let options = |folder: &Path| DeskOptions {
            folder: folder.to_path_buf(),
            zone: chrono_tz::America::Chicago,
            notifier: Box::new(RecordingNotifier::new().0),
        };
        // The first start of another day makes a backup.
        trial.desk = Desk::open(options(&folder), morning() + TimeDelta::days(1)).unwrap();
        fs::create_dir_all(folder.join("outbox")).unwrap();
        for (file, text) in
            [("outbox/a.eml", "To: sample ann"), ("notes.txt", "nobody"), ("window.json", "{}")]
        {
            fs::write(folder.join(file), text).unwrap();
        }
        fs::write(folder.join("drafts.json"), r#"{"Sample Ann": "Sample Ann"}"#).unwrap();
        let look = trial.look("Sample Ann", &[]).unwrap();
        assert_eq!((look.backups.len(), look.by_hand.clone()), (1, vec![folder.join("outbox/a.eml")]));
        let done = trial.erase("Sample Ann");
        assert_eq!(done.by_hand, look.by_hand);
        let scoured = done.scoured.unwrap();
        assert_eq!(scoured.removed, look.backups);
        assert!(scoured.made.exists() && !look.backups[0].exists());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = folder.join("drafts.json").metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "its owner's alone");
        }
        let kept = fs::read_to_string(folder.join("drafts.json")).unwrap();
        assert_eq!(kept, r#"{"Erased person 1": "Erased person 1"}"#);
        let snapshot = trial.desk.snapshot();
        assert_eq!(snapshot.forgotten.len(), 1);
        assert!(snapshot.remarks.iter().any(|remark| remark.contains("a.eml")), "{:?}", snapshot.remarks);
        let titles: Vec<String> =
            trial.desk.world().live.values().map(|live| live.incident.title.clone()).collect();
        assert_eq!(titles, ["Down, says Erased person 1"]);
    }

    #[test]
    fn a_merge_and_an_older_copy_take_it_over_and_say_so() {
        let (mut here, mut there) = (Trial::new(), Trial::new());
        here.person("Sample Ann", &[]);
        here.said("Down", "says Sample Ann");
        let copy = here.folder.path().join("copy.db");
        here.desk.backup_to(&copy).unwrap();
        let file = |trial: &Trial| {
            let made = trial.desk.export(None, morning()).unwrap();
            handoff::read(made.bytes.as_slice(), None).unwrap()
        };
        there.desk.merge(&file(&here), morning()).unwrap();
        here.erase("Sample Ann");
        let report = there.desk.merge(&file(&here), morning()).unwrap();
        assert_eq!((report.erased_people, report.erased_entries), (1, 2));
        assert!(there.log().contains("says Erased person 1"));
        assert!(
            there
                .desk
                .snapshot()
                .remarks
                .iter()
                .any(|remark| remark.contains("Another desk erased a person"))
        );

        let prepared = prepare(here.folder.path(), &copy, morning()).unwrap();
        let restored = here.desk.restore(prepared, morning()).unwrap();
        assert_eq!(restored.erased_again, 2);
        assert!(here.log().contains("says Erased person 1") && !here.log().contains("Sample Ann"));
        let remarks = here.desk.snapshot().remarks.join("\n");
        assert!(remarks.contains("erased again from 2 entries") && remarks.contains("copy.db"), "{remarks}");
        assert_eq!(here.look("Sample Ann", &[]).unwrap().seen.entries, 0);
    }
}
