//! The look: every colour and every size of the program, and the egui styles made from them.
//!
//! Screens take colours from [`Tokens::of`] and sizes from [`space`], [`size`] and [`font`].
//! No other module writes a colour as numbers; clippy's `disallowed_methods` keeps it so.
//!
//! Both themes carry the same names. The test at the foot measures each pair of colours that
//! may meet, after WCAG 2.2 (1.4.3 for text, 1.4.11 for shapes).
#![expect(clippy::disallowed_methods, reason = "colours are written as numbers here and nowhere else")]

use egui::style::{ScrollAnimation, ScrollStyle, TextCursorStyle, WidgetVisuals};
use egui::{
    Color32, Context, CornerRadius, CursorIcon, Margin, Shadow, Stroke, Style, TextStyle, Theme,
    ThemePreference, Visuals, vec2,
};

/// Distances in points, on a grid of four.
pub mod space {
    /// 4 points: between a mark and its word.
    pub const XS: f32 = 4.0;
    /// 8 points: between neighbours, such as two buttons.
    pub const S: f32 = 8.0;
    /// 12 points: inside a button, left and right.
    pub const M: f32 = 12.0;
    /// 16 points: the margin of a panel.
    pub const L: f32 = 16.0;
    /// 24 points: between groups.
    pub const XL: f32 = 24.0;
    /// 32 points: between parts of a screen.
    pub const XXL: f32 = 32.0;
}

/// Sizes of text and of controls, in points.
pub mod size {
    /// 12: what stands beside, and labels of fields.
    pub const SMALL: f32 = 12.0;
    /// 14: what is read.
    pub const BODY: f32 = 14.0;
    /// 16: a title in a row, and a countdown in a list.
    pub const TITLE: f32 = 16.0;
    /// 20: the heading of a screen or of an incident.
    pub const HEADING: f32 = 20.0;
    /// 28: the one loudest countdown.
    pub const DISPLAY: f32 = 28.0;
    /// The least height of anything that can be pressed.
    pub const CONTROL: f32 = 28.0;
    /// The radius of corners.
    pub const CORNER: u8 = 6;
    /// The width of a hairline.
    pub const HAIRLINE: f32 = 1.0;
    /// The width of the ring around what has the focus.
    pub const FOCUS_RING: f32 = 2.0;
    /// Seconds that a fade takes. None lasts longer.
    pub const FADE_SECS: f32 = 0.1;
}

/// The fonts of the program by their use.
///
/// Two weights: ordinary, and `strong` for what is looked for first.
pub mod font {
    use super::size;
    use crate::ui::fonts::{MONO_STRONG, STRONG};
    use egui::{FontFamily, FontId};

    /// What stands beside: 12.
    pub fn small() -> FontId {
        FontId::new(size::SMALL, FontFamily::Proportional)
    }

    /// Headings of sections: 12, strong.
    pub fn small_strong() -> FontId {
        FontId::new(size::SMALL, FontFamily::Name(STRONG.into()))
    }

    /// What is read: 14.
    pub fn body() -> FontId {
        FontId::new(size::BODY, FontFamily::Proportional)
    }

    /// What is looked for first in a row: 14, strong.
    pub fn strong() -> FontId {
        FontId::new(size::BODY, FontFamily::Name(STRONG.into()))
    }

    /// The title of a card or a dialog: 16, strong.
    pub fn title() -> FontId {
        FontId::new(size::TITLE, FontFamily::Name(STRONG.into()))
    }

    /// The heading of a screen or of an incident: 20, strong.
    pub fn heading() -> FontId {
        FontId::new(size::HEADING, FontFamily::Name(STRONG.into()))
    }

    /// References and key hints: 12, fixed width.
    pub fn mono_small() -> FontId {
        FontId::new(size::SMALL, FontFamily::Monospace)
    }

    /// Times in the log: 14, fixed width.
    pub fn mono() -> FontId {
        FontId::new(size::BODY, FontFamily::Monospace)
    }

    /// The time now: 14, fixed width, strong.
    pub fn mono_strong() -> FontId {
        FontId::new(size::BODY, FontFamily::Name(MONO_STRONG.into()))
    }

    /// A countdown in a list: 16, fixed width, so that it ticks without dancing.
    pub fn countdown() -> FontId {
        FontId::new(size::TITLE, FontFamily::Monospace)
    }

    /// The one loudest countdown: 28, fixed width.
    pub fn display() -> FontId {
        FontId::new(size::DISPLAY, FontFamily::Monospace)
    }

    /// Words on the wall, strong: in the size that its window gives.
    pub fn wall(points: f32) -> FontId {
        FontId::new(points, FontFamily::Name(STRONG.into()))
    }

    /// What stands beside on the wall.
    pub fn wall_beside(points: f32) -> FontId {
        FontId::new(points, FontFamily::Proportional)
    }

    /// Figures on the wall, fixed width.
    pub fn wall_figures(points: f32) -> FontId {
        FontId::new(points, FontFamily::Monospace)
    }
}

/// The colours of one theme by their use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// The ground of every screen.
    pub surface: Color32,
    /// What lies on the ground: quiet buttons, cards, dialogs, menus.
    pub surface_raised: Color32,
    /// What lies below the ground: the rail, fields, places to type.
    pub surface_sunken: Color32,
    /// A quiet button or a row under the pointer.
    pub hover: Color32,
    /// Lines between parts, and edges of quiet buttons. For the eye only: never the sole sign
    /// of anything.
    pub hairline: Color32,
    /// Edges that say where something can be typed or ticked: fields, boxes. At least 3 to 1.
    pub outline: Color32,
    /// What is read first.
    pub text: Color32,
    /// What is read second. Also hints in fields.
    pub text_muted: Color32,
    /// Large or unimportant text only: 3 to 1, not 4.5.
    pub text_faint: Color32,
    /// The colour of what can be done: the primary button, the focus ring, the open tab, links.
    pub accent: Color32,
    /// The primary button under the pointer.
    pub accent_hover: Color32,
    /// Text on [`Self::accent`] and [`Self::accent_hover`].
    pub on_accent: Color32,
    /// Priority critical, ◆.
    pub critical: Color32,
    /// Priority high, ▲.
    pub high: Color32,
    /// Priority medium, ●.
    pub medium: Color32,
    /// Priority low, ○.
    pub low: Color32,
    /// A deadline that has passed.
    pub overdue: Color32,
    /// A deadline that comes soon.
    pub due_soon: Color32,
    /// Something owed that was done in time.
    pub met: Color32,
    /// A clock that is paused.
    pub paused: Color32,
    /// The selected row, and the open screen in the rail.
    pub selection: Color32,
    /// Text marked in a field.
    pub text_selection: Color32,
    /// The ground of a banner about something overdue.
    pub overdue_tint: Color32,
    /// The ground of a banner about something due soon.
    pub due_soon_tint: Color32,
    /// The ground of a banner about something settled.
    pub met_tint: Color32,
    /// The ground of a banner about something paused.
    pub paused_tint: Color32,
    /// The ground of a banner that only informs.
    pub accent_tint: Color32,
    /// Dims the screen behind a dialog.
    pub backdrop: Color32,
    /// The one shadow, under what floats.
    pub shadow: Color32,
    /// The bars of people in the rota, one each; with more people they begin again. Never alone: the
    /// name stands on or beside the colour.
    pub people: [Color32; PEOPLE],
}

/// How many people have a colour of their own.
const PEOPLE: usize = 8;

/// The night watch.
static DARK: Tokens = Tokens {
    surface: hex(0x0e_12_17),
    surface_raised: hex(0x15_1b_22),
    surface_sunken: hex(0x0a_0d_11),
    hover: hex(0x1c_24_2d),
    hairline: hex(0x24_2c_36),
    outline: hex(0x5b_68_76),
    text: hex(0xe8_ed_f3),
    text_muted: hex(0x94_a1_b1),
    text_faint: hex(0x6b_78_87),
    accent: hex(0x5a_a9_ff),
    accent_hover: hex(0x7d_bc_ff),
    on_accent: hex(0x06_12_1f),
    critical: hex(0xff_5d_5d),
    high: hex(0xff_ab_40),
    medium: hex(0x4c_c2_ff),
    low: hex(0x8b_98_a8),
    overdue: hex(0xff_5d_5d),
    due_soon: hex(0xff_c8_57),
    met: hex(0x43_d0_9a),
    paused: hex(0xa7_8b_fa),
    selection: hex(0x1b_26_33),
    text_selection: hex(0x1d_38_57),
    overdue_tint: hex(0x30_1c_21),
    due_soon_tint: hex(0x2d_29_20),
    met_tint: hex(0x15_2d_29),
    paused_tint: hex(0x23_23_37),
    accent_tint: hex(0x19_27_37),
    backdrop: Color32::from_black_alpha(140),
    shadow: Color32::from_black_alpha(120),
    people: [
        hex(0x27_47_6e),
        hex(0x1d_4b_3d),
        hex(0x56_44_22),
        hex(0x44_38_69),
        hex(0x5c_31_42),
        hex(0x1d_4d_59),
        hex(0x4a_4a_1f),
        hex(0x3c_42_50),
    ],
};

/// The day watch.
static LIGHT: Tokens = Tokens {
    surface: hex(0xf7_f8_fa),
    surface_raised: hex(0xff_ff_ff),
    surface_sunken: hex(0xee_f1_f4),
    hover: hex(0xef_f3_f8),
    hairline: hex(0xdd_e3_ea),
    outline: hex(0x7f_8b_99),
    text: hex(0x13_1a_22),
    text_muted: hex(0x56_63_74),
    text_faint: hex(0x78_85_95),
    accent: hex(0x14_63_c4),
    accent_hover: hex(0x0f_54_a8),
    on_accent: hex(0xff_ff_ff),
    critical: hex(0xc6_28_28),
    high: hex(0xa3_54_00),
    medium: hex(0x0b_6a_a8),
    low: hex(0x5a_67_75),
    overdue: hex(0xc6_28_28),
    due_soon: hex(0x8a_60_00),
    met: hex(0x0a_75_51),
    paused: hex(0x6d_4b_d1),
    selection: hex(0xe3_ee_fb),
    text_selection: hex(0xd6_e7_fb),
    overdue_tint: hex(0xf8_e9_ea),
    due_soon_tint: hex(0xf4_ef_e4),
    met_tint: hex(0xe4_f0_ec),
    paused_tint: hex(0xee_ec_f9),
    accent_tint: hex(0xe5_ec_f6),
    backdrop: Color32::from_black_alpha(90),
    shadow: Color32::from_black_alpha(36),
    people: [
        hex(0xc5_dc_fa),
        hex(0xc2_e8_d7),
        hex(0xf5_df_b3),
        hex(0xdd_d1_f8),
        hex(0xf7_cf_db),
        hex(0xc4_e7_ee),
        hex(0xe7_e7_b4),
        hex(0xd6_dc_e5),
    ],
};

/// A colour written as on the web, `0xrr_gg_bb`.
const fn hex(rgb: u32) -> Color32 {
    let [_, r, g, b] = rgb.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

impl Tokens {
    /// The colours of the dark theme.
    pub const fn dark() -> &'static Self {
        &DARK
    }

    /// The colours of the light theme.
    pub const fn light() -> &'static Self {
        &LIGHT
    }

    /// The colours of a given theme.
    pub const fn for_theme(theme: Theme) -> &'static Self {
        match theme {
            Theme::Dark => Self::dark(),
            Theme::Light => Self::light(),
        }
    }

    /// The colours of the theme that is in force. Takes a `&Ui` as well as a `&Context`.
    pub fn of(ctx: &Context) -> &'static Self {
        Self::for_theme(ctx.theme())
    }

    /// The colour of a person of the rota, by their number.
    pub fn person(&self, number: usize) -> Color32 {
        self.people.get(number % PEOPLE).copied().unwrap_or(self.surface_raised)
    }

    /// The one shadow, under dialogs, menus and tooltips.
    pub const fn float_shadow(&self) -> Shadow {
        Shadow { offset: [0, 8], blur: 24, spread: 0, color: self.shadow }
    }
}

/// Which theme the person wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    /// The night watch.
    #[default]
    Dark,
    /// The day watch.
    Light,
    /// Whatever the system shows; the night watch where it doesn't tell.
    System,
}

impl ThemeChoice {
    /// The choices in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Dark, Self::Light, Self::System];

    /// The words on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Dark => "Dark",
            Self::Light => "Light",
            Self::System => "As the system",
        }
    }

    /// The word in the settings file.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::System => "system",
        }
    }

    /// The choice behind a word in the settings file.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.key() == key)
    }

    /// Puts the choice in force from the next frame on.
    pub fn set(self, ctx: &Context) {
        ctx.set_theme(ThemePreference::from(self));
    }
}

impl From<ThemeChoice> for ThemePreference {
    fn from(choice: ThemeChoice) -> Self {
        match choice {
            ThemeChoice::Dark => Self::Dark,
            ThemeChoice::Light => Self::Light,
            ThemeChoice::System => Self::System,
        }
    }
}

/// Gives egui both themes. Call it once at the start, after [`fonts::install`].
///
/// Which of the two is shown is for [`ThemeChoice::set`].
///
/// [`fonts::install`]: crate::ui::fonts::install
pub fn apply(ctx: &Context) {
    ctx.set_style_of(Theme::Dark, style(Theme::Dark));
    ctx.set_style_of(Theme::Light, style(Theme::Light));
    ctx.options_mut(|options| options.fallback_theme = Theme::Dark);
}

/// Takes every fade away, or gives it back.
///
/// egui 0.37 doesn't know what the system asks for; `ui::motion` does.
pub fn set_reduced_motion(ctx: &Context, reduced: bool) {
    let secs = if reduced { 0.0 } else { size::FADE_SECS };
    ctx.all_styles_mut(|style| style.animation_time = secs);
}

/// The egui style of one theme.
fn style(theme: Theme) -> Style {
    let mut style = theme.default_style();
    style.text_styles = [
        (TextStyle::Small, font::small()),
        (TextStyle::Body, font::body()),
        (TextStyle::Button, font::body()),
        (TextStyle::Monospace, font::mono()),
        (TextStyle::Heading, font::heading()),
    ]
    .into();
    style.visuals = visuals(Tokens::for_theme(theme), theme);
    style.animation_time = size::FADE_SECS;
    style.scroll_animation = ScrollAnimation::none();
    style.interaction.tooltip_delay = 0.4;
    // Words in rows and labels are pressed and dragged over, not marked.
    style.interaction.selectable_labels = false;

    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(space::S, space::XS);
    // Five, not four: fields hang their text from the top, and so have it in the middle.
    spacing.button_padding = vec2(space::M, 5.0);
    spacing.interact_size = vec2(40.0, size::CONTROL);
    spacing.window_margin = Margin::same(16);
    spacing.menu_margin = Margin::same(4);
    spacing.menu_spacing = space::XS;
    spacing.indent = space::L;
    spacing.icon_width = space::L;
    spacing.icon_width_inner = space::S;
    spacing.icon_spacing = space::S;
    spacing.combo_width = 120.0;
    spacing.combo_height = 320.0;
    spacing.text_edit_width = 240.0;
    spacing.tooltip_width = 320.0;
    spacing.scroll = ScrollStyle {
        bar_width: 8.0,
        floating_width: 4.0,
        floating_allocated_width: 0.0,
        bar_outer_margin: 2.0,
        handle_min_length: 32.0,
        foreground_color: true,
        dormant_background_opacity: 0.0,
        active_background_opacity: 0.0,
        interact_background_opacity: 0.0,
        dormant_handle_opacity: 0.25,
        active_handle_opacity: 0.35,
        interact_handle_opacity: 0.6,
        ..ScrollStyle::floating()
    };
    spacing.scroll.fade.strength = 0.0;
    style
}

/// The egui colours of one theme.
fn visuals(tokens: &Tokens, theme: Theme) -> Visuals {
    let corner_radius = CornerRadius::same(size::CORNER);
    let ring = Stroke::new(size::FOCUS_RING, tokens.accent);
    let quiet = WidgetVisuals {
        bg_fill: tokens.surface_sunken,
        weak_bg_fill: tokens.surface_raised,
        bg_stroke: Stroke::new(size::HAIRLINE, tokens.outline),
        fg_stroke: Stroke::new(1.5, tokens.text),
        corner_radius,
        expansion: 0.0,
    };
    let hovered = WidgetVisuals {
        weak_bg_fill: tokens.hover,
        bg_stroke: Stroke::new(size::HAIRLINE, tokens.text_muted),
        ..quiet
    };

    let mut visuals = theme.default_visuals();
    visuals.widgets.noninteractive = WidgetVisuals {
        bg_fill: tokens.surface,
        weak_bg_fill: tokens.surface,
        bg_stroke: Stroke::new(size::HAIRLINE, tokens.hairline),
        fg_stroke: Stroke::new(1.0, tokens.text),
        corner_radius,
        expansion: 0.0,
    };
    visuals.widgets.inactive = quiet;
    visuals.widgets.hovered = hovered;
    // egui shows what has the focus as active, so this is the focus ring.
    visuals.widgets.active = WidgetVisuals { weak_bg_fill: tokens.hover, bg_stroke: ring, ..quiet };
    visuals.widgets.open = hovered;

    // The stroke is the ring of a focused field, and its colour that of marked text.
    visuals.selection.bg_fill = tokens.text_selection;
    visuals.selection.stroke = ring;
    visuals.text_cursor = TextCursorStyle {
        stroke: Stroke::new(2.0, tokens.accent),
        // A blinking cursor would repaint a quiet screen twice a second.
        blink: false,
        ..TextCursorStyle::default()
    };

    visuals.override_text_color = None;
    visuals.weak_text_color = Some(tokens.text_muted);
    visuals.hyperlink_color = tokens.accent;
    visuals.warn_fg_color = tokens.due_soon;
    visuals.error_fg_color = tokens.overdue;
    visuals.panel_fill = tokens.surface;
    visuals.faint_bg_color = tokens.surface_raised;
    visuals.extreme_bg_color = tokens.surface_sunken;
    visuals.text_edit_bg_color = Some(tokens.surface_sunken);
    visuals.code_bg_color = tokens.surface_sunken;
    visuals.window_fill = tokens.surface_raised;
    visuals.window_stroke = Stroke::new(size::HAIRLINE, tokens.hairline);
    visuals.window_shadow = tokens.float_shadow();
    visuals.popup_shadow = tokens.float_shadow();
    visuals.window_corner_radius = corner_radius;
    visuals.menu_corner_radius = corner_radius;
    visuals.window_highlight_topmost = false;
    visuals.indent_has_left_vline = false;
    visuals.interact_cursor = Some(CursorIcon::PointingHand);
    visuals
}

/// The contrast of two colours after WCAG 2.2, from 1 to 21.
#[cfg(test)]
fn contrast(a: Color32, b: Color32) -> f64 {
    let luminance = |color: Color32| {
        let [r, g, b] = [color.r(), color.g(), color.b()].map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (x, y) = (luminance(a), luminance(b));
    (x.max(y) + 0.05) / (x.min(y) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every ground that text may stand on.
    fn grounds(t: &Tokens) -> [(&'static str, Color32); 10] {
        [
            ("surface", t.surface),
            ("surface_raised", t.surface_raised),
            ("surface_sunken", t.surface_sunken),
            ("hover", t.hover),
            ("selection", t.selection),
            ("overdue_tint", t.overdue_tint),
            ("due_soon_tint", t.due_soon_tint),
            ("met_tint", t.met_tint),
            ("paused_tint", t.paused_tint),
            ("accent_tint", t.accent_tint),
        ]
    }

    /// Every colour that words are written in.
    fn inks(t: &Tokens) -> [(&'static str, Color32); 11] {
        [
            ("text", t.text),
            ("text_muted", t.text_muted),
            ("accent", t.accent),
            ("critical", t.critical),
            ("high", t.high),
            ("medium", t.medium),
            ("low", t.low),
            ("overdue", t.overdue),
            ("due_soon", t.due_soon),
            ("met", t.met),
            ("paused", t.paused),
        ]
    }

    /// Lists every pair below the contrast asked for, so that one run tells them all.
    fn too_weak(
        theme: Theme,
        inks: &[(&str, Color32)],
        grounds: &[(&str, Color32)],
        least: f64,
    ) -> Vec<String> {
        let mut weak = Vec::new();
        for (ink_name, ink) in inks {
            for (ground_name, ground) in grounds {
                let ratio = contrast(*ink, *ground);
                if ratio < least {
                    weak.push(format!("{theme:?}: {ink_name} on {ground_name} is {ratio:.2}"));
                }
            }
        }
        weak
    }

    #[test]
    fn names_read_well_on_the_colour_of_every_person() {
        for tokens in [Tokens::dark(), Tokens::light()] {
            for colour in tokens.people {
                assert!(contrast(tokens.text, colour) >= 4.5, "{colour:?}");
                assert!(contrast(tokens.text_muted, colour) >= 3.0, "{colour:?}");
            }
        }
    }

    #[test]
    fn contrast_is_measured_as_wcag_does() {
        assert!((contrast(Color32::WHITE, Color32::BLACK) - 21.0).abs() < 1e-9);
        assert!((contrast(Color32::WHITE, Color32::WHITE) - 1.0).abs() < 1e-9);
        // The grey that WCAG gives as the lightest for text on white.
        assert!((contrast(hex(0x76_76_76), Color32::WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn every_colour_of_words_reads_on_every_ground_in_both_themes() {
        let weak: Vec<String> = [Theme::Dark, Theme::Light]
            .into_iter()
            .flat_map(|theme| {
                let t = Tokens::for_theme(theme);
                let mut weak = too_weak(theme, &inks(t), &grounds(t), 4.5);
                weak.extend(too_weak(
                    theme,
                    &[("on_accent", t.on_accent)],
                    &[("accent", t.accent), ("accent_hover", t.accent_hover)],
                    4.5,
                ));
                weak.extend(too_weak(
                    theme,
                    &[("text", t.text), ("accent", t.accent)],
                    &[("text_selection", t.text_selection)],
                    4.5,
                ));
                weak
            })
            .collect();
        assert!(weak.is_empty(), "{weak:#?}");
    }

    #[test]
    fn shapes_and_faint_text_stand_out_in_both_themes() {
        let weak: Vec<String> = [Theme::Dark, Theme::Light]
            .into_iter()
            .flat_map(|theme| {
                let t = Tokens::for_theme(theme);
                let mut weak = too_weak(theme, &[("text_faint", t.text_faint)], &grounds(t), 3.0);
                weak.extend(too_weak(
                    theme,
                    &[("outline", t.outline)],
                    &[
                        ("surface", t.surface),
                        ("surface_raised", t.surface_raised),
                        ("surface_sunken", t.surface_sunken),
                    ],
                    3.0,
                ));
                // The ring lies between a control and the ground around it.
                weak.extend(too_weak(theme, &[("accent", t.accent)], &grounds(t), 3.0));
                weak
            })
            .collect();
        assert!(weak.is_empty(), "{weak:#?}");
    }

    #[test]
    fn no_two_tokens_for_priorities_look_the_same() {
        for t in [Tokens::dark(), Tokens::light()] {
            let all = [t.critical, t.high, t.medium, t.low];
            for (i, a) in all.iter().enumerate() {
                assert!(all.iter().skip(i + 1).all(|b| a != b));
            }
        }
    }

    #[test]
    fn apply_gives_both_themes_and_the_choice_switches_between_them() {
        let ctx = Context::default();
        apply(&ctx);
        assert_eq!(ctx.style_of(Theme::Dark).visuals.panel_fill, Tokens::dark().surface);
        assert_eq!(ctx.style_of(Theme::Light).visuals.panel_fill, Tokens::light().surface);

        ThemeChoice::Light.set(&ctx);
        assert_eq!(Tokens::of(&ctx), Tokens::light());
        ThemeChoice::Dark.set(&ctx);
        assert_eq!(Tokens::of(&ctx), Tokens::dark());
        // The system tells nothing in a test, so its theme is the night watch.
        ThemeChoice::System.set(&ctx);
        assert_eq!(Tokens::of(&ctx), Tokens::dark());
    }

    #[test]
    fn motion_is_short_and_can_be_taken_away() {
        let ctx = Context::default();
        apply(&ctx);
        for theme in [Theme::Dark, Theme::Light] {
            assert!(ctx.style_of(theme).animation_time <= 0.12);
            assert!(!ctx.style_of(theme).visuals.text_cursor.blink);
        }
        set_reduced_motion(&ctx, true);
        for theme in [Theme::Dark, Theme::Light] {
            assert!(ctx.style_of(theme).animation_time.abs() < f32::EPSILON);
        }
        set_reduced_motion(&ctx, false);
        for theme in [Theme::Dark, Theme::Light] {
            assert!((ctx.style_of(theme).animation_time - size::FADE_SECS).abs() < f32::EPSILON);
        }
    }

    #[test]
    fn a_theme_choice_comes_back_from_its_key() {
        for choice in ThemeChoice::ALL {
            assert_eq!(ThemeChoice::from_key(choice.key()), Some(choice));
        }
        assert_eq!(ThemeChoice::from_key("sepia"), None);
    }

    #[test]
    fn distances_lie_on_the_grid_of_four() {
        for points in [space::XS, space::S, space::M, space::L, space::XL, space::XXL, size::CONTROL] {
            assert!((points % 4.0).abs() < f32::EPSILON, "{points}");
        }
    }
}
