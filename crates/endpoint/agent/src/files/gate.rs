//! Files at the gate: a viewer's channel is opened, and everything that comes on it passes the session's grant, before anything is done (SES-4, FIL-6).

use std::rc::Rc;

use bytes::Bytes;
use prost::Message as _;
use towline_platform::{PathReach, PathRules};
use towline_wire::{
    FILE_PIECE, FILES_WINDOW, FilesPayload, split_participant,
    v1::{DescribeFile, FileActsStored, FilesUp, OpenFiles, Permission, files_up},
};

use super::{Desk, Malformed, Shelf, Standing, Stopped};
use crate::{
    channel::LinkOut,
    gate::{Gate, Refusal},
    sessions::{Done, Fatal, Sessions, Use, now_ms},
};

/// Which of the two rights a message needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    Either,
    Download,
    Upload,
    /// To upload, and what putting something on the clipboard needs.
    Stage,
}

fn need(body: &files_up::Body) -> Need {
    use files_up::Body;
    match body {
        Body::Places(_) | Body::List(_) | Body::Measure(_) | Body::Cancel(_) => Need::Either,
        Body::Describe(DescribeFile { digest: false, .. }) => Need::Either,
        Body::Describe(_) | Body::Fetch(_) => Need::Download,
        // For the appliance; never for an endpoint (FIL-12).
        Body::Copy(_) | Body::LeaveCopy(_) => Need::Download,
        Body::MakeDirectory(_)
        | Body::Rename(_)
        | Body::Remove(_)
        | Body::SetMode(_)
        | Body::Put(_)
        | Body::PutEnd(_)
        | Body::PutCompare(_)
        | Body::ForgetPut(_)
        | Body::Unstage(_) => Need::Upload,
        Body::Stage(_) => Need::Stage,
    }
}

/// What is asked about something that runs already, or is harmless while access is paused.
fn of_another(body: &files_up::Body) -> bool {
    matches!(body, files_up::Body::Cancel(_) | files_up::Body::PutEnd(_) | files_up::Body::PutCompare(_))
}

/// What a participant may, by a grant.
fn standing(gate: &Gate, number: u32, now_ms: i64) -> Standing {
    let may = |permission| gate.participant(number, permission, now_ms).is_ok();
    let (download, upload) = (may(Permission::FileDownload), may(Permission::FileUpload));
    let reach = |may: bool, prefixes: &[String]| {
        if may {
            PathReach::of_prefixes(prefixes.iter().map(|prefix| prefix.clone().into_bytes()).collect())
        } else {
            PathReach::Nowhere
        }
    };
    let (readable, writable) = gate.file_prefixes(number);
    let rules = PathRules { readable: reach(download, readable), writable: reach(upload, writable) };
    Standing { rules, elevated: may(Permission::Elevation), download, upload, scan: gate.file_scan(number) }
}

impl Sessions {
    pub(crate) fn open_files(&mut self, open: &OpenFiles, out: &Rc<LinkOut>) -> Result<(), Fatal> {
        let OpenFiles { session_id, channel: number, participant, viewer } = open;
        if self.channels.contains_key(number) {
            return Err(Fatal("malformed_frame"));
        }
        let standing = match self.gate(session_id).map(|gate| standing(gate, *participant, now_ms())) {
            Ok(standing) if standing.download || standing.upload => standing,
            refused => {
                let refusal = refused.err().unwrap_or(Refusal::NotPermitted);
                self.refuse(session_id, *participant, refusal, "open_files");
                self.tell_closed(*number, "not_permitted", "The participant may not see files");
                return Ok(());
            }
        };
        if self.host.files(false).is_none() {
            self.tell_closed(*number, "unsupported", "There is no file transfer on this system");
            return Ok(());
        }
        // What this viewer had before is over.
        let older = self.channels.iter().filter(|(_, used)| {
            matches!(used, Use::Files { session, desk } if session == session_id && desk.participant == *participant && desk.viewer == *viewer)
        });
        for number in older.map(|(number, _)| *number).collect::<Vec<_>>() {
            self.drop_channel(number);
        }
        let Some(channel) = self.new_channel(*number, FILES_WINDOW, out, session_id, "open_files")? else {
            self.tell_closed(*number, "limit", "Too many channels are open");
            return Ok(());
        };
        let Some((acts, partials, staging)) = self.file_work(session_id) else { return Ok(()) };
        let shelf = Shelf { host: self.host.clone(), pause: self.pause(), acts, partials, staging };
        let desk = Desk::new(*participant, *viewer, channel, shelf, standing);
        self.channels.insert(*number, Use::Files { session: session_id.clone(), desk });
        Ok(())
    }

    /// A payload of a files channel. `cost`: what it takes of the window.
    pub(crate) fn files_input(&self, session: &str, desk: &Rc<Desk>, payload: Bytes, cost: usize) -> Done {
        let Ok((participant, rest)) = split_participant(payload) else { return Done::Malformed };
        let participant = u32::from(participant);
        let passed = |outcome: Result<(), Malformed>| if outcome.is_ok() { Done::Passed } else { Done::Malformed };
        match FilesPayload::decode(rest) {
            // The relay says in nobody's name that there was something which it did not pass on.
            Ok(FilesPayload::Ask(body)) if participant == 0 => match FilesUp::decode(body) {
                Ok(FilesUp { request, .. }) => passed(desk.refuse(request, "", cost)),
                Err(_) => Done::Malformed,
            },
            Ok(_) if participant != desk.participant => Done::Malformed,
            Ok(FilesPayload::Data { bytes, .. }) if bytes.is_empty() || bytes.len() > FILE_PIECE => Done::Malformed,
            Ok(FilesPayload::Data { request, offset, bytes }) => match self.may(session, participant, Need::Upload) {
                Ok(()) => passed(desk.data(request, offset, bytes, cost)),
                // Its put was ended when the right went.
                Err(_) => Done::Dealt,
            },
            Ok(FilesPayload::Ask(body)) => {
                let Ok(up) = FilesUp::decode(body) else { return Done::Malformed };
                let need = up.body.as_ref().map_or(Need::Either, need);
                let of_another = up.body.as_ref().is_some_and(of_another);
                if self.may(session, participant, need).is_err() {
                    if of_another {
                        return Done::Dealt;
                    }
                    return passed(desk.refuse(up.request, "", cost));
                }
                if !of_another && self.unless_paused().is_err() {
                    return passed(desk.refuse(up.request, "The customer has paused access.", cost));
                }
                passed(desk.ask(up, cost))
            }
            Err(_) => Done::Malformed,
        }
    }

    fn may(&self, session: &str, participant: u32, need: Need) -> Result<(), Refusal> {
        let (gate, now) = (self.gate(session)?, now_ms());
        let has = |permission| gate.participant(participant, permission, now);
        match need {
            Need::Either => has(Permission::FileDownload).or_else(|_| has(Permission::FileUpload)),
            Need::Download => has(Permission::FileDownload),
            Need::Upload => has(Permission::FileUpload),
            Need::Stage => gate.gives_files(participant, now),
        }
    }

    /// A new grant: what somebody may not do any more ends (SES-2a).
    pub(crate) fn settle_files(&mut self, session_id: &str) {
        let Ok(gate) = self.gate(session_id) else { return };
        let now = now_ms();
        let mut over = Vec::new();
        for (number, used) in &self.channels {
            let Use::Files { session, desk } = used else { continue };
            if session != session_id {
                continue;
            }
            let standing = standing(gate, desk.participant, now);
            if !standing.download && !standing.upload {
                over.push(*number);
            }
            desk.stands(standing);
        }
        for number in over {
            self.drop_channel(number);
            self.tell_closed(number, "not_permitted", "The participant may not see files any more");
        }
    }

    /// Every desk of a session that is over.
    pub(crate) fn end_files(&self, session_id: &str) {
        for used in self.channels.values() {
            if let Use::Files { session, desk } = used
                && session == session_id
            {
                desk.close(Stopped::Ended);
            }
        }
    }

    pub(crate) fn file_acts_stored(&self, stored: &FileActsStored) {
        if let Some((acts, ..)) = self.file_work(&stored.session_id) {
            acts.stored(stored);
        }
    }
}
