//! The picture in memory: rows of pixels, and the areas of it. Never here: what egui paints.

use egui::{Color32, Pos2, Rect};

/// A rectangle of whole pixels; right and bottom are outside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

impl Area {
    /// The pixels of a rectangle in points, to the nearest edges, as the other ways to draw cut.
    pub fn of(rect: Rect, pixels_per_point: f32) -> Self {
        let px = |points: f32| (points * pixels_per_point).round() as i32;
        Self { left: px(rect.min.x), top: px(rect.min.y), right: px(rect.max.x), bottom: px(rect.max.y) }
    }

    /// The pixels whose middles are between two corners, in pixels.
    pub fn between(min: Pos2, max: Pos2) -> Self {
        Self { left: first(min.x), top: first(min.y), right: first(max.x), bottom: first(max.y) }
    }

    pub fn within(self, other: Self) -> Self {
        Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }

    pub const fn is_empty(self) -> bool {
        self.left >= self.right || self.top >= self.bottom
    }
}

/// The first pixel whose middle is not before a place.
pub(super) fn first(place: f32) -> i32 {
    (place - 0.5).ceil() as i32
}

/// Pixels, row by row, each `0x00RRGGBB`.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<u32>,
}

impl Canvas {
    /// A black one of a size in pixels.
    pub fn new([width, height]: [u32; 2]) -> Self {
        let (width, height) = (width as usize, height as usize);
        Self { width, height, pixels: vec![0; width * height] }
    }

    pub const fn size(&self) -> [u32; 2] {
        [self.width as u32, self.height as u32]
    }

    pub const fn whole(&self) -> Area {
        Area { left: 0, top: 0, right: self.width as i32, bottom: self.height as i32 }
    }

    pub fn pixels(&self) -> &[u32] {
        &self.pixels
    }

    /// The part of a row between two columns; nothing of it that is outside.
    pub fn span_mut(&mut self, y: i32, left: i32, right: i32) -> &mut [u32] {
        let place = usize::try_from(y).ok().filter(|y| *y < self.height).and_then(|y| {
            let left = usize::try_from(left.max(0)).ok()?;
            let right = usize::try_from(right).ok()?.min(self.width);
            (left < right).then(|| y * self.width + left..y * self.width + right)
        });
        place.and_then(|place| self.pixels.get_mut(place)).unwrap_or_default()
    }

    /// The rows of an area, each with its place in the pixels.
    pub fn rows(&self, area: Area) -> impl Iterator<Item = (std::ops::Range<usize>, &[u32])> {
        let area = area.within(self.whole());
        let rows = if area.is_empty() { 0..0 } else { area.top as usize..area.bottom as usize };
        rows.filter_map(move |y| {
            let place = y * self.width + area.left as usize..y * self.width + area.right as usize;
            self.pixels.get(place.clone()).map(|row| (place, row))
        })
    }

    /// One opaque colour over an area.
    pub fn fill(&mut self, area: Area, color: Color32) {
        for y in area.top.max(0)..area.bottom {
            self.span_mut(y, area.left, area.right).fill(packed(color));
        }
    }

    /// The picture, for who asks for a copy of it.
    pub fn image(&self) -> egui::ColorImage {
        let unpack = |pixel: &u32| {
            let [_, red, green, blue] = pixel.to_be_bytes();
            Color32::from_rgb(red, green, blue)
        };
        egui::ColorImage::new([self.width, self.height], self.pixels.iter().map(unpack).collect())
    }
}

/// A colour as a pixel; what is to be seen through it is left out.
pub(super) const fn packed(color: Color32) -> u32 {
    (color.r() as u32) << 16 | (color.g() as u32) << 8 | color.b() as u32
}

/// Two parts of 255, one of the other.
pub(super) const fn times(one: u8, other: u8) -> u8 {
    let product = one as u32 * other as u32 + 128;
    ((product + (product >> 8)) >> 8) as u8
}

/// Lays a colour over a pixel: premultiplied, in the space of the values themselves, as egui's colours are meant.
pub(super) const fn lay_over(pixel: &mut u32, color: Color32) {
    let through = 255 - color.a();
    let [_, red, green, blue] = pixel.to_be_bytes();
    // A colour that is brighter than its share of light is added to what is there, as far as that goes.
    let red = color.r().saturating_add(times(red, through));
    let green = color.g().saturating_add(times(green, through));
    let blue = color.b().saturating_add(times(blue, through));
    *pixel = u32::from_be_bytes([0, red, green, blue]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_255_are_rounded_and_never_more() {
        for one in 0..=255u8 {
            for other in 0..=255u8 {
                let exact = (f64::from(one) * f64::from(other) / 255.0).round();
                assert!((f64::from(times(one, other)) - exact).abs() < f64::EPSILON, "{one} of {other}");
            }
        }
    }

    #[test]
    fn a_colour_is_laid_over_what_is_there() {
        let mut pixel = packed(Color32::from_rgb(200, 100, 0));
        lay_over(&mut pixel, Color32::TRANSPARENT);
        assert_eq!(pixel, 0x00c8_6400);
        lay_over(&mut pixel, Color32::from_rgba_premultiplied(0, 0, 128, 128));
        assert_eq!(pixel, 0x0064_3280);
        lay_over(&mut pixel, Color32::from_rgba_premultiplied(255, 0, 0, 0));
        assert_eq!(pixel, 0x00ff_3280, "light that covers nothing");
    }

    #[test]
    fn what_is_outside_is_left_alone() {
        let mut canvas = Canvas::new([4, 2]);
        canvas.fill(Area { left: -3, top: -1, right: 2, bottom: 9 }, Color32::WHITE);
        assert_eq!(canvas.pixels(), [0xff_ffff, 0xff_ffff, 0, 0, 0xff_ffff, 0xff_ffff, 0, 0]);
        assert!(canvas.span_mut(2, 0, 4).is_empty() && canvas.span_mut(-1, 0, 4).is_empty());
        assert!(canvas.span_mut(0, 3, 2).is_empty() && canvas.span_mut(0, 4, 9).is_empty());
        let rows: Vec<_> = canvas.rows(Area { left: 1, top: 1, right: 3, bottom: 5 }).collect();
        assert_eq!(rows, [(5..7, [0xff_ffff, 0].as_slice())]);
    }
}
