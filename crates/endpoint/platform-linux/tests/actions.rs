//! Special actions on a real X server, with programs that only say how they were started (SCR-6).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod display;

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use display::Display;
use towline_platform::{Absent, ActionFault, ActionKind, Actions, RunAsOrder};
use towline_platform_linux::{Account, DesktopChoice, LinuxActions};

fn program(folder: &Path, name: &str, then: &str) {
    let file = folder.join(name);
    let told = folder.join("told");
    fs::write(&file, format!("#!/bin/sh\necho \"{name} $* $DISPLAY $(id -un)\" >> {}\n{then}\n", told.display()))
        .unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, future)
}

#[test]
fn what_the_desktop_has_is_opened_on_it_as_its_user_and_what_fails_says_so_scr_6() {
    let display = Display::start("640x480x24");
    let folder = tempfile::tempdir().unwrap();
    let account = Account::current().unwrap();
    program(folder.path(), "xterm", "exec sleep 3");
    program(folder.path(), "nautilus", "exit 3");
    program(folder.path(), "xdg-screensaver", "");
    let choice = DesktopChoice { display: Some(display.name.clone()), ..DesktopChoice::default() };
    let actions = LinuxActions::new(account.clone(), choice, vec![folder.path().to_owned()]);
    let absent = |kind| run(actions.offers()).into_iter().find(|offer| offer.kind == kind).unwrap().absent;
    assert_eq!(absent(ActionKind::Terminal), None);
    assert_eq!(absent(ActionKind::Lock), None);
    assert_eq!(absent(ActionKind::SystemSettings), Some(Absent::NoProgram));
    assert_eq!(absent(ActionKind::RestartSafe), Some(Absent::NoSafeMode));
    run(async {
        assert_eq!(actions.perform(ActionKind::Terminal).await, Ok(()));
        assert_eq!(actions.perform(ActionKind::Lock).await, Ok(()));
        let failed = actions.perform(ActionKind::FileManager).await.unwrap_err();
        assert_eq!(failed.code(), "failed");
        let absent = ActionFault::Absent(Absent::NoProgram);
        assert_eq!(actions.perform(ActionKind::SystemSettings).await, Err(absent));
        // Whoever has no password here runs nothing, and what is no program is asked of nobody.
        for (program, account, code) in
            [("true", "nobody-of-that-name", "wrong_password"), ("-c", "nobody", "unknown_program")]
        {
            let (program, account, password) = (program.to_owned(), account.to_owned(), "x".to_owned().into());
            let order = RunAsOrder { program, arguments: vec!["; id".into()], account, password };
            let fault = actions.run_as(order).await.err().unwrap();
            assert_eq!(fault.code(), code, "{fault:?}");
        }
    });
    let told = fs::read_to_string(folder.path().join("told")).unwrap();
    let line = |words: &str| format!("{words} {} {}\n", display.name, account.name);
    assert_eq!(told, line("xterm ") + &line("xdg-screensaver lock") + &line("nautilus "));
}
