//! What the desk is: its name, zone, numbers, holidays, seats and hours, and what each machine wants of its
//! notifications, folded from its own facts.
//!
//! | file | is |
//! | --- | --- |
//! | `quiet` | quiet hours of a machine |
//! | `seats` | the seats of the watch |
//! | `calendars` | the calendars that policies name, and the desk's own hours for them |
//! | `wish` | what somebody wants of all this |

pub mod calendars;
pub mod quiet;
pub mod seats;
pub mod wish;

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;

use self::quiet::QuietHours;
use super::calendar::{Civil, OpeningHours};
use super::event::{DeskConfigured, DeviceId};
use super::rota::person::Seat;
use super::words::Sounds;

/// The hotline of R item 4, until the desk is given another.
pub const USUAL_HOTLINE: &str = "(916) 356-8910";

/// The policy of an incident that names none, until the desk is given another.
pub const USUAL_POLICY: &str = "major-incident";

/// The policy that has the numbers of service reviews (I).
pub const COORDINATION_POLICY: &str = "service-coordination";

/// The policy that has the rules of billing and the targets of the care center (C).
pub const CARE_POLICY: &str = "customer-care-sla";

/// The desk as its facts make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskSettings {
    /// What it is called.
    pub name: String,
    /// Who sits at it: the actor of what is done in the window. Empty until somebody says.
    pub manager: String,
    /// The zone of its civil times.
    pub zone: Tz,
    /// The hotline's number.
    pub hotline: String,
    /// Days on which its business calendars are closed.
    pub holidays: BTreeSet<chrono::NaiveDate>,
    /// What some of them are called.
    pub holiday_names: BTreeMap<chrono::NaiveDate, String>,
    /// The policy of an incident that names none.
    pub default_policy: String,
    /// Whether anybody ever set it up.
    pub is_set_up: bool,
    /// Whether a fact has said the zone.
    is_zone_told: bool,
    /// Whether this machine itself has said its name, and its manager.
    is_own: (bool, bool),
    /// Where each machine keeps the notifications page, by the device that said so.
    pub pages: BTreeMap<DeviceId, PagePlace>,
    /// In which hours each machine holds the notifications that may wait.
    pub quiet: BTreeMap<DeviceId, QuietHours>,
    /// Which notifications of each machine sound.
    pub sounds: BTreeMap<DeviceId, Sounds>,
    /// The seats that are offered beside primary and backup.
    pub seats: BTreeSet<Seat>,
    /// The desk's own hours for calendars that policies name.
    pub hours: BTreeMap<String, OpeningHours>,
}

/// Where a machine keeps the notifications page: a folder of that machine's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagePlace {
    /// The folder.
    pub folder: String,
    /// The audience whose updates it shows.
    pub audience: String,
}

impl DeskSettings {
    /// A desk that nobody has set up yet, in the zone of its machine.
    pub fn new(zone: Tz) -> Self {
        Self {
            name: "Bridgewatch".to_owned(),
            manager: String::new(),
            zone,
            hotline: USUAL_HOTLINE.to_owned(),
            holidays: BTreeSet::new(),
            holiday_names: BTreeMap::new(),
            default_policy: USUAL_POLICY.to_owned(),
            is_set_up: false,
            is_zone_told: false,
            is_own: (false, false),
            pages: BTreeMap::new(),
            quiet: BTreeMap::new(),
            sounds: BTreeMap::new(),
            seats: BTreeSet::new(),
            hours: BTreeMap::new(),
        }
    }

    /// One more fact. A zone that this program does not know changes nothing.
    ///
    /// Where two desks have merged, each keeps its own name and manager (`is_own`: this machine said
    /// it), and the zone that a machine gave its log when it was made (`is_first`) moves no other's.
    pub fn evolve(&mut self, fact: &DeskConfigured, is_own: bool, is_first: bool) {
        fn put(slot: &mut String, said: Option<&String>) {
            if let Some(said) = said {
                slot.clone_from(said);
            }
        }
        self.is_set_up |= fact.manager.is_some();
        if is_own || !self.is_own.0 {
            put(&mut self.name, fact.name.as_ref());
        }
        if is_own || !self.is_own.1 {
            put(&mut self.manager, fact.manager.as_ref());
        }
        self.is_own.0 |= is_own && fact.name.is_some();
        self.is_own.1 |= is_own && fact.manager.is_some();
        put(&mut self.hotline, fact.hotline.as_ref());
        put(&mut self.default_policy, fact.default_policy.as_ref());
        let only_zone = DeskConfigured { time_zone: fact.time_zone.clone(), ..DeskConfigured::default() };
        let is_made_here = is_first && *fact == only_zone;
        if let Some(zone) = fact.time_zone.as_ref().and_then(|name| name.parse().ok())
            && !(is_made_here && self.is_zone_told)
        {
            self.zone = zone;
            self.is_zone_told = true;
        }
        if let Some(holidays) = &fact.holidays {
            self.holidays = holidays.iter().copied().collect();
        }
        if let Some(names) = &fact.holiday_names {
            self.holiday_names.clone_from(names);
        }
        let holidays = &self.holidays;
        self.holiday_names.retain(|date, _| holidays.contains(date));
    }

    /// A machine's notifications page goes to another folder, or ends.
    pub fn set_page(&mut self, device: DeviceId, folder: Option<String>, audience: String) {
        match folder {
            Some(folder) => self.pages.insert(device, PagePlace { folder, audience }),
            None => self.pages.remove(&device),
        };
    }

    /// A machine holds what may wait in other hours, or in none.
    pub fn set_quiet(&mut self, device: DeviceId, hours: Option<QuietHours>) {
        match hours {
            Some(hours) => self.quiet.insert(device, hours),
            None => self.quiet.remove(&device),
        };
    }

    /// The desk has hours of its own for a calendar, or those of the policies again.
    pub fn set_hours(&mut self, calendar: String, hours: Option<OpeningHours>) {
        match hours {
            Some(hours) => self.hours.insert(calendar, hours),
            None => self.hours.remove(&calendar),
        };
    }

    /// What turns civil time into instants here.
    pub fn civil(&self) -> Civil {
        Civil { zone: self.zone, holidays: self.holidays.clone() }
    }
}
