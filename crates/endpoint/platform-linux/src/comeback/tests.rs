use std::os::unix::fs::symlink;

use super::*;

const TEXTS: EntryTexts<'static> = EntryTexts { name: "Support: Example\nExec=evil", word: "resume" };
const LASTS: Duration = Duration::from_secs(600);

fn place(home: &Path) -> ComebackPlace {
    ComebackPlace {
        name: "towline-support".into(),
        home: home.to_owned(),
        folder: home.join(".local/state/towline-support"),
        autostart: home.join(".config/autostart"),
        machine: [1; 32],
        uid: rustix::process::geteuid().as_raw(),
    }
}

fn id(left: &Left) -> String {
    left.files[0].file_name().unwrap().to_string_lossy().into_owned()
}

fn is_empty(home: &Path) -> bool {
    fs::read_dir(home).unwrap().next().is_none()
}

fn secret() -> Taken {
    Taken::This(Zeroizing::new(b"key".to_vec()))
}

#[test]
fn what_is_left_is_its_users_alone_taken_once_and_gone_with_all_folders_sup_24() {
    let home = tempfile::tempdir().unwrap();
    let place = place(home.path());
    let left = place.leave(b"key", TEXTS, LASTS).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!((mode(&left.files[0]), mode(&place.folder)), (0o600, 0o700));
    let entry = fs::read_to_string(&left.files[1]).unwrap();
    assert_eq!(entry.lines().filter(|line| line.starts_with("Exec=")).count(), 1, "{entry}");
    assert!(entry.contains(&format!("\" resume {}\n", id(&left))) && !entry.contains("key"), "{entry}");
    assert!(place.waits());
    place.sweep(|_| panic!("it waits"));
    assert_eq!(place.take(&id(&left)), secret());
    assert_eq!(place.take(&id(&left)), Taken::Nothing);
    assert!(is_empty(home.path()) && !place.waits());
}

#[test]
fn what_was_there_before_stays_and_what_is_taken_back_is_gone_sup_23() {
    let home = tempfile::tempdir().unwrap();
    let place = place(home.path());
    fs::create_dir_all(&place.autostart).unwrap();
    fs::write(place.autostart.join("mine.desktop"), "mine").unwrap();
    let (one, two) = (place.leave(b"1", TEXTS, LASTS).unwrap(), place.leave(b"2", TEXTS, LASTS).unwrap());
    one.remove().unwrap();
    assert!(place.folder.exists());
    two.remove().unwrap();
    two.remove().unwrap();
    assert!(!home.path().join(".local").exists());
    assert_eq!(fs::read_dir(&place.autostart).unwrap().count(), 1);
}

#[test]
fn the_program_that_runs_finds_its_own_when_it_is_started_by_hand_sup_24() {
    let home = tempfile::tempdir().unwrap();
    let place = place(home.path());
    assert_eq!(place.take_own(), Taken::Nothing);
    place.leave(b"key", TEXTS, LASTS).unwrap();
    assert_eq!(place.take_own(), secret());
    assert!(is_empty(home.path()));
}

#[test]
fn links_other_machines_open_files_and_damage_are_refused_and_removed_sup_24() {
    let home = tempfile::tempdir().unwrap();
    let place = place(home.path());
    let elsewhere = home.path().join("elsewhere");
    let broken = Taken::Not(NotTaken::Broken);
    type Spoil<'a> = (&'a str, Box<dyn Fn(&Path) + 'a>, Taken);
    let cases: [Spoil<'_>; 6] = [
        (
            "a link",
            Box::new(|file| {
                fs::rename(file, &elsewhere).unwrap();
                symlink(&elsewhere, file).unwrap();
            }),
            Taken::Not(NotTaken::Broken),
        ),
        ("open to others", Box::new(|file| fs::set_permissions(file, Permissions::from_mode(0o644)).unwrap()), broken),
        (
            "damaged",
            Box::new(|file| {
                let mut bytes = fs::read(file).unwrap();
                bytes[50] ^= 1;
                fs::write(file, bytes).unwrap();
            }),
            Taken::Not(NotTaken::Broken),
        ),
        ("long", Box::new(|file| fs::write(file, vec![0; RECORD_BYTES + 1]).unwrap()), Taken::Not(NotTaken::Broken)),
        (
            "a pipe",
            Box::new(|file| {
                fs::remove_file(file).unwrap();
                rustix::fs::mknodat(rustix::fs::CWD, file, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
            }),
            Taken::Not(NotTaken::Broken),
        ),
        (
            "with a second name",
            Box::new(|file| fs::hard_link(file, home.path().join("second")).unwrap()),
            Taken::Not(NotTaken::Broken),
        ),
    ];
    for (what, spoil, told) in cases {
        let left = place.leave(b"key", TEXTS, LASTS).unwrap();
        spoil(&left.files[0]);
        assert_eq!(place.take(&id(&left)), told, "{what}");
        assert!(left.files.iter().all(|file| fs::symlink_metadata(file).is_err()), "{what}");
        assert!(!home.path().join(".config").exists() && !home.path().join(".local").exists(), "{what}");
    }
    assert!(elsewhere.exists(), "what a link leads to is not ours");
    let left = place.leave(b"key", TEXTS, LASTS).unwrap();
    let other = ComebackPlace { machine: [2; 32], ..place.clone() };
    other.sweep(|_| false);
    assert!(left.files[0].exists(), "another machine of the same home may wait for it");
    assert_eq!(other.take(&id(&left)), Taken::Not(NotTaken::Elsewhere));
    for bad in ["", "..", "../../../x", "0123456789ABCDEF", "0123456789abcdef0"] {
        assert_eq!(place.take(bad), Taken::Nothing);
    }
}

#[test]
fn nothing_is_written_into_a_folder_that_leads_elsewhere_sup_24() {
    let home = tempfile::tempdir().unwrap();
    let place = place(home.path());
    fs::create_dir_all(place.folder.parent().unwrap()).unwrap();
    fs::create_dir(home.path().join("trap")).unwrap();
    symlink(home.path().join("trap"), &place.folder).unwrap();
    assert!(place.leave(b"key", TEXTS, LASTS).is_err());
    assert!(is_empty(&home.path().join("trap")) && !place.autostart.exists());
}

#[test]
fn what_came_too_late_is_swept_away_with_its_program_and_entries_without_a_file_sup_23() {
    let home = tempfile::tempdir().unwrap();
    let place = place(home.path());
    let left = place.leave(b"key", TEXTS, Duration::ZERO).unwrap();
    // As another program of ours had left it.
    let program = home.path().join("help");
    fs::write(&program, "ours").unwrap();
    let record = Record { program: program.clone(), ..place.peek(&id(&left)).unwrap() };
    fs::write(&left.files[0], record.encode()).unwrap();
    let alone = place.entry("0123456789abcdef");
    fs::write(&alone, "x").unwrap();
    let theirs = place.autostart.join("towline-support-mine.desktop");
    fs::write(&theirs, "x").unwrap();
    place.sweep(|file| {
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        text == "ours"
    });
    assert!(!program.exists() && !alone.exists() && theirs.exists());
    assert!(left.files.iter().all(|file| !file.exists()));
    assert!(!place.folder.exists());
}

#[test]
fn it_is_known_which_desktops_start_entries_sup_24() {
    for known in ["GNOME", "ubuntu:GNOME", "KDE", "XFCE", "X-Cinnamon", "Budgie:GNOME"] {
        assert!(starts_entries(known), "{known}");
    }
    for other in ["", "sway", "i3", "openbox", ":", "GNOMEX"] {
        assert!(!starts_entries(other), "{other}");
    }
    assert!(can_be_in_entry(Path::new("/home/a b")) && !can_be_in_entry(Path::new("/home/a%b")));
}
