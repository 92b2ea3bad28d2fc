use std::{collections::BTreeMap, os::unix::fs::PermissionsExt};

use proptest::prelude::*;

use super::*;

const ID: &str = "0f3b1c5e-9a7d-4c21-8e60-5d2f4b8a9c01";
const LOOK: ButtonLook<'static> = ButtonLook { label: "Help", comment: "Ask for help", icon: b"\x89PNG" };

fn place(home: &Path, id: &str) -> ButtonPlace {
    ButtonPlace { home: home.to_owned(), config: home.join(".config"), id: ButtonId::parse(id).unwrap() }
}

/// A home as a desktop leaves it, with a program beside it.
fn home() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let top = tempfile::tempdir().unwrap();
    let (home, program) = (top.path().join("ho me"), top.path().join("program"));
    fs::create_dir(&home).unwrap();
    fs::write(&program, "the program").unwrap();
    (top, home, program)
}

/// Everything in it, with modes.
fn tree(folder: &Path) -> BTreeMap<String, u32> {
    fn walk(folder: &Path, top: &Path, found: &mut BTreeMap<String, u32>) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let (path, data) = (entry.path(), entry.metadata().unwrap());
            let name = path.strip_prefix(top).unwrap().to_string_lossy().into_owned();
            found.insert(name, data.permissions().mode() & 0o777);
            if data.is_dir() {
                walk(&path, top, found);
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}

#[test]
fn a_button_is_put_in_its_place_and_taken_away_without_a_trace_sup_50() {
    let (_top, home, program) = home();
    let place = place(&home, ID);
    let entry = place.install(&program, LOOK).unwrap();
    assert_eq!(entry, home.join(format!("Desktop/towline-button-{ID}.desktop")));
    let found = tree(&home);
    let folder = format!(".local/share/towline-button/{ID}");
    for (name, mode) in [
        (folder.clone(), 0o700),
        (format!("{folder}/towline-support"), 0o755),
        (format!("{folder}/icon.png"), 0o644),
        (format!(".local/share/applications/towline-button-{ID}.desktop"), 0o644),
        (format!("Desktop/towline-button-{ID}.desktop"), 0o755),
    ] {
        assert_eq!(found.get(&name), Some(&mode), "{name}");
    }
    assert_eq!(fs::read(place.program()).unwrap(), b"the program");
    let text = fs::read_to_string(&entry).unwrap();
    let at = home.join(folder);
    let lines = format!(
        "[Desktop Entry]\nType=Application\nName=Help\nExec=\"{0}/towline-support\"\nIcon={0}/icon.png\n",
        at.display()
    );
    assert!(text.starts_with(&lines) && text.contains("\nComment=Ask for help\n"), "{text}");

    place.remove().unwrap();
    assert_eq!(tree(&home), BTreeMap::new());
    place.remove().unwrap();
}

#[test]
fn installed_twice_it_is_one_and_renewed_sup_50() {
    let (_top, home, program) = home();
    let place = place(&home, ID);
    place.install(&program, LOOK).unwrap();
    let first = tree(&home);
    fs::write(&program, "a newer one").unwrap();
    // While the first runs.
    let held = place.hold().unwrap().unwrap();
    let entry = place.install(&program, ButtonLook { label: "New\nExec=sh", ..LOOK }).unwrap();
    assert!(place.hold().unwrap().is_none(), "it is still the one that runs");
    drop(held);
    assert!(place.hold().unwrap().is_some());
    assert_eq!(tree(&home), first);
    assert_eq!(fs::read(place.program()).unwrap(), b"a newer one");
    let text = fs::read_to_string(entry).unwrap();
    assert!(text.contains("\nName=New Exec=sh\n") && text.matches("\nExec=").count() == 1, "{text}");
    place.remove().unwrap();
    assert_eq!(tree(&home), BTreeMap::new());
}

#[test]
fn what_others_have_in_the_folders_stays_sup_50() {
    let (_top, home, program) = home();
    fs::create_dir_all(home.join(".config")).unwrap();
    fs::create_dir(home.join("Schreibtisch")).unwrap();
    fs::write(home.join(".config/user-dirs.dirs"), "XDG_DESKTOP_DIR=\"$HOME/Schreibtisch\"\n").unwrap();
    let before = tree(&home);
    let (one, two) = (place(&home, ID), place(&home, "0f3b1c5e-9a7d-4c21-8e60-5d2f4b8a9c02"));
    let entry = one.install(&program, LOOK).unwrap();
    assert!(entry.starts_with(home.join("Schreibtisch")));
    two.install(&program, LOOK).unwrap();
    fs::write(one.folder().join("notes.txt"), "mine").unwrap();
    // The desktop moved meanwhile.
    fs::remove_file(home.join(".config/user-dirs.dirs")).unwrap();
    one.remove().unwrap();
    assert!(!entry.exists() && one.folder().join("notes.txt").exists() && !one.is_there());
    assert!(two.is_there());
    fs::write(home.join(".config/user-dirs.dirs"), "XDG_DESKTOP_DIR=\"$HOME/Schreibtisch\"\n").unwrap();
    fs::remove_file(one.folder().join("notes.txt")).unwrap();
    two.remove().unwrap();
    one.remove().unwrap();
    let left = tree(&home);
    assert!(left.keys().all(|name| before.contains_key(name) || name.starts_with(".local")), "{left:?}");
    assert!(home.join("Schreibtisch").exists(), "an empty folder of the user's own");
}

#[test]
fn an_installation_that_fails_leaves_nothing_sup_50() {
    let (_top, home, _) = home();
    let place = place(&home, ID);
    assert!(place.install(Path::new("/nonexistent"), LOOK).is_err());
    assert_eq!(tree(&home), BTreeMap::new());
    // Something is in the way on the desktop.
    let program = home.join("program");
    fs::write(&program, "x").unwrap();
    fs::create_dir_all(home.join(format!("Desktop/towline-button-{ID}.desktop/x"))).unwrap();
    assert!(place.install(&program, LOOK).is_err());
    assert!(place.remove().is_err(), "what stays is told");
    fs::remove_dir_all(home.join("Desktop")).unwrap();
    place.remove().unwrap();
    fs::remove_file(program).unwrap();
    assert_eq!(tree(&home), BTreeMap::new());
}

#[test]
fn a_program_knows_its_button_by_its_folder_sup_50() {
    let (_top, home, _) = home();
    let place = place(&home, ID);
    assert_eq!(ButtonPlace::of_program(&place.program()).as_ref(), Some(&place.id));
    for other in
        ["/", "/tmp/towline-support", &format!("/tmp/{ID}/towline-support"), "towline-button/x/towline-support"]
    {
        assert_eq!(ButtonPlace::of_program(Path::new(other)), None, "{other}");
    }
    assert!(place.hold().is_err(), "one that is not installed cannot be held");
}

proptest! {
    #[test]
    fn no_note_makes_the_removal_panic_or_touch_others_files_qlt_7(note in "(/?[a-zA-Z.é]{0,9}/?\n?){0,20}") {
        let (_top, home, program) = home();
        let place = place(&home, ID);
        place.install(&program, LOOK).unwrap();
        let beside = home.with_file_name("beside");
        fs::create_dir(&beside).unwrap();
        let (at, out) = (home.display(), program.display());
        fs::write(place.folder().join(NOTE), format!("{note}\n{out}\n{at}/../beside\n{}\n", beside.display())).unwrap();
        place.remove().unwrap();
        prop_assert!(program.exists() && beside.exists() && !place.is_there());
    }
}
