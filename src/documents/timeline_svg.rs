//! The picture of an incident's course as SVG: for paper and pages, with words for who does not see it.
//!
//! It runs nothing and loads nothing. Met and missed differ by shape, sign and word, not by colour alone.
//! Never here: where a thing stands, which is the layout's.

use super::html::text;
use super::timeline_picture::{Bar, BarState, BreakKind, Lane, Mark, Shape, TimelinePicture, chars_wide};

/// The width of the drawing in its own units; about a tenth of a millimetre and a half on A4.
const WIDTH: f32 = 720.0;
/// Where the lanes begin.
const LEFT: f32 = 132.0;
/// Where they end.
const RIGHT: f32 = WIDTH - 6.0;
/// The height of a row of labels.
const ROW: f32 = 17.0;
/// The height of a row of bars.
const BAR_ROW: f32 = 20.0;
/// The height of a bar.
const BAR: f32 = 11.0;
/// The space above and below a lane's rows.
const PAD: f32 = 4.0;
/// The height of the two rows of the axis: days, times.
const AXIS: f32 = 34.0;
/// The most characters of a line of a lane's title, and the most lines.
const TITLE_CHARS: f32 = 22.0;
const TITLE_LINES: usize = 2;
const TITLE_LINE: f32 = 12.0;

const INK: &str = "#000000";
const FAINT: &str = "#444444";
const RULE: &str = "#c4c8cd";
const GOOD: &str = "#1e6b3a";
const BAD: &str = "#a3201a";

/// The drawing, as an element that stands in a page or, with its namespace, in a file of its own.
pub fn timeline_svg(picture: &TimelinePicture) -> String {
    let mut body = String::new();
    let mut y = AXIS;
    for (place, lane) in picture.lanes.iter().enumerate() {
        let height = lane_height(lane);
        draw_lane(&mut body, lane, y, height, place % 2 == 0);
        y += height;
    }
    let lanes_end = y;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {:.0}\" role=\"img\" \
         font-family=\"system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif\" font-size=\"10.5\" \
         fill=\"{INK}\">\n<title>{}</title>\n<desc>{}</desc>\n",
        lanes_end + 26.0,
        text(&picture.title),
        text(&picture.description)
    );
    svg.push_str(
        "<defs><pattern id=\"timeline-hatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><rect width=\"5\" height=\"5\" fill=\"#ffffff\"/>\
         <line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"5\" stroke=\"#a3201a\" stroke-width=\"3\"/></pattern></defs>\n",
    );
    draw_axis(&mut svg, picture, lanes_end);
    svg.push_str(&body);
    draw_legend(&mut svg, picture, lanes_end + 14.0);
    svg.push_str("</svg>\n");
    svg
}

fn x(share: f32) -> f32 {
    LEFT + share * (RIGHT - LEFT)
}

fn lane_height(lane: &Lane) -> f32 {
    let rows = if lane.bars.is_empty() { lane.rows as f32 * ROW } else { BAR_ROW };
    let title = title_lines(&lane.title).len() as f32 * TITLE_LINE;
    rows.max(title) + 2.0 * PAD
}

/// A lane's title in as many lines as it may have; what is longer ends in an ellipsis.
fn title_lines(title: &str) -> Vec<String> {
    let title = super::plain_text::one_line(title);
    let mut lines: Vec<String> = vec![String::new()];
    for word in title.split(' ') {
        let line = lines.last_mut().map_or(0.0, |line| chars_wide(line));
        let is_full = line > 0.0 && line + 1.0 + chars_wide(word) > TITLE_CHARS;
        if is_full {
            lines.push(word.to_owned());
        } else if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    let is_long = lines.len() > TITLE_LINES;
    lines.truncate(TITLE_LINES);
    let last = lines.len();
    for (place, line) in lines.iter_mut().enumerate() {
        if chars_wide(line) > TITLE_CHARS || (is_long && place + 1 == last) {
            *line = format!("{}…", begin_of(line, TITLE_CHARS - 1.0));
        }
    }
    lines
}

/// The begin of a text that is at most so wide.
fn begin_of(text: &str, most: f32) -> &str {
    let mut width = 0.0;
    let end = text.char_indices().find(|(_, c)| {
        width += chars_wide(c.encode_utf8(&mut [0; 4]));
        width > most
    });
    end.map_or(text, |(at, _)| text.get(..at).unwrap_or(text))
}

fn draw_axis(svg: &mut String, picture: &TimelinePicture, end: f32) {
    svg.push_str(&format!(
        "<text x=\"{:.1}\" y=\"12\" font-weight=\"700\">{}</text>\n",
        x(0.0),
        text(&picture.first_day)
    ));
    for tick in &picture.ticks {
        let at = x(tick.at);
        svg.push_str(&format!(
            "<line x1=\"{at:.1}\" y1=\"{:.0}\" x2=\"{at:.1}\" y2=\"{end:.1}\" stroke=\"{RULE}\" \
             stroke-width=\"0.6\"/>\n",
            AXIS - 6.0
        ));
        // A label at an edge stays within the drawing.
        let anchor = match tick.at {
            at if at < 0.03 => "start",
            at if at > 0.97 => "end",
            _ => "middle",
        };
        svg.push_str(&format!(
            "<text x=\"{at:.1}\" y=\"25\" text-anchor=\"{anchor}\" fill=\"{FAINT}\">{}</text>\n",
            text(&tick.label)
        ));
    }
    for one in &picture.breaks {
        let at = x(one.at);
        let dashes = if one.kind == BreakKind::Clock { " stroke-dasharray=\"3 2\"" } else { "" };
        svg.push_str(&format!(
            "<line x1=\"{at:.1}\" y1=\"2\" x2=\"{at:.1}\" y2=\"{end:.1}\" stroke=\"{FAINT}\" \
             stroke-width=\"1\"{dashes}/>\n"
        ));
        if one.has_room {
            svg.push_str(&format!(
                "<text x=\"{:.1}\" y=\"12\" font-weight=\"700\">{}</text>\n",
                at + 3.0,
                text(&one.label)
            ));
        }
    }
    svg.push_str(&format!(
        "<line x1=\"{LEFT}\" y1=\"{AXIS}\" x2=\"{RIGHT}\" y2=\"{AXIS}\" stroke=\"{INK}\" stroke-width=\"1\"/>\n"
    ));
}

fn draw_lane(svg: &mut String, lane: &Lane, top: f32, height: f32, is_shaded: bool) {
    let mut shade = String::new();
    if is_shaded {
        // Light enough to let the lines of the axis through, on paper too.
        shade = format!(
            "<rect x=\"0\" y=\"{top:.1}\" width=\"{WIDTH}\" height=\"{height:.1}\" fill=\"#000000\" \
             fill-opacity=\"0.04\"/>\n"
        );
    }
    svg.push_str(&shade);
    let lines = title_lines(&lane.title);
    let block = lines.len() as f32 * TITLE_LINE;
    let mut y = if lane.bars.is_empty() { top + PAD } else { top + (height - block) / 2.0 };
    for line in &lines {
        svg.push_str(&format!(
            "<text x=\"2\" y=\"{:.1}\" unicode-bidi=\"isolate\">{}</text>\n",
            y + 9.5,
            text(line)
        ));
        y += TITLE_LINE;
    }
    for mark in &lane.marks {
        draw_mark(svg, mark, top + PAD + mark.row as f32 * ROW + ROW / 2.0);
    }
    for bar in &lane.bars {
        draw_bar(svg, bar, top + height / 2.0);
    }
}

fn draw_mark(svg: &mut String, mark: &Mark, y: f32) {
    let (at, until) = (x(mark.at), x(mark.until));
    svg.push_str(&format!("<g><title>{}</title>", text(&mark.detail())));
    if until - at > 1.0 {
        svg.push_str(&format!(
            "<line x1=\"{at:.1}\" y1=\"{y:.1}\" x2=\"{until:.1}\" y2=\"{y:.1}\" stroke=\"{INK}\" \
             stroke-width=\"2\"/>"
        ));
        draw_shape(svg, mark.shape, until, y);
    }
    draw_shape(svg, mark.shape, at, y);
    let (label_at, anchor) = if mark.is_label_before { (at - 8.0, "end") } else { (until + 8.0, "start") };
    svg.push_str(&format!(
        "<text x=\"{label_at:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\" unicode-bidi=\"isolate\">{}</text></g>\n",
        y + 3.6,
        text(&mark.label)
    ));
}

fn draw_shape(svg: &mut String, shape: Shape, at: f32, y: f32) {
    let filled = format!("fill=\"{INK}\"");
    let drawn = match shape {
        Shape::Diamond => {
            format!("<path d=\"M{at:.1} {:.1}l4.4 4.4l-4.4 4.4l-4.4 -4.4z\" {filled}/>", y - 4.4)
        }
        Shape::Square => {
            format!("<rect x=\"{:.1}\" y=\"{:.1}\" width=\"7\" height=\"7\" {filled}/>", at - 3.5, y - 3.5)
        }
        Shape::Triangle => {
            format!("<path d=\"M{at:.1} {:.1}l4.6 8h-9.2z\" {filled}/>", y - 4.6)
        }
        Shape::FilledCircle => format!("<circle cx=\"{at:.1}\" cy=\"{y:.1}\" r=\"3.8\" {filled}/>"),
        Shape::OpenCircle => format!(
            "<circle cx=\"{at:.1}\" cy=\"{y:.1}\" r=\"3.3\" fill=\"#ffffff\" stroke=\"{INK}\" \
             stroke-width=\"1.3\"/>"
        ),
    };
    svg.push_str(&drawn);
}

fn draw_bar(svg: &mut String, bar: &Bar, y: f32) {
    let (from, until) = (x(bar.from), x(bar.until));
    let (fill, stroke, dashes, sign) = match bar.state {
        BarState::Met => (GOOD, GOOD, "", "✓"),
        BarState::Missed => ("url(#timeline-hatch)", BAD, "", "✗"),
        BarState::Running => ("#ffffff", INK, "", ""),
        BarState::Paused => ("#ffffff", INK, " stroke-dasharray=\"3 2\"", "❙❙"),
    };
    let top = y - BAR / 2.0;
    svg.push_str(&format!(
        "<g><title>{}</title><rect x=\"{from:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{BAR}\" rx=\"{}\" \
         fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"1\"{dashes}/>",
        text(&bar.detail),
        (until - from).max(2.0),
        if bar.state == BarState::Met { "4" } else { "0" }
    ));
    if bar.is_cut {
        svg.push_str(&format!(
            "<path d=\"M{:.1} {top:.1}l5 {:.1}l-5 {:.1}z\" fill=\"{stroke}\"/>",
            until - 5.0,
            BAR / 2.0,
            BAR / 2.0
        ));
    }
    if let Some(due) = bar.due {
        let due = x(due);
        svg.push_str(&format!(
            "<line x1=\"{due:.1}\" y1=\"{:.1}\" x2=\"{due:.1}\" y2=\"{:.1}\" stroke=\"{INK}\" \
             stroke-width=\"1.6\"/>",
            top - 3.5,
            top + BAR + 3.5
        ));
    }
    draw_words(svg, bar, (from, top), sign, y);
    svg.push_str("</g>\n");
}

/// The sign and the words of a bar: white on a full bar, on a white ground on a hatched one.
fn draw_words(svg: &mut String, bar: &Bar, (from, top): (f32, f32), sign: &str, y: f32) {
    let words = format!("{sign} {}", bar.words);
    let words = words.trim();
    let Some(at) = bar.words_at else {
        if !sign.is_empty() && x(bar.until) - from >= 9.0 {
            draw_on_bar(svg, bar, sign, (from + 1.5, top), y);
        }
        return;
    };
    if bar.is_inside {
        draw_on_bar(svg, bar, words, (from + 3.0, top), y);
    } else {
        svg.push_str(&format!(
            "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"9.5\">{}</text>",
            x(at),
            y + 3.4,
            text(words)
        ));
    }
}

fn draw_on_bar(svg: &mut String, bar: &Bar, words: &str, (at, top): (f32, f32), y: f32) {
    let ink = if bar.state == BarState::Met { "#ffffff" } else { INK };
    if bar.state == BarState::Missed {
        let width = chars_wide(words) * 5.6 + 4.0;
        svg.push_str(&format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{:.1}\" fill=\"#ffffff\"/>",
            at - 1.0,
            top + 0.8,
            BAR - 1.6
        ));
    }
    svg.push_str(&format!(
        "<text x=\"{at:.1}\" y=\"{:.1}\" font-size=\"9.5\" fill=\"{ink}\">{}</text>",
        y + 3.4,
        text(words)
    ));
}

/// What the signs mean, as far as they are there.
fn draw_legend(svg: &mut String, picture: &TimelinePicture, y: f32) {
    let has =
        |state: BarState| picture.lanes.iter().flat_map(|lane| &lane.bars).any(|bar| bar.state == state);
    let mut parts: Vec<&str> = Vec::new();
    let change = picture.breaks.iter().find(|one| one.kind == BreakKind::Clock && !one.has_room);
    let change = change.map(|one| format!("Dashed: {}.", one.label));
    if picture.lanes.iter().any(|lane| !lane.bars.is_empty()) {
        parts.push(
            "A bar runs from the start of a deadline to when it was done; the stroke is when it was due.",
        );
        if has(BarState::Met) {
            parts.push("Full and round: met.");
        }
        if has(BarState::Missed) {
            parts.push("Hatched: missed.");
        }
    }
    parts.extend(change.as_deref());
    if parts.is_empty() {
        return;
    }
    svg.push_str(&format!(
        "<text x=\"2\" y=\"{y:.1}\" font-size=\"9\" fill=\"{FAINT}\">{}</text>\n",
        text(&parts.join(" "))
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::report::trial::{at, hostile, usual};
    use crate::documents::timeline_picture::{PictureChoice, timeline_picture};
    use chrono_tz::America::Chicago;

    fn drawn(teller: &crate::documents::report::trial::Teller) -> String {
        let choice = PictureChoice { zone: Chicago, room_chars: 88.0, is_outside: false };
        timeline_svg(&timeline_picture(teller.live(), choice, at("2026-03-06T09:00")))
    }

    #[test]
    fn the_drawing_speaks_to_who_does_not_see_it() {
        let svg = drawn(&usual());
        assert!(svg.contains("role=\"img\""));
        assert!(svg.contains("<title>The course of MI-0001</title>\n<desc>From Mon 2 Mar 2026, "));
        assert!(svg.contains("Hotline call: due Mon 2 Mar 10:15, missed, 4 min late"));
    }

    #[test]
    fn met_and_missed_differ_by_sign_word_and_shape() {
        let svg = drawn(&usual());
        assert!(svg.contains("✓ met") && svg.contains("✗ missed, 4 min late"));
        assert!(svg.contains("fill=\"url(#timeline-hatch)\"") && svg.contains("rx=\"4\""));
    }

    #[test]
    fn it_runs_nothing_loads_nothing_and_shows_hostile_words_as_words() {
        let svg = drawn(&hostile());
        for never in ["<script", "href", "onload", "<image", "<use", "@import", "<foreignObject", "<b>"] {
            assert!(!svg.contains(never), "{never}");
        }
        assert!(svg.contains("&lt;script&gt;"));
        assert_eq!(
            svg.matches("http").count(),
            svg.matches("http://www.w3.org/2000/svg").count() + svg.matches("(http://x)").count()
        );
        assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count());
        assert_eq!(svg.matches("<g>").count(), svg.matches("</g>").count());
    }

    #[test]
    fn a_long_title_of_a_lane_keeps_to_two_lines() {
        assert_eq!(title_lines("Hotline call"), ["Hotline call"]);
        assert_eq!(title_lines("Incident Manager responds to it"), ["Incident Manager", "responds to it"]);
        assert_eq!(title_lines("one two three four five six seven eight nine ten eleven").len(), 2);
        let long = title_lines(&"x".repeat(100_000));
        assert!(long.iter().all(|line| line.chars().count() <= 22) && long[0].ends_with('…'));
    }
}
