use chrono::TimeDelta;
use egui::epaint::ImageDelta;
use egui::epaint::textures::TexturesDelta;
use egui::{Key, TextureId, TextureOptions, Theme};

use super::*;
use crate::domain::words::Priority;
use crate::ui::harness::{Trial, open, set_up};

const SIZE: [u32; 2] = [1280, 800];

/// What a trial's window paints now, and the letters that it is painted with.
fn seen(trial: &Trial) -> (Textures, Seen) {
    let ctx = &trial.window.ctx;
    let (mut textures, mut delta) = (Textures::default(), TexturesDelta::default());
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method alone is of one lifetime")]
    let letters = ctx.fonts(|fonts| fonts.image());
    delta.push(TextureId::default(), ImageDelta::full(letters, TextureOptions::LINEAR));
    textures.take(&mut delta);
    let output = trial.window.output();
    let seen = Seen {
        shapes: output.shapes.clone(),
        pixels_per_point: output.pixels_per_point,
        ground: ctx.global_style().visuals.panel_fill,
        pictures: 0,
    };
    (textures, seen)
}

/// How many pixels were drawn anew for this frame. It is the same picture as one drawn from nothing.
#[track_caller]
fn drawn(trial: &Trial, picture: &mut Picture) -> i32 {
    let ctx = &trial.window.ctx;
    let (textures, now) = seen(trial);
    let areas = picture.follow(ctx, &textures, SIZE, now);
    let mut anew = Picture::default();
    anew.follow(ctx, &textures, SIZE, seen(trial).1);
    let differs =
        picture.canvas().pixels().iter().zip(anew.canvas().pixels()).position(|(one, other)| one != other);
    let place = differs.map(|at| (at % SIZE[0] as usize, at / SIZE[0] as usize));
    assert_eq!(place, None, "a pixel is not as it were in a picture drawn from nothing");
    areas.iter().map(|area| (area.right - area.left) * (area.bottom - area.top)).sum()
}

#[test]
fn a_picture_that_follows_is_the_same_as_one_drawn_from_nothing() {
    let mut trial = Trial::with([1280.0, 800.0], |handle, now| {
        set_up(handle, now);
        for (number, minutes) in (1..12).zip([3, 18, 40, 55, 70, 90, 130, 200, 300, 400, 500]) {
            open(handle, &format!("Sample outage {number}"), Some(Priority::Critical), minutes);
        }
    });
    let mut picture = Picture::default();
    let whole = (SIZE[0] * SIZE[1]) as i32;
    assert_eq!(drawn(&trial, &mut picture), whole);
    assert_eq!(drawn(&trial, &mut picture), 0, "nothing has changed");
    trial.pass(TimeDelta::seconds(1));
    let second = drawn(&trial, &mut picture);
    assert!(0 < second && second < whole / 8, "a second turns {second} pixels of {whole}");
    for key in [Key::J, Key::J, Key::K, Key::Enter, Key::N] {
        trial.key(key);
        drawn(&trial, &mut picture);
    }
    trial.type_text("Sample text that is typed");
    drawn(&trial, &mut picture);
    trial.key(Key::Escape);
    drawn(&trial, &mut picture);
    for screen in [Key::R, Key::A, Key::H, Key::P, Key::D, Key::F, Key::I, Key::S, Key::B] {
        trial.key(Key::G);
        trial.key(screen);
        drawn(&trial, &mut picture);
        trial.pass(TimeDelta::seconds(1));
        drawn(&trial, &mut picture);
    }
    trial.window.ctx.set_theme(Theme::Light);
    trial.run();
    assert_eq!(drawn(&trial, &mut picture), whole, "another ground");
    trial.window.ctx.set_zoom_factor(1.5);
    trial.run();
    assert_eq!(drawn(&trial, &mut picture), whole, "other letters");
    for minutes in [1, 7, 60, 24 * 60] {
        trial.pass(TimeDelta::minutes(minutes));
        drawn(&trial, &mut picture);
    }
}

#[test]
fn another_size_or_another_picture_is_drawn_whole() {
    let trial = Trial::new();
    let ctx = &trial.window.ctx;
    let mut picture = Picture::default();
    drawn(&trial, &mut picture);
    let (textures, now) = seen(&trial);
    let small = Area { left: 0, top: 0, right: 640, bottom: 400 };
    assert_eq!(picture.follow(ctx, &textures, [640, 400], now), [small]);
    let (_, now) = seen(&trial);
    assert_eq!(picture.follow(ctx, &textures, [640, 400], now), []);
    let (_, now) = seen(&trial);
    assert_eq!(picture.follow(ctx, &textures, [640, 400], Seen { pictures: 1, ..now }), [small]);
}
