//! The machine, for the agent's service: shells, inventory, the desktop and its helper.

use std::{cell::RefCell, path::PathBuf, rc::Rc, sync::Arc};

use towline_platform::{
    Actions, ButtonId, DesktopSession, DesktopState, DesktopWatch, Elevator, Files, HelperProcess, Host, HostError,
    HostInventory, HostStatistics, InstallFault, InstallMode, InstallOrder, Installed, LocalFuture, Notebook, Password,
    ScriptFault, ScriptOrder, Shell, ShellFault, ShellOffers, ShellOrder, SystemInfo,
};

use crate::{
    Account, LinuxActions, LinuxFiles, LinuxSystem, discovery,
    elevation::LinuxElevator,
    helper::LinuxHelper,
    install::{install, take_button},
    inventory::{Meter, inventory},
    laid::{self, Place},
    scan::{ScanCommand, Scanner, Scans},
    script::open_script,
    shell::LinuxShell,
    shells,
    system::SetScanner,
    watch::DisplayWatch,
};

/// The desktop that the agent was told to show. Empty: it finds one by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DesktopChoice {
    /// As in `DISPLAY`, or the path of a Wayland compositor's socket.
    pub display: Option<String>,
    /// As in `XAUTHORITY`.
    pub authority: Option<String>,
    /// The account that the helper runs as.
    pub user: Option<String>,
}

/// This Linux machine.
pub struct LinuxHost {
    program: PathBuf,
    account: Account,
    choice: DesktopChoice,
    meter: RefCell<Meter>,
    system: Arc<LinuxSystem>,
    actions: Rc<dyn Actions>,
    /// Where files of scripts are laid; `None`: in the home of whoever runs them.
    scratch: Option<PathBuf>,
    /// What files are scanned with at the moment, by whoever owns the machine.
    scanner: SetScanner,
    scans: Arc<Scans>,
    notebook: Option<Arc<dyn Notebook>>,
}

impl LinuxHost {
    /// `program` is the agent's own, which is started again as the helper. Shells run as the account of this process.
    pub fn new(program: PathBuf, choice: DesktopChoice) -> std::io::Result<LinuxHost> {
        let account = Account::current()?;
        let system = Arc::new(LinuxSystem::new(&account));
        let actions = Rc::new(LinuxActions::of_this_process(&account, &choice));
        Ok(LinuxHost {
            program,
            account,
            choice,
            meter: RefCell::default(),
            system,
            actions,
            scratch: None,
            scanner: Arc::new(|| None),
            scans: Arc::default(),
            notebook: None,
        })
    }

    /// With another way to do actions.
    #[must_use]
    pub fn with_actions(mut self, actions: impl Actions + 'static) -> LinuxHost {
        self.actions = Rc::new(actions);
        self
    }

    /// With a folder of this process's own for the files of scripts.
    #[must_use]
    pub fn with_scratch(mut self, folder: PathBuf) -> LinuxHost {
        self.scratch = Some(folder);
        self
    }

    /// With a command that scans files (FIL-10), as it is at the moment that it is needed; blocks for as long as reading a small file does.
    #[must_use]
    pub fn with_scanner(mut self, scanner: impl Fn() -> Option<ScanCommand> + Send + Sync + 'static) -> LinuxHost {
        self.scanner = Arc::new(scanner);
        if let Some(system) = Arc::get_mut(&mut self.system) {
            system.tells_scanner(self.scanner.clone());
        }
        self
    }

    /// With a file for what the next run of this agent must know.
    #[must_use]
    pub fn with_notebook(mut self, notebook: impl Notebook) -> LinuxHost {
        self.notebook = Some(Arc::new(notebook));
        self
    }

    /// With another way to look at it.
    #[must_use]
    pub fn with_system(mut self, system: LinuxSystem) -> LinuxHost {
        self.system = Arc::new(system);
        self
    }

    /// Whose a Support Button is: the user's whose desktop is served, which only root must look for.
    fn desktop_account(&self) -> Result<Account, InstallFault> {
        if self.account.uid != 0 {
            return Ok(self.account.clone());
        }
        let found = discovery::find(&self.choice).map_err(|_| InstallFault::NobodyThere)?;
        // Unless an administrator chose it, a service's desktop is the one where people sign in.
        let somebody =
            self.choice.display.is_some() || found.account.uid == 0 || discovery::is_person(found.account.uid);
        if somebody { Ok(found.account) } else { Err(InstallFault::NobodyThere) }
    }

    fn console_user(&self) -> String {
        discovery::find(&self.choice).map(|found| found.account.name).unwrap_or_default()
    }
}

impl Host for LinuxHost {
    fn inventory(&self) -> HostInventory {
        inventory(self.console_user())
    }

    fn statistics(&self) -> HostStatistics {
        self.meter.borrow_mut().statistics(self.console_user())
    }

    fn open_shell(&self, columns: u16, rows: u16) -> Result<Box<dyn Shell>, HostError> {
        match LinuxShell::open(&self.account, columns, rows) {
            Ok(shell) => Ok(Box::new(shell)),
            Err(error) => Err(HostError(format!("the shell could not be started: {error}"))),
        }
    }

    fn shells(&self) -> ShellOffers {
        shells::offers(&self.account)
    }

    fn open_chosen_shell(&self, order: &ShellOrder) -> Result<Box<dyn Shell>, ShellFault> {
        Ok(Box::new(shells::open_chosen(&self.account, order, false)?))
    }

    fn open_shell_by_password(
        &self,
        order: ShellOrder,
        password: Password,
    ) -> LocalFuture<'static, Result<Box<dyn Shell>, ShellFault>> {
        let own = self.account.clone();
        Box::pin(async move {
            let shell = shells::open_by_password(&own, &order, password).await?;
            Ok(Box::new(shell) as Box<dyn Shell>)
        })
    }

    fn open_script<'a>(
        &'a self,
        order: &'a ScriptOrder,
        as_system: bool,
        columns: u16,
        rows: u16,
    ) -> LocalFuture<'a, Result<Box<dyn Shell>, ScriptFault>> {
        Box::pin(async move {
            let account = match (as_system, self.account.uid) {
                (true, 0) | (false, 1..) => self.account.clone(),
                (true, _) => return Err(ScriptFault::NotElevated),
                // The service's own desktop may be root's; a script that needs no rights gets none.
                (false, 0) => self.desktop_account().map_err(|_| ScriptFault::NobodyThere)?,
            };
            let shell = open_script(&account, order, self.scratch.as_deref(), (columns, rows)).await?;
            Ok(Box::new(shell) as Box<dyn Shell>)
        })
    }

    fn spool(&self) -> std::io::Result<std::fs::File> {
        laid::spool()
    }

    fn sweep_scripts(&self) {
        let mut accounts = vec![self.account.clone()];
        accounts.extend(self.desktop_account().ok().filter(|account| account.uid != self.account.uid));
        let places = accounts.iter().filter_map(|account| Place::of(account, self.scratch.as_deref()).ok());
        let places: Vec<Place> = places.collect();
        // An agent is made before its runtime is. Without a thread it is done the next time.
        let swept = std::thread::Builder::new().name("sweep".to_owned()).spawn(move || {
            for place in places {
                place.sweep();
            }
        });
        if let Err(error) = swept {
            tracing::warn!(%error, "what scripts left was not looked for");
        }
    }

    fn system(&self) -> Arc<dyn SystemInfo> {
        self.system.clone()
    }

    fn desktop(&self) -> DesktopState {
        discovery::state(discovery::find(&self.choice))
    }

    fn watch_desktop(&self) -> Result<Box<dyn DesktopWatch>, HostError> {
        match DisplayWatch::new(self.choice.display.as_deref()) {
            Ok(watch) => Ok(Box::new(watch)),
            Err(error) => Err(HostError(format!("displays cannot be watched: {error}"))),
        }
    }

    fn install(&self, order: InstallOrder) -> LocalFuture<'static, Result<InstallMode, InstallFault>> {
        let account = match order.what {
            Installed::Agent => Ok(self.account.clone()),
            Installed::Button => self.desktop_account(),
        };
        Box::pin(async move { install(account?, order).await })
    }

    fn take_button(&self, button: ButtonId) -> LocalFuture<'static, Result<(), InstallFault>> {
        let account = self.desktop_account();
        Box::pin(async move { take_button(account?, button).await })
    }

    fn start_helper(&self, desktop: &DesktopSession) -> Result<Box<dyn HelperProcess>, HostError> {
        let start = || {
            let account = Account::by_name(&desktop.user)?;
            LinuxHelper::start(&self.program, &account, desktop)
        };
        match start() {
            Ok(helper) => Ok(Box::new(helper)),
            Err(error) => Err(HostError(format!("the desktop helper could not be started: {error}"))),
        }
    }

    fn files(&self, elevated: bool) -> Option<Arc<dyn Files>> {
        let own = || self.account.clone();
        // Nobody there: as shells, this process's own account.
        let account = if elevated { own() } else { self.desktop_account().unwrap_or_else(|_| own()) };
        let files = LinuxFiles::of(account).ok()?;
        let files = match (self.scanner)() {
            Some(command) => files.scanning_with(Scanner::new(command, self.scans.clone())),
            None => files,
        };
        Some(Arc::new(files))
    }

    fn notebook(&self) -> Option<Arc<dyn Notebook>> {
        self.notebook.clone()
    }

    fn actions(&self) -> Option<Rc<dyn Actions>> {
        Some(self.actions.clone())
    }

    fn elevator(&self) -> Option<Rc<dyn Elevator>> {
        LinuxElevator::of_this_process().ok().map(|elevator| Rc::new(elevator) as Rc<dyn Elevator>)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_button_is_nobodys_where_no_desktop_is_served_sup_50() {
        let gone = DesktopChoice { display: Some(":4711".into()), user: Some("nobody".into()), authority: None };
        let host = LinuxHost::new("/nonexistent".into(), gone).unwrap();
        let id = ButtonId::parse("0f3b1c5e-9a7d-4c21-8e60-5d2f4b8a9c00").unwrap();
        let own = host.account.uid != 0;
        // An account's own agent needs no desktop to know whose it is; the button is not there.
        assert_eq!(host.take_button(id).await, if own { Ok(()) } else { Err(InstallFault::NobodyThere) });
        if !own {
            let (what, address) = (Installed::Button, "https://127.0.0.1:9/b/none".to_owned());
            assert_eq!(host.install(InstallOrder { what, address, pin: None }).await, Err(InstallFault::NobodyThere));
        }
    }

    #[test]
    fn files_are_served_with_all_rights_or_as_whoever_is_there_fil_6() {
        let gone = DesktopChoice { display: Some(":4711".into()), user: Some("nobody".into()), authority: None };
        let host = LinuxHost::new("/nonexistent".into(), gone).unwrap();
        let root = host.account.uid == 0;
        for elevated in [false, true] {
            // Nobody is there, so it is this process's own account either way.
            let files = host.files(elevated).unwrap();
            assert_eq!((files.account(), files.elevated()), (host.account.name.as_str(), root));
        }
    }
}
