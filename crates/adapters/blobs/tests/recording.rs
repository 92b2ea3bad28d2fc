//! Recordings as they lie on the disk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;
use std::sync::mpsc;

use bytes::Bytes;
use towline_blobs::{Blobs, Found, Trouble};
use towline_model::{Moment, SessionId, ShellId};
use towline_recording::{Ends, Stream, Wanted, head};
use towline_wire::Payload;
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

fn shell(number: u128) -> ShellId {
    ShellId::from_uuid(Uuid::from_u128(number))
}

fn put(recording: &towline_blobs::Recording, stream: Stream, payload: &[u8]) {
    recording.append(Bytes::copy_from_slice(&head(Moment(1), stream)), Bytes::copy_from_slice(payload));
}

#[test]
fn a_recording_is_read_while_it_is_written_and_over_segments_and_torn_ends_rec_3() {
    let directory = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(directory.path()).unwrap();
    let seen = |wanted| {
        let mut seen = Vec::new();
        let segments = blobs.segments(session()).unwrap();
        let mut damaged = 0;
        segments
            .read(wanted, |found| {
                match found {
                    Found::Entry(entry) => seen.push(entry.payload.to_vec()),
                    Found::Damaged => damaged += 1,
                }
                true
            })
            .unwrap();
        (seen, damaged)
    };
    assert!(blobs.segments(session()).unwrap().is_empty());
    let folder = directory.path().join("recordings").join(session().to_string());
    for round in 1..=3u8 {
        let recording = blobs.recording(session(), |trouble| panic!("{trouble:?}"));
        put(&recording, Stream::Screen, &vec![9; 200_000]);
        put(&recording, Stream::Shell(shell(1)), &[round]);
        put(&recording, Stream::Shell(shell(2)), &[100 + round]);
        // Not closed, and no two seconds old: it is there.
        assert_eq!(seen(Wanted::Shell(shell(1))).0, (1..=round).map(|round| vec![round]).collect::<Vec<_>>());
        put(&recording, Stream::Screen, &vec![9; 200_000]);
        drop(recording);
        let file = folder.join(format!("{:06}.seg", u32::from(round)));
        wait_for(|| std::fs::metadata(&file).is_ok_and(|meta| meta.len() == 20 + 2 * 200_029 + 2 * 30));
    }
    // One was torn by a power cut, one is broken.
    let torn = folder.join("000001.seg");
    std::fs::OpenOptions::new().write(true).open(&torn).unwrap().set_len(20 + 200_029 + 40).unwrap();
    let mut broken = std::fs::read(folder.join("000002.seg")).unwrap();
    broken[20 + 200_029 + 30..][..4].fill(0xff);
    std::fs::write(folder.join("000002.seg"), broken).unwrap();
    assert_eq!(seen(Wanted::Shells), (vec![vec![1], vec![2], vec![3], vec![103]], 1));
}

#[test]
fn a_recorder_finds_where_it_was_from_the_end_shl_4() {
    let directory = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(directory.path()).unwrap();
    let output = |offset, bytes| Payload::ShellOutput { offset, bytes: Bytes::from_static(bytes) }.encode();
    for round in 0..3u64 {
        let recording = blobs.recording(session(), |trouble| panic!("{trouble:?}"));
        if round == 0 {
            put(&recording, Stream::Shell(shell(2)), &output(0, b"ab"));
        }
        put(&recording, Stream::Shell(shell(1)), &output(round * 10, b"0123456789"));
        recording.flush();
        drop(recording);
    }
    let mut ends = Ends::default();
    let ends = std::cell::RefCell::new(&mut ends);
    let mut read = 0;
    let known = |shells: &[ShellId]| shells.iter().all(|shell| ends.borrow().of(*shell).is_some());
    let segments = blobs.segments(session()).unwrap();
    let take = |found| {
        if let Found::Entry(entry) = found {
            ends.borrow_mut().take(&entry);
        }
    };
    segments
        .read_back(Wanted::Shells, take, || {
            read += 1;
            !known(&[shell(1)])
        })
        .unwrap();
    assert_eq!((read, ends.borrow().of(shell(1)), ends.borrow().of(shell(2))), (1, Some(30), None));
    segments.read_back(Wanted::Shells, take, || !known(&[shell(1), shell(2)])).unwrap();
    assert_eq!((ends.borrow().of(shell(1)), ends.borrow().of(shell(2))), (Some(30), Some(2)));
}

#[test]
fn a_source_that_waits_for_room_loses_nothing_however_fast_it_is_rec_1() {
    const RECORDS: u32 = 2000;
    let directory = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(directory.path()).unwrap();
    let recording = blobs.recording(session(), |trouble| panic!("{trouble:?}"));
    let payload = Bytes::from(vec![7; 64 * 1024]);
    let mut waits = 0;
    for n in 0..RECORDS {
        let (told, room) = mpsc::channel();
        if !recording.room(move || told.send(()).unwrap()) {
            waits += 1;
            room.recv_timeout(std::time::Duration::from_secs(20)).unwrap();
        }
        recording.append(Bytes::copy_from_slice(&n.to_le_bytes()), payload.clone());
    }
    drop(recording);
    drop(blobs);
    assert!(waits > 0, "a disk is slower than that");
    let folder = directory.path().join("recordings").join(session().to_string());
    let sizes = || -> u64 {
        let files = std::fs::read_dir(&folder).into_iter().flatten();
        files.map(|file| file.unwrap().metadata().unwrap().len() - 20).sum()
    };
    wait_for(|| sizes() == u64::from(RECORDS) * (8 + 64 * 1024));
}
