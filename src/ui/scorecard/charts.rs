//! The charts: bars stacked by priority, over days, weekdays and hours. They stand still: nothing in them
//! takes the wheel or a drag from the screen. Each says its numbers to screen readers, and the table below it
//! holds them.

use egui::accesskit::Role;
use egui::{Color32, Rangef, Sense, Ui, WidgetInfo};
use egui_plot::{AxisHints, Bar, BarChart, GridMark, Plot};

use crate::documents::scorecard::Sheet;
use crate::domain::words::Priority;
use crate::ui::incident::mark;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// The height of a chart.
const HEIGHT: f32 = 150.0;

/// Bars of one colour over a few words.
pub(super) struct Columns<'a> {
    /// What the chart is called.
    pub title: &'a str,
    /// A short word under each bar.
    pub words: Vec<String>,
    /// The bars, one on the other: whose they are, and how high each is.
    pub parts: Vec<(Part, Vec<f64>)>,
    /// All of it in words.
    pub spoken: String,
}

/// Whose bars they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Of a priority.
    Of(Option<Priority>),
    /// Of all.
    All,
}

/// The numbers of a table's first count by row, as one bar each.
pub(super) fn of_counts(sheet: &Sheet, words: impl Fn(usize, &str) -> String) -> Columns<'_> {
    let count = |row: &crate::documents::scorecard::Row| number(row.cells.first());
    let heights: Vec<f64> = sheet.rows.iter().map(count).collect();
    let spoken = sheet.rows.iter().zip(&heights).filter(|(_, height)| **height > 0.0);
    let spoken: Vec<String> = spoken.map(|(row, height)| format!("{} {height:.0}", row.name)).collect();
    Columns {
        title: sheet.id.title(),
        words: sheet.rows.iter().enumerate().map(|(place, row)| words(place, &row.name)).collect(),
        parts: vec![(Part::All, heights)],
        spoken: spoken.join(", "),
    }
}

/// The numbers of a table with a column for each priority.
pub(super) fn of_priorities(sheet: &Sheet) -> Columns<'_> {
    let priorities = Priority::ALL.iter().copied().map(Some).chain([None]);
    let mut parts: Vec<(Part, Vec<f64>)> = priorities
        .enumerate()
        .map(|(place, priority)| {
            (Part::Of(priority), sheet.rows.iter().map(|row| number(row.cells.get(place))).collect())
        })
        .collect();
    parts.retain(|(_, heights)| heights.iter().any(|height| *height > 0.0));
    // The least urgent lies at the bottom.
    parts.reverse();
    let mut spoken = Vec::new();
    for row in &sheet.rows {
        let said: Vec<String> = sheet
            .heads
            .iter()
            .skip(1)
            .zip(&row.cells)
            .filter(|(head, cell)| cell.behind.is_some() && head.title != "All")
            .map(|(head, cell)| format!("{} {}", cell.text, head.title.to_lowercase()))
            .collect();
        if !said.is_empty() {
            spoken.push(format!("{}: {}", row.name, said.join(", ")));
        }
    }
    Columns {
        title: sheet.id.title(),
        words: sheet.rows.iter().map(|row| short(&row.name)).collect(),
        parts,
        spoken: spoken.join("; "),
    }
}

fn number(cell: Option<&crate::documents::scorecard::Cell>) -> f64 {
    cell.and_then(|cell| cell.number.as_ref()).and_then(|number| number.parse().ok()).unwrap_or(0.0)
}

/// The day and the month of a day's or a week's name.
fn short(name: &str) -> String {
    let first = name.split(" to ").next().unwrap_or(name);
    let mut words: Vec<&str> = first.split(' ').collect();
    // `Sun 1 Mar 2026` and `1 Mar 2026` both become `1 Mar`.
    words.pop();
    if words.len() > 2 {
        words.remove(0);
    }
    words.join(" ")
}

/// Paints a chart with its legend.
pub(super) fn chart_ui(ui: &mut Ui, columns: &Columns<'_>) {
    let tokens = Tokens::of(ui);
    if columns.parts.iter().any(|(part, _)| *part != Part::All) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::L;
            for (part, _) in columns.parts.iter().rev() {
                if let Part::Of(priority) = part {
                    widgets::priority_label(ui, mark(*priority));
                }
            }
        });
    }
    let count = columns.words.len();
    let high: f64 = (0..count)
        .map(|place| columns.parts.iter().filter_map(|(_, heights)| heights.get(place)).sum::<f64>())
        .fold(1.0, f64::max);
    let words = columns.words.clone();
    let every = step_of_words(count, ui.available_width(), widest(ui, &words));
    let mut charts: Vec<BarChart> = Vec::new();
    for (part, heights) in &columns.parts {
        let color = match part {
            Part::Of(priority) => mark(*priority).color(tokens),
            Part::All => tokens.accent,
        };
        let bars = heights.iter().enumerate().filter(|(_, height)| **height > 0.0 || charts.is_empty());
        let bars = bars.map(|(place, height)| {
            let base: f64 = columns
                .parts
                .iter()
                .take_while(|(other, _)| other != part)
                .filter_map(|(_, heights)| heights.get(place))
                .sum();
            // The ground between two parts shows where one ends, also without their colours.
            let edge = egui::Stroke::new(1.0, tokens.surface);
            Bar::new(place as f64, *height).width(0.72).base_offset(base).fill(color).stroke(edge)
        });
        charts.push(BarChart::new(format!("{part:?}"), bars.collect()).allow_hover(false));
    }
    let step = step_of_counts(high);
    let steps = (high / step).ceil();
    let mark_at = |value: f64, step_size: f64| GridMark { value, step_size };
    // Words are shown wherever a mark is: there are as many marks as there is room for.
    let axis = |axis: AxisHints<'static>| {
        axis.label_spacing(Rangef::new(4.0, 8.0))
            .tick_label_color(tokens.text_muted)
            .tick_label_font(font::small())
    };
    let under = axis(AxisHints::new_x()).formatter(move |mark, _| {
        words.get(mark.value.round().max(0.0) as usize).cloned().unwrap_or_default()
    });
    let beside = axis(AxisHints::new_y()).formatter(|mark, _| format!("{:.0}", mark.value));
    let shown = Plot::new(("scorecard chart", columns.title))
        .height(HEIGHT)
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .show_crosshair(false)
        .show_x(false)
        .show_y(false)
        .show_background(false)
        .sense(Sense::hover())
        .show_grid([false, true])
        .grid_color(tokens.text_muted)
        .set_margin_fraction(egui::vec2(0.0, 0.0))
        .default_x_bounds(-0.6, count as f64 - 0.4)
        .default_y_bounds(0.0, steps * step * 1.04)
        .x_grid_spacer(move |_| {
            (0..count).step_by(every).map(|place| mark_at(place as f64, every as f64)).collect()
        })
        .y_grid_spacer(move |_| {
            (0..=steps as u32).map(|number| mark_at(f64::from(number) * step, step)).collect()
        })
        .custom_x_axes(vec![under])
        .custom_y_axes(vec![beside])
        .reset()
        .show(ui, |plot| {
            for chart in charts {
                plot.bar_chart(chart);
            }
        });
    let said = if columns.spoken.is_empty() { "nothing" } else { &columns.spoken };
    let spoken = format!("Chart, {}: {said}", columns.title.to_lowercase());
    shown.response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &spoken));
}

/// How wide the widest word is.
fn widest(ui: &Ui, words: &[String]) -> f32 {
    let wide = |word: &String| {
        ui.painter().layout_no_wrap(word.clone(), font::small(), Color32::PLACEHOLDER).size().x
    };
    words.iter().map(wide).fold(0.0, f32::max)
}

/// Every how many bars there is room for a word of that width.
fn step_of_words(count: usize, width: f32, word: f32) -> usize {
    let room = (width / (word + space::M)).floor().max(1.0) as usize;
    count.div_ceil(room).max(1)
}

/// Steps of whole incidents, at most four of them.
fn step_of_counts(high: f64) -> f64 {
    let rough = (high / 4.0).max(1.0);
    let size = 10_f64.powf(rough.log10().floor());
    let nice = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|one| one * size);
    nice.map(f64::ceil).find(|step| *step * 4.0 >= high).unwrap_or(rough.ceil())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_whole_and_reach_the_highest_bar_in_four() {
        for (high, step) in
            [(1.0, 1.0), (4.0, 1.0), (5.0, 2.0), (9.0, 3.0), (68.0, 20.0), (207.0, 100.0), (400.0, 100.0)]
        {
            assert!((step_of_counts(high) - step).abs() < f64::EPSILON, "{high}: {}", step_of_counts(high));
            assert!(step_of_counts(high) * 4.0 >= high);
        }
    }

    #[test]
    fn a_day_and_a_week_are_said_short() {
        assert_eq!(short("Sun 1 Mar 2026"), "1 Mar");
        assert_eq!(short("23 Feb 2026 to 1 Mar 2026"), "23 Feb");
    }

    #[test]
    fn words_stand_under_as_many_bars_as_there_is_room_for() {
        assert_eq!(step_of_words(7, 400.0, 30.0), 1);
        assert_eq!(step_of_words(31, 700.0, 40.0), 3);
        assert_eq!(step_of_words(0, 0.0, 0.0), 1);
    }
}
