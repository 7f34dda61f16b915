//! The parts of a policy about what is said to whom: audiences, the plan of updates, intake forms, the
//! hotline call.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;

use super::shape::{AudienceShape, FieldShape, HotlineShape, IntakeShape, PlanShape};
use super::{Context, Reader, USUAL_WARNING_SHARE};
use crate::domain::calendar::Calendar;
use crate::domain::known::FIELDS;
use crate::domain::policy::{
    Again, Audience, Channel, Clock, FieldKind, HotlineRules, IntakeField, IntakeForm, Judged, PlanEntry,
    Rhythm,
};
use crate::domain::span::Span;
use crate::domain::template::USUAL;
use crate::domain::timeline::{CUSTOMERS, milestone};

/// The longest text that an audience reads where the policy says nothing; characters.
const USUAL_MOST_CHARS: usize = 2_000;

/// The words of the kinds of a field.
const FIELD_KINDS: [(&str, FieldKind); 6] = [
    ("line", FieldKind::Line),
    ("text", FieldKind::Text),
    ("yes-no", FieldKind::YesNo),
    ("email", FieldKind::Email),
    ("services", FieldKind::Services),
    ("ticket", FieldKind::Ticket),
];

impl Reader<'_> {
    pub(super) fn audiences(&mut self, shapes: Vec<AudienceShape>) -> Vec<Audience> {
        let mut seen = BTreeSet::new();
        let mut audiences = Vec::new();
        for shape in shapes {
            self.id(&shape.id);
            self.once(&mut seen, &shape.id, "audience");
            for address in shape.recipients.iter().filter(|address| !address.get_ref().contains('@')) {
                self.refuse(address.span(), format!("`{}` is not an address for mail", address.get_ref()));
            }
            let most_chars = shape.most_chars.map_or(USUAL_MOST_CHARS, |most| {
                if *most.get_ref() < 40 {
                    self.refuse(most.span(), "`most_chars` is at least 40: no update is shorter");
                }
                *most.get_ref()
            });
            audiences.push(Audience {
                id: shape.id.get_ref().clone(),
                title: shape.title,
                most_chars,
                recipients: shape.recipients.into_iter().map(Spanned::into_inner).collect(),
            });
        }
        audiences
    }

    /// The plan. An entry with a rhythm of its own is a clock too: it starts when the audience is first
    /// told, so that nobody is promised an update that nobody keeps.
    pub(super) fn plan(
        &mut self,
        shapes: Vec<Spanned<PlanShape>>,
        audiences: &[Audience],
        clocks: &mut Vec<(Clock, Range<usize>)>,
    ) -> Vec<PlanEntry> {
        let mut plan = Vec::new();
        for shape in shapes {
            let shape = shape.into_inner();
            let id = shape.audience.get_ref().clone();
            let Some(audience) = audiences.iter().find(|one| one.id == id) else {
                let known = audiences.iter().map(|one| one.id.as_str()).collect::<Vec<_>>().join(", ");
                self.refuse(shape.audience.span(), format!("there is no audience `{id}`; there are {known}"));
                continue;
            };
            let conditions = self.conditions(&shape.priorities, &shape.kinds, &shape.environments);
            let (rhythm, cadence) = self.plan_rhythm(&shape);
            if id == CUSTOMERS && rhythm.is_some() {
                self.refuse(
                    shape.audience.span(),
                    "customers are told by the policy's clocks; leave `every` and `schedule` out",
                );
            }
            if let Some(rhythm) = rhythm.filter(|_| id != CUSTOMERS) {
                let number = clocks.iter().filter(|(one, _)| one.update_audience() == Some(&id)).count();
                let suffix = if number == 0 { String::new() } else { format!("-{}", number + 1) };
                let told = format!("{}{id}", milestone::UPDATE_TO);
                let whom = audience.title.to_lowercase();
                let clock = Clock {
                    id: format!("update-{id}{suffix}"),
                    title: format!("Update to {whom}"),
                    source: shape.source.clone(),
                    conditions: conditions.clone(),
                    judged: Judged::Now,
                    starts: vec![told.clone()],
                    again: Again::Never,
                    rhythm,
                    met_by: vec![told],
                    until: vec![milestone::RESTORED.to_owned()],
                    calendar: Calendar::Always,
                    calendar_name: String::new(),
                    warning_share: USUAL_WARNING_SHARE,
                    pausable: true,
                    action: format!("Send an update to {whom}"),
                    on_expiry: format!("Send an update to {whom} now"),
                    escalates_to: None,
                    call: Vec::new(),
                    say: None,
                    owed_at_closing: false,
                    next_step: None,
                };
                clocks.push((clock, shape.audience.span()));
            }
            let first_secs = shape.first.as_ref().and_then(|text| match self.span(text) {
                Some(Span::Elapsed { secs }) => Some(secs),
                Some(_) => {
                    self.refuse(text.span(), "`first` takes minutes or hours, such as `30 min`");
                    None
                }
                None => None,
            });
            let channel = shape.channel.as_ref().map_or(Channel::Mail, |text| {
                let found = Channel::ALL.into_iter().find(|one| one.word() == text.get_ref());
                found.unwrap_or_else(|| {
                    self.refuse(
                        text.span(),
                        format!("`{}` is not a channel; use mail, call or chat", text.get_ref()),
                    );
                    Channel::Mail
                })
            });
            if let Some(template) = &shape.template {
                self.id(template);
            }
            plan.push(PlanEntry {
                audience: id,
                conditions,
                first_secs,
                cadence,
                channel,
                template: shape.template.map_or_else(|| USUAL.to_owned(), Spanned::into_inner),
            });
        }
        plan
    }

    fn plan_rhythm(&mut self, shape: &PlanShape) -> (Option<Rhythm>, String) {
        let every = shape.every.as_ref().and_then(|text| self.span(text));
        let steps: Vec<Span> = shape.schedule.iter().filter_map(|text| self.span(text)).collect();
        if let Some(text) = shape.every.as_ref().filter(|_| !shape.schedule.is_empty()) {
            self.refuse(text.span(), "say `every` or `schedule`, not both");
        }
        if let Some(span) = every {
            return (Some(Rhythm::Every(span)), format!("every {span}"));
        }
        if steps.is_empty() {
            return (None, String::new());
        }
        self.rising(&shape.schedule, &steps);
        let cadence = steps.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        (Some(Rhythm::At(steps)), format!("at {cadence}"))
    }

    pub(super) fn intake(&mut self, shapes: Vec<IntakeShape>, context: &Context) -> Vec<IntakeForm> {
        let mut seen = BTreeSet::new();
        let mut forms = Vec::new();
        for shape in shapes {
            self.id(&shape.id);
            self.once(&mut seen, &shape.id, "intake form");
            let mut fields_seen = BTreeSet::new();
            let mut fields = Vec::new();
            for field in shape.field {
                self.once(&mut fields_seen, &field.id, "field");
                fields.push(self.field(field));
            }
            forms.push(IntakeForm {
                id: shape.id.get_ref().clone(),
                title: shape.title,
                source: shape.source,
                conditions: self.conditions(&shape.priorities, &shape.kinds, &shape.environments),
                is_on_request: shape.on_request,
                call: self.call(&shape.call, context),
                say: self.say(shape.say.as_ref()),
                fields,
            });
        }
        forms
    }

    fn field(&mut self, field: FieldShape) -> IntakeField {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let id = field.id.get_ref();
        if id.is_empty() || !id.chars().all(plain) {
            self.refuse(
                field.id.span(),
                format!("the field `{id}` has to be small letters, digits and underscores"),
            );
        }
        let kind = field.kind.as_ref().map_or(FieldKind::Line, |text| {
            let found = FIELD_KINDS.iter().find(|(word, _)| word == text.get_ref()).map(|(_, kind)| *kind);
            found.unwrap_or_else(|| {
                let known = FIELD_KINDS.map(|(word, _)| word).join(", ");
                self.refuse(text.span(), format!("`{}` is not a kind of field; use {known}", text.get_ref()));
                FieldKind::Line
            })
        });
        let keeps_itself = matches!(kind, FieldKind::Services | FieldKind::Ticket);
        if !keeps_itself && FIELDS.iter().any(|(name, _)| name == id) {
            self.refuse(
                field.id.span(),
                format!("`{id}` is a fact of the incident already; name the field otherwise"),
            );
        }
        IntakeField {
            id: id.clone(),
            label: field.label,
            hint: field.hint,
            kind,
            is_required: field.required,
        }
    }

    pub(super) fn hotline(&mut self, shape: Option<HotlineShape>, context: &Context) -> HotlineRules {
        let Some(shape) = shape else { return HotlineRules::default() };
        let mut seen = BTreeSet::new();
        for item in &shape.item {
            self.id(&item.id);
            self.once(&mut seen, &item.id, "item");
        }
        for ready in &shape.ready {
            let name = ready.fact.get_ref();
            let of_intake =
                context.intake.iter().flat_map(|form| &form.fields).any(|field| field.id == *name);
            if !of_intake && !FIELDS.iter().any(|(known, _)| known == name) {
                let known: Vec<&str> = FIELDS.iter().map(|(known, _)| *known).collect();
                self.refuse(
                    ready.fact.span(),
                    format!(
                        "there is no fact `{name}`; there are {} and the fields of the intake",
                        known.join(", ")
                    ),
                );
            }
        }
        HotlineRules {
            call: self.call(&shape.call, context),
            ready: shape.ready.into_iter().map(|one| (one.fact.into_inner(), one.label)).collect(),
            items: shape.item.into_iter().map(|one| (one.id.into_inner(), one.text)).collect(),
        }
    }

    fn once(&mut self, seen: &mut BTreeSet<String>, id: &Spanned<String>, what: &str) {
        if !seen.insert(id.get_ref().clone()) {
            self.refuse(id.span(), format!("the {what} `{}` is there twice; each stands once", id.get_ref()));
        }
    }
}
