//! The agent's end of a helper with administrative rights: shells that it starts, and its end, which is that of everything it started.

#![allow(unsafe_code)]

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    rc::Rc,
    time::Duration,
};

use tokio::{
    io::AsyncReadExt,
    sync::{Notify, oneshot},
    task::JoinHandle,
    time::timeout,
};
use towline_platform::{
    ActFault, Elevated, ElevatedAct, HostError, LineMode, LocalFuture, ScriptFault, ScriptOrder, Shell, ShellFault,
    ShellOrder, ShellTerminal,
};

use super::{
    messages::{Order, Report, outcome},
    packets::Packets,
    prove::Between,
};
use crate::{
    script::parcel,
    shell::{halves, line_mode, resize},
};

/// For an act; systemd itself gives up a start after 90 seconds.
const ACT_PATIENCE: Duration = Duration::from_secs(120);
/// For a script, whose files are laid down first.
const RUN_PATIENCE: Duration = Duration::from_secs(70);
/// For a shell to be started.
const PATIENCE: Duration = Duration::from_secs(5);

/// A helper that runs.
pub(super) struct LinuxElevated {
    account: String,
    helper: Rc<Helper>,
    /// Ends by itself once the helper does.
    _task: JoinHandle<()>,
}

struct Helper {
    packets: Packets,
    gone: Cell<bool>,
    changed: Notify,
    last: Cell<u32>,
    opening: RefCell<HashMap<u32, oneshot::Sender<Result<Opened, String>>>>,
    running: RefCell<HashMap<u32, oneshot::Sender<i32>>>,
    acting: RefCell<HashMap<u32, oneshot::Sender<Result<(), ActFault>>>>,
}

struct Opened {
    program: String,
    terminal: OwnedFd,
}

impl LinuxElevated {
    pub(super) fn new(account: String, packets: Packets, between: Between) -> LinuxElevated {
        let helper = Rc::new(Helper {
            packets,
            gone: Cell::new(false),
            changed: Notify::new(),
            last: Cell::new(0),
            opening: RefCell::default(),
            running: RefCell::default(),
            acting: RefCell::default(),
        });
        let task = tokio::task::spawn_local(attend(helper.clone(), between));
        LinuxElevated { account, helper, _task: task }
    }
}

impl LinuxElevated {
    /// Has the helper start something on a terminal; in words, why it did not.
    async fn open(&self, id: u32, order: &Order, with: Option<BorrowedFd<'_>>) -> Result<Box<dyn Shell>, String> {
        self.open_as(id, order, with, self.account.clone()).await
    }

    async fn open_as(
        &self,
        id: u32,
        order: &Order,
        with: Option<BorrowedFd<'_>>,
        account: String,
    ) -> Result<Box<dyn Shell>, String> {
        if self.helper.gone.get() {
            return Err("the administrative rights are gone".to_owned());
        }
        let silent = || "the helper does not answer".to_owned();
        let ((opened, waits), (ended, ends)) = (oneshot::channel(), oneshot::channel());
        self.helper.opening.borrow_mut().insert(id, opened);
        self.helper.running.borrow_mut().insert(id, ended);
        let asked = self.helper.packets.send(&order.encode(), with).await;
        let answer = match asked {
            Ok(()) => timeout(if matches!(order, Order::Run { .. }) { RUN_PATIENCE } else { PATIENCE }, waits).await,
            Err(_) => return Err(silent()),
        };
        let Ok(Ok(answer)) = answer else {
            self.helper.opening.borrow_mut().remove(&id);
            return Err(silent());
        };
        let Opened { program, terminal } = answer?;
        let size = rustix::io::fcntl_dupfd_cloexec(&terminal, 3).map_err(|fault| fault.to_string())?;
        rustix::io::ioctl_fionbio(&terminal, true).map_err(|fault| fault.to_string())?;
        // SAFETY: the descriptor is open and ours alone; the helper, which is our own program as root, opened it as a terminal, and it does not block.
        let pty = unsafe { pty_process::Pty::from_fd(terminal) }.map_err(|fault| fault.to_string())?;
        let (reader, writer) = pty.into_split();
        Ok(Box::new(ElevatedShell {
            id,
            account,
            program,
            terminal: Some(halves(reader, writer)),
            size,
            helper: self.helper.clone(),
            ends: Some(ends),
            status: None,
        }))
    }
}

impl Elevated for LinuxElevated {
    fn account(&self) -> &str {
        &self.account
    }

    fn open_shell(&self, columns: u16, rows: u16) -> LocalFuture<'_, Result<Box<dyn Shell>, HostError>> {
        Box::pin(async move {
            let id = self.helper.next();
            let opened = self.open(id, &Order::Open { id, columns, rows }, None).await;
            opened.map_err(|words| HostError(format!("the shell could not be started: {words}")))
        })
    }

    fn open_chosen_shell<'a>(&'a self, order: &'a ShellOrder) -> LocalFuture<'a, Result<Box<dyn Shell>, ShellFault>> {
        Box::pin(async move {
            let ShellOrder { program, account, columns, rows } = order.clone();
            let (id, named) = (self.helper.next(), account.clone().unwrap_or_else(|| self.account.clone()));
            let (program, account) = (program.unwrap_or_default(), account.unwrap_or_default());
            let order = Order::Choose { id, columns, rows, program, account };
            let opened = self.open_as(id, &order, None, named).await;
            opened.map_err(|words| ShellFault::from_reason(&words))
        })
    }

    fn open_script<'a>(
        &'a self,
        order: &'a ScriptOrder,
        columns: u16,
        rows: u16,
    ) -> LocalFuture<'a, Result<Box<dyn Shell>, ScriptFault>> {
        Box::pin(async move {
            let id = self.helper.next();
            let script = parcel(order).map_err(|fault| ScriptFault::Failed(fault.to_string()))?;
            if let Some(carried) = &order.carried {
                let sent = self.helper.packets.send(&Order::Carry { id }.encode(), Some(carried.spool.as_fd())).await;
                sent.map_err(|fault| ScriptFault::Failed(fault.to_string()))?;
            }
            let opened = self.open(id, &Order::Run { id, columns, rows }, Some(script.as_fd())).await;
            opened.map_err(|words| ScriptFault::of_reason(&words))
        })
    }

    fn act(&self, act: ElevatedAct) -> LocalFuture<'_, Result<(), ActFault>> {
        Box::pin(async move {
            let gone = || ActFault::Failed("The administrative rights are gone.".to_owned());
            if self.helper.gone.get() {
                return Err(gone());
            }
            let (done, waits) = oneshot::channel();
            let id = self.helper.next();
            self.helper.acting.borrow_mut().insert(id, done);
            let asked = self.helper.packets.send(&Order::Act { id, act }.encode(), None).await;
            asked.map_err(|_| gone())?;
            match timeout(ACT_PATIENCE, waits).await {
                Ok(answer) => answer.map_err(|_| gone())?,
                Err(_) => Err(ActFault::Failed("The system did not answer in time.".to_owned())),
            }
        })
    }

    fn end(&self) {
        self.helper.packets.end();
        self.helper.over();
    }

    fn ended(&self) -> LocalFuture<'_, ()> {
        Box::pin(async {
            loop {
                let changed = self.helper.changed.notified();
                if self.helper.gone.get() {
                    return;
                }
                changed.await;
            }
        })
    }
}

impl Drop for LinuxElevated {
    fn drop(&mut self) {
        // The helper ends with this, and everything that it started; shells that are still held here see their end. The task reaps what stood in between and ends by itself.
        self.end();
    }
}

impl Helper {
    fn next(&self) -> u32 {
        let id = self.last.get().wrapping_add(1);
        self.last.set(id);
        id
    }

    fn over(&self) {
        self.gone.set(true);
        self.opening.borrow_mut().clear();
        self.running.borrow_mut().clear();
        self.acting.borrow_mut().clear();
        self.changed.notify_waiters();
    }

    fn take(&self, report: Report, terminal: Option<OwnedFd>) {
        match (report, terminal) {
            (Report::Opened { id, program }, Some(terminal)) => match self.opening.borrow_mut().remove(&id) {
                Some(waiting) => _ = waiting.send(Ok(Opened { program, terminal })),
                // Nobody waits for it any more.
                None => self.packets.send_now(&Order::HangUp { id }.encode()),
            },
            (Report::NotOpened { id, reason }, _) => {
                self.running.borrow_mut().remove(&id);
                if let Some(waiting) = self.opening.borrow_mut().remove(&id) {
                    let _ = waiting.send(Err(reason));
                }
            }
            (Report::Ended { id, status }, _) => {
                if let Some(waiting) = self.running.borrow_mut().remove(&id) {
                    let _ = waiting.send(status);
                }
            }
            (Report::Acted { id, code, words }, _) => {
                if let Some(waiting) = self.acting.borrow_mut().remove(&id) {
                    let _ = waiting.send(outcome(&code, words));
                }
            }
            (Report::Opened { .. } | Report::Ready { .. }, _) => {}
        }
    }
}

/// Hears the helper, and keeps the terminal of what stands in between empty.
async fn attend(helper: Rc<Helper>, between: Between) {
    let Between { mut child, mut terminal } = between;
    let mut buffer = vec![0; 1024];
    loop {
        let drained = async {
            match &mut terminal {
                Some((reader, _)) => reader.read(&mut buffer).await.unwrap_or(0),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            packet = helper.packets.receive() => match packet {
                // SECURITY: as at the beginning, only what root sent is the helper's word.
                Ok(Some(packet)) => match (packet.sender, Report::decode(&packet.bytes)) {
                    (Some(0), Some(report)) => helper.take(report, packet.terminal),
                    _ => break,
                },
                Ok(None) | Err(_) => break,
            },
            count = drained => if count == 0 {
                terminal = None;
            },
            _ = child.wait() => break,
        }
    }
    helper.packets.end();
    helper.over();
    // Reaped, so that not even its name is left.
    drop(terminal);
    let _ = timeout(PATIENCE, child.wait()).await;
}

/// A shell that the helper started.
struct ElevatedShell {
    id: u32,
    account: String,
    program: String,
    terminal: Option<ShellTerminal>,
    size: OwnedFd,
    helper: Rc<Helper>,
    ends: Option<oneshot::Receiver<i32>>,
    status: Option<i32>,
}

impl Shell for ElevatedShell {
    fn account(&self) -> &str {
        &self.account
    }

    fn program(&self) -> &str {
        &self.program
    }

    fn take_terminal(&mut self) -> Option<ShellTerminal> {
        self.terminal.take()
    }

    fn resize(&self, columns: u16, rows: u16) -> Result<(), HostError> {
        resize(&self.size, columns, rows)
    }

    fn line_mode(&self) -> Option<LineMode> {
        line_mode(&self.size)
    }

    fn exited(&mut self) -> LocalFuture<'_, i32> {
        Box::pin(async {
            if let Some(status) = self.status {
                return status;
            }
            let status = match &mut self.ends {
                // Without its helper a shell was killed.
                Some(ends) => ends.await.unwrap_or(128 + 9),
                None => -1,
            };
            (self.status, self.ends) = (Some(status), None);
            status
        })
    }

    fn hang_up(&mut self) {
        self.helper.packets.send_now(&Order::HangUp { id: self.id }.encode());
    }
}

impl Drop for ElevatedShell {
    fn drop(&mut self) {
        if self.status.is_none() {
            self.hang_up();
        }
    }
}
