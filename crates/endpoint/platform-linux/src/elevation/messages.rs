//! What the agent and its helper with administrative rights say to each other: one packet each, as small as they are few. Pure.

/// Longest text of a packet; longer ones are cut.
const TEXT: usize = 512;
/// No packet is longer.
pub(super) const PACKET: usize = 1024;

/// From the agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Start a shell.
    Open { id: u32, columns: u16, rows: u16 },
    /// Hang a shell up.
    HangUp { id: u32 },
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
}

impl Order {
    pub(super) fn encode(self) -> Vec<u8> {
        match self {
            Order::Open { id, columns, rows } => {
                [&[1][..], &id.to_le_bytes(), &columns.to_le_bytes(), &rows.to_le_bytes()].concat()
            }
            Order::HangUp { id } => [&[2][..], &id.to_le_bytes()].concat(),
        }
    }

    pub(super) fn decode(packet: &[u8]) -> Option<Order> {
        let (kind, rest) = packet.split_first()?;
        let (id, rest) = number(rest)?;
        match (kind, rest) {
            (1, [a, b, c, d]) => {
                Some(Order::Open { id, columns: u16::from_le_bytes([*a, *b]), rows: u16::from_le_bytes([*c, *d]) })
            }
            (2, []) => Some(Order::HangUp { id }),
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
            _ => None,
        }
    }
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
        let orders = [Order::Open { id: 7, columns: 120, rows: 40 }, Order::HangUp { id: u32::MAX }];
        for order in orders {
            assert_eq!(Order::decode(&order.encode()), Some(order));
        }
        let text = || "ä".repeat(40);
        let reports = [
            Report::Ready { account: "root".into() },
            Report::Opened { id: 1, program: text() },
            Report::NotOpened { id: 2, reason: text() },
            Report::Ended { id: 3, status: -1 },
        ];
        for report in reports {
            let packet = report.encode();
            assert!(packet.len() <= PACKET);
            assert_eq!(Report::decode(&packet), Some(report));
        }
        assert!(Report::NotOpened { id: 2, reason: "ä".repeat(4000) }.encode().len() <= PACKET);
        // Whatever comes is taken or not; it never breaks anything.
        for length in 0..12 {
            for kind in 0..6u8 {
                let packet: Vec<u8> = std::iter::once(kind).chain(std::iter::repeat_n(0xff, length)).collect();
                let _ = (Order::decode(&packet), Report::decode(&packet));
            }
        }
        assert_eq!((Order::decode(&[]), Report::decode(&[])), (None, None));
    }
}
