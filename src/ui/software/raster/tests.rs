use egui::{
    ColorImage, Rect, TextureId, TextureOptions, Vec2, epaint::ImageDelta, epaint::textures::TexturesDelta,
    vec2,
};
use proptest::prelude::*;

use super::*;

const HALF: Color32 = Color32::from_black_alpha(128);

/// A texture of letters: white in its first texel, as egui's, and steps of grey beside it.
fn textures() -> Textures {
    let (mut textures, mut delta) = (Textures::default(), TexturesDelta::default());
    let image = ColorImage::from_gray([4, 2], &[255, 40, 80, 120, 255, 60, 100, 140]);
    delta.push(TextureId::default(), ImageDelta::full(image, TextureOptions::LINEAR));
    textures.take(&mut delta);
    textures
}

fn corner(x: f32, y: f32, color: Color32) -> Vertex {
    Vertex { pos: pos2(x, y), uv: Pos2::ZERO, color }
}

fn mesh(vertices: Vec<Vertex>, indices: &[u32]) -> Mesh {
    Mesh { vertices, indices: indices.to_vec(), texture_id: TextureId::default() }
}

/// A white canvas of 8 by 8 with a mesh on it.
fn painted_in(mesh: Mesh, areas: &[Area], pixels_per_point: f32) -> Canvas {
    let mut canvas = Canvas::new([8, 8]);
    canvas.fill(canvas.whole(), Color32::WHITE);
    let one = ClippedPrimitive { clip_rect: Rect::EVERYTHING, primitive: Primitive::Mesh(mesh) };
    paint(&mut canvas, &textures(), &[one], areas, pixels_per_point);
    canvas
}

fn painted(mesh: Mesh) -> Canvas {
    painted_in(mesh, &[Area { left: 0, top: 0, right: 8, bottom: 8 }], 1.0)
}

fn grays(canvas: &Canvas, row: usize) -> Vec<u32> {
    canvas.pixels()[row * 8..row * 8 + 8].iter().map(|pixel| pixel & 0xff).collect()
}

#[test]
fn a_triangle_has_the_pixels_whose_middles_are_in_it() {
    let corners = vec![
        corner(1.0, 1.0, Color32::BLACK),
        corner(5.0, 1.0, Color32::BLACK),
        corner(1.0, 5.0, Color32::BLACK),
    ];
    let canvas = painted(mesh(corners, &[0, 1, 2]));
    assert_eq!(grays(&canvas, 0), [255; 8]);
    assert_eq!(grays(&canvas, 1), [255, 0, 0, 0, 255, 255, 255, 255]);
    assert_eq!(grays(&canvas, 3), [255, 0, 255, 255, 255, 255, 255, 255]);
    assert_eq!(grays(&canvas, 5), [255; 8]);
}

#[test]
fn colours_go_over_from_corner_to_corner() {
    let gray = Color32::from_gray;
    let corners = vec![corner(0.0, 0.0, gray(0)), corner(8.0, 0.0, gray(160)), corner(0.0, 8.0, gray(0))];
    let canvas = painted(mesh(corners, &[0, 1, 2]));
    assert_eq!(grays(&canvas, 0), [10, 30, 50, 70, 90, 110, 130, 255]);
    assert_eq!(grays(&canvas, 2)[..2], [10, 30]);
}

/// The letter of the texels 1 to 3 of both rows, at a place.
fn letter(left: f32, top: f32, size: Vec2, tint: Color32) -> Mesh {
    let mut mesh = Mesh::default();
    let uv = Rect::from_min_max(pos2(0.25, 0.0), pos2(1.0, 1.0));
    mesh.add_rect_with_uv(Rect::from_min_size(pos2(left, top), size), uv, tint);
    mesh
}

#[test]
fn a_letter_is_laid_on_texel_by_texel_in_its_tint() {
    let canvas = painted(letter(2.0, 3.0, vec2(3.0, 2.0), Color32::WHITE));
    assert_eq!(grays(&canvas, 3), [255, 255, 40, 80, 120, 255, 255, 255]);
    let black = painted(letter(2.0, 3.0, vec2(3.0, 2.0), Color32::BLACK));
    assert_eq!(grays(&black, 3), [255, 255, 0, 0, 0, 255, 255, 255], "its texels are opaque");
    let half = painted(letter(2.0, 3.0, vec2(3.0, 2.0), Color32::from_gray(128)));
    assert_eq!(grays(&half, 3), [255, 255, 20, 40, 60, 255, 255, 255]);
    assert_eq!(grays(&half, 4), [255, 255, 30, 50, 70, 255, 255, 255]);
}

#[test]
fn a_letter_of_another_size_or_between_pixels_is_taken_between_texels() {
    let twice = painted(letter(0.0, 0.0, vec2(6.0, 4.0), Color32::WHITE));
    let row = grays(&twice, 0);
    assert!(row[1..6].is_sorted() && row[1] > 40 && row[5] < 130, "{row:?}");
    let aside = painted(letter(2.25, 3.0, vec2(3.0, 2.0), Color32::WHITE));
    assert_eq!(grays(&aside, 3)[3], 70, "a quarter of the way back from 80 to 40");
}

#[test]
fn points_may_be_several_pixels() {
    let area = Area { left: 0, top: 0, right: 8, bottom: 8 };
    let mut square = Mesh::default();
    square.add_colored_rect(Rect::from_min_max(pos2(0.5, 0.5), pos2(1.5, 1.5)), Color32::BLACK);
    let canvas = painted_in(square, &[area], 2.0);
    assert_eq!(grays(&canvas, 1), [255, 0, 0, 255, 255, 255, 255, 255]);
    assert_eq!(grays(&canvas, 3), [255; 8]);
}

#[test]
fn nothing_is_painted_outside_the_areas_or_the_clip() {
    let mut square = Mesh::default();
    square.add_colored_rect(Rect::from_min_max(pos2(-9.0, -9.0), pos2(99.0, 99.0)), HALF);
    let left = Area { left: 0, top: 2, right: 2, bottom: 4 };
    let right = Area { left: 2, top: 2, right: 4, bottom: 4 };
    let canvas = painted_in(square.clone(), &[left, right], 1.0);
    assert_eq!(grays(&canvas, 1), [255; 8]);
    assert_eq!(grays(&canvas, 2), [127, 127, 127, 127, 255, 255, 255, 255]);

    let mut canvas = Canvas::new([8, 8]);
    let clip_rect = Rect::from_min_max(pos2(1.4, 0.0), pos2(3.6, 1.0));
    let clipped = ClippedPrimitive {
        clip_rect,
        primitive: Primitive::Mesh(letter(0.0, 0.0, vec2(8.0, 8.0), Color32::WHITE)),
    };
    let whole = canvas.whole();
    paint(&mut canvas, &textures(), &[clipped], &[whole], 1.0);
    let row = grays(&canvas, 0);
    assert!(row[0] == 0 && row[1] > 0 && row[3] > 0 && row[4] == 0, "to the nearest pixels: {row:?}");
    assert_eq!(grays(&canvas, 1), [0; 8]);
}

#[test]
fn what_makes_no_sense_paints_nothing() {
    let fine = corner(1.0, 1.0, Color32::BLACK);
    for broken in [corner(f32::NAN, 1.0, Color32::BLACK), corner(f32::INFINITY, 5.0, Color32::BLACK)] {
        let canvas = painted(mesh(vec![fine, corner(5.0, 1.0, Color32::BLACK), broken], &[0, 1, 2, 0, 1]));
        assert!(canvas.pixels().iter().all(|pixel| *pixel == 0xff_ffff));
    }
    let canvas = painted(mesh(vec![fine; 3], &[0, 1, 7, 0, 1, 2]));
    assert!(canvas.pixels().iter().all(|pixel| *pixel == 0xff_ffff));
    let mut unknown = letter(0.0, 0.0, vec2(8.0, 8.0), Color32::BLACK);
    unknown.texture_id = TextureId::User(7);
    assert!(painted(unknown).pixels().iter().all(|pixel| *pixel == 0xff_ffff));
}

proptest! {
    /// A fan of triangles covers each of its pixels once: what can be seen through is not laid on twice anywhere.
    #[test]
    fn neighbours_neither_overlap_nor_leave_a_gap(
        late in prop::collection::vec(0.0..0.8f32, 4..9),
        middle in (2.0..6.0f32, 2.0..6.0f32),
        far in 1.0..9.0f32,
        uneven in 0..=60u8,
    ) {
        // Four spokes or more, so that none is half a turn behind the one before it.
        let turn = std::f32::consts::TAU / late.len() as f32;
        let turns = late.iter().zip(0u8..).map(|(late, nth)| (f32::from(nth) + late) * turn);
        let middle = pos2(middle.0, middle.1);
        let at = |turn: f32| middle + vec2(turn.cos(), turn.sin()) * far;
        let around: Vec<Pos2> = turns.map(at).collect();
        let shades = (0..=around.len()).map(|at| if at % 2 == 0 { HALF } else { Color32::from_black_alpha(128 + uneven) });
        let vertices = [middle].iter().chain(&around).zip(shades).map(|(at, color)| corner(at.x, at.y, color)).collect();
        let mut indices = Vec::new();
        for second in 1..around.len() as u32 {
            indices.extend([0, second, second + 1]);
        }
        indices.extend([0, around.len() as u32, 1]);
        let canvas = painted(mesh(vertices, &indices));
        // Once is 127 at the most and 67 at the least; twice were below 64.
        for pixel in canvas.pixels() {
            let gray = pixel & 0xff;
            prop_assert!(gray == 255 || (66..=127).contains(&gray), "{gray}");
        }
    }
}
