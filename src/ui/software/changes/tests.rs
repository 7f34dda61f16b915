use egui::{Color32, Rect, emath::TSTransform, pos2, vec2};
use proptest::prelude::*;

use super::*;

const WHOLE: Area = Area { left: 0, top: 0, right: 500, bottom: 301 };

fn square(left: f32, top: f32) -> ClippedShape {
    let rect = Rect::from_min_size(pos2(left, top), vec2(10.0, 10.0));
    ClippedShape::new(Rect::EVERYTHING, Shape::rect_filled(rect, 0.0, Color32::WHITE))
}

fn squares(places: &[(f32, f32)]) -> Vec<ClippedShape> {
    places.iter().map(|(left, top)| square(*left, *top)).collect()
}

fn areas(before: &[ClippedShape], now: &[ClippedShape]) -> Vec<Area> {
    Changes::between(before, now, WHOLE, 1.0).areas()
}

fn is_in(areas: &[Area], x: i32, y: i32) -> bool {
    let count = areas
        .iter()
        .filter(|area| area.left <= x && x < area.right && area.top <= y && y < area.bottom)
        .count();
    assert!(count < 2, "{x}, {y} is in two areas");
    count == 1
}

#[test]
fn what_stays_is_not_drawn_anew() {
    let shapes = squares(&[(10.0, 10.0), (200.0, 100.0)]);
    assert_eq!(areas(&shapes, &shapes.clone()), []);
}

#[test]
fn what_has_moved_is_drawn_anew_where_it_was_and_where_it_is() {
    let before = squares(&[(10.0, 10.0), (200.0, 100.0), (400.0, 200.0)]);
    let now = squares(&[(10.0, 10.0), (300.0, 100.0), (400.0, 200.0)]);
    let found = areas(&before, &now);
    assert!(is_in(&found, 205, 105) && is_in(&found, 305, 105));
    assert!(!is_in(&found, 15, 15) && !is_in(&found, 405, 205) && !is_in(&found, 260, 105));
}

#[test]
fn what_comes_or_goes_leaves_alone_what_is_before_and_behind_it() {
    let with = squares(&[(10.0, 10.0), (200.0, 100.0), (400.0, 200.0)]);
    let without = squares(&[(10.0, 10.0), (400.0, 200.0)]);
    for found in [areas(&with, &without), areas(&without, &with)] {
        assert!(is_in(&found, 205, 105));
        assert!(!is_in(&found, 15, 15) && !is_in(&found, 405, 205));
    }
    assert!(is_in(&areas(&[], &with), 15, 15));
}

#[test]
fn a_change_behind_the_clip_or_the_edge_is_none() {
    let mut hidden = square(50.0, 50.0);
    hidden.clip_rect = Rect::from_min_size(pos2(300.0, 0.0), vec2(20.0, 20.0));
    assert_eq!(areas(&[], &[hidden]), []);
    assert_eq!(areas(&[], &[square(-90.0, 20.0), square(900.0, 20.0)]), []);
    let empty = ClippedShape::new(Rect::EVERYTHING, Shape::Noop);
    assert_eq!(areas(&[], &[empty]), []);
    let clipped = |width| ClippedShape {
        clip_rect: Rect::from_min_size(pos2(0.0, 0.0), vec2(width, 99.0)),
        ..square(40.0, 40.0)
    };
    let found = areas(&[clipped(45.0)], &[clipped(48.0)]);
    assert!(is_in(&found, 46, 45), "another clip of the same");
}

#[test]
fn a_shape_that_is_moved_once_it_is_drawn_counts_where_it_comes_to() {
    let moved = ClippedShape {
        transform_after_tessellation: TSTransform::from_translation(vec2(200.0, 0.0)),
        ..square(10.0, 10.0)
    };
    let found = areas(&[square(10.0, 10.0)], &[moved]);
    assert!(is_in(&found, 15, 15) && is_in(&found, 215, 15) && !is_in(&found, 120, 15));
}

#[test]
fn many_small_areas_become_one() {
    let below: Vec<ClippedShape> = (0..19).map(|y| square(70.0, y as f32 * 16.0 + 3.0)).collect();
    assert_eq!(areas(&[], &below).len(), 1, "below each other they are one");
    let [across, down] = TILE;
    let mut changes = Changes::none(WHOLE);
    for (row, column) in (0..37).flat_map(|row| (row % 2..15).step_by(2).map(move |column| (row, column))) {
        let (left, top) = (column * across, row * down);
        changes.mark(Area { left, top, right: left + 1, bottom: top + 1 });
    }
    assert_eq!(changes.areas(), [Area { left: 0, top: 0, right: 15 * across, bottom: 37 * down }]);
}

proptest! {
    /// The areas are the tiles that were marked: all of them, nothing else, none twice, none outside.
    #[test]
    fn areas_are_the_marked_tiles(marks in prop::collection::vec((0..500i32, 0..301i32, 0..90i32, 0..40i32), 0..12)) {
        let mut changes = Changes::none(WHOLE);
        for (left, top, width, height) in &marks {
            changes.mark(Area { left: *left, top: *top, right: left + width, bottom: top + height });
        }
        let areas = changes.areas();
        for area in &areas {
            prop_assert_eq!(area.within(WHOLE), *area);
        }
        let [across, down] = TILE;
        for (row, tiles) in changes.tiles.chunks(changes.columns).enumerate() {
            for (column, marked) in tiles.iter().enumerate() {
                let (x, y) = (column as i32 * across, row as i32 * down);
                prop_assert_eq!(is_in(&areas, x, y), *marked);
                let (x, y) = ((x + across).min(WHOLE.right) - 1, (y + down).min(WHOLE.bottom) - 1);
                prop_assert_eq!(is_in(&areas, x, y), *marked);
            }
        }
        for (left, top, width, height) in marks {
            if width > 0 && height > 0 {
                prop_assert!(is_in(&areas, left, top));
            }
        }
    }
}
