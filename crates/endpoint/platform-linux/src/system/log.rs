//! The event log, newest first: the journal, else the file that the system writes it to. Its texts are written by every program of the machine.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
    time::Duration,
};

use towline_platform::{SystemLogEntry, SystemRow};

use super::{Take, command::run};

/// One more than is shown, so that it can be said that there are more.
const LINES: &str = "5001";
const JOURNAL_BYTES: usize = 32 * 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(30);
/// Of the end of a file.
const TAIL_BYTES: u64 = 2 * 1024 * 1024;
const FILES: [&str; 3] = ["/var/log/syslog", "/var/log/messages", "/var/log/kern.log"];
const LEVELS: [&str; 8] = ["emergency", "alert", "critical", "error", "warning", "notice", "info", "debug"];

/// Where it was found; `None`: nowhere.
pub(super) fn look(journal: Option<&Path>, take: Take<'_>) -> Option<&'static str> {
    if let Some(program) = journal {
        let fields = "--output-fields=MESSAGE,PRIORITY,SYSLOG_IDENTIFIER,_COMM,_PID";
        let arguments = ["--no-pager", "--quiet", "--reverse", "--lines", LINES, "--output=json", fields];
        let ran = run(program, &arguments, JOURNAL_BYTES, PATIENCE).ok();
        let text = String::from_utf8_lossy(&ran.map(|ran| ran.output).unwrap_or_default()).into_owned();
        let mut entries = text.lines().filter_map(journal_entry).peekable();
        if entries.peek().is_some() {
            hand_over(entries, take);
            return Some("journald");
        }
    }
    FILES.into_iter().find(|file| {
        let text = tail(Path::new(file)).unwrap_or_default();
        let mut entries = text.lines().rev().filter(|line| !line.trim().is_empty()).map(file_entry).peekable();
        let found = entries.peek().is_some();
        hand_over(entries, take);
        found
    })
}

fn hand_over(entries: impl Iterator<Item = SystemLogEntry>, take: Take<'_>) {
    for entry in entries {
        if take(SystemRow::LogEntry(entry)).is_break() {
            return;
        }
    }
}

/// The end of a file, from the beginning of a line.
fn tail(file: &Path) -> Option<String> {
    let mut file = File::open(file).ok()?;
    let size = file.metadata().ok()?.len();
    let from = size.saturating_sub(TAIL_BYTES);
    file.seek(SeekFrom::Start(from)).ok()?;
    let mut bytes = Vec::new();
    file.take(TAIL_BYTES).read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Some(if from > 0 { text.split_once('\n')?.1.to_owned() } else { text })
}

/// One object in a line.
fn journal_entry(line: &str) -> Option<SystemLogEntry> {
    let value: serde_json::Value = serde_json::from_str(line).ok()?;
    let text = |name: &str| match value.get(name) {
        Some(serde_json::Value::String(text)) => Some(text.clone()),
        // What is no text is a list of bytes.
        Some(serde_json::Value::Array(bytes)) => {
            let bytes: Vec<u8> = bytes.iter().filter_map(|byte| u8::try_from(byte.as_u64()?).ok()).collect();
            Some(String::from_utf8_lossy(&bytes).into_owned())
        }
        _ => None,
    };
    let number = |name: &str| text(name)?.parse::<u64>().ok();
    let micros = number("__REALTIME_TIMESTAMP").unwrap_or(0);
    let level = number("PRIORITY").and_then(|level| LEVELS.get(usize::try_from(level).ok()?)).copied();
    Some(SystemLogEntry {
        at_ms: i64::try_from(micros / 1000).unwrap_or(0),
        level: level.unwrap_or_default(),
        source: text("SYSLOG_IDENTIFIER").or_else(|| text("_COMM")).unwrap_or_default(),
        pid: number("_PID").and_then(|pid| u32::try_from(pid).ok()).unwrap_or(0),
        text: text("MESSAGE")?,
    })
}

/// `TIME host source[pid]: text`. A time without a year and a zone stays part of the text: it would be a guess.
fn file_entry(line: &str) -> SystemLogEntry {
    let whole = SystemLogEntry { text: line.to_owned(), ..SystemLogEntry::default() };
    let Some((stamp, rest)) = line.split_once(' ') else { return whole };
    let Some(at_ms) = moment(stamp) else { return whole };
    let (_host, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let Some((head, text)) = rest.split_once(": ") else {
        return SystemLogEntry { at_ms, text: rest.to_owned(), ..whole };
    };
    let (source, pid) = match head.split_once('[') {
        Some((source, pid)) => (source, pid.trim_end_matches(']').parse().unwrap_or(0)),
        None => (head, 0),
    };
    SystemLogEntry { at_ms, level: "", source: source.to_owned(), pid, text: text.to_owned() }
}

/// A moment as RFC 3339 writes it, in milliseconds of Unix time.
fn moment(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u16>().ok().map(i64::from);
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let shape = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    let fits = shape.iter().all(|(at, byte)| text.as_bytes().get(*at) == Some(byte));
    if !fits || !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let rest = text.get(19..)?;
    let zone_at = rest.find(['Z', '+', '-'])?;
    let millis = rest.get(1..zone_at).and_then(|digits| digits.get(..3)).and_then(|digits| digits.parse::<u16>().ok());
    let zone = rest.get(zone_at..)?;
    let offset = if zone == "Z" {
        0
    } else {
        let hours = i64::from(zone.get(1..3)?.parse::<u8>().ok()?);
        let minutes = i64::from(zone.get(4..6)?.parse::<u8>().ok()?);
        (hours * 60 + minutes) * if zone.starts_with('-') { -1 } else { 1 }
    };
    // Days since 1970, by the calendar whose year begins in March.
    let (years, months) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let era = years.div_euclid(400);
    let of_era = years.rem_euclid(400);
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * months + 2) / 5 + day - 1 - 719_468;
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset * 60;
    Some(seconds * 1000 + i64::from(millis.unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_entry_of_the_journal_is_read_also_when_its_text_is_bytes_ses_41() {
        let line = r#"{"__REALTIME_TIMESTAMP":"1700000000123456","PRIORITY":"3","SYSLOG_IDENTIFIER":"sshd","_PID":"77","MESSAGE":"failed"}"#;
        let found = journal_entry(line).unwrap();
        assert_eq!((found.at_ms, found.level, found.source.as_str()), (1_700_000_000_123, "error", "sshd"));
        assert_eq!((found.pid, found.text.as_str()), (77, "failed"));
        assert_eq!(journal_entry(r#"{"MESSAGE":[104,105],"_COMM":"x"}"#).unwrap().text, "hi");
        assert_eq!(journal_entry("{}"), None);
    }

    #[test]
    fn a_line_of_a_log_file_is_taken_apart_where_its_time_is_certain_ses_41() {
        let found = file_entry("2023-11-14T23:13:20.123456+01:00 pc sshd[77]: failed: x");
        assert_eq!((found.at_ms, found.source.as_str(), found.pid), (1_700_000_000_123, "sshd", 77));
        assert_eq!(found.text, "failed: x");
        let old = "Nov 14 23:13:20 pc sshd[77]: failed";
        assert_eq!((file_entry(old).at_ms, file_entry(old).text.as_str()), (0, old));
        assert_eq!(moment("2024-02-29T00:00:00Z"), Some(1_709_164_800_000));
        assert_eq!(moment("1970-01-01T00:00:00Z"), Some(0));
    }

    #[test]
    fn only_the_end_of_a_large_file_is_read_ses_41() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let line = format!("{}\n", "x".repeat(99));
        let mut text = line.repeat(30_000);
        text.push_str("the last\n");
        std::fs::write(file.path(), text).unwrap();
        let tail = tail(file.path()).unwrap();
        assert!(tail.len() <= 2 * 1024 * 1024 && tail.ends_with("the last\n"));
        assert!(tail.lines().next().is_some_and(|first| first.len() == 99), "it begins with a whole line");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parsers_panic_ses_41(text in "([0-9]{1,5}|[-T:Z+. ]|\\{\"MESSAGE\":\\[|é|.){0,60}", stamp in "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}.{0,12}") {
            let _ = (journal_entry(&text), file_entry(&text), moment(&text), moment(&stamp));
        }
    }
}
