//! What of a picture has to be drawn anew, by what egui paints now and painted before. Never here: painting.

use std::sync::Arc;

use egui::Shape;
use egui::epaint::{ClippedShape, TextShape};

use super::canvas::Area;

/// The size of a tile in pixels: what changes is drawn anew by tiles, so that no pixel is drawn twice. About as high
/// as half a line of text.
const TILE: [i32; 2] = [32, 8];

/// How far around what is said to be its extent a shape may paint, in points: soft edges and rounding.
const AROUND: f32 = 2.0;

/// More areas than these cost more to look through than to draw what is between them.
const MOST: usize = 128;

/// The tiles that have to be drawn anew.
#[derive(Debug)]
pub(super) struct Changes {
    whole: Area,
    columns: usize,
    tiles: Vec<bool>,
}

impl Changes {
    /// Nothing yet, of a picture that has this extent.
    pub fn none(whole: Area) -> Self {
        let count = |length: i32, tile: i32| (length.max(0) as usize).div_ceil(tile as usize);
        let [across, down] = TILE;
        let (columns, rows) = (count(whole.right, across), count(whole.bottom, down));
        Self { whole, columns, tiles: vec![false; columns * rows] }
    }

    /// What differs between two pictures of this extent.
    pub fn between(
        before: &[ClippedShape],
        now: &[ClippedShape],
        whole: Area,
        pixels_per_point: f32,
    ) -> Self {
        let mut changes = Self::none(whole);
        let start = alike(before.iter().zip(now));
        let (before, now) = (before.get(start..).unwrap_or_default(), now.get(start..).unwrap_or_default());
        let end = alike(before.iter().rev().zip(now.iter().rev()));
        let before = before.get(..before.len() - end).unwrap_or_default();
        let now = now.get(..now.len() - end).unwrap_or_default();
        if before.len() == now.len() {
            // The usual case: the same shapes, some with another text.
            for (old, new) in before.iter().zip(now).filter(|(old, new)| !is_same(old, new)) {
                changes.mark(extent(old, pixels_per_point));
                changes.mark(extent(new, pixels_per_point));
            }
        } else {
            for shape in before.iter().chain(now) {
                changes.mark(extent(shape, pixels_per_point));
            }
        }
        changes
    }

    fn mark(&mut self, area: Area) {
        let area = area.within(self.whole);
        if area.is_empty() {
            return;
        }
        let [across, down] = TILE;
        let columns = (area.left / across) as usize..(area.right as usize).div_ceil(across as usize);
        for row in (area.top / down) as usize..(area.bottom as usize).div_ceil(down as usize) {
            let start = row * self.columns;
            if let Some(tiles) = self.tiles.get_mut(start + columns.start..start + columns.end) {
                tiles.fill(true);
            }
        }
    }

    /// The areas that these tiles make, none over another.
    pub fn areas(&self) -> Vec<Area> {
        let mut done: Vec<Area> = Vec::new();
        // Those that end at the row before, which go on where the same columns follow.
        let mut open: Vec<Area> = Vec::new();
        let [_, down] = TILE;
        for (row, tiles) in self.tiles.chunks(self.columns.max(1)).enumerate() {
            let top = row as i32 * down;
            let bottom = (top + down).min(self.whole.bottom);
            let mut now = Vec::new();
            for (left, right) in runs(tiles) {
                let (left, right) = (left, right.min(self.whole.right));
                let above = open.iter().position(|area| area.left == left && area.right == right);
                let top = above.map_or(top, |at| open.swap_remove(at).top);
                now.push(Area { left, top, right, bottom });
            }
            done.append(&mut open);
            open = now;
        }
        done.append(&mut open);
        if done.len() > MOST { done.into_iter().reduce(around).into_iter().collect() } else { done }
    }
}

/// The columns of marked tiles in a row, from and to, in pixels.
fn runs(tiles: &[bool]) -> Vec<(i32, i32)> {
    let [across, _] = TILE;
    let mut found: Vec<(i32, i32)> = Vec::new();
    for (column, _) in tiles.iter().enumerate().filter(|(_, marked)| **marked) {
        let left = column as i32 * across;
        match found.last_mut() {
            Some((_, end)) if *end == left => *end += across,
            _ => found.push((left, left + across)),
        }
    }
    found
}

fn around(one: Area, other: Area) -> Area {
    Area {
        left: one.left.min(other.left),
        top: one.top.min(other.top),
        right: one.right.max(other.right),
        bottom: one.bottom.max(other.bottom),
    }
}

/// How many of these pairs are the same before one is not.
fn alike<'a>(pairs: impl Iterator<Item = (&'a ClippedShape, &'a ClippedShape)>) -> usize {
    pairs.take_while(|(old, new)| is_same(old, new)).count()
}

/// Where a shape may paint.
pub(super) fn extent(shape: &ClippedShape, pixels_per_point: f32) -> Area {
    let painted = shape.transform_after_tessellation * shape.shape.visual_bounding_rect();
    let seen = painted.expand(AROUND).intersect(shape.clip_rect);
    if seen.is_negative() || seen.any_nan() {
        return Area { left: 0, top: 0, right: 0, bottom: 0 };
    }
    let (min, max) = (seen.min * pixels_per_point, seen.max * pixels_per_point);
    Area {
        left: min.x.floor() as i32,
        top: min.y.floor() as i32,
        right: max.x.ceil() as i32,
        bottom: max.y.ceil() as i32,
    }
}

fn is_same(old: &ClippedShape, new: &ClippedShape) -> bool {
    old.clip_rect == new.clip_rect
        && old.transform_after_tessellation == new.transform_after_tessellation
        && is_same_shape(&old.shape, &new.shape)
}

fn is_same_shape(old: &Shape, new: &Shape) -> bool {
    match (old, new) {
        (Shape::Text(old), Shape::Text(new)) => is_same_text(old, new),
        (Shape::Mesh(old), Shape::Mesh(new)) => Arc::ptr_eq(old, new) || old == new,
        (Shape::Vec(old), Shape::Vec(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| is_same_shape(old, new))
        }
        (old, new) => old == new,
    }
}

/// A text that stays is mostly the very same layout, kept by egui from frame to frame.
fn is_same_text(old: &TextShape, new: &TextShape) -> bool {
    let TextShape { pos, galley, underline, fallback_color, override_text_color, opacity_factor, angle } =
        old;
    *pos == new.pos
        && *fallback_color == new.fallback_color
        && *override_text_color == new.override_text_color
        && *opacity_factor == new.opacity_factor
        && *angle == new.angle
        && *underline == new.underline
        && (Arc::ptr_eq(galley, &new.galley) || *galley == new.galley)
}

#[cfg(test)]
mod tests;
