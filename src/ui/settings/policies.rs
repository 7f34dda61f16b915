//! Settings of policies: those in force, and what is wrong with files.

use egui::{RichText, Ui};

use super::{muted, section};
use crate::domain::policy::Policy;
use crate::domain::world::short;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::theme::{Tokens, font};
use crate::ui::widgets;

/// Paints the policies in force.
pub fn policies_ui(ui: &mut Ui, seen: &Seen, asks: &mut Asks) {
    section(ui, "Policies");
    let world = &seen.snapshot.world;
    for policy in world.in_force.values() {
        let is_usual = policy.id.name == world.settings.default_policy;
        policy_ui(ui, policy, is_usual);
    }
    let overdue = Tokens::of(ui).overdue;
    for problem in &seen.snapshot.policy_problems {
        ui.label(RichText::new(problem).color(overdue));
    }
    let folder = seen.snapshot.folder.join(crate::desk::policies::FOLDER);
    muted(
        ui,
        &format!(
            "Your own policies are TOML files in {}. A changed policy is for incidents opened from then on",
            folder.display()
        ),
    );
    ui.horizontal(|ui| {
        if widgets::quiet_button(ui, "Read them again", None).clicked() {
            asks.push(Ask::ReloadPolicies);
        }
    });
}

fn policy_ui(ui: &mut Ui, policy: &Policy, is_usual: bool) {
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(&policy.title).font(font::strong()));
        let id = format!("{} {}", policy.id.name, short(&policy.id.version));
        let ink = Tokens::of(ui).text_muted;
        ui.label(RichText::new(id).font(font::mono_small()).color(ink));
        let clocks = if policy.clocks.len() == 1 {
            "1 clock".to_owned()
        } else {
            format!("{} clocks", policy.clocks.len())
        };
        ui.label(RichText::new(clocks).font(font::small()).color(ink));
        if !policy.source.is_empty() {
            ui.label(RichText::new(format!("from {}", policy.source)).font(font::small()).color(ink));
        }
        if is_usual {
            widgets::badge(ui, "usual", widgets::Tone::Accent);
        }
    });
}
