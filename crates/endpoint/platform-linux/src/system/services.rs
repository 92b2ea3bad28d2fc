//! Services of systemd, by its own program: it speaks the bus of every version, and asks polkit where that is needed.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use towline_platform::{ActFault, ServiceHow, SystemRow, SystemService};

use super::{Take, command::run, processes::own_unit};

const LIST_BYTES: usize = 16 * 1024 * 1024;
const LIST_PATIENCE: Duration = Duration::from_secs(30);
/// systemd itself gives up a start after 90 seconds.
const ACT_PATIENCE: Duration = Duration::from_secs(100);
const NAME_BYTES: usize = 255;

pub(super) struct Services {
    systemctl: PathBuf,
}

impl Services {
    pub(super) fn new(systemctl: PathBuf) -> Services {
        Services { systemctl }
    }

    pub(super) fn look(&self, take: Take<'_>) -> Result<(), String> {
        let show = [
            "show",
            "--no-pager",
            "--property=Id,Description,LoadState,ActiveState,SubState,UnitFileState,MainPID",
            "--",
            "*.service",
        ];
        let loaded = self.ask(&show)?;
        // Those that nobody has asked for yet are only files.
        let files = self.ask(&["list-unit-files", "--type=service", "--no-legend", "--no-pager", "--plain"])?;
        let mut found = BTreeMap::new();
        for service in units(&loaded) {
            found.insert(service.name.clone(), service);
        }
        for service in unit_files(&files) {
            found.entry(service.name.clone()).or_insert(service);
        }
        let own = own_unit();
        for mut service in found.into_values() {
            service.protected = own.as_ref() == Some(&service.name);
            if take(SystemRow::Service(service)).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn ask(&self, arguments: &[&str]) -> Result<String, String> {
        let ran = run(&self.systemctl, arguments, LIST_BYTES, LIST_PATIENCE)?;
        if ran.success { Ok(String::from_utf8_lossy(&ran.output).into_owned()) } else { Err(ran.error) }
    }

    pub(super) fn act(&self, name: &str, how: ServiceHow, account: &str) -> Result<(), ActFault> {
        // SECURITY: a name is an argument of a program; what could be anything else never becomes one.
        if !is_service(name) {
            return Err(ActFault::UnknownService(name.chars().take(64).collect()));
        }
        if how != ServiceHow::Start && own_unit().as_deref() == Some(name) {
            let why = "This service is Towline itself. Stopping it would end this session.";
            return Err(ActFault::Protected(why.to_owned()));
        }
        let verb = match how {
            ServiceHow::Start => "start",
            ServiceHow::Stop => "stop",
            ServiceHow::Restart => "restart",
        };
        let arguments = ["--no-ask-password", "--no-pager", verb, "--", name];
        let ran = run(&self.systemctl, &arguments, 64 * 1024, ACT_PATIENCE).map_err(ActFault::Failed)?;
        if ran.success { Ok(()) } else { Err(fault(name, account, ran.error)) }
    }
}

/// The words of systemctl are those of the C locale: it is asked in it.
fn fault(name: &str, account: &str, error: String) -> ActFault {
    let says = |words: &[&str]| words.iter().any(|word| error.contains(word));
    if says(&["not found", "not loaded", "No such file"]) {
        ActFault::UnknownService(name.to_owned())
    } else if says(&["Access denied", "authentication required", "Permission denied", "not permitted"]) {
        ActFault::NotPermitted(format!(
            "Towline runs as {account} on this machine and may not start or stop this service."
        ))
    } else {
        ActFault::Failed(error)
    }
}

/// What systemd takes as the name of a service, and nothing that begins like an option or names several.
fn is_service(name: &str) -> bool {
    name.len() <= NAME_BYTES
        && name.strip_suffix(".service").is_some_and(|stem| !stem.is_empty())
        && !name.starts_with('-')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || ":-_.\\@".contains(c))
}

/// Blocks of `Name=value`, one for each unit.
fn units(text: &str) -> Vec<SystemService> {
    let unit = |block: &str| {
        let field = |name: &str| {
            let value = block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
            value.unwrap_or_default().to_owned()
        };
        // Named by others, but not there.
        let there = field("LoadState") != "not-found";
        let service = SystemService {
            name: field("Id"),
            description: field("Description"),
            state: field("ActiveState"),
            detail: field("SubState"),
            starts: if field("LoadState") == "masked" { "masked".to_owned() } else { field("UnitFileState") },
            pid: field("MainPID").parse().unwrap_or(0),
            protected: false,
        };
        (there && service.name.ends_with(".service")).then_some(service)
    };
    text.split("\n\n").filter_map(unit).collect()
}

/// Files of services: name and how they start. Templates are no services.
fn unit_files(text: &str) -> Vec<SystemService> {
    let file = |line: &str| {
        let mut words = line.split_whitespace();
        let (name, starts) = (words.next()?, words.next()?);
        let service = name.strip_suffix(".service")?;
        (!service.ends_with('@')).then(|| SystemService {
            name: name.to_owned(),
            state: "inactive".to_owned(),
            detail: "dead".to_owned(),
            starts: starts.to_owned(),
            ..SystemService::default()
        })
    };
    text.lines().filter_map(file).collect()
}

#[cfg(test)]
mod tests {
    use std::{fs, ops::ControlFlow, os::unix::fs::PermissionsExt};

    use proptest::prelude::*;

    use super::*;

    /// A program that answers as systemctl does, and writes down what it was asked.
    fn fake(script: &str) -> (Services, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("systemctl");
        fs::write(&file, format!("#!/bin/sh\necho \"$@\" >> {}/asked\n{script}\n", folder.path().display())).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        (Services::new(file), folder)
    }

    #[test]
    fn services_that_run_and_those_that_are_only_files_are_listed_ses_41() {
        let (services, _folder) = fake(
            r#"case "$1" in
show) printf 'Id=cron.service\nDescription=Regular jobs\nLoadState=loaded\nActiveState=active\nSubState=running\nUnitFileState=enabled\nMainPID=77\n\nId=gone.service\nLoadState=not-found\nActiveState=inactive\n\nId=odd.service\nLoadState=masked\nActiveState=inactive\nSubState=dead\n';;
list-unit-files) printf 'cron.service enabled enabled\nssh.service disabled enabled\ngetty@.service enabled enabled\n';;
esac"#,
        );
        let mut rows = Vec::new();
        services
            .look(&mut |row| {
                rows.push(row);
                ControlFlow::Continue(())
            })
            .unwrap();
        let told: Vec<(String, String, String, u32)> = rows
            .into_iter()
            .filter_map(|row| match row {
                SystemRow::Service(service) => Some((service.name, service.state, service.starts, service.pid)),
                _ => None,
            })
            .collect();
        let service =
            |name: &str, state: &str, starts: &str, pid| (name.to_owned(), state.to_owned(), starts.to_owned(), pid);
        assert_eq!(
            told,
            [
                service("cron.service", "active", "enabled", 77),
                service("odd.service", "inactive", "masked", 0),
                service("ssh.service", "inactive", "disabled", 0),
            ]
        );
    }

    #[test]
    fn a_service_is_started_by_its_name_and_by_nothing_else_ses_41() {
        let (services, folder) = fake("exit 0");
        services.act("cron.service", ServiceHow::Restart, "root").unwrap();
        let asked = fs::read_to_string(folder.path().join("asked")).unwrap();
        assert_eq!(asked, "--no-ask-password --no-pager restart -- cron.service\n");
        for odd in
            ["", ".service", "--now.service", "a b.service", "*.service", "cron.timer", "a\n.service", "/x.service"]
        {
            let refused = services.act(odd, ServiceHow::Stop, "root").unwrap_err();
            assert_eq!(refused.code(), "unknown_service", "{odd}");
        }
        assert_eq!(fs::read_to_string(folder.path().join("asked")).unwrap(), asked, "nothing was asked for those");
    }

    #[test]
    fn a_refusal_of_the_system_is_told_in_words_ses_41() {
        for (says, code) in [
            ("Failed to stop x.service: Access denied", "not_permitted"),
            ("Failed to start x.service: Unit x.service not found.", "unknown_service"),
            ("Job for x.service failed because the control process exited with error code.", "failed"),
        ] {
            let (services, _folder) = fake(&format!("echo '{says}' >&2; exit 1"));
            let refused = services.act("x.service", ServiceHow::Stop, "ada").unwrap_err();
            assert_eq!(refused.code(), code, "{says}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parsers_panic_ses_41(text in "(Id=|MainPID=|\\.service|@| |\n|.){0,60}") {
            let _ = (units(&text), unit_files(&text), is_service(&text));
        }
    }
}
