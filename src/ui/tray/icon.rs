//! The picture in the tray: a number on a ground. What is overdue has a bright ground with cut corners and an
//! exclamation mark, so that it tells itself apart without its colour.

use egui::Color32;

use crate::platform::Pixmap;
use crate::ui::theme::Tokens;

/// The sizes that desktops ask for most, in pixels.
const SIDES: [u32; 3] = [22, 32, 64];

/// The digits and the exclamation mark, five rows of three bits.
const GLYPHS: [[u8; 5]; 11] = [
    [0b111, 0b101, 0b101, 0b101, 0b111],
    [0b010, 0b110, 0b010, 0b010, 0b111],
    [0b111, 0b001, 0b111, 0b100, 0b111],
    [0b111, 0b001, 0b111, 0b001, 0b111],
    [0b101, 0b101, 0b111, 0b001, 0b001],
    [0b111, 0b100, 0b111, 0b001, 0b111],
    [0b111, 0b100, 0b111, 0b101, 0b111],
    [0b111, 0b001, 0b010, 0b010, 0b010],
    [0b111, 0b101, 0b111, 0b101, 0b111],
    [0b111, 0b101, 0b111, 0b001, 0b111],
    [0b010, 0b010, 0b010, 0b000, 0b010],
];

/// Where the exclamation mark is among the glyphs.
const EXCLAMATION: usize = 10;

/// The picture of so many open incidents in every size. From a hundred on it says 99.
pub(super) fn icons(open: u64, is_urgent: bool) -> Vec<Pixmap> {
    SIDES.iter().map(|side| icon(*side, open, is_urgent)).collect()
}

fn icon(side: u32, open: u64, is_urgent: bool) -> Pixmap {
    let tokens = Tokens::dark();
    let (ground, ink) =
        if is_urgent { (tokens.overdue, tokens.surface) } else { (tokens.surface, tokens.text) };
    let mut canvas = Canvas { side, pixels: vec![Color32::TRANSPARENT; (side * side) as usize] };
    canvas.ground(ground, tokens.outline, is_urgent);
    let mut glyphs: Vec<usize> = Vec::new();
    if open > 0 {
        let open = open.min(99) as usize;
        glyphs.extend((open >= 10).then_some(open / 10));
        glyphs.push(open % 10);
    }
    glyphs.extend(is_urgent.then_some(EXCLAMATION));
    if glyphs.is_empty() {
        canvas.diamond(tokens.text_muted);
    } else {
        canvas.write(&glyphs, ink);
    }
    Pixmap { side, rgba: canvas.pixels.iter().flat_map(Color32::to_srgba_unmultiplied).collect() }
}

/// The places of a square, row by row.
fn squares(side: u32) -> impl Iterator<Item = (u32, u32)> {
    (0..side).flat_map(move |y| (0..side).map(move |x| (x, y)))
}

struct Canvas {
    side: u32,
    pixels: Vec<Color32>,
}

impl Canvas {
    fn set(&mut self, x: u32, y: u32, color: Color32) {
        let place = y.saturating_mul(self.side).saturating_add(x) as usize;
        if x < self.side
            && let Some(pixel) = self.pixels.get_mut(place)
        {
            *pixel = color;
        }
    }

    /// A square with an edge; its corners are round, or cut.
    fn ground(&mut self, color: Color32, edge: Color32, is_cut: bool) {
        let last = self.side.saturating_sub(1);
        let corner = if is_cut { self.side / 4 } else { self.side / 8 };
        for (x, y) in squares(self.side) {
            let (dx, dy) = (x.min(last - x), y.min(last - y));
            let across = dx + dy;
            if across < corner {
                continue;
            }
            let is_edge = dx == 0 || dy == 0 || across == corner;
            self.set(x, y, if is_edge && !is_cut { edge } else { color });
        }
    }

    /// The mark of the program, where there is nothing to count.
    fn diamond(&mut self, color: Color32) {
        let middle = i64::from(self.side) - 1;
        for (x, y) in squares(self.side) {
            let across = (2 * i64::from(x) - middle).abs() + (2 * i64::from(y) - middle).abs();
            if across <= middle / 2 {
                self.set(x, y, color);
            }
        }
    }

    /// Glyphs side by side in the middle, as large as they fit.
    fn write(&mut self, glyphs: &[usize], color: Color32) {
        let columns = (glyphs.len() as u32 * 4).saturating_sub(1).max(1);
        let scale = ((self.side - 2) / columns).min((self.side - 4) / 5).max(1);
        let left = self.side.saturating_sub(columns * scale) / 2;
        let top = self.side.saturating_sub(5 * scale) / 2;
        for (at, glyph) in glyphs.iter().enumerate() {
            let rows = GLYPHS.get(*glyph).copied().unwrap_or_default();
            for (row, bits) in rows.iter().enumerate() {
                for column in (0..3_u32).filter(|column| bits & (0b100 >> column) != 0) {
                    let x = left + (at as u32 * 4 + column) * scale;
                    let y = top + row as u32 * scale;
                    for (dx, dy) in squares(scale) {
                        self.set(x + dx, y + dy, color);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The picture as text: what is no ground is a `#`.
    fn drawn(pixmap: &Pixmap, ground: Color32) -> String {
        let ground = ground.to_srgba_unmultiplied();
        let is_ink = |pixel: &[u8]| pixel[3] > 0 && pixel != ground;
        let row = |row: &[u8]| -> String {
            row.chunks(4).map(|pixel| if is_ink(pixel) { '#' } else { '.' }).collect()
        };
        pixmap.rgba.chunks(pixmap.side as usize * 4).map(row).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_size_is_whole_and_the_number_is_readable_in_the_smallest() {
        for (open, is_urgent) in [(0, false), (3, false), (12, true), (250, true)] {
            for pixmap in icons(open, is_urgent) {
                assert_eq!(pixmap.rgba.len(), (pixmap.side * pixmap.side * 4) as usize);
            }
        }
        let pixmap = icon(22, 1, true);
        expect_test::expect![[r"
            ......................
            ......................
            ......................
            ......................
            ......................
            ......................
            ......##......##......
            ......##......##......
            ....####......##......
            ....####......##......
            ......##......##......
            ......##......##......
            ......##..............
            ......##..............
            ....######....##......
            ....######....##......
            ......................
            ......................
            ......................
            ......................
            ......................
            ......................"]]
        .assert_eq(&drawn(&pixmap, Tokens::dark().overdue));
    }

    #[test]
    fn what_is_overdue_has_another_shape() {
        let shape = |is_urgent| -> Vec<bool> {
            icon(32, 3, is_urgent).rgba.chunks(4).map(|pixel| pixel[3] > 0).collect()
        };
        assert_ne!(shape(true), shape(false));
    }
}
