//! The system's own dialogs for choosing a file.
//!
//! A dialog stands open as long as a person likes, so the answer comes later, from another thread. Where
//! the system has no dialog the answer is none, as if it was closed: a path can always be typed too.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// What a person is asked to choose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileAsk {
    /// What the dialog is called.
    pub title: String,
    /// Where it begins; where the system likes, if none.
    pub folder: Option<PathBuf>,
    /// The name that is proposed, for a file to be written.
    pub name: String,
    /// What kind of file, in words, and the endings of its name without a dot.
    pub kind: String,
    /// See [`Self::kind`].
    pub endings: Vec<String>,
    /// Whether the file is to be written; otherwise it is there already.
    pub is_to_be_written: bool,
    /// Whether it is a folder, which is there already.
    pub is_folder: bool,
}

/// Takes the path that was chosen; none if the dialog was closed without one.
pub type ChosenFile = Box<dyn FnOnce(Option<PathBuf>) + Send>;

/// Asks a person for a file.
pub trait Dialogs: Send + Sync {
    /// Asks, and returns at once; `chosen` is called later, from another thread. Called from the thread
    /// of the window.
    fn ask(&self, ask: FileAsk, chosen: ChosenFile);
}

/// The dialogs of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemDialogs;

impl Dialogs for SystemDialogs {
    fn ask(&self, ask: FileAsk, chosen: ChosenFile) {
        let mut dialog = rfd::AsyncFileDialog::new().set_title(&ask.title);
        if !ask.endings.is_empty() {
            dialog = dialog.add_filter(&ask.kind, &ask.endings);
        }
        if let Some(folder) = &ask.folder {
            dialog = dialog.set_directory(folder);
        }
        // Made here, on the thread of the window, as macOS wants it; waited for elsewhere.
        let answer: std::pin::Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>> = if ask.is_folder
        {
            Box::pin(dialog.pick_folder())
        } else if ask.is_to_be_written {
            Box::pin(dialog.set_file_name(&ask.name).save_file())
        } else {
            Box::pin(dialog.pick_file())
        };
        let chosen = Arc::new(Mutex::new(Some(chosen)));
        let own = Arc::clone(&chosen);
        let waiting = std::thread::Builder::new().name("file dialog".to_owned()).spawn(move || {
            let path = pollster::block_on(answer).map(|file| file.path().to_path_buf());
            tell(&own, path);
        });
        if waiting.is_err() {
            tell(&chosen, None);
        }
    }
}

fn tell(chosen: &Mutex<Option<ChosenFile>>, path: Option<PathBuf>) {
    let chosen = chosen.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(chosen) = chosen {
        chosen(path);
    }
}

/// Dialogs that answer by themselves, for tests: each with the next of the paths, then none.
#[derive(Debug, Clone, Default)]
pub struct AnsweringDialogs {
    answers: Arc<Mutex<Vec<PathBuf>>>,
    asked: Arc<Mutex<Vec<FileAsk>>>,
}

impl AnsweringDialogs {
    /// The next dialog is answered with this path.
    pub fn will_choose(&self, path: PathBuf) {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).push(path);
    }

    /// What was asked so far.
    pub fn asked(&self) -> Vec<FileAsk> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Dialogs for AnsweringDialogs {
    fn ask(&self, ask: FileAsk, chosen: ChosenFile) {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(ask);
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = (!answers.is_empty()).then(|| answers.remove(0));
        drop(answers);
        chosen(answer);
    }
}
