//! Paints egui's meshes into a canvas, within the areas that are to be drawn anew.
//!
//! A pixel belongs to the triangle that its middle is in, so that neighbours neither overlap nor leave a gap. Letters
//! come as upright rectangles whose texels are as large as pixels, and are laid on texel by texel; the rest goes by
//! triangles. Never here: what has changed.

use egui::epaint::{ClippedPrimitive, Primitive, Vertex};
use egui::{Color32, Mesh, Pos2, pos2};

use super::canvas::{Area, Canvas, first, lay_over, packed, times};
use super::textures::{Texture, Textures};

/// How far a texel may be from its pixel, in sizes and places, and still be taken for it.
const ALIKE: f32 = 1.0 / 64.0;

/// Paints meshes in their order, in each of the areas. They must not overlap.
pub(super) fn paint(
    canvas: &mut Canvas,
    textures: &Textures,
    primitives: &[ClippedPrimitive],
    areas: &[Area],
    pixels_per_point: f32,
) {
    let mut seen = Vec::with_capacity(areas.len());
    for one in primitives {
        // Nobody hands over a callback: they are for OpenGL.
        let Primitive::Mesh(mesh) = &one.primitive else { continue };
        let Some(texture) = textures.get(mesh.texture_id) else { continue };
        let clip = Area::of(one.clip_rect, pixels_per_point);
        seen.clear();
        seen.extend(areas.iter().map(|area| area.within(clip)).filter(|area| !area.is_empty()));
        if !seen.is_empty() {
            let mut brush = Brush { canvas, texture, areas: &seen, pixels_per_point };
            brush.mesh(mesh);
        }
    }
}

/// A corner in pixels and texels.
#[derive(Clone, Copy)]
struct Corner {
    at: Pos2,
    texel: Pos2,
    color: Color32,
}

/// What one mesh is painted with.
struct Brush<'a> {
    canvas: &'a mut Canvas,
    texture: &'a Texture,
    areas: &'a [Area],
    pixels_per_point: f32,
}

impl Brush<'_> {
    fn mesh(&mut self, mesh: &Mesh) {
        let mut rest = mesh.indices.as_slice();
        while let [a, b, c, after @ ..] = rest {
            if let [d, e, f, beyond @ ..] = after
                && (d, e) == (c, b)
                && let Some([a, b, c, f]) = corners(mesh, [*a, *b, *c, *f])
                && is_upright([&a, &b, &c, &f])
            {
                self.rectangle(self.corner(a), self.corner(f));
                rest = beyond;
                continue;
            }
            if let Some([a, b, c]) = corners(mesh, [*a, *b, *c]) {
                self.triangle([self.corner(a), self.corner(b), self.corner(c)]);
            }
            rest = after;
        }
    }

    fn corner(&self, vertex: Vertex) -> Corner {
        let [width, height] = self.texture.size();
        Corner {
            at: vertex.pos * self.pixels_per_point,
            texel: pos2(vertex.uv.x * width, vertex.uv.y * height),
            color: vertex.color,
        }
    }

    /// An upright rectangle of one tint, between its first corner and the one across.
    fn rectangle(&mut self, from: Corner, to: Corner) {
        let size = to.at - from.at;
        if from.color == Color32::TRANSPARENT || size.x <= 0.0 || size.y <= 0.0 {
            return;
        }
        let step = (to.texel - from.texel) / size;
        let texel_at = |x: i32, y: i32| from.texel + (pos2(x as f32 + 0.5, y as f32 + 0.5) - from.at) * step;
        let whole = Area::between(from.at, to.at);
        let start = texel_at(whole.left, whole.top);
        let is_copied = is_alike(step.x, 1.0)
            && is_alike(step.y, 1.0)
            && is_alike(start.x.fract(), 0.5)
            && is_alike(start.y.fract(), 0.5);
        for area in self.areas {
            let part = whole.within(*area);
            if part.is_empty() {
                continue;
            }
            for y in part.top..part.bottom {
                let row = self.canvas.span_mut(y, part.left, part.right);
                let from_texels = is_copied
                    .then(|| {
                        let (left, top) = (start.x.floor() as i32, start.y.floor() as i32);
                        let (across, down) = (part.left - whole.left, y - whole.top);
                        self.texture.span(top + down, left + across, row.len())
                    })
                    .flatten();
                if let Some(texels) = from_texels {
                    for (pixel, texel) in row.iter_mut().zip(texels) {
                        dab(pixel, *texel, from.color);
                    }
                } else {
                    for (pixel, x) in row.iter_mut().zip(part.left..) {
                        dab(pixel, self.texture.at(texel_at(x, y)), from.color);
                    }
                }
            }
        }
    }

    fn triangle(&mut self, corners: [Corner; 3]) {
        let [a, b, c] = corners;
        let is_plain = a.color == b.color && b.color == c.color && a.texel == b.texel && b.texel == c.texel;
        if is_plain {
            let color = tinted(self.texture.at(a.texel), a.color);
            if color == Color32::TRANSPARENT {
                return;
            }
            self.spans(corners, |row, _, _| match color.a() {
                255 => row.fill(packed(color)),
                _ => row.iter_mut().for_each(|pixel| lay_over(pixel, color)),
            });
        } else if let Some(slope) = Slope::of(corners) {
            let texture = self.texture;
            let is_one_texel = a.texel == b.texel && b.texel == c.texel;
            let one_texel = texture.at(a.texel);
            self.spans(corners, |row, left, y| {
                for (pixel, x) in row.iter_mut().zip(left..) {
                    let (texel, tint) = slope.at(x, y);
                    let texel = if is_one_texel { one_texel } else { texture.at(texel) };
                    dab(pixel, texel, tint);
                }
            });
        }
    }

    /// The stretches of rows in a triangle: each with its first column and its row.
    fn spans(&mut self, corners: [Corner; 3], mut paint: impl FnMut(&mut [u32], i32, i32)) {
        let [a, b, c] = corners.map(|corner| corner.at);
        let (top, bottom) = (a.y.min(b.y).min(c.y), a.y.max(b.y).max(c.y));
        let (left, right) = (a.x.min(b.x).min(c.x), a.x.max(b.x).max(c.x));
        if !(top.is_finite() && bottom.is_finite() && left.is_finite() && right.is_finite()) {
            return;
        }
        let whole = Area::between(pos2(left, top), pos2(right, bottom));
        for area in self.areas {
            let part = whole.within(*area);
            if part.is_empty() {
                continue;
            }
            for y in part.top..part.bottom {
                let middle = y as f32 + 0.5;
                let (mut from, mut to) = (f32::INFINITY, f32::NEG_INFINITY);
                for (start, end) in [(a, b), (b, c), (c, a)] {
                    if let Some(x) = crossing(start, end, middle) {
                        (from, to) = (from.min(x), to.max(x));
                    }
                }
                if from < to {
                    let (from, to) = (first(from).max(part.left), first(to).min(part.right));
                    paint(self.canvas.span_mut(y, from, to), from, y);
                }
            }
        }
    }
}

fn corners<const N: usize>(mesh: &Mesh, indices: [u32; N]) -> Option<[Vertex; N]> {
    let mut found = [Vertex::default(); N];
    for (place, index) in found.iter_mut().zip(indices) {
        *place = *mesh.vertices.get(index as usize)?;
    }
    Some(found)
}

/// Whether four corners are those of an upright rectangle of one tint whose texels lie upright too.
fn is_upright([a, b, c, d]: [&Vertex; 4]) -> bool {
    let is_rectangle =
        |a: Pos2, b: Pos2, c: Pos2, d: Pos2| a.x == c.x && b.x == d.x && a.y == b.y && c.y == d.y;
    a.color == b.color
        && a.color == c.color
        && a.color == d.color
        && is_rectangle(a.pos, b.pos, c.pos, d.pos)
        && is_rectangle(a.uv, b.uv, c.uv, d.uv)
}

fn is_alike(one: f32, other: f32) -> bool {
    (one - other).abs() < ALIKE
}

/// Where an edge crosses the middle of a row, if it does: the same for both triangles that have it.
fn crossing(start: Pos2, end: Pos2, y: f32) -> Option<f32> {
    let (upper, lower) = if start.y <= end.y { (start, end) } else { (end, start) };
    let crosses = upper.y <= y && y < lower.y;
    crosses.then(|| upper.x + (y - upper.y) * (lower.x - upper.x) / (lower.y - upper.y))
}

const fn tinted(texel: Color32, tint: Color32) -> Color32 {
    Color32::from_rgba_premultiplied(
        times(texel.r(), tint.r()),
        times(texel.g(), tint.g()),
        times(texel.b(), tint.b()),
        times(texel.a(), tint.a()),
    )
}

/// Lays a tinted texel over a pixel.
fn dab(pixel: &mut u32, texel: Color32, tint: Color32) {
    if texel == Color32::TRANSPARENT {
        return;
    }
    let color = if texel == Color32::WHITE { tint } else { tinted(texel, tint) };
    match color.a() {
        255 => *pixel = packed(color),
        _ => lay_over(pixel, color),
    }
}

/// How texel and tint go over a triangle.
struct Slope {
    at: Pos2,
    /// Texel and tint at that corner, and their change to the right and down.
    values: [[f32; 3]; 6],
}

impl Slope {
    /// None for a triangle without extent.
    fn of([a, b, c]: [Corner; 3]) -> Option<Self> {
        let (along, aside) = (b.at - a.at, c.at - a.at);
        let extent = along.x * aside.y - along.y * aside.x;
        if extent.abs() < f32::EPSILON {
            return None;
        }
        let all = |corner: Corner| {
            let [red, green, blue, alpha] = corner.color.to_array().map(f32::from);
            [corner.texel.x, corner.texel.y, red, green, blue, alpha]
        };
        let mut values = [[0.0; 3]; 6];
        for (place, ((a, b), c)) in values.iter_mut().zip(all(a).into_iter().zip(all(b)).zip(all(c))) {
            let (b, c) = (b - a, c - a);
            let right = (b * aside.y - c * along.y) / extent;
            let down = (c * along.x - b * aside.x) / extent;
            *place = [a, right, down];
        }
        Some(Self { at: a.at, values })
    }

    fn at(&self, x: i32, y: i32) -> (Pos2, Color32) {
        let way = pos2(x as f32 + 0.5, y as f32 + 0.5) - self.at;
        let [u, v, red, green, blue, alpha] =
            self.values.map(|[value, right, down]| value + way.x * right + way.y * down);
        // Rounded, and within what there is: the cast ends there.
        let part = |value: f32| (value + 0.5) as u8;
        (pos2(u, v), Color32::from_rgba_premultiplied(part(red), part(green), part(blue), part(alpha)))
    }
}

#[cfg(test)]
mod tests;
