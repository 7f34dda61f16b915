//! The pictures that meshes are painted with: letters above all. Never here: painting.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::epaint::{ImageDelta, textures::TexturesDelta};
use egui::{Color32, ColorImage, ImageData, Pos2, TextureFilter, TextureId};

/// All that egui has handed over, by name.
#[derive(Default)]
pub(super) struct Textures {
    kept: BTreeMap<TextureId, Texture>,
}

impl Textures {
    pub fn get(&self, id: TextureId) -> Option<&Texture> {
        self.kept.get(&id)
    }

    /// Takes what has come or changed; whether anything but letters has. New letters change no old ones, and where
    /// they lie is said anew with each mesh.
    #[expect(clippy::iter_over_hash_type, reason = "no texture is of another")]
    pub fn take(&mut self, delta: &mut TexturesDelta) -> bool {
        let mut has_changed = false;
        for (id, deltas) in delta.set.drain() {
            has_changed |= id != TextureId::default();
            for delta in deltas {
                self.set(id, delta);
            }
        }
        has_changed
    }

    /// Lets go of what is not used any more, once the frame is painted.
    #[expect(clippy::iter_over_hash_type, reason = "no texture is of another")]
    pub fn let_go(&mut self, delta: &mut TexturesDelta) {
        for id in delta.free.drain() {
            self.kept.remove(&id);
        }
    }

    fn set(&mut self, id: TextureId, delta: ImageDelta) {
        let ImageData::Color(image) = delta.image;
        let is_smooth = delta.options.magnification == TextureFilter::Linear;
        match (delta.pos, self.kept.get_mut(&id)) {
            (Some(at), Some(texture)) => texture.put(at, &image),
            // A part of what is not there has nowhere to go.
            (Some(_), None) => {}
            (None, _) => {
                self.kept.insert(id, Texture { image, is_smooth });
            }
        }
    }
}

/// A picture.
#[derive(Debug)]
pub(super) struct Texture {
    image: Arc<ColorImage>,
    is_smooth: bool,
}

impl Texture {
    #[cfg(test)]
    pub fn of(image: ColorImage) -> Self {
        Self { image: Arc::new(image), is_smooth: true }
    }

    fn put(&mut self, [left, top]: [usize; 2], part: &ColorImage) {
        let image = Arc::make_mut(&mut self.image);
        let (width, part_width) = (image.width(), part.width());
        if part_width == 0 || left + part_width > width {
            return;
        }
        let rows = image.pixels.chunks_exact_mut(width).skip(top);
        for (row, new) in rows.zip(part.pixels.chunks_exact(part_width)) {
            if let Some(place) = row.get_mut(left..left + part_width) {
                place.copy_from_slice(new);
            }
        }
    }

    pub fn size(&self) -> [f32; 2] {
        [self.image.width() as f32, self.image.height() as f32]
    }

    /// A stretch of a row, if all of it is there.
    pub fn span(&self, y: i32, left: i32, length: usize) -> Option<&[Color32]> {
        let (y, left) = (usize::try_from(y).ok()?, usize::try_from(left).ok()?);
        let width = self.image.width();
        if left + length > width {
            return None;
        }
        let start = y * width + left;
        self.image.pixels.get(start..start + length)
    }

    /// The colour at a place in texels, between the four nearest where the picture asks for that; what is outside is
    /// as its edge is.
    pub fn at(&self, place: Pos2) -> Color32 {
        if !self.is_smooth {
            return self.texel(place.x.floor() as i32, place.y.floor() as i32);
        }
        let (x, y) = (place.x - 0.5, place.y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (across, down) = (x - left, y - top);
        let (left, top) = (left as i32, top as i32);
        let [first, second] =
            [top, top + 1].map(|y| between(self.texel(left, y), self.texel(left + 1, y), across));
        between_parts(first, second, down)
    }

    fn texel(&self, x: i32, y: i32) -> Color32 {
        let [width, height] = self.image.size;
        let inside = |place: i32, end: usize| place.clamp(0, end.saturating_sub(1) as i32) as usize;
        let place = inside(y, height) * width + inside(x, width);
        self.image.pixels.get(place).copied().unwrap_or_default()
    }
}

fn between(one: Color32, other: Color32, part: f32) -> [f32; 4] {
    let (one, other) = (one.to_array().map(f32::from), other.to_array().map(f32::from));
    lerped(one, other, part)
}

fn between_parts(one: [f32; 4], other: [f32; 4], part: f32) -> Color32 {
    let [red, green, blue, alpha] = lerped(one, other, part).map(|value| (value + 0.5) as u8);
    Color32::from_rgba_premultiplied(red, green, blue, alpha)
}

fn lerped(mut one: [f32; 4], other: [f32; 4], part: f32) -> [f32; 4] {
    for (value, other) in one.iter_mut().zip(other) {
        *value += (other - *value) * part;
    }
    one
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::TextureOptions;
    use egui::pos2;

    fn gray(size: [usize; 2], values: &[u8]) -> ColorImage {
        ColorImage::from_gray(size, values)
    }

    #[test]
    fn a_part_replaces_its_place_and_what_is_let_go_is_gone() {
        let id = TextureId::default();
        let (mut textures, mut delta) = (Textures::default(), TexturesDelta::default());
        delta.push(id, ImageDelta::full(gray([3, 2], &[0; 6]), TextureOptions::LINEAR));
        assert!(!textures.take(&mut delta), "letters");
        delta.push(id, ImageDelta::partial([1, 1], gray([2, 1], &[7, 9]), TextureOptions::LINEAR));
        textures.take(&mut delta);
        let row = textures.get(id).unwrap().span(1, 0, 3).unwrap().to_vec();
        assert_eq!(row.iter().map(Color32::r).collect::<Vec<_>>(), [0, 7, 9]);
        delta.push(TextureId::User(1), ImageDelta::full(gray([1, 1], &[1]), TextureOptions::NEAREST));
        delta.free(id);
        assert!(textures.take(&mut delta), "a picture of the program's");
        assert!(textures.get(id).is_some(), "until the frame is painted");
        textures.let_go(&mut delta);
        assert!(textures.get(id).is_none() && textures.get(TextureId::User(1)).is_some());
    }

    #[test]
    fn between_texels_lies_their_middle_and_outside_is_the_edge() {
        let texture = Texture::of(gray([2, 2], &[0, 100, 100, 200]));
        assert_eq!(texture.at(pos2(0.5, 0.5)).r(), 0);
        assert_eq!(texture.at(pos2(1.0, 0.5)).r(), 50);
        assert_eq!(texture.at(pos2(1.0, 1.0)).r(), 100);
        assert_eq!(texture.at(pos2(9.0, 9.0)).r(), 200);
        assert_eq!(texture.at(pos2(-9.0, 0.5)).r(), 0);
        let plain = Texture { is_smooth: false, ..texture };
        assert_eq!(plain.at(pos2(1.0, 0.5)).r(), 100);
        assert_eq!(plain.span(0, 1, 2), None);
    }
}
