//! Accounts, and where they are signed in now.

use std::{collections::BTreeMap, fs};

use towline_platform::{SystemAccount, SystemRow};

use super::{Take, text_of};

/// Numbers of people begin here, unless the system says otherwise.
const FIRST_PERSON: u32 = 1000;
const SESSIONS: usize = 1024;

pub(super) fn look(take: Take<'_>) {
    let passwd = text_of("/etc/passwd", 4 * 1024 * 1024).unwrap_or_default();
    let first = first_person(&text_of("/etc/login.defs", 256 * 1024).unwrap_or_default());
    let mut signed_in: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (user, place) in sessions() {
        signed_in.entry(user).or_default().push(place);
    }
    for mut account in accounts(&passwd, first) {
        account.signed_in = signed_in.remove(&account.name).unwrap_or_default();
        if take(SystemRow::Account(account)).is_break() {
            return;
        }
    }
    // Of a directory: they are not in the file, but they are here.
    for (name, signed_in) in signed_in {
        if take(SystemRow::Account(SystemAccount { name, signed_in, ..SystemAccount::default() })).is_break() {
            return;
        }
    }
}

/// By number: who is who.
pub(super) fn names() -> BTreeMap<u32, String> {
    let passwd = text_of("/etc/passwd", 4 * 1024 * 1024).unwrap_or_default();
    accounts(&passwd, FIRST_PERSON).into_iter().rev().map(|account| (account.uid, account.name)).collect()
}

/// What `/etc/passwd` lists.
fn accounts(passwd: &str, first_person: u32) -> Vec<SystemAccount> {
    let account = |line: &str| {
        let mut fields = line.split(':');
        let (name, _, uid) = (fields.next()?, fields.next()?, fields.next()?.parse::<u32>().ok()?);
        let (_, details) = (fields.next()?, fields.next()?);
        let (home, shell) = (fields.next()?, fields.next().unwrap_or_default());
        Some(SystemAccount {
            name: name.to_owned(),
            full_name: details.split(',').next().unwrap_or_default().to_owned(),
            uid,
            home: home.to_owned(),
            shell: shell.trim().to_owned(),
            // 65534 is nobody, everywhere.
            system: (uid != 0 && uid < first_person) || uid == 65534,
            signed_in: Vec::new(),
        })
    };
    passwd.lines().filter_map(account).collect()
}

fn first_person(login_defs: &str) -> u32 {
    let line = login_defs.lines().find_map(|line| line.trim().strip_prefix("UID_MIN"));
    line.and_then(|rest| rest.trim().parse().ok()).unwrap_or(FIRST_PERSON)
}

/// Who is signed in where: by the list of terminals, else by the list of the login manager.
fn sessions() -> Vec<(String, String)> {
    let list = fs::read("/run/utmp").or_else(|_| fs::read("/var/run/utmp")).unwrap_or_default();
    let found = signed_in(&list);
    if !found.is_empty() {
        return found;
    }
    let files =
        fs::read_dir("/run/systemd/sessions").into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let texts = files.take(SESSIONS).filter_map(|path| text_of(path.to_str()?, 16 * 1024));
    texts.filter_map(|text| session(&text)).collect()
}

/// The records of utmp(5), as Linux writes them on every 64-bit machine: 384 bytes each.
fn signed_in(list: &[u8]) -> Vec<(String, String)> {
    const RECORD: usize = 384;
    const USER_PROCESS: u8 = 7;
    let text = |bytes: Option<&[u8]>| {
        let bytes = bytes.unwrap_or_default();
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
    };
    let record = |record: &[u8]| {
        let people = record.first() == Some(&USER_PROCESS);
        let (line, user, host) = (text(record.get(8..40)), text(record.get(44..76)), text(record.get(76..332)));
        (people && !user.is_empty()).then(|| (user, place(&line, &host)))
    };
    list.chunks_exact(RECORD).take(SESSIONS).filter_map(record).collect()
}

/// A session of the login manager, as its file describes it.
fn session(text: &str) -> Option<(String, String)> {
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
    let kind = field("CLASS").unwrap_or("user");
    let user = field("USER").filter(|user| !user.is_empty() && kind.starts_with("user"))?;
    let where_to = field("TTY").or_else(|| field("DISPLAY")).or_else(|| field("SERVICE")).unwrap_or_default();
    Some((user.to_owned(), place(where_to, field("REMOTE_HOST").unwrap_or_default())))
}

fn place(line: &str, host: &str) -> String {
    if host.is_empty() || host.starts_with(':') { line.to_owned() } else { format!("{line} from {host}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn people_and_the_accounts_of_programs_are_told_apart_ses_41() {
        let passwd = "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/usr/sbin:/usr/sbin/nologin\nada:x:1000:1000:Ada Admin,,,:/home/ada:/bin/bash\nodd\nnobody:x:65534:65534::/:/bin/false\n";
        let found = accounts(passwd, first_person("# x\nUID_MIN\t\t 1000\n"));
        let told: Vec<(&str, bool)> = found.iter().map(|account| (account.name.as_str(), account.system)).collect();
        assert_eq!(told, [("root", false), ("daemon", true), ("ada", false), ("nobody", true)]);
        assert_eq!(found[2].full_name, "Ada Admin");
    }

    #[test]
    fn who_is_signed_in_where_is_read_from_either_list_ses_41() {
        let mut record = vec![0; 384];
        record[0] = 7;
        record[8..13].copy_from_slice(b"pts/0");
        record[44..47].copy_from_slice(b"ada");
        record[76..84].copy_from_slice(b"10.0.0.9");
        record.extend_from_slice(&[0; 100]);
        assert_eq!(signed_in(&record), [("ada".to_owned(), "pts/0 from 10.0.0.9".to_owned())]);
        let text = "# private\nUID=1000\nUSER=ada\nACTIVE=1\nTTY=tty2\nCLASS=user\n";
        assert_eq!(session(text), Some(("ada".to_owned(), "tty2".to_owned())));
        assert_eq!(session("USER=gdm\nCLASS=greeter\n"), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parsers_panic_ses_41(text in "(:|USER=|CLASS=|UID_MIN|[0-9]|\n|.){0,60}", bytes in proptest::collection::vec(any::<u8>(), 0..900)) {
            let _ = (accounts(&text, 1000), first_person(&text), session(&text), signed_in(&bytes));
        }
    }
}
