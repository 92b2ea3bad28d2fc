//! Files of chats on a real disk (SUP-20, SES-2).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;

use towline_blobs::Files;
use towline_model::{AttachmentId, AttachmentKind, SessionId};
use uuid::Uuid;

fn ids() -> (SessionId, AttachmentId) {
    (SessionId::from_uuid(Uuid::now_v7()), AttachmentId::from_uuid(Uuid::now_v7()))
}

#[test]
fn a_file_is_found_when_it_is_whole_and_leaves_nothing_when_it_is_not_sup_20() {
    let directory = tempfile::tempdir().unwrap();
    let files = Files::open(directory.path()).unwrap();
    let (session, id) = ids();
    let mut new = files.begin(session, id).unwrap();
    new.write(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x05\0\0").unwrap();
    new.write(b"\0\x05").unwrap();
    assert!(files.read(session, id).is_err(), "not yet");
    let written = new.finish().unwrap();
    assert_eq!((written.bytes, written.kind), (24, AttachmentKind::Png));
    assert_eq!(written.sha256.len(), 64);
    let mut bytes = Vec::new();
    let mut file = files.read(session, id).unwrap();
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    file.read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes.len(), 24);

    let (session, id) = ids();
    let mut cancelled = files.begin(session, id).unwrap();
    cancelled.write(b"half").unwrap();
    drop(cancelled);
    assert!(files.read(session, id).is_err());
    let left = std::fs::read_dir(directory.path().join("attachments").join(session.to_string())).unwrap();
    assert_eq!(left.count(), 0);
}

#[test]
fn what_a_kill_left_is_removed_at_the_next_start_and_what_was_sent_stays_ses_2() {
    let directory = tempfile::tempdir().unwrap();
    let files = Files::open(directory.path()).unwrap();
    let (session, sent) = ids();
    let (other, orphan) = ids();
    for (session, id) in [(session, sent), (other, orphan)] {
        files.begin(session, id).unwrap().finish().unwrap();
    }
    let half = files.begin(session, ids().1).unwrap();
    // As a kill does.
    std::mem::forget(half);
    assert_eq!(files.tidy(|id| id == sent).unwrap(), 2);
    assert!(files.read(session, sent).is_ok());
    assert!(files.read(other, orphan).is_err());
    assert_eq!(files.tidy(|id| id == sent).unwrap(), 0);
    files.remove(session, sent).unwrap();
    files.remove(session, sent).unwrap();
    assert!(files.read(session, sent).is_err());
}
