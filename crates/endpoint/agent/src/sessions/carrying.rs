//! Files that go along with a script (SCR-6), on their way: asked for one after the other, written into a file without a name as they come, each compared with the hash that was announced. Where they are laid is the platform's.
//!
//! SECURITY: nothing starts before all of them are what was announced, and what was written meanwhile has no name that anybody could find it under.

use std::{fs::File, io::Write as _, sync::Arc};

use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use tokio::task::spawn_blocking;
use towline_model::resources_fit;
use towline_platform::{Carried, CarriedFile, ScriptFault};
use towline_wire::v1::{ScriptResource, ScriptResourcePart};

/// Bytes that come for one question, as the appliance has it.
const ASKED: u64 = 16 * 15 * 1024;

/// What to do next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// More comes by itself.
    Wait,
    /// Ask for what follows: of which file, and from where.
    Ask(u32, u64),
    /// All are there.
    Whole,
    /// They are not what was announced.
    Odd,
}

/// Files of one script.
pub(super) struct Carrying {
    announced: Vec<ScriptResource>,
    spool: Arc<File>,
    at: usize,
    have: u64,
    asked: u64,
    /// What came and is not written yet, at most what was asked for.
    waiting: Vec<Bytes>,
    hash: Sha256,
}

/// Whether files can go along as they were announced.
pub(super) fn announced_well(resources: &[ScriptResource]) -> bool {
    resources.iter().all(|one| one.digest.len() == 32)
        && resources_fit(resources.iter().map(|one| (one.name.as_str(), one.bytes)))
}

impl Carrying {
    pub(super) fn begin(announced: Vec<ScriptResource>, spool: File) -> Carrying {
        let spool = Arc::new(spool);
        Carrying { announced, spool, at: 0, have: 0, asked: 0, waiting: Vec::new(), hash: Sha256::new() }
    }

    /// What comes first, or next: empty files are there at once.
    pub(super) fn next(&mut self) -> Next {
        while let Some(now) = self.announced.get(self.at) {
            if self.have < now.bytes {
                if self.have < self.asked {
                    return Next::Wait;
                }
                self.asked = self.have.saturating_add(ASKED).min(now.bytes);
                return Next::Ask(u32::try_from(self.at).unwrap_or(u32::MAX), self.have);
            }
            let digest = std::mem::take(&mut self.hash).finalize();
            if digest[..] != now.digest[..] {
                return Next::Odd;
            }
            (self.at, self.have, self.asked) = (self.at + 1, 0, 0);
        }
        Next::Whole
    }

    /// Takes a part: the one that follows, and no other.
    pub(super) async fn part(&mut self, part: &ScriptResourcePart) -> Result<Next, ScriptFault> {
        let follows = usize::try_from(part.resource) == Ok(self.at) && part.offset == self.have && !part.missing;
        let length = u64::try_from(part.data.len()).unwrap_or(u64::MAX);
        if !follows || length == 0 || length > self.asked.saturating_sub(self.have) {
            return Ok(Next::Odd);
        }
        self.hash.update(&part.data);
        self.waiting.push(part.data.clone());
        self.have += length;
        if self.have < self.asked {
            return Ok(Next::Wait);
        }
        let (spool, waiting) = (self.spool.clone(), std::mem::take(&mut self.waiting));
        let written = spawn_blocking(move || waiting.iter().try_for_each(|bytes| (&*spool).write_all(bytes))).await;
        match written {
            Ok(Ok(())) => Ok(self.next()),
            Ok(Err(error)) => Err(ScriptFault::of_disk(&error)),
            Err(_) => Err(ScriptFault::Failed("the disk's thread broke down".to_owned())),
        }
    }

    /// All of them, for the platform.
    pub(super) fn carried(self) -> Carried {
        let file = |one: ScriptResource| CarriedFile { name: one.name, bytes: one.bytes, executable: one.executable };
        Carried { spool: self.spool, files: self.announced.into_iter().map(file).collect() }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Seek as _};

    use super::*;

    fn resource(name: &str, content: &[u8]) -> ScriptResource {
        let digest = Sha256::digest(content).to_vec().into();
        ScriptResource { name: name.into(), bytes: content.len() as u64, digest, executable: false }
    }

    fn part(resource: u32, offset: u64, data: &[u8]) -> ScriptResourcePart {
        let data = data.to_vec().into();
        ScriptResourcePart { resource, offset, data, ..ScriptResourcePart::default() }
    }

    #[tokio::test]
    async fn files_come_whole_and_in_order_whatever_the_pieces_are_scr_6() {
        let long = vec![7u8; 300 * 1024];
        let announced = vec![resource("empty", b""), resource("long", &long), resource("short", b"ab")];
        assert!(announced_well(&announced));
        let mut carrying = Carrying::begin(announced, tempfile::tempfile().unwrap());
        assert_eq!(carrying.next(), Next::Ask(1, 0));
        let mut next = Next::Wait;
        for (at, piece) in long.chunks(15 * 1024).enumerate() {
            next = carrying.part(&part(1, at as u64 * 15 * 1024, piece)).await.unwrap();
            if at == 15 {
                assert_eq!(next, Next::Ask(1, ASKED), "one question at a time");
            }
        }
        assert_eq!(next, Next::Ask(2, 0));
        assert_eq!(carrying.part(&part(2, 0, b"a")).await, Ok(Next::Wait));
        assert_eq!(carrying.part(&part(2, 1, b"b")).await, Ok(Next::Whole));
        let carried = carrying.carried();
        let mut all = Vec::new();
        (&*carried.spool).rewind().unwrap();
        (&*carried.spool).read_to_end(&mut all).unwrap();
        assert_eq!((all.len(), &all[long.len()..]), (long.len() + 2, &b"ab"[..]));
    }

    #[tokio::test]
    async fn what_was_not_announced_is_not_taken_scr_6() {
        let begun = |announced| {
            let mut carrying = Carrying::begin(vec![announced], tempfile::tempfile().unwrap());
            let _ = carrying.next();
            carrying
        };
        let missing = ScriptResourcePart { missing: true, ..part(0, 0, b"") };
        for odd in [part(0, 0, b"xy"), part(0, 0, b"abc"), part(0, 0, b""), part(0, 1, b"b"), part(1, 0, b"a"), missing]
        {
            assert_eq!(begun(resource("a", b"ab")).part(&odd).await, Ok(Next::Odd), "{odd:?}");
        }
        for odd in [resource("../a", b"a"), ScriptResource { digest: vec![1].into(), ..resource("a", b"a") }] {
            assert!(!announced_well(&[odd]));
        }
        assert!(!announced_well(&[resource("a", b"1"), resource("a", b"2")]));
    }
}
