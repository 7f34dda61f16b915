//! The sheet of all keys, and the Help screen around it.

use egui::accesskit::Role;
use egui::{Frame, Grid, Id, Margin, Modal, RichText, ScrollArea, Ui};

use super::commands::{ALL, words_of};
use super::theme::{Tokens, font, space};
use super::{scroll, widgets};

/// The keys in two columns: what they do, and which they are.
fn keys_ui(ui: &mut Ui, salt: &str) {
    let is_mac = ui.os().is_mac();
    let half = ALL.len().div_ceil(2);
    let is_wide = ui.available_width() > 640.0;
    let parts: Vec<&[super::commands::Entry]> = if is_wide { ALL.chunks(half).collect() } else { vec![ALL] };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::XXL;
        for (at, part) in parts.iter().enumerate() {
            Grid::new((salt, at)).num_columns(2).spacing([space::M, space::XS]).show(ui, |ui| {
                for entry in *part {
                    ui.horizontal(|ui| {
                        ui.set_min_width(104.0);
                        ui.spacing_mut().item_spacing.x = space::XS;
                        for keys in entry.keys {
                            widgets::key_hint(ui, &words_of(*keys, is_mac));
                        }
                    });
                    ui.label(entry.words);
                    ui.end_row();
                }
            });
        }
    });
}

/// The sheet over whatever is open. Whether it shall go.
pub fn sheet_ui(ctx: &egui::Context) -> bool {
    let id = Id::unique("all keys");
    let room = ctx.content_rect().size() - egui::vec2(112.0, 112.0);
    let area = Modal::default_area(id).role(Role::Dialog).accessible_name("All keys").default_size(room);
    let tokens = Tokens::of(ctx);
    let frame = Frame::popup(&ctx.global_style()).inner_margin(Margin::same(24));
    let shown = Modal::new(id).area(area).frame(frame).backdrop_color(tokens.backdrop).show(ctx, |ui| {
        ui.set_width(room.x.min(860.0));
        let mut closes = false;
        ui.horizontal(|ui| {
            ui.label(RichText::new("All keys").font(font::title()));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                closes = widgets::icon_button(ui, super::icons::icon::X, "Close").clicked();
            });
        });
        ui.add_space(space::S);
        ScrollArea::vertical().max_height(room.y - 80.0).show(ui, |ui| keys_ui(ui, "sheet"));
        let words = "Letters work wherever nothing is being typed";
        ui.add_space(space::S);
        ui.label(RichText::new(words).font(font::small()).color(tokens.text_muted));
        closes
    });
    shown.inner || shown.backdrop_response.clicked()
}

/// The Help screen.
pub fn help_ui(ui: &mut Ui) {
    let tokens = Tokens::of(ui);
    scroll::show(ui, scroll::area("help"), |ui| {
        egui::Frame::new().inner_margin(egui::Margin::symmetric(24, 16)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.label(RichText::new("Help").font(font::heading()));
            ui.add_space(space::S);
            let paragraphs = [
                "The bar at the top shows the one deadline that speaks loudest, over all incidents. D, Shift D, S and A act on it.",
                "Ctrl K, on a Mac ⌘ K, finds any command and any open incident by its words. W opens the board in large type for a second \
                 screen or a projector: F11 lets it fill the screen, Escape closes it.",
                "The board lists all open incidents, the most urgent first. Beside it stands the selected one: what to do now, with \
                 the words to say and whom to call, and below it its log.",
                "An incident has six sides, 1 to 6: what to do now with its log; the people on it, and whom to call next; the updates \
                 that are due to whom; requests and actions; the hotline call; the intake and the milestones. C, U, T and H log a call, \
                 draft an update, delegate an action, and log a call to the hotline.",
                "Updates, mails and printed pages are drafted here and sent by you: nothing leaves by itself. What was sent is logged with \
                 its words and recipients as they were.",
                "The rota says who is on watch, now and next, in the strip on top of every screen. Go there by G then R: the arrows move \
                 over the days, Shift chooses several, Enter takes a day and then its shifts, Tab leads to cover, swap, override and leave. \
                 A swap and a cover hold once both have agreed. Past watches are facts and never change.",
                "The handoff makes a brief of what the log knows and of your words. Whoever takes over accepts it, each major incident by \
                 itself; command of what you had goes over with it.",
                "Post-mortems, by G then P: the logistics of each turn green as they are settled, the day shows who is hindered when, and \
                 the problem statement marks words that argue a cause. Papers shows pack and report, and saves or opens them; \
                 invitation and pre-read are mail drafts that you send and log. Follow-up actions outlive the incident.",
                "Service reviews, under Reports by G then E: each department with its coordinator, the next review or since when one \
                 is owed, and its open actions. Set a cycle of 2 to 4 a year and the dates follow; Agenda and Systemic read the whole \
                 log, so that the review speaks from facts; time spent is logged by calendar year and saved as CSV.",
                "The history, by G then I, has every incident that ever was. One field searches all that was logged: half a word is \
                 enough, quotes hold words together. Enter leads into the list and opens the incident, however long it is closed; \
                 a column's head sorts, and priority, state and period narrow both. Import from a ticket system brings in a CSV: it is \
                 looked at first, a second press brings it in, and Stop keeps what is in already.",
                "As a file, the watch goes to another desk: save one on the handoff's page, with a passphrase if you like. The other desk \
                 opens it there, sees what it would bring, and merges it; twice changes nothing. Dropping such a file onto the window \
                 does the same, and a rota's .ics or .csv is imported beside the calendar.",
                "Closing the window while something runs asks once whether the watch goes on without it; Settings changes the \
                 answer. The icon in the tray counts what is open and says what is next, and the window comes back by it, by Open \
                 on a notification, or when Bridgewatch is started again. Ctrl Q quits. Commands of the command line are done by \
                 the desk that runs.",
                "Nothing is ever deleted. What you take back or correct stays readable in the log, with who did it and when.",
                "Times are typed as people say them: 14:05, -10m, yesterday 22:30, fri 9:00. What was understood is shown before \
                 you accept it.",
                "Everything works without a network. Facts are on the disk before the window says so, and what could not be saved \
                 stays in its form with the reason.",
            ];
            ui.scope(|ui| {
                ui.set_max_width(ui.available_width().min(680.0));
                for words in paragraphs {
                    ui.label(RichText::new(words).color(tokens.text));
                    ui.add_space(space::XS);
                }
            });
            ui.add_space(space::S);
            widgets::section_heading(ui, "Keys", None);
            keys_ui(ui, "help");
            ui.add_space(space::M);
            let version = format!("Bridgewatch {}", env!("CARGO_PKG_VERSION"));
            ui.label(RichText::new(version).font(font::small()).color(tokens.text_muted));
        });
    });
}
