//! Recordings as they lie on the disk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;
use std::sync::mpsc;

use bytes::Bytes;
use towline_blobs::{Blobs, Trouble};
use towline_model::SessionId;
use uuid::Uuid;

fn session() -> SessionId {
    SessionId::from_uuid(Uuid::from_u128(5))
}

fn records(file: &Path) -> Vec<Vec<u8>> {
    let bytes = std::fs::read(file).unwrap();
    let mut rest = bytes.strip_prefix(b"towline recording 1\n").expect("a segment").to_vec();
    let mut all = Vec::new();
    while !rest.is_empty() {
        let length = u32::from_le_bytes(rest[..4].try_into().unwrap()) as usize;
        all.push(rest[4..4 + length].to_vec());
        rest.drain(..4 + length);
    }
    all
}

/// The writing thread has ended when the last handle of it is gone and its file is whole; there is no other sign than the file itself.
fn wait_for(what: impl Fn() -> bool) {
    let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !what() {
        assert!(std::time::Instant::now() < end, "it did not come");
        std::thread::yield_now();
    }
}

#[test]
fn all_records_are_on_the_disk_in_their_order_rec_1() {
    let directory = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(directory.path()).unwrap();
    let folder = directory.path().join("recordings").join(session().to_string());
    for round in 0..2u32 {
        let recording = blobs.recording(session(), |trouble| panic!("{trouble:?}"));
        for n in 0..1000u32 {
            recording.append(Bytes::copy_from_slice(&n.to_le_bytes()), Bytes::from(vec![7; 100]));
        }
        drop(recording);
        let file = folder.join(format!("{:06}.seg", round + 1));
        wait_for(|| std::fs::metadata(&file).is_ok_and(|meta| meta.len() == 20 + 1000 * 108));
        let all = records(&file);
        assert!(all.iter().enumerate().all(|(n, record)| record[..4] == (n as u32).to_le_bytes()));
    }
}

#[test]
fn a_disk_that_cannot_be_written_is_told_once() {
    let directory = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(directory.path()).unwrap();
    // A file where the folder should be.
    std::fs::write(directory.path().join("recordings").join(session().to_string()), b"").unwrap();
    let (told, heard) = mpsc::channel();
    let recording = blobs.recording(session(), move |trouble| told.send(trouble).unwrap());
    for _ in 0..3 {
        recording.append(Bytes::from_static(b"head"), Bytes::from_static(b"payload"));
    }
    assert_eq!(heard.recv(), Ok(Trouble::Disk));
    drop((recording, blobs));
    assert_eq!(heard.recv(), Err(mpsc::RecvError));
}
