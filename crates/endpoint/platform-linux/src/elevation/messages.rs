//! What the agent and its helper with administrative rights say to each other: one packet each, as small as they are few. Pure.

use towline_platform::{ActFault, ElevatedAct, ServiceHow};

/// Longest text of a packet; longer ones are cut.
const TEXT: usize = 512;
/// No packet is longer.
pub(super) const PACKET: usize = 1024;

/// From the agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Order {
    /// Start a shell.
    Open { id: u32, columns: u16, rows: u16 },
    /// Hang a shell up.
    HangUp { id: u32 },
    /// Do something to the machine.
    Act { id: u32, act: ElevatedAct },
    /// Run a script, which comes with the packet.
    Run { id: u32, columns: u16, rows: u16 },
    /// Files of the script that is run next, which come with the packet.
    Carry { id: u32 },
}

/// From the helper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Report {
    /// It is there, as this account.
    Ready { account: String },
    /// A shell runs; its terminal comes with the packet.
    Opened { id: u32, program: String },
    /// It does not.
    NotOpened { id: u32, reason: String },
    /// It has ended.
    Ended { id: u32, status: i32 },
    /// Something was done, or not: the code of [`ActFault`], and words for it.
    Acted { id: u32, code: String, words: String },
}

impl Order {
    pub(super) fn encode(&self) -> Vec<u8> {
        match self {
            Order::Open { id, columns, rows } => {
                [&[1][..], &id.to_le_bytes(), &columns.to_le_bytes(), &rows.to_le_bytes()].concat()
            }
            Order::Run { id, columns, rows } => {
                [&[5][..], &id.to_le_bytes(), &columns.to_le_bytes(), &rows.to_le_bytes()].concat()
            }
            Order::HangUp { id } => [&[2][..], &id.to_le_bytes()].concat(),
            Order::Carry { id } => [&[7][..], &id.to_le_bytes()].concat(),
            Order::Act { id, act: ElevatedAct::EndProcess { pid, started } } => {
                [&[3][..], &id.to_le_bytes(), &pid.to_le_bytes(), &started.to_le_bytes()].concat()
            }
            Order::Act { id, act: ElevatedAct::Service { name, how } } => {
                let how = match how {
                    ServiceHow::Start => 1,
                    ServiceHow::Stop => 2,
                    ServiceHow::Restart => 3,
                };
                [&[4][..], &id.to_le_bytes(), &[how], cut(name)].concat()
            }
        }
    }

    pub(super) fn decode(packet: &[u8]) -> Option<Order> {
        let (kind, rest) = packet.split_first()?;
        let (id, rest) = number(rest)?;
        match (kind, rest) {
            (1, [a, b, c, d]) => {
                Some(Order::Open { id, columns: u16::from_le_bytes([*a, *b]), rows: u16::from_le_bytes([*c, *d]) })
            }
            (5, [a, b, c, d]) => {
                Some(Order::Run { id, columns: u16::from_le_bytes([*a, *b]), rows: u16::from_le_bytes([*c, *d]) })
            }
            (2, []) => Some(Order::HangUp { id }),
            (7, []) => Some(Order::Carry { id }),
            (3, rest) => {
                let (pid, rest) = number(rest)?;
                let started = u64::from_le_bytes(rest.try_into().ok()?);
                Some(Order::Act { id, act: ElevatedAct::EndProcess { pid, started } })
            }
            (4, [how, name @ ..]) => {
                let how = match how {
                    1 => ServiceHow::Start,
                    2 => ServiceHow::Stop,
                    3 => ServiceHow::Restart,
                    _ => return None,
                };
                let name = String::from_utf8(name.to_vec()).ok()?;
                Some(Order::Act { id, act: ElevatedAct::Service { name, how } })
            }
            _ => None,
        }
    }
}

impl Report {
    pub(super) fn encode(&self) -> Vec<u8> {
        match self {
            Report::Ready { account } => [&[1][..], cut(account)].concat(),
            Report::Opened { id, program } => [&[2][..], &id.to_le_bytes(), cut(program)].concat(),
            Report::NotOpened { id, reason } => [&[3][..], &id.to_le_bytes(), cut(reason)].concat(),
            Report::Ended { id, status } => [&[4][..], &id.to_le_bytes(), &status.to_le_bytes()].concat(),
            Report::Acted { id, code, words } => {
                [&[5][..], &id.to_le_bytes(), code.as_bytes(), b"\0", cut(words)].concat()
            }
        }
    }

    pub(super) fn decode(packet: &[u8]) -> Option<Report> {
        let (kind, rest) = packet.split_first()?;
        let text = |bytes: &[u8]| Some(String::from_utf8_lossy(bytes.get(..bytes.len().min(TEXT))?).into_owned());
        if *kind == 1 {
            return Some(Report::Ready { account: text(rest)? });
        }
        let (id, rest) = number(rest)?;
        match kind {
            2 => Some(Report::Opened { id, program: text(rest)? }),
            3 => Some(Report::NotOpened { id, reason: text(rest)? }),
            4 => Some(Report::Ended { id, status: i32::from_le_bytes(rest.try_into().ok()?) }),
            5 => {
                let (code, words) = std::str::from_utf8(rest).ok()?.split_once('\0')?;
                Some(Report::Acted { id, code: code.to_owned(), words: words.to_owned() })
            }
            _ => None,
        }
    }
}

/// What became of an act, as it travels.
pub(super) fn acted(id: u32, outcome: &Result<(), ActFault>) -> Report {
    match outcome {
        Ok(()) => Report::Acted { id, code: String::new(), words: String::new() },
        Err(ActFault::UnknownService(name)) => {
            Report::Acted { id, code: "unknown_service".to_owned(), words: name.clone() }
        }
        Err(fault) => Report::Acted { id, code: fault.code().to_owned(), words: fault.to_string() },
    }
}

/// The same, from the other side.
pub(super) fn outcome(code: &str, words: String) -> Result<(), ActFault> {
    Err(match code {
        "" => return Ok(()),
        "gone" => ActFault::Gone,
        "protected" => ActFault::Protected(words),
        "not_permitted" => ActFault::NotPermitted(words),
        "no_services" => ActFault::NoServices,
        "unknown_service" => ActFault::UnknownService(words),
        _ => ActFault::Failed(words),
    })
}

fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (number, rest) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_le_bytes(*number), rest))
}

fn cut(text: &str) -> &[u8] {
    text.as_bytes().get(..text.floor_char_boundary(TEXT)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_understood_and_nothing_else_is_sup_41() {
        let service = |how| Order::Act { id: 9, act: ElevatedAct::Service { name: "cron.service".into(), how } };
        let orders = [
            Order::Open { id: 7, columns: 120, rows: 40 },
            Order::Run { id: 8, columns: 1, rows: 1000 },
            Order::HangUp { id: u32::MAX },
            Order::Carry { id: 9 },
            Order::Act { id: 8, act: ElevatedAct::EndProcess { pid: 4711, started: u64::MAX } },
            service(ServiceHow::Start),
            service(ServiceHow::Stop),
            service(ServiceHow::Restart),
        ];
        for order in orders {
            assert_eq!(Order::decode(&order.encode()), Some(order));
        }
        let text = || "ä".repeat(40);
        let reports = [
            Report::Ready { account: "root".into() },
            Report::Opened { id: 1, program: text() },
            Report::NotOpened { id: 2, reason: text() },
            Report::Ended { id: 3, status: -1 },
            acted(4, &Ok(())),
            acted(5, &Err(ActFault::Protected(text()))),
        ];
        for report in reports {
            let packet = report.encode();
            assert!(packet.len() <= PACKET);
            assert_eq!(Report::decode(&packet), Some(report));
        }
        assert!(Report::NotOpened { id: 2, reason: "ä".repeat(4000) }.encode().len() <= PACKET);
        for fault in [
            ActFault::Gone,
            ActFault::Protected("a".into()),
            ActFault::NotPermitted("b".into()),
            ActFault::NoServices,
            ActFault::UnknownService("c".into()),
            ActFault::Failed("d".into()),
        ] {
            let Report::Acted { code, words, .. } = acted(1, &Err(fault.clone())) else { panic!("{fault:?}") };
            assert_eq!(outcome(&code, words), Err(fault));
        }
        // Whatever comes is taken or not; it never breaks anything.
        for length in 0..12 {
            for kind in 0..7u8 {
                let packet: Vec<u8> = std::iter::once(kind).chain(std::iter::repeat_n(0xff, length)).collect();
                let _ = (Order::decode(&packet), Report::decode(&packet));
            }
        }
        assert_eq!((Order::decode(&[]), Report::decode(&[])), (None, None));
    }
}
