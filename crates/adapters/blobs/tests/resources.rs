//! Files that go along with scripts on a real disk (SCR-6, SES-2).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;

use towline_blobs::Resources;
use towline_model::ResourceId;
use uuid::Uuid;

fn id() -> ResourceId {
    ResourceId::from_uuid(Uuid::now_v7())
}

#[test]
fn a_file_of_a_script_is_there_when_it_is_whole_and_is_read_on_when_it_was_replaced_scr_6() {
    let directory = tempfile::tempdir().unwrap();
    let resources = Resources::open(directory.path()).unwrap();
    let one = id();
    let mut new = resources.begin(one).unwrap();
    new.write(b"half ").unwrap();
    assert!(resources.read(one).is_err(), "not yet");
    new.write(b"whole").unwrap();
    assert_eq!(new.finish().unwrap().bytes, 10);
    let mut open = resources.read(one).unwrap();
    assert_eq!(open.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    resources.remove(one).unwrap();
    resources.remove(one).unwrap();
    let mut text = String::new();
    open.read_to_string(&mut text).unwrap();
    assert_eq!(text, "half whole");
    let mut broken_off = resources.begin(id()).unwrap();
    broken_off.write(b"half").unwrap();
    drop(broken_off);
    assert_eq!(std::fs::read_dir(directory.path().join("resources")).unwrap().count(), 0);
}

#[test]
fn what_a_kill_left_of_files_of_scripts_is_removed_at_the_next_start_ses_2() {
    let directory = tempfile::tempdir().unwrap();
    let resources = Resources::open(directory.path()).unwrap();
    let (known, orphan) = (id(), id());
    for one in [known, orphan] {
        resources.begin(one).unwrap().finish().unwrap();
    }
    // As a kill does.
    std::mem::forget(resources.begin(id()).unwrap());
    assert_eq!(resources.tidy(|one| one == known).unwrap(), 2);
    assert!(resources.read(known).is_ok() && resources.read(orphan).is_err());
}
