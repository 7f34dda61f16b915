//! The shape of a policy file: which keys there are. What they mean is the reader's business.
//!
//! An unknown key is refused, so that a slip of the pen is not a rule that silently is not there.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub title: String,
    #[serde(default)]
    pub about: String,
    #[serde(default)]
    pub source: String,
    pub reminders: Option<Spanned<String>>,
    #[serde(default)]
    pub priority_names: BTreeMap<Spanned<String>, String>,
    #[serde(default)]
    pub calendar: BTreeMap<String, CalendarEntry>,
    #[serde(default)]
    pub contact: BTreeMap<String, ContactEntry>,
    #[serde(default)]
    pub clock: Vec<Spanned<ClockEntry>>,
    #[serde(default)]
    pub ladder: Vec<Spanned<LadderEntry>>,
    #[serde(default)]
    pub audience: Vec<AudienceShape>,
    #[serde(default)]
    pub plan: Vec<Spanned<PlanShape>>,
    #[serde(default)]
    pub intake: Vec<IntakeShape>,
    pub hotline: Option<HotlineShape>,
    pub post_mortem: Option<PostMortemShape>,
    #[serde(default)]
    pub agenda: Vec<AgendaShape>,
    pub service_review: Option<ServiceReviewShape>,
    pub systemic: Option<SystemicShape>,
    #[serde(default)]
    pub billing: Vec<BillingShape>,
    #[serde(default)]
    pub target: Vec<TargetShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BillingShape {
    pub id: Spanned<String>,
    pub title: Spanned<String>,
    #[serde(default)]
    pub source: String,
    pub unit: Spanned<String>,
    pub bill_to: Vec<Spanned<String>>,
    #[serde(default)]
    pub words: Vec<Spanned<String>>,
    #[serde(default)]
    pub account: Vec<AccountShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountShape {
    pub id: Spanned<String>,
    pub title: Spanned<String>,
    #[serde(default)]
    pub words: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetShape {
    pub id: Spanned<String>,
    pub title: String,
    pub unit: Spanned<String>,
    pub at_most: Option<Spanned<toml::Value>>,
    pub at_least: Option<Spanned<toml::Value>>,
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceReviewShape {
    pub minutes: Option<Spanned<u32>>,
    #[serde(default)]
    pub agenda: Vec<AgendaShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SystemicShape {
    pub at_least: Option<Spanned<u32>>,
    pub within: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostMortemShape {
    pub minutes: Option<Spanned<u32>>,
    pub pre_read: Option<Spanned<String>>,
    pub invitations: Option<Spanned<String>>,
    pub begins: Option<Spanned<String>>,
    pub hours: Option<Spanned<[String; 2]>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgendaShape {
    pub title: Spanned<String>,
    pub minutes: Spanned<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AudienceShape {
    pub id: Spanned<String>,
    pub title: String,
    pub most_chars: Option<Spanned<usize>>,
    #[serde(default)]
    pub recipients: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanShape {
    pub audience: Spanned<String>,
    pub source: String,
    #[serde(default)]
    pub priorities: Vec<Spanned<String>>,
    #[serde(default)]
    pub kinds: Vec<Spanned<String>>,
    #[serde(default)]
    pub environments: Vec<Spanned<String>>,
    pub first: Option<Spanned<String>>,
    pub every: Option<Spanned<String>>,
    #[serde(default)]
    pub schedule: Vec<Spanned<String>>,
    pub channel: Option<Spanned<String>>,
    pub template: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntakeShape {
    pub id: Spanned<String>,
    pub title: String,
    pub source: String,
    #[serde(default)]
    pub priorities: Vec<Spanned<String>>,
    #[serde(default)]
    pub kinds: Vec<Spanned<String>>,
    #[serde(default)]
    pub environments: Vec<Spanned<String>>,
    #[serde(default)]
    pub on_request: bool,
    #[serde(default)]
    pub call: Vec<Spanned<String>>,
    pub say: Option<Spanned<String>>,
    pub field: Vec<FieldShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldShape {
    pub id: Spanned<String>,
    pub label: String,
    #[serde(default)]
    pub hint: String,
    pub kind: Option<Spanned<String>>,
    #[serde(default)]
    pub required: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HotlineShape {
    #[serde(default)]
    pub call: Vec<Spanned<String>>,
    #[serde(default)]
    pub ready: Vec<ReadyShape>,
    #[serde(default)]
    pub item: Vec<ItemShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadyShape {
    pub fact: Spanned<String>,
    pub label: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemShape {
    pub id: Spanned<String>,
    pub text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarEntry {
    pub days: Vec<Spanned<String>>,
    pub open: Spanned<String>,
    pub close: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactEntry {
    pub name: String,
    pub phone: String,
    #[serde(default)]
    pub alternates: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockEntry {
    pub id: Spanned<String>,
    pub title: String,
    pub source: String,
    #[serde(default)]
    pub priorities: Vec<Spanned<String>>,
    #[serde(default)]
    pub kinds: Vec<Spanned<String>>,
    #[serde(default)]
    pub environments: Vec<Spanned<String>>,
    pub judged: Option<Spanned<String>>,
    pub starts: Vec<Spanned<String>>,
    pub again: Option<Spanned<String>>,
    pub due: Option<Spanned<String>>,
    #[serde(default)]
    pub due_by_priority: BTreeMap<Spanned<String>, Spanned<String>>,
    pub every: Option<Spanned<String>>,
    #[serde(default)]
    pub schedule: Vec<Spanned<String>>,
    pub met_by: Vec<Spanned<String>>,
    #[serde(default)]
    pub until: Vec<Spanned<String>>,
    pub calendar: Option<Spanned<String>>,
    pub warning: Option<Spanned<f64>>,
    #[serde(default)]
    pub pausable: bool,
    pub action: String,
    pub on_expiry: String,
    pub escalates_to: Option<String>,
    #[serde(default)]
    pub call: Vec<Spanned<String>>,
    pub say: Option<Spanned<String>>,
    #[serde(default)]
    pub owed_at_closing: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LadderEntry {
    pub id: Spanned<String>,
    pub source: String,
    #[serde(default)]
    pub priorities: Vec<Spanned<String>>,
    #[serde(default)]
    pub kinds: Vec<Spanned<String>>,
    #[serde(default)]
    pub environments: Vec<Spanned<String>>,
    pub starts: Vec<Spanned<String>>,
    pub met_by: Vec<Spanned<String>>,
    #[serde(default)]
    pub until: Vec<Spanned<String>>,
    pub calendar: Option<Spanned<String>>,
    pub warning: Option<Spanned<f64>>,
    /// Whom the last step reaches: nobody is waited for after that.
    pub ends_with: String,
    pub step: Vec<Spanned<StepEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepEntry {
    pub clock: Spanned<String>,
    pub title: String,
    pub reaches: String,
    pub wait: Spanned<String>,
    pub action: String,
    pub on_expiry: String,
    #[serde(default)]
    pub call: Vec<Spanned<String>>,
    pub say: Option<Spanned<String>>,
}
