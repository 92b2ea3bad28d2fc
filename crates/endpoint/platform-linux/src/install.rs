//! Runs the site's installer (SUP-60): curl fetches its script, a shell runs it. Which programs, and with which arguments, is written here; from elsewhere come an address and a key, both checked.

#![allow(unsafe_code)]

use std::{io, process::Stdio, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::Command,
    time::timeout,
};
use towline_platform::{InstallFault, InstallMode, InstallOrder};

use crate::{
    Account,
    child::{Shed, login_environment},
};

/// For all of it; the appliance gives up a little later.
const PATIENCE: Duration = Duration::from_secs(150);
/// Longest script that is run.
const SCRIPT: u64 = 256 * 1024;

pub(crate) async fn install(account: Account, order: InstallOrder) -> Result<InstallMode, InstallFault> {
    let work = async {
        let script = fetch(&account, &order).await?;
        run(&account, &script).await
    };
    timeout(PATIENCE, work).await.unwrap_or(Err(InstallFault::Timeout))?;
    Ok(if account.uid == 0 { InstallMode::Service } else { InstallMode::User })
}

async fn fetch(account: &Account, order: &InstallOrder) -> Result<Vec<u8>, InstallFault> {
    let mut curl = program("curl", account).map_err(|_| InstallFault::Download)?;
    curl.args(["--fail", "--silent", "--show-error", "--proto", "=https", "--max-time", "60"]);
    if let Some(pin) = &order.pin {
        // SECURITY: the site's own key decides, whoever signed its certificate.
        curl.args(["--insecure", "--pinnedpubkey", pin]);
    }
    curl.args(["--url", &order.address]).stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
    let mut child = match curl.spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(InstallFault::NoCurl),
        Err(_) => return Err(InstallFault::Download),
    };
    let mut script = Vec::new();
    if let Some(output) = child.stdout.take() {
        output.take(SCRIPT).read_to_end(&mut script).await.map_err(|_| InstallFault::Download)?;
    }
    let ended = child.wait().await.map_err(|_| InstallFault::Download)?;
    // One that was cut is not run in part: curl then could not write the rest, and says so.
    if ended.success() && !script.is_empty() { Ok(script) } else { Err(InstallFault::Download) }
}

/// It goes on if this process ends meanwhile: an installation that was begun is brought to its end.
async fn run(account: &Account, script: &[u8]) -> Result<(), InstallFault> {
    let mut shell = program("/bin/sh", account).map_err(|_| InstallFault::Install)?;
    shell.arg("-s").stdin(Stdio::piped()).stdout(Stdio::null());
    let mut child = shell.spawn().map_err(|_| InstallFault::Install)?;
    if let Some(mut input) = child.stdin.take() {
        // A script that ends early reads no further; what it ended with is what counts.
        let _ = input.write_all(script).await;
    }
    let ended = child.wait().await.map_err(|_| InstallFault::Install)?;
    if ended.success() { Ok(()) } else { Err(InstallFault::Install) }
}

/// As at a login of the account, with nothing of this process.
fn program(name: &str, account: &Account) -> io::Result<Command> {
    let shed = Shed::to(account, 3)?;
    let mut command = Command::new(name);
    command.env_clear().envs(login_environment(account)).current_dir("/").stderr(Stdio::inherit());
    // SAFETY: the closure only makes system calls and allocates nothing.
    unsafe {
        command.pre_exec(move || {
            rustix::process::setsid()?;
            shed.apply()
        });
    }
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_the_script_ends_with_is_what_became_of_it_sup_60() {
        let account = Account::current().unwrap();
        assert_eq!(run(&account, b"exit 0\n").await, Ok(()));
        assert_eq!(run(&account, b"exit 3\n").await, Err(InstallFault::Install));
    }

    #[tokio::test]
    async fn nothing_is_run_where_the_site_does_not_answer_sup_60() {
        let order = InstallOrder { address: "https://127.0.0.1:9/i/none".into(), pin: None };
        let fault = install(Account::current().unwrap(), order).await.unwrap_err();
        assert!(matches!(fault, InstallFault::Download | InstallFault::NoCurl), "{fault:?}");
    }
}
