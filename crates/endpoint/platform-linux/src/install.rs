//! Runs the site's installers (SUP-60, SUP-50): curl fetches its script, a shell runs it. Which programs, and with which arguments, is written here; from elsewhere come an address and a key, both checked.

#![allow(unsafe_code)]

use std::{ffi::OsStr, io, process::Stdio, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::Command,
    time::timeout,
};
use towline_platform::{ButtonId, InstallFault, InstallMode, InstallOrder};

use crate::{
    Account, button,
    child::{Shed, login_environment},
};

/// For all of it; the appliance gives up a little later.
const PATIENCE: Duration = Duration::from_secs(150);
/// For a button that removes itself.
const SHORT: Duration = Duration::from_secs(30);
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

/// Has the account's button remove itself.
pub(crate) async fn take_button(account: Account, id: ButtonId) -> Result<(), InstallFault> {
    let path = button::program_in(&account.home, &id);
    // SECURITY: looked up and started as the account, in whose home it is; for an agent of root's it is foreign.
    let mut remove = program(&path, &account).map_err(|_| InstallFault::Remove)?;
    remove.arg("remove-button").stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
    let mut child = match remove.spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(_) => return Err(InstallFault::Remove),
    };
    match timeout(SHORT, child.wait()).await {
        Ok(Ok(ended)) if ended.success() => Ok(()),
        Ok(_) => Err(InstallFault::Remove),
        Err(_) => Err(InstallFault::Timeout),
    }
}

/// As at a login of the account, with nothing of this process.
fn program(name: impl AsRef<OsStr>, account: &Account) -> io::Result<Command> {
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
    use std::{fs, os::unix::fs::PermissionsExt};

    use towline_platform::Installed;

    use super::*;

    #[tokio::test]
    async fn a_button_is_asked_to_remove_itself_and_one_that_is_gone_is_removed_sup_50() {
        let home = tempfile::tempdir().unwrap();
        let account = Account { home: home.path().to_owned(), ..Account::current().unwrap() };
        let id = ButtonId::parse("0f3b1c5e-9a7d-4c21-8e60-5d2f4b8a9c01").unwrap();
        assert_eq!(take_button(account.clone(), id.clone()).await, Ok(()));
        let program = button::program_in(&account.home, &id);
        fs::create_dir_all(program.parent().unwrap()).unwrap();
        let script = |text: &str| {
            fs::write(&program, text).unwrap();
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        };
        script("#!/bin/sh\nexit 1\n");
        assert_eq!(take_button(account.clone(), id.clone()).await, Err(InstallFault::Remove));
        // With the account's own home, and this one word.
        script("#!/bin/sh\necho \"$HOME $*\" > \"$HOME/told\"\n");
        assert_eq!(take_button(account.clone(), id).await, Ok(()));
        let told = fs::read_to_string(home.path().join("told")).unwrap();
        assert_eq!(told, format!("{} remove-button\n", home.path().display()));
    }

    #[tokio::test]
    async fn what_the_script_ends_with_is_what_became_of_it_sup_60() {
        let account = Account::current().unwrap();
        assert_eq!(run(&account, b"exit 0\n").await, Ok(()));
        assert_eq!(run(&account, b"exit 3\n").await, Err(InstallFault::Install));
    }

    /// As an agent does that runs as root: needs to be it.
    #[tokio::test]
    async fn a_buttons_program_runs_as_the_user_whose_it_is_and_never_as_root_sup_50() {
        let (Ok(nobody), 0) = (Account::by_name("nobody"), rustix::process::geteuid().as_raw()) else {
            eprintln!("skipped: this test is not root");
            return;
        };
        let home = tempfile::tempdir().unwrap();
        std::os::unix::fs::chown(home.path(), Some(nobody.uid), Some(nobody.gid)).unwrap();
        let account = Account { home: home.path().to_owned(), ..nobody.clone() };
        let id = ButtonId::parse("0f3b1c5e-9a7d-4c21-8e60-5d2f4b8a9c01").unwrap();
        let program = button::program_in(&account.home, &id);
        fs::create_dir_all(program.parent().unwrap()).unwrap();
        fs::write(&program, "#!/bin/sh\nid -u > \"$HOME/told\"\nid -g >> \"$HOME/told\"\n").unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let told = format!("{}\n{}\n", nobody.uid, nobody.gid);
        assert_eq!(take_button(account.clone(), id).await, Ok(()));
        assert_eq!(fs::read_to_string(home.path().join("told")).unwrap(), told);
        // And what the site's script does, does it so too.
        fs::remove_file(home.path().join("told")).unwrap();
        assert_eq!(run(&account, b"(id -u; id -g) > \"$HOME/told\"\n").await, Ok(()));
        assert_eq!(fs::read_to_string(home.path().join("told")).unwrap(), told);
    }

    #[tokio::test]
    async fn nothing_is_run_where_the_site_does_not_answer_sup_60() {
        let order = InstallOrder { what: Installed::Agent, address: "https://127.0.0.1:9/i/none".into(), pin: None };
        let fault = install(Account::current().unwrap(), order).await.unwrap_err();
        assert!(matches!(fault, InstallFault::Download | InstallFault::NoCurl), "{fault:?}");
    }
}
