//! What the window keeps for itself between two starts: its looks and its size, and what was being
//! typed. Files beside the log, never facts; one that cannot be read is ignored with a remark.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::closing::Closing;
use super::forms::Forms;
use super::help::FirstHour;
use super::history::{HowRead, Views};
use super::theme::ThemeChoice;
use crate::desk::DRAFTS_FILE;
use crate::platform::{self, DrawingChoice};

/// Where the looks are kept, inside the data folder.
pub const WINDOW_FILE: &str = "window.json";

/// The smallest and the largest scale.
pub const SCALES: std::ops::RangeInclusive<f32> = 1.0..=2.0;

/// The size of the window at the first start, in points.
pub const USUAL_SIZE: [f32; 2] = [1280.0, 800.0];

/// The smallest size of the window, in points at a scale of 1.
pub const LEAST_SIZE: [f32; 2] = [1024.0, 700.0];

/// The largest file that is read back, in bytes.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// The longest text of a form that is shown again, in bytes. More than any that a desk takes; painting one that is much
/// longer would take all the memory there is.
const MAX_FIELD_BYTES: usize = 1024 * 1024;

/// How the window looks.
#[derive(Debug, Clone, PartialEq)]
pub struct Preferences {
    /// Dark, light, or as the system says.
    pub theme: ThemeChoice,
    /// From 1.0 to 2.0.
    pub scale: f32,
    /// Whether nothing fades, whatever the system asks for.
    pub is_still: bool,
    /// How it is drawn, from the next start on.
    pub drawing: DrawingChoice,
    /// Width and height of the window, in points at a scale of 1.
    pub size: [f32; 2],
    /// The folder where a file was last chosen.
    pub folder: Option<PathBuf>,
    /// How another system's tickets were last read.
    pub tickets: HowRead,
    /// The views of the history that were kept.
    pub views: Views,
    /// What closing the window does while something runs; asked if none.
    pub closing: Option<Closing>,
    /// How far the first hour has come.
    pub first_hour: FirstHour,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::default(),
            scale: 1.0,
            is_still: false,
            drawing: DrawingChoice::default(),
            size: USUAL_SIZE,
            folder: None,
            tickets: HowRead::default(),
            views: Views::default(),
            closing: None,
            first_hour: FirstHour::default(),
        }
    }
}

/// The file's shape.
#[derive(Serialize, Deserialize)]
struct Stored {
    theme: String,
    scale: f32,
    size: [f32; 2],
    #[serde(default)]
    is_still: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    drawing: Option<String>,
    #[serde(default)]
    folder: Option<PathBuf>,
    #[serde(default)]
    tickets: HowRead,
    /// One by one, whatever each is: one that cannot be read takes nothing else with it.
    #[serde(default)]
    views: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closing: Option<String>,
    #[serde(default)]
    first_hour: FirstHour,
}

impl Preferences {
    /// The text of the file.
    pub fn to_text(&self) -> String {
        let stored = Stored {
            theme: self.theme.key().to_owned(),
            scale: self.scale,
            size: self.size,
            is_still: self.is_still,
            drawing: (self.drawing != DrawingChoice::Auto).then(|| self.drawing.key().to_owned()),
            folder: self.folder.clone(),
            tickets: self.tickets.clone(),
            views: Value::Array(self.views.to_stored()),
            closing: self.closing.map(|closing| closing.key().to_owned()),
            first_hour: self.first_hour.clone(),
        };
        serde_json::to_string(&stored).unwrap_or_default()
    }

    /// What a file's text says, put within bounds. Fails with words when it is no such file.
    pub fn from_text(text: &str) -> Result<Self, String> {
        let stored: Stored = serde_json::from_str(text).map_err(|err| err.to_string())?;
        let usual = Self::default();
        let within = |value: f32, least: f32, most: f32, usual: f32| {
            if value.is_finite() { value.clamp(least, most) } else { usual }
        };
        let ([width, height], [least_width, least_height]) = (stored.size, LEAST_SIZE);
        Ok(Self {
            theme: ThemeChoice::from_key(&stored.theme).unwrap_or_default(),
            scale: scale_within(stored.scale),
            is_still: stored.is_still,
            drawing: stored.drawing.as_deref().and_then(DrawingChoice::from_key).unwrap_or_default(),
            size: [
                within(width, least_width, 16_000.0, usual.size[0]),
                within(height, least_height, 16_000.0, usual.size[1]),
            ],
            folder: stored.folder,
            tickets: stored.tickets,
            views: match stored.views {
                Value::Null => Views::default(),
                Value::Array(all) => Views::from_stored(all),
                other => Views::from_stored(vec![other]),
            },
            closing: stored.closing.as_deref().and_then(Closing::from_key),
            first_hour: stored.first_hour,
        })
    }
}

/// A scale put within bounds, on steps of a twentieth.
pub fn scale_within(scale: f32) -> f32 {
    if !scale.is_finite() {
        return 1.0;
    }
    ((scale * 20.0).round() / 20.0).clamp(*SCALES.start(), *SCALES.end())
}

/// What the window kept when it last ran.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// How it looked.
    pub preferences: Preferences,
    /// What was being typed.
    pub forms: Forms,
    /// What could not be read, in words.
    pub remarks: Vec<String>,
}

impl Kept {
    /// Reads what was kept in a data folder. Called once, before the window opens.
    pub fn read(folder: &Path) -> Self {
        let mut kept = Self::default();
        match read_text(&folder.join(WINDOW_FILE))
            .and_then(|text| text.as_deref().map(Preferences::from_text).transpose())
        {
            Ok(found) => kept.preferences = found.unwrap_or_default(),
            Err(why) => kept.remarks.push(format!(
                "{WINDOW_FILE} could not be read, so the window looks as at the first start: {why}{}",
                put_aside(folder, WINDOW_FILE)
            )),
        }
        let drafts = read_text(&folder.join(DRAFTS_FILE)).and_then(|text| {
            let forms = text
                .map(|text| serde_json::from_str::<Forms>(&text).map_err(|err| err.to_string()))
                .transpose()?;
            match forms.as_ref().map_or(0, Forms::longest) {
                long if long > MAX_FIELD_BYTES => Err(format!(
                    "it holds a text of {long} bytes; {MAX_FIELD_BYTES} are the most that is shown"
                )),
                _ => Ok(forms),
            }
        });
        match drafts {
            Ok(found) => kept.forms = found.unwrap_or_default(),
            Err(why) => kept.remarks.push(format!(
                "{DRAFTS_FILE} could not be read, so what was being typed is not here: {why}{}",
                put_aside(folder, DRAFTS_FILE)
            )),
        }
        kept
    }
}

/// Gives what cannot be read another name, so that what is kept next does not take its place; the words for it, none
/// where it cannot be renamed.
fn put_aside(folder: &Path, name: &str) -> String {
    let aside = format!("{name}.unread");
    match std::fs::rename(folder.join(name), folder.join(&aside)) {
        Ok(()) => format!(". It is kept as {aside}"),
        Err(_) => String::new(),
    }
}

/// The text of a small file; none if there is no such file.
fn read_text(path: &Path) -> Result<Option<String>, String> {
    match platform::read_text(path, MAX_BYTES) {
        Ok(text) => Ok(Some(text)),
        Err(err) if err.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(err) => Err(err.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::forms::FormKind;

    #[test]
    fn looks_come_back_as_they_were() {
        let folder = Some(PathBuf::from("/media/stick"));
        let mut tickets = HowRead { zone: Some("Europe/Lisbon".to_owned()), ..HowRead::default() };
        tickets.mapping.set("title=Summary").unwrap();
        let views = Views::from_stored(vec![
            serde_json::json!({"name": "Mine", "from": "-7d"}),
            serde_json::json!({"name": "Of a newer program", "colour": "red"}),
        ]);
        assert_eq!(views.unread(), 1);
        let mut first_hour = FirstHour::default();
        first_hour.offer_once();
        first_hour.seen.insert("rota".to_owned());
        let looks = Preferences {
            theme: ThemeChoice::Light,
            scale: 1.25,
            is_still: true,
            drawing: DrawingChoice::Software,
            size: [1400.0, 900.0],
            folder,
            tickets,
            views,
            closing: Some(Closing::KeepsWatching),
            first_hour,
        };
        assert_eq!(Preferences::from_text(&looks.to_text()), Ok(looks));
        let text = r#"{"theme":"dark","scale":1.0,"size":[1280.0,800.0],"views":{"shape":"new"}}"#;
        assert_eq!(Preferences::from_text(text).unwrap().views.unread(), 1, "and the looks stand");
    }

    #[test]
    fn looks_out_of_bounds_are_put_within() {
        let text = r#"{"theme":"neon","scale":17.0,"size":[1.0,99999999.0]}"#;
        let looks = Preferences::from_text(text).unwrap();
        let bounded = Preferences {
            theme: ThemeChoice::Dark,
            scale: 2.0,
            size: [1024.0, 16_000.0],
            ..Preferences::default()
        };
        assert_eq!(looks, bounded);
    }

    #[test]
    fn drafts_come_back_and_an_unreadable_file_is_a_remark() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Kept::read(folder.path()).remarks.is_empty(), "nothing kept is nothing to say");
        let mut forms = Forms::default();
        *forms.draft(&FormKind::NewIncident).field("title") = "Payments".to_owned();
        forms.open = Some(FormKind::NewIncident);
        std::fs::write(folder.path().join(DRAFTS_FILE), serde_json::to_string(&forms.kept()).unwrap())
            .unwrap();
        std::fs::write(folder.path().join(WINDOW_FILE), "{").unwrap();
        let kept = Kept::read(folder.path());
        assert_eq!(kept.forms, forms);
        assert_eq!(kept.preferences, Preferences::default());
        assert_eq!(kept.remarks.len(), 1, "{:?}", kept.remarks);
        assert!(kept.remarks[0].starts_with("window.json could not be read"), "{:?}", kept.remarks);
        assert!(kept.remarks[0].ends_with("It is kept as window.json.unread"), "{:?}", kept.remarks);
        assert_eq!(std::fs::read_to_string(folder.path().join("window.json.unread")).unwrap(), "{");
        assert!(Kept::read(folder.path()).remarks.is_empty(), "said once");
    }

    #[test]
    fn a_draft_that_no_form_could_take_is_put_aside_and_not_painted() {
        let folder = tempfile::tempdir().unwrap();
        let mut forms = Forms::default();
        *forms.draft(&FormKind::NewIncident).field("title") = "x".repeat(MAX_FIELD_BYTES);
        let write = |forms: &Forms| {
            std::fs::write(folder.path().join(DRAFTS_FILE), serde_json::to_string(forms).unwrap()).unwrap();
        };
        write(&forms);
        assert_eq!(Kept::read(folder.path()).forms, forms);
        forms.draft(&FormKind::NewIncident).field("title").push('x');
        write(&forms);
        let kept = Kept::read(folder.path());
        assert_eq!(kept.forms, Forms::default());
        let said = "it holds a text of 1048577 bytes; 1048576 are the most that is shown. It is kept as";
        assert!(kept.remarks[0].contains(said), "{:?}", kept.remarks);
        assert!(folder.path().join("drafts.json.unread").exists(), "no word is lost");
    }

    #[test]
    fn numbers_beyond_all_bounds_are_put_within_or_refused() {
        for (numbers, scale, size) in [
            (r#""scale":0.0,"size":[1e9,-1]"#, 1.0, [16_000.0, LEAST_SIZE[1]]),
            (r#""scale":1e308,"size":[1e308,-1e308]"#, 1.0, USUAL_SIZE),
            (r#""scale":-1,"size":[0,0]"#, 1.0, LEAST_SIZE),
        ] {
            let looks = Preferences::from_text(&format!(r#"{{"theme":"dark",{numbers}}}"#)).unwrap();
            assert_eq!((looks.scale, looks.size), (scale, size), "{numbers}");
        }
        for lie in [r#"{"theme":"dark","scale":NaN,"size":[1,1]}"#.to_owned(), "[".repeat(10_000)] {
            assert!(Preferences::from_text(&lie).is_err());
        }
    }
}
