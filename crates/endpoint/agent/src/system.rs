//! System Info (SES-41): looks run on a thread of their own and send their rows in pages, as much as the channel has room for, behind everything else that the link carries. Whoever stops
//! looking closes the channel, and the thread stops at the next row. Acts are done once each, and answered.

use std::{ops::ControlFlow, rc::Rc, sync::Arc};

use bytes::Bytes;
use prost::Message as _;
use tokio::{
    sync::mpsc,
    task::{JoinHandle, spawn_blocking, spawn_local},
};
use towline_platform::{
    ActFault, Elevated, ElevatedAct, FactValue, Looked, ServiceHow, SystemCategory, SystemInfo, SystemRow,
};
use towline_wire::{
    Class, PAGE_LAST, Payload,
    v1::{
        self, EndProcess, ServiceAct, SystemDone, SystemEnd, SystemPage, agent_up, system_act::What,
        system_fact::Value, system_row::Row,
    },
};

use crate::channel::{Channel, Uplink};

/// Rows of one look that are sent; the others are only counted.
pub(crate) const ROWS: u64 = 5000;
/// Looks of one session at a time.
pub(crate) const LOOKS: usize = 4;
/// A page is sent when it has so many bytes.
const PAGE_BYTES: usize = 24 * 1024;
/// Pages that may wait for the link.
const PAGES: usize = 2;
/// Longest text of a row; command lines and what programs write to the log may be longer.
const TEXT: usize = 256;
const LONG_TEXT: usize = 1024;
/// Addresses, places of one row.
const LIST: usize = 16;

/// A look that runs. Dropping it ends it.
pub(crate) struct Look(JoinHandle<()>);

impl Drop for Look {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Look {
    /// Begins to look.
    pub(crate) fn start(system: Arc<dyn SystemInfo>, category: SystemCategory, channel: Rc<Channel>) -> Look {
        let (pages, waiting) = mpsc::channel(PAGES);
        // It ends by itself when nobody takes its pages any more.
        spawn_blocking(move || look(&*system, category, &pages));
        Look(spawn_local(send(waiting, channel)))
    }
}

async fn send(mut pages: mpsc::Receiver<Bytes>, channel: Rc<Channel>) {
    let mut last = false;
    loop {
        let page = match pages.recv().await {
            Some(page) => page,
            None if last => return,
            // The thread broke down: who waits is told.
            None => {
                let absent = "failed".to_owned();
                let end = SystemEnd { absent, ..SystemEnd::default() };
                encoded(&SystemPage { rows: Vec::new(), end: Some(end) }, PAGE_LAST)
            }
        };
        last = page.get(1) == Some(&PAGE_LAST);
        while channel.available() < page.len() {
            if channel.is_closed() {
                return;
            }
            channel.ready().await;
        }
        if !channel.send(Class::System, &page) {
            return;
        }
    }
}

/// Runs on a thread of its own.
fn look(system: &dyn SystemInfo, category: SystemCategory, pages: &mpsc::Sender<Bytes>) {
    let (mut page, mut bytes, mut total) = (SystemPage::default(), 0, 0_u64);
    let looked = system.look(category, &mut |row| {
        total += 1;
        if total > ROWS {
            return if pages.is_closed() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
        }
        let row = v1::SystemRow { row: Some(wire(row)) };
        bytes += row.encoded_len() + 4;
        page.rows.push(row);
        if bytes < PAGE_BYTES {
            return ControlFlow::Continue(());
        }
        bytes = 0;
        let full = std::mem::take(&mut page);
        if pages.blocking_send(encoded(&full, 0)).is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let Looked { absent, detail, account, elevated, source } = looked;
    page.end = Some(SystemEnd {
        total,
        absent: absent.unwrap_or_default().to_owned(),
        detail: clipped(&detail, TEXT),
        account: clipped(&account, TEXT),
        elevated,
        source: clipped(&source, TEXT),
    });
    let _ = pages.blocking_send(encoded(&page, PAGE_LAST));
}

fn encoded(page: &SystemPage, flags: u8) -> Bytes {
    Payload::SystemPage { flags, body: page.encode_to_vec().into() }.encode()
}

/// Does something to the machine, and says what became of it.
pub(crate) fn act(system: Arc<dyn SystemInfo>, what: What, answer: Answer) {
    spawn_local(async move {
        let done = spawn_blocking(move || perform(&*system, what)).await;
        answer.say(done.unwrap_or_else(|_| Err(ActFault::Failed(String::new()))));
    });
}

/// The same, with the administrative rights that the session got (SUP-41).
pub(crate) fn act_elevated(helper: Rc<dyn Elevated>, what: What, answer: Answer) {
    spawn_local(async move {
        let done = match wanted(what) {
            Ok(act) => helper.act(act).await,
            Err(fault) => Err(fault),
        };
        answer.say(done);
    });
}

fn perform(system: &dyn SystemInfo, what: What) -> Result<(), ActFault> {
    match wanted(what)? {
        ElevatedAct::EndProcess { pid, started } => system.end_process(pid, started),
        ElevatedAct::Service { name, how } => system.service(&name, how),
    }
}

fn wanted(what: What) -> Result<ElevatedAct, ActFault> {
    match what {
        What::EndProcess(EndProcess { pid, started, .. }) => Ok(ElevatedAct::EndProcess { pid, started }),
        What::Service(ServiceAct { name, how }) => {
            let how = match v1::ServiceHow::try_from(how) {
                Ok(v1::ServiceHow::Start) => ServiceHow::Start,
                Ok(v1::ServiceHow::Stop) => ServiceHow::Stop,
                Ok(v1::ServiceHow::Restart) => ServiceHow::Restart,
                Ok(v1::ServiceHow::Unspecified) | Err(_) => return Err(ActFault::Failed(String::new())),
            };
            Ok(ElevatedAct::Service { name, how })
        }
    }
}

/// Whom an act is answered.
pub(crate) struct Answer {
    pub(crate) uplink: Rc<Uplink>,
    pub(crate) session_id: String,
    pub(crate) act: u64,
}

impl Answer {
    fn say(self, outcome: Result<(), ActFault>) {
        match outcome {
            Ok(()) => self.refused("", ""),
            Err(fault) => self.refused(fault.code(), &fault.to_string()),
        }
    }

    pub(crate) fn refused(self, code: &str, detail: &str) {
        let Answer { uplink, session_id, act } = self;
        // Without a link the appliance tells people that the answer was lost.
        uplink.say(agent_up::Body::SystemDone(SystemDone {
            session_id,
            act,
            code: code.to_owned(),
            detail: clipped(detail, TEXT),
        }));
    }
}

/// What is to be looked at.
pub(crate) fn category(number: i32) -> Option<SystemCategory> {
    use v1::SystemCategory as Wire;
    Some(match Wire::try_from(number) {
        Ok(Wire::Hardware) => SystemCategory::Hardware,
        Ok(Wire::Os) => SystemCategory::Os,
        Ok(Wire::Network) => SystemCategory::Network,
        Ok(Wire::Disks) => SystemCategory::Disks,
        Ok(Wire::Processes) => SystemCategory::Processes,
        Ok(Wire::Services) => SystemCategory::Services,
        Ok(Wire::Programs) => SystemCategory::Programs,
        Ok(Wire::Users) => SystemCategory::Users,
        Ok(Wire::Events) => SystemCategory::Events,
        Ok(Wire::Unspecified) | Err(_) => return None,
    })
}

/// At most so many bytes, cut at a character.
fn clipped(text: &str, bytes: usize) -> String {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or_default().to_owned()
}

fn short(text: &str) -> String {
    clipped(text, TEXT)
}

/// A row as it travels, its texts bounded.
fn wire(row: SystemRow) -> Row {
    match row {
        SystemRow::Fact(fact) => Row::Fact(v1::SystemFact {
            key: fact.key.to_owned(),
            of: short(&fact.of),
            value: Some(match fact.value {
                FactValue::Text(text) => Value::Text(short(&text)),
                FactValue::Count(count) => Value::Count(count),
                FactValue::Bytes(bytes) => Value::Bytes(bytes),
                FactValue::Moment(moment) => Value::MomentMs(moment),
                FactValue::Megahertz(megahertz) => Value::Megahertz(megahertz),
            }),
        }),
        SystemRow::Interface(found) => Row::Interface(v1::SystemInterface {
            name: short(&found.name),
            state: short(&found.state),
            mac: short(&found.mac),
            addresses: found.addresses.iter().take(LIST).map(|text| short(text)).collect(),
            received_bytes: found.received_bytes,
            sent_bytes: found.sent_bytes,
            mtu: found.mtu,
        }),
        SystemRow::Disk(found) => Row::Disk(v1::SystemDisk {
            mount_point: short(&found.mount_point),
            device: short(&found.device),
            file_system: short(&found.file_system),
            total_bytes: found.total_bytes,
            free_bytes: found.free_bytes,
            read_only: found.read_only,
            remote: found.remote,
        }),
        SystemRow::Process(found) => Row::Process(v1::SystemProcess {
            pid: found.pid,
            started: found.started,
            started_ms: found.started_ms,
            name: clipped(&found.name, 64),
            command_line: clipped(&found.command_line, LONG_TEXT),
            user: short(&found.user),
            cpu_permille: found.cpu_permille,
            memory_bytes: found.memory_bytes,
            parent: found.parent,
            threads: found.threads,
            state: found.state.to_owned(),
            protected: found.protected,
        }),
        SystemRow::Service(found) => Row::Service(v1::SystemService {
            name: short(&found.name),
            description: short(&found.description),
            state: short(&found.state),
            detail: short(&found.detail),
            starts: short(&found.starts),
            pid: found.pid,
            protected: found.protected,
        }),
        SystemRow::Program(found) => Row::Program(v1::SystemProgram {
            name: short(&found.name),
            version: short(&found.version),
            architecture: short(&found.architecture),
            size_bytes: found.size_bytes,
            installed_ms: found.installed_ms,
            description: short(&found.description),
        }),
        SystemRow::Account(found) => Row::Account(v1::SystemAccount {
            name: short(&found.name),
            full_name: short(&found.full_name),
            uid: found.uid,
            home: short(&found.home),
            shell: short(&found.shell),
            system: found.system,
            signed_in: found.signed_in.iter().take(LIST).map(|text| short(text)).collect(),
        }),
        SystemRow::LogEntry(found) => Row::LogEntry(v1::SystemLogEntry {
            at_ms: found.at_ms,
            level: found.level.to_owned(),
            source: short(&found.source),
            pid: found.pid,
            text: clipped(&found.text, LONG_TEXT),
        }),
    }
}

#[cfg(test)]
mod tests {
    use towline_platform::SystemLogEntry;

    use super::*;

    /// A machine with so many entries in its log.
    struct Busy(u64);

    impl SystemInfo for Busy {
        fn look(&self, _: SystemCategory, take: &mut dyn FnMut(SystemRow) -> ControlFlow<()>) -> Looked {
            for _ in 0..self.0 {
                let entry = SystemLogEntry { text: "ä".repeat(9000), ..SystemLogEntry::default() };
                if take(SystemRow::LogEntry(entry)).is_break() {
                    break;
                }
            }
            Looked::default()
        }

        fn end_process(&self, _: u32, _: u64) -> Result<(), ActFault> {
            Err(ActFault::Gone)
        }

        fn service(&self, _: &str, _: ServiceHow) -> Result<(), ActFault> {
            Err(ActFault::NoServices)
        }
    }

    fn pages(rows: u64) -> (Vec<SystemPage>, Vec<u8>) {
        let (sender, mut waiting) = mpsc::channel(PAGES);
        let looking = std::thread::spawn(move || look(&Busy(rows), SystemCategory::Events, &sender));
        let (mut pages, mut last) = (Vec::new(), Vec::new());
        while let Some(page) = waiting.blocking_recv() {
            assert!(page.len() < PAGE_BYTES + 4096, "a page is bounded");
            let Ok(Payload::SystemPage { flags, body }) = Payload::decode(page) else { panic!("not a page") };
            pages.push(SystemPage::decode(body).unwrap());
            last.push(flags);
        }
        looking.join().unwrap();
        (pages, last)
    }

    #[test]
    fn rows_beyond_the_limit_are_counted_and_not_sent_ses_41() {
        let (pages, last) = pages(ROWS + 7);
        let sent: usize = pages.iter().map(|page| page.rows.len()).sum();
        assert_eq!(sent as u64, ROWS);
        assert_eq!(pages.last().unwrap().end.as_ref().unwrap().total, ROWS + 7);
        assert!(pages.iter().rev().skip(1).all(|page| page.end.is_none()));
        assert_eq!(last.iter().filter(|flags| **flags == PAGE_LAST).count(), 1);
        assert_eq!(last.last(), Some(&PAGE_LAST));
    }

    #[test]
    fn a_machine_with_nothing_says_so_in_one_page_ses_41() {
        let (pages, _) = pages(0);
        assert_eq!(pages.len(), 1);
        assert!(pages[0].end.is_some());
    }
}
