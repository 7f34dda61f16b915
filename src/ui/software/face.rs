//! What a window shows: its surface, the picture on it, and what that was painted from. Never here: events, or when a
//! frame is due.

use std::num::NonZeroU32;
use std::sync::Arc;

use egui::epaint::ClippedShape;
use egui::{Color32, Context};
use egui_winit::winit::event_loop::OwnedDisplayHandle;
use egui_winit::winit::window::Window;
use softbuffer::{Rect, SoftBufferError, Surface};

use super::canvas::{Area, Canvas};
use super::changes::{Changes, extent};
use super::raster;
use super::textures::Textures;

/// The display that surfaces are made on.
pub(super) type Display = softbuffer::Context<OwnedDisplayHandle>;

/// What a picture is painted from.
pub(super) struct Seen {
    pub shapes: Vec<ClippedShape>,
    pub pixels_per_point: f32,
    /// What is below all shapes.
    pub ground: Color32,
    /// Counts up with each picture, other than letters, that has changed.
    pub pictures: u64,
}

/// A picture in memory that follows what egui paints, and knows what of it is new.
#[derive(Default)]
pub(super) struct Picture {
    canvas: Canvas,
    painted: Option<Seen>,
}

impl Picture {
    /// Follows to another frame of a size in pixels; the areas that have changed.
    pub fn follow(&mut self, ctx: &Context, textures: &Textures, size: [u32; 2], seen: Seen) -> Vec<Area> {
        let ratio = seen.pixels_per_point;
        if self.canvas.size() != size {
            self.canvas = Canvas::new(size);
            self.painted = None;
        }
        let whole = self.canvas.whole();
        let before = self.painted.as_ref().filter(|before| {
            before.pixels_per_point == ratio
                && before.ground == seen.ground
                && before.pictures == seen.pictures
        });
        let areas = before.map_or_else(
            || vec![whole],
            |before| Changes::between(&before.shapes, &seen.shapes, whole, ratio).areas(),
        );
        if !areas.is_empty() {
            for area in &areas {
                self.canvas.fill(*area, seen.ground);
            }
            let is_seen = |shape: &&ClippedShape| {
                let extent = extent(shape, ratio);
                areas.iter().any(|area| !area.within(extent).is_empty())
            };
            let shapes = seen.shapes.iter().filter(is_seen).cloned().collect();
            raster::paint(&mut self.canvas, textures, &ctx.tessellate(shapes, ratio), &areas, ratio);
        }
        self.painted = Some(seen);
        areas
    }

    pub const fn canvas(&self) -> &Canvas {
        &self.canvas
    }
}

/// The picture of a window and the surface it goes to.
pub(super) struct Face {
    picture: Picture,
    surface: Surface<OwnedDisplayHandle, Arc<Window>>,
    /// Whether what is on the surface may have been lost.
    is_stale: bool,
}

impl Face {
    pub fn new(display: &Display, window: Arc<Window>) -> Result<Self, SoftBufferError> {
        let surface = Surface::new(display, window)?;
        Ok(Self { picture: Picture::default(), surface, is_stale: true })
    }

    /// The system may have lost what was shown: all of it goes to the surface with the next frame.
    pub const fn set_stale(&mut self) {
        self.is_stale = true;
    }

    /// Shows a frame, of which only what has changed is drawn and handed over.
    pub fn show(
        &mut self,
        ctx: &Context,
        textures: &Textures,
        window: &Window,
        seen: Seen,
    ) -> Result<(), SoftBufferError> {
        let size = window.inner_size();
        // On Windows a minimised window has none.
        let (Some(width), Some(height)) = (NonZeroU32::new(size.width), NonZeroU32::new(size.height)) else {
            return Ok(());
        };
        if self.picture.canvas.size() != [size.width, size.height] {
            self.surface.resize(width, height)?;
            self.is_stale = true;
        }
        let areas = self.picture.follow(ctx, textures, [size.width, size.height], seen);
        if areas.is_empty() && !self.is_stale {
            return Ok(());
        }
        // Should it fail, what is there now is as good as lost.
        let is_stale = std::mem::replace(&mut self.is_stale, true);
        let canvas = self.picture.canvas();
        let mut buffer = self.surface.buffer_mut()?;
        window.pre_present_notify();
        // Where the system hands out the buffer of the last frame again, it has all but what is new.
        if is_stale || buffer.age() != 1 {
            if buffer.len() == canvas.pixels().len() {
                buffer.copy_from_slice(canvas.pixels());
            }
            buffer.present()?;
        } else {
            for (place, row) in areas.iter().flat_map(|area| canvas.rows(*area)) {
                if let Some(to) = buffer.get_mut(place) {
                    to.copy_from_slice(row);
                }
            }
            let damage: Vec<Rect> = areas.iter().filter_map(damage).collect();
            buffer.present_with_damage(&damage)?;
        }
        self.is_stale = false;
        Ok(())
    }

    /// The picture, for who asks for a copy of it.
    pub fn image(&self) -> egui::ColorImage {
        self.picture.canvas.image()
    }
}

fn damage(area: &Area) -> Option<Rect> {
    let length = |from: i32, to: i32| NonZeroU32::new(u32::try_from(to - from).ok()?);
    Some(Rect {
        x: u32::try_from(area.left).ok()?,
        y: u32::try_from(area.top).ok()?,
        width: length(area.left, area.right)?,
        height: length(area.top, area.bottom)?,
    })
}

#[cfg(test)]
mod tests;
