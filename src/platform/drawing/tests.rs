use super::*;

const GL: DrawingWay = DrawingWay::Gl;
const SOFTWARE: DrawingWay = DrawingWay::Software;

/// The ways in the order in which they come, whoever has to go them.
fn order(drawing: &Drawing) -> Vec<DrawingWay> {
    drawing.left.iter().rev().copied().collect()
}

fn at(folder: &Path, choice: DrawingChoice) -> Drawing {
    Drawing::with(folder, choice, None, false)
}

/// A start that ends between its first attempt and its first frame.
fn dies_of(folder: &Path, choice: DrawingChoice) {
    let mut drawing = at(folder, choice);
    assert!(drawing.try_next().is_some(), "it has a way to die of");
}

#[test]
fn what_is_chosen_comes_first_and_the_others_stay_behind_it() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(order(&at(folder.path(), DrawingChoice::Auto)), DrawingWay::ALL);
    assert_eq!(order(&at(folder.path(), DrawingChoice::Gl)), DrawingWay::ALL);
    let chosen = order(&at(folder.path(), DrawingChoice::Software));
    assert_eq!(chosen[0], SOFTWARE);
    assert_eq!(chosen.len(), DrawingWay::ALL.len());
    for choice in DrawingChoice::ALL {
        assert_eq!(choice.key().parse(), Ok(choice));
    }
    assert!("vulkan".parse::<DrawingChoice>().is_err());
}

#[test]
fn what_was_painted_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut drawing = at(folder.path(), DrawingChoice::Auto);
    assert_eq!(drawing.try_next(), Some(GL));
    assert!(folder.path().join(FILE).exists(), "written down while it is tried");
    drawing.mark().settle();
    assert!(!folder.path().join(FILE).exists());
    let again = at(folder.path(), DrawingChoice::Auto);
    assert!(again.why().is_empty() && again.left_out().is_empty());
}

#[test]
fn what_ended_the_program_comes_last_at_every_later_start_of_this_version() {
    let folder = tempfile::tempdir().unwrap();
    dies_of(folder.path(), DrawingChoice::Auto);
    let next = at(folder.path(), DrawingChoice::Auto);
    assert_eq!(order(&next).last(), Some(&GL));
    assert_eq!(next.why(), ["OpenGL ended the program when it was last started"]);
    assert!(!next.has_chosen_failed(), "nobody chose it");
    // It painted.
    next.mark().settle();
    let later = at(folder.path(), DrawingChoice::Auto);
    assert_eq!(order(&later).last(), Some(&GL));
    assert!(later.why().is_empty(), "said once");
    assert_eq!(later.left_out(), [GL]);
    // Somebody who chooses it gets it.
    assert_eq!(order(&at(folder.path(), DrawingChoice::Gl))[0], GL);

    let text = fs::read_to_string(folder.path().join(FILE)).unwrap();
    fs::write(folder.path().join(FILE), text.replace(env!("CARGO_PKG_VERSION"), "0.0.1")).unwrap();
    let newer = at(folder.path(), DrawingChoice::Auto);
    assert!(newer.left_out().is_empty(), "another version tries anew");
}

#[test]
fn a_choice_that_ended_the_program_falls() {
    let folder = tempfile::tempdir().unwrap();
    dies_of(folder.path(), DrawingChoice::Gl);
    let next = at(folder.path(), DrawingChoice::Gl);
    assert!(next.has_chosen_failed());
    assert_eq!(order(&next).last(), Some(&GL));
}

#[test]
fn a_failure_is_told_and_the_next_way_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let mut drawing = at(folder.path(), DrawingChoice::Gl);
    assert_eq!(drawing.try_next(), Some(GL));
    drawing.failed("no such display");
    assert!(drawing.has_chosen_failed());
    assert!(!folder.path().join(FILE).exists(), "it has not ended the program");
    assert_eq!(drawing.why(), ["OpenGL failed: no such display"]);
    assert_eq!(drawing.try_next(), Some(SOFTWARE));
}

#[test]
fn a_program_that_was_started_anew_goes_on_from_there_and_never_back() {
    let folder = tempfile::tempdir().unwrap();
    let anew = Anew { way: SOFTWARE, why: vec!["OpenGL failed: a\nb".to_owned()] };
    let told = anew.told();
    assert_eq!(told, "software\nOpenGL failed: a b");
    let drawing = Drawing::with(folder.path(), DrawingChoice::Gl, Some(&told), true);
    assert_eq!(order(&drawing), [SOFTWARE]);
    assert_eq!(drawing.why(), ["OpenGL failed: a b"]);
    assert!(drawing.has_chosen_failed());
    let unknown = Drawing::with(folder.path(), DrawingChoice::Auto, Some("crayons"), false);
    assert_eq!(order(&unknown), DrawingWay::ALL, "from a newer program, perhaps");
}

#[test]
fn a_file_that_means_nothing_is_as_none() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(FILE), "{\"trying\": 7").unwrap();
    assert_eq!(order(&at(folder.path(), DrawingChoice::Auto)), DrawingWay::ALL);
    let nowhere = Path::new("/nonexistent/folder");
    let mut drawing = at(nowhere, DrawingChoice::Auto);
    assert_eq!(drawing.try_next(), Some(GL), "without a place to write it down");
    drawing.mark().settle();
}

#[test]
fn where_opengl_would_be_drawn_by_the_processor_it_comes_behind_software() {
    let folder = tempfile::tempdir().unwrap();
    let of = |choice| Drawing::with(folder.path(), choice, None, true);
    let auto = of(DrawingChoice::Auto);
    assert_eq!(auto.next(), Some(SOFTWARE));
    assert!(order(&auto).contains(&GL), "it is better than no window");
    assert!(auto.why().is_empty(), "nothing to remark upon");
    assert_eq!(of(DrawingChoice::Gl).next(), Some(GL), "who asks for it gets it");
}

#[cfg(target_os = "linux")]
#[test]
fn a_machine_without_a_render_node_has_no_graphics_card() {
    let devices = tempfile::tempdir().unwrap();
    assert!(!has_graphics_card(devices.path()));
    fs::create_dir(devices.path().join("dri")).unwrap();
    fs::write(devices.path().join("dri/card0"), "").unwrap();
    assert!(!has_graphics_card(devices.path()), "a screen alone draws nothing");
    fs::write(devices.path().join("dri/renderD128"), "").unwrap();
    assert!(has_graphics_card(devices.path()));
    let other = tempfile::tempdir().unwrap();
    fs::write(other.path().join("nvidiactl"), "").unwrap();
    assert!(has_graphics_card(other.path()));
}
