//! Killed without warning at random instants, again and again: what was accepted is there once, nothing is
//! half-applied, chain and projections verify, and no alarm is lost or told twice.
//!
//! The usual run is short. The long one:
//!
//! ```text
//! BRIDGEWATCH_KILLS=1000 cargo test --test crash -- --nocapture
//! ```
//!
//! `BRIDGEWATCH_SEED=N` chooses the same instants again, as far as the machine does; `BRIDGEWATCH_SCENE=Watch` looks
//! at one of the scenes alone. The folder of a desk that is not as it should be stays, and is named.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed, and the long run says how far it is"
)]

#[path = "support/chance.rs"]
mod chance;
#[path = "crash/desk.rs"]
mod desk;
#[cfg(target_os = "linux")]
#[expect(dead_code, reason = "here a desktop shows the window alone")]
#[path = "real_desktop/private_desktop.rs"]
mod private_desktop;
#[path = "support/program.rs"]
mod program;
#[cfg(target_os = "linux")]
#[path = "crash/window.rs"]
mod window;

use std::collections::BTreeMap;
use std::time::Duration;

use chance::Chance;
use desk::{Batch, CrashDesk, Ended, child, kill_within};
use program::Watch;

/// The kills of the usual run.
const USUAL: usize = 25;

/// How many kills a desk lives through before another one takes its place: looking at all of it grows with it.
const KILLS_A_DESK: usize = 40;

/// What is going on when the kill comes, each as often as it stands among thirteen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Scene {
    /// A file of commands is applied, without a desk that runs.
    Apply,
    /// A desk runs and takes commands over its socket.
    Watch,
    /// Tickets of another system are imported.
    Import,
    /// Another desk's file is merged.
    Merge,
    /// A copy of the log is made.
    Backup,
    /// A person is erased.
    Erase,
    /// The file of an older Bridgewatch is brought to the form of today.
    Upgrade,
    /// A window runs on a real desktop, and takes commands over its socket and by keyboard. On Linux.
    Window,
}

const SCENES: [Scene; 13] = [
    Scene::Apply,
    Scene::Watch,
    Scene::Import,
    Scene::Apply,
    Scene::Merge,
    Scene::Watch,
    Scene::Upgrade,
    Scene::Apply,
    Scene::Backup,
    Scene::Erase,
    Scene::Watch,
    Scene::Window,
    Scene::Window,
];

#[test]
fn a_desk_killed_at_random_has_all_it_accepted_once_and_nothing_by_half() {
    let told = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let kills = told("BRIDGEWATCH_KILLS").map_or(USUAL, |count| count as usize);
    let only = std::env::var("BRIDGEWATCH_SCENE").ok();
    let is_wanted = |scene: &Scene| {
        let is_here = *scene != Scene::Window || cfg!(target_os = "linux");
        is_here && only.as_ref().is_none_or(|only| *only == format!("{scene:?}"))
    };
    let scenes: Vec<Scene> = SCENES.into_iter().filter(is_wanted).collect();
    let seed = told("BRIDGEWATCH_SEED").unwrap_or_else(chance::any_seed);
    println!("{kills} kills, BRIDGEWATCH_SEED={seed}");
    let mut chance = Chance::new(seed);
    let mut desk = CrashDesk::new();
    let mut paces = Paces::default();
    let mut screen = None;
    // How often the kill came in time: before the program had ended by itself.
    let mut in_time = 0;
    for kill in 0..kills {
        if kill > 0 && kill % KILLS_A_DESK == 0 {
            desk.settle();
            println!("{kill} of {kills}, {in_time} in the middle of it; {}", desk.figures());
            desk = CrashDesk::new();
        }
        let scene = scenes[kill % scenes.len()];
        let ended = carry_out(scene, &mut desk, &mut chance, &mut paces, &mut screen);
        paces.learn(scene, ended);
        in_time += usize::from(ended == Ended::Killed);
        desk.check(&format!("kill {kill}, {scene:?}, {ended:?}, seed {seed}"));
    }
    desk.settle();
    println!("{kills} kills, {in_time} in the middle of it; {}", desk.figures());
    assert!(in_time * 4 >= kills, "only {in_time} of {kills} kills hit a program that was at work");
}

/// How long the kill waits at most, in each scene: learnt, so that it comes early, late and in between on a
/// machine of whatever speed.
#[derive(Default)]
struct Paces(BTreeMap<Scene, Duration>);

impl Paces {
    fn longest(&self, scene: Scene) -> Duration {
        let at_first = match scene {
            Scene::Watch => 400,
            // The first frames are among it, and some typing.
            Scene::Window => 3_000,
            _ => 60,
        };
        self.0.get(&scene).copied().unwrap_or(Duration::from_millis(at_first))
    }

    fn learn(&mut self, scene: Scene, ended: Ended) {
        let factor = match (scene, ended) {
            // A desk that runs does not end by itself.
            (Scene::Watch | Scene::Window, _) => 1.0,
            (_, Ended::Killed) => 1.25,
            (_, Ended::ByItself) => 0.6,
        };
        self.0.insert(scene, self.longest(scene).mul_f64(factor));
    }
}

/// The screen on which windows are shown, once one was wanted.
#[cfg(target_os = "linux")]
type Shown = Option<window::Screen>;
#[cfg(not(target_os = "linux"))]
type Shown = Option<()>;

fn carry_out(
    scene: Scene,
    desk: &mut CrashDesk,
    chance: &mut Chance,
    paces: &mut Paces,
    screen: &mut Shown,
) -> Ended {
    let kill_in = chance.within(paces.longest(scene));
    match scene {
        Scene::Apply => {
            let batch = desk.batch(1 + chance.below(30) as usize);
            let mut child = child(desk.program().arg("apply").arg(&batch.file));
            let ended = kill_within(&mut child, kill_in);
            desk.answered(batch, ended);
            ended
        }
        Scene::Watch => {
            let killer = Killer::of(desk.watch(), kill_in);
            while !killer.is_done() {
                let batch = desk.batch(1 + chance.below(4) as usize);
                let answer = apply(desk, &batch);
                desk.answered(batch, answer);
            }
            killer.join();
            Ended::Killed
        }
        #[cfg(target_os = "linux")]
        Scene::Window => {
            let screen = screen.get_or_insert_with(window::Screen::new);
            let mut window = Watch(screen.open(desk.program()));
            if chance.below(4) == 0 {
                // Before it takes commands, or while the first frame is drawn.
                std::thread::sleep(chance.within(Duration::from_millis(900)));
                window.kill();
                return Ended::Killed;
            }
            window::wait_taking(desk.folder(), &mut window.0);
            let by_keyboard = chance.below(3) == 0;
            // Typing takes its time.
            let kill_in = if by_keyboard { kill_in * 2 } else { kill_in };
            let killer = Killer::of(window, kill_in);
            let mut by_keyboard = by_keyboard && screen.wait_typing().is_some();
            while !killer.is_done() {
                if by_keyboard && screen.type_incident(&desk.title_to_type()).is_some() {
                    desk.look_for_typed();
                    continue;
                }
                by_keyboard = false;
                let batch = desk.batch(1 + chance.below(4) as usize);
                let answer = apply(desk, &batch);
                desk.answered(batch, answer);
            }
            killer.join();
            Ended::Killed
        }
        #[cfg(not(target_os = "linux"))]
        Scene::Window => unreachable!("it is chosen on Linux alone, and not with {screen:?}"),
        Scene::Import => {
            let (file, numbers) = desk.tickets(40);
            let import = |desk: &CrashDesk| child(desk.program().args(["import", "servicenow"]).arg(&file));
            let ended = kill_within(&mut import(desk), kill_in);
            desk.has_all_or_none(&numbers);
            assert!(import(desk).wait().unwrap().success(), "the same file again brings the rest");
            desk.has_all(&numbers);
            ended
        }
        Scene::Merge => {
            let file = desk.file_of_another_desk();
            let merge = |desk: &CrashDesk| child(desk.program().args(["handoff", "merge"]).arg(&file));
            let ended = kill_within(&mut merge(desk), kill_in);
            assert!(merge(desk).wait().unwrap().success(), "the same file again merges");
            desk.has_what_the_other_has();
            ended
        }
        Scene::Backup => {
            let file = desk.fresh_path("backup.db");
            let mut child = child(desk.program().arg("backup").arg(&file));
            let ended = kill_within(&mut child, kill_in);
            desk.copy_is_whole_or_not_there(&file, ended);
            ended
        }
        Scene::Erase => {
            let name = desk.somebody();
            let erase = |desk: &CrashDesk| child(desk.program().args(["erase-person", &name, "--yes"]));
            let ended = kill_within(&mut erase(desk), kill_in);
            desk.check(&format!("{name} was being erased"));
            // What was not done is done now, what a kill left undone beside the log too; what was done is not there
            // to be done again.
            let again = erase(desk).wait().unwrap().success();
            assert!(
                again || ended == Ended::ByItself || !desk.names(&name),
                "{name} was neither erased nor left"
            );
            desk.has_forgotten(&name);
            ended
        }
        Scene::Upgrade => {
            desk.make_older();
            let batch = desk.batch(3);
            let mut child = child(desk.program().arg("apply").arg(&batch.file));
            let ended = kill_within(&mut child, kill_in);
            desk.answered(batch, ended);
            // The next start goes on where this one was killed.
            let batch = desk.batch(1);
            let took = apply(desk, &batch);
            desk.answered(batch, took);
            assert_eq!(took, Ended::ByItself, "it starts again after a kill in an upgrade");
            ended
        }
    }
}

/// Kills a program from a thread of its own.
struct Killer(std::thread::JoinHandle<()>);

impl Killer {
    fn of(mut program: Watch, after: Duration) -> Self {
        let thread = std::thread::Builder::new().name("killer".to_owned());
        let killer = thread.spawn(move || {
            std::thread::sleep(after);
            program.kill();
        });
        Self(killer.unwrap())
    }

    fn is_done(&self) -> bool {
        self.0.is_finished()
    }

    fn join(self) {
        self.0.join().unwrap();
    }
}

/// Applies a file to its end, by itself or by the desk that runs.
fn apply(desk: &CrashDesk, batch: &Batch) -> Ended {
    let took = child(desk.program().arg("apply").arg(&batch.file)).wait().unwrap();
    if took.success() { Ended::ByItself } else { Ended::Killed }
}
