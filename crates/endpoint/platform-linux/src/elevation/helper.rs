//! Being the helper with administrative rights (SUP-41): one socket, to the agent that had it started, and nothing done that does not come over it. It ends with that socket, and all that it
//! started ends with it.
//!
//! There are two processes of it. `sudo` that loses its own other half ends what it started without giving it time; that is a process that only waits, and the one that works below it, in a
//! process group of its own, notices and ends everything properly.

use std::{
    collections::HashMap,
    io,
    os::{
        fd::{AsFd, OwnedFd},
        unix::process::CommandExt as _,
    },
    process::Command,
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use rustix::{
    net::{SocketType, sockopt},
    process::{DumpableBehavior, Pid, Signal, pidfd_send_signal},
};
use tokio::{
    signal::unix::SignalKind,
    sync::{Notify, Semaphore},
    task::{JoinSet, spawn_blocking},
    time::timeout,
};
use towline_platform::{ActFault, ElevatedAct, Shell, ShellOrder, SystemInfo};

use super::{
    ELEVATED_HELPER,
    messages::{Order, Report, acted},
    packets::Packets,
};
use crate::{
    Account, LinuxSystem,
    laid::Place,
    proc::{members, parent_of},
    script::{from_parcel, open_script},
    shell::LinuxShell,
    shells::open_chosen,
};

/// Shells at a time.
const SHELLS: usize = 16;
/// Acts at a time; each takes a thread as long as it takes.
const ACTS: usize = 16;
/// What shells get to end politely; then they are killed.
const PATIENCE: Duration = Duration::from_millis(500);
/// Processes between the agent and the helper: `su`, a shell, `sudo`, its monitor, the one that waits.
const GENERATIONS: usize = 12;
/// What follows [`ELEVATED_HELPER`] where it is started by itself.
const BELOW: &str = "below";

/// Being the helper, until the agent is gone.
///
/// # Errors
/// When it was not started by an agent, or has no administrative rights.
pub fn run_elevated_helper() -> io::Result<()> {
    if std::env::args_os().nth(2).is_none_or(|word| word != BELOW) {
        return stand_by();
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let outcome = tokio::task::LocalSet::new().block_on(&runtime, work());
    // What still runs on a thread does not keep a process with such rights alive.
    runtime.shutdown_background();
    outcome
}

/// Starts the one that works, and waits for it.
fn stand_by() -> io::Result<()> {
    let name = std::env::args_os().next().unwrap_or_default();
    let mut below = Command::new("/proc/self/exe");
    let mut below = below.arg0(name).args([ELEVATED_HELPER, BELOW]).process_group(0).spawn()?;
    // The agent waits for the end of the other one only.
    rustix::stdio::dup2_stdout(&nothing()?)?;
    let status = below.wait()?;
    if status.success() { Ok(()) } else { Err(io::Error::other("the helper failed")) }
}

async fn work() -> io::Result<()> {
    let refused = |words: &str| io::Error::new(io::ErrorKind::PermissionDenied, words);
    if !rustix::process::geteuid().is_root() {
        return Err(refused("this command needs administrative rights"));
    }
    let socket = take_socket()?;
    let ended = Told::to_end()?;
    // Whatever stands between the agent and this process cannot leave it behind; where it was gone before, the agent is not found below.
    rustix::process::set_parent_process_death_signal(Some(Signal::TERM))?;
    // SECURITY: only the process that this one descends from may give it orders. Who is at the other end is what the kernel noted when the socket was made.
    let agent = sockopt::socket_peercred(&socket)?.pid;
    if !descends_from(agent) {
        return Err(refused("this command is for the agent alone"));
    }
    let _ = rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable);
    std::env::set_current_dir("/")?;
    let account = Account::current()?;
    // What one left that was killed.
    if let Ok(place) = Place::of(&account, None) {
        spawn_blocking(move || place.sweep());
    }
    let packets = Rc::new(Packets::new(socket)?);
    packets.send(&Report::Ready { account: account.name.clone() }.encode(), None).await?;
    serve(&packets, &account, ended).await
}

/// What runs: the process of each shell, and how it is hung up.
type Running = HashMap<u32, (Option<Pid>, Rc<Notify>)>;

async fn serve(packets: &Rc<Packets>, account: &Account, mut ended: Told) -> io::Result<()> {
    let (mut shells, mut running) = (JoinSet::new(), Running::new());
    let outcome = tokio::select! {
        outcome = obey(packets, account, &mut shells, &mut running) => outcome,
        // What stands in between says so when it is ended itself, which may be before the agent's end of the socket is seen to be closed.
        () = ended.wait() => Ok(()),
    };
    // What runs in the background of a shell would not end with it. Held by descriptors, so that no other process with the same number is ever hit.
    let left: Vec<OwnedFd> = running.values().filter_map(|(number, _)| *number).flat_map(members).collect();
    for (_, hang_up) in running.values() {
        hang_up.notify_one();
    }
    let _ = timeout(PATIENCE, async { while shells.join_next().await.is_some() {} }).await;
    for process in left {
        let _ = pidfd_send_signal(process, Signal::KILL);
    }
    outcome
}

/// Does what the agent says until it says nothing any more.
async fn obey(
    packets: &Rc<Packets>,
    account: &Account,
    shells: &mut JoinSet<u32>,
    running: &mut Running,
) -> io::Result<()> {
    let system: Arc<dyn SystemInfo> = Arc::new(LinuxSystem::new(account));
    let acts = Rc::new(Semaphore::new(ACTS));
    let mut carried = None;
    loop {
        let packet = tokio::select! {
            packet = packets.receive() => packet,
            Some(ended) = shells.join_next() => {
                if let Ok(id) = ended {
                    running.remove(&id);
                }
                continue;
            }
        };
        // An agent that says what this helper does not understand is not its own.
        let Some(packet) = packet? else { return Ok(()) };
        let Some(order) = Order::decode(&packet.bytes) else { return Ok(()) };
        match order {
            Order::Open { id, columns, rows }
            | Order::Run { id, columns, rows }
            | Order::Choose { id, columns, rows, .. } => {
                let opened = if running.len() >= SHELLS || running.contains_key(&id) {
                    Err("there are too many shells".to_owned())
                } else if matches!(order, Order::Run { .. }) {
                    let spool = carried.take().filter(|(of, _)| *of == id).map(|(_, spool)| spool);
                    match packet.terminal.and_then(|parcel| from_parcel(parcel, spool)) {
                        Some(script) => {
                            let opened = open_script(account, &script, None, (columns, rows)).await;
                            opened.map_err(|fault| fault.reason())
                        }
                        None => Err("bad_script".to_owned()),
                    }
                } else if let Order::Choose { program, account: named, .. } = order {
                    let some = |text: String| Some(text).filter(|text| !text.is_empty());
                    let order = ShellOrder { program: some(program), account: some(named), columns, rows };
                    open_chosen(account, &order, true).map_err(|fault| fault.reason())
                } else {
                    LinuxShell::open_bound(account, columns, rows).map_err(|error| error.to_string())
                };
                match opened {
                    Ok(shell) => {
                        let hang_up = Rc::new(Notify::new());
                        let program = shell.program().to_owned();
                        let report = Report::Opened { id, program }.encode();
                        // First: what runs is known of, whatever becomes of the rest.
                        running.insert(id, (shell.number(), hang_up.clone()));
                        packets.send(&report, Some(shell.descriptor().as_fd())).await?;
                        shells.spawn_local(watch(id, shell, hang_up, packets.clone()));
                    }
                    Err(reason) => {
                        packets.send(&Report::NotOpened { id, reason }.encode(), None).await?;
                    }
                }
            }
            Order::Carry { id } => carried = packet.terminal.map(|spool| (id, spool)),
            Order::Act { id, act } => {
                tokio::task::spawn_local(perform(id, act, system.clone(), acts.clone(), packets.clone()));
            }
            Order::HangUp { id } => {
                if let Some((_, hang_up)) = running.get(&id) {
                    hang_up.notify_one();
                }
            }
        }
    }
}

/// Signals that ask for the end. Nobody's signal ends this process before what it started has ended, but the one that cannot be caught.
struct Told([tokio::signal::unix::Signal; 3]);

impl Told {
    fn to_end() -> io::Result<Told> {
        let hear = tokio::signal::unix::signal;
        Ok(Told([hear(SignalKind::hangup())?, hear(SignalKind::terminate())?, hear(SignalKind::interrupt())?]))
    }

    async fn wait(&mut self) {
        let [hung_up, terminated, interrupted] = &mut self.0;
        tokio::select! {
            _ = hung_up.recv() => {}
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    }
}

async fn perform(id: u32, act: ElevatedAct, system: Arc<dyn SystemInfo>, acts: Rc<Semaphore>, packets: Rc<Packets>) {
    let busy = || Err(ActFault::Failed("Too much is being done at once.".to_owned()));
    let outcome = match acts.try_acquire() {
        Ok(_one) => {
            let done = spawn_blocking(move || match act {
                ElevatedAct::EndProcess { pid, started } => system.end_process(pid, started),
                ElevatedAct::Service { name, how } => system.service(&name, how),
            });
            done.await.unwrap_or_else(|_| Err(ActFault::Failed(String::new())))
        }
        Err(_) => busy(),
    };
    let _ = packets.send(&acted(id, &outcome).encode(), None).await;
}

async fn watch(id: u32, mut shell: LinuxShell, hang_up: Rc<Notify>, packets: Rc<Packets>) -> u32 {
    // The terminal is the agent's; this process does not read it.
    drop(shell.take_terminal());
    let ended = tokio::select! {
        status = shell.exited() => Some(status),
        () = hang_up.notified() => None,
    };
    let status = match ended {
        Some(status) => status,
        None => {
            shell.hang_up();
            shell.exited().await
        }
    };
    let _ = packets.send(&Report::Ended { id, status }.encode(), None).await;
    id
}

/// The socket that stands where a program's output goes: the one descriptor that `sudo`, `su` and `pkexec` all pass on. Nothing of it stays there.
fn take_socket() -> io::Result<OwnedFd> {
    let output = rustix::stdio::stdout();
    if sockopt::socket_type(output) != Ok(SocketType::SEQPACKET) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "this command is for the agent alone"));
    }
    let socket = rustix::io::fcntl_dupfd_cloexec(output, 3)?;
    let nothing = nothing()?;
    rustix::stdio::dup2_stdin(&nothing)?;
    rustix::stdio::dup2_stdout(&nothing)?;
    rustix::stdio::dup2_stderr(&nothing)?;
    Ok(socket)
}

fn nothing() -> io::Result<std::fs::File> {
    std::fs::OpenOptions::new().read(true).write(true).open("/dev/null")
}

/// Whether a process is among the ancestors of this one.
fn descends_from(ancestor: Pid) -> bool {
    let mut at = rustix::process::getppid();
    for _ in 0..GENERATIONS {
        match at {
            Some(pid) if pid == ancestor => return true,
            Some(pid) => at = parent_of(pid),
            None => return false,
        }
    }
    false
}
