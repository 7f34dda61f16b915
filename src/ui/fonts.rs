//! The fonts that Bridgewatch brings along, and how they stand in for each other.
//!
//! Text looks the same on every machine, since no font of the system is asked for. A character
//! that none of these fonts has is painted as a box, and is a panic in tests. Where the files
//! come from and how they were cut is told in `assets/README.md`.

use egui::{Context, FontData, FontDefinitions, FontFamily, FontTweak};
use std::sync::Arc;

/// The family of strong text. Use it through [`font`](crate::ui::theme::font).
pub const STRONG: &str = "strong";

/// The family of strong text of fixed width.
pub const MONO_STRONG: &str = "mono-strong";

/// Icons are drawn this much larger than the letters beside them.
///
/// They need no shift. egui centres a face that stands in within the row, Phosphor centres its
/// glyphs in their box, and the middle of a row of Inter is the middle of its capitals.
const ICON_SCALE: f32 = 1.15;

/// Name and bytes of each shipped font.
const FILES: [(&str, &[u8]); 6] = [
    ("Inter", include_bytes!("../../assets/fonts/Inter-Regular.otf")),
    ("Inter SemiBold", include_bytes!("../../assets/fonts/Inter-SemiBold.otf")),
    ("JetBrains Mono", include_bytes!("../../assets/fonts/JetBrainsMono-Regular.ttf")),
    ("JetBrains Mono SemiBold", include_bytes!("../../assets/fonts/JetBrainsMono-SemiBold.ttf")),
    ("Phosphor", include_bytes!("../../assets/icons/Phosphor.ttf")),
    ("Phosphor Fill", include_bytes!("../../assets/icons/Phosphor-Fill.ttf")),
];

/// Gives egui the fonts. They are there from the next frame on.
pub fn install(ctx: &Context) {
    ctx.set_fonts(definitions());
}

/// The font definitions that [`install`] sets.
///
/// Each family falls back to the icons, and then to the other face of the same weight.
fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    for (name, bytes) in FILES {
        let mut data = FontData::from_static(bytes);
        if name.starts_with("Phosphor") {
            data = data.tweak(FontTweak { scale: ICON_SCALE, ..FontTweak::default() });
        }
        fonts.font_data.insert(name.to_owned(), Arc::new(data));
    }
    let (sans, sans_strong) = ("Inter", "Inter SemiBold");
    let (mono, mono_strong) = ("JetBrains Mono", "JetBrains Mono SemiBold");
    for (family, first, last) in [
        (FontFamily::Proportional, sans, mono),
        (FontFamily::Name(STRONG.into()), sans_strong, mono_strong),
        (FontFamily::Monospace, mono, sans),
        (FontFamily::Name(MONO_STRONG.into()), mono_strong, sans_strong),
    ] {
        let chain = [first, "Phosphor", "Phosphor Fill", last];
        fonts.families.insert(family, chain.map(str::to_owned).to_vec());
    }
    fonts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::icons::{filled, icon};
    use egui::FontId;
    use egui::epaint::text::{Fonts, TextOptions};

    fn families() -> [FontFamily; 4] {
        [
            FontFamily::Proportional,
            FontFamily::Name(STRONG.into()),
            FontFamily::Monospace,
            FontFamily::Name(MONO_STRONG.into()),
        ]
    }

    /// The characters of `text` that a family has no glyph for.
    fn missing(text: &str) -> Vec<String> {
        let mut fonts = Fonts::new(TextOptions::default(), definitions());
        let mut missing = Vec::new();
        for family in families() {
            let id = FontId::new(14.0, family.clone());
            for c in text.chars() {
                if !fonts.has_glyph(&id, c) {
                    missing.push(format!("{c} (U+{:04X}) in {family:?}", u32::from(c)));
                }
            }
        }
        missing
    }

    #[test]
    fn every_icon_has_a_glyph_in_every_family() {
        let icons: String = icon::ALL.iter().chain(filled::ALL).map(|(_, glyph)| *glyph).collect();
        assert!(!icons.is_empty());
        assert_eq!(missing(&icons), Vec::<String>::new());
    }

    #[test]
    fn the_signs_of_the_interface_have_glyphs_in_every_family() {
        let signs = "◆▲●○−…“”‘’·–—✓→←↑↓≥≤×±≠≈°§•‑€£¥₹\u{a0}\u{2009}\u{202f}⌘⌥⇧⌃";
        assert_eq!(missing(signs), Vec::<String>::new());
    }

    #[test]
    fn names_from_many_places_have_glyphs_in_every_family() {
        let names = "Ångström Łukasz Żółć Çağrı Ștefan Nguyễn Ελένη Юлія Đorđe ıİßẞþ";
        assert_eq!(missing(names), Vec::<String>::new());
    }

    #[test]
    fn figures_keep_their_columns_in_every_family() {
        let mut fonts = Fonts::new(TextOptions::default(), definitions());
        let mut view = fonts.with_pixels_per_point(1.0);
        for family in families() {
            let id = FontId::new(100.0, family.clone());
            let zero = view.glyph_width(&id, '0');
            for digit in '1'..='9' {
                let width = view.glyph_width(&id, digit);
                // Inter SemiBold's 1 is a thousandth of an em off, which no one sees.
                assert!((width - zero).abs() < 0.2, "{digit} in {family:?}: {width}, 0: {zero}");
            }
        }
    }

    #[test]
    fn a_character_that_no_font_has_is_found_missing() {
        assert_eq!(missing("\u{e000}").len(), 4, "or the tests above can't fail");
    }
}
