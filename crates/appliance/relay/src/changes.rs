//! What the engine's hints set in motion: consoles that are disconnected, rights that are read again (SES-2a), statuses that are told.

use std::collections::HashSet;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::broadcast::{
    Receiver,
    error::{RecvError, TryRecvError},
};
use towline_engine::{Change, Fault, FaultKind, Principal};
use towline_model::{Availability, Inventory, JumpClientId, JumpItemId, Rights, UserId};
use towline_session::{Input, State};
use towline_store::ItemRow;
use towline_wire::v1::{self, agent_down, console_down};

use crate::actor::{Msg, Reply};
use crate::consoles::ConsoleHandle;
use crate::link::{lock, problem};
use crate::relay::Shared;

/// Statuses that change together are told together.
const GATHER: Duration = Duration::from_millis(50);
/// How often statistics come while somebody looks.
const STATISTICS_SECONDS: u32 = 10;

/// Listens until the relay is gone.
pub(crate) async fn listen(shared: Weak<Shared>, mut changes: Receiver<Change>) {
    loop {
        let mut next = match changes.recv().await {
            Ok(change) => Ok(change),
            // Hints were lost: everything is read again.
            Err(RecvError::Lagged(_)) => Err(()),
            Err(RecvError::Closed) => return,
        };
        let Some(shared) = shared.upgrade() else { return };
        // What came together is read again together: a thousand enrolments are one look at the lists.
        let mut everything = false;
        loop {
            match next {
                Ok(Change::ItemsChanged) | Err(()) => everything = true,
                Ok(change) => shared.changed(change).await,
            }
            next = match changes.try_recv() {
                Ok(change) => Ok(change),
                Err(TryRecvError::Lagged(_)) => Err(()),
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            };
        }
        if everything {
            shared.routing_again().await;
            shared.recheck(|_| true).await;
            shared.tell_lists_changed();
            tokio::time::sleep(GATHER).await;
        }
    }
}

/// Tells statuses until the relay is gone.
pub(crate) async fn tell_statuses(shared: Weak<Shared>) {
    loop {
        {
            let Some(shared) = shared.upgrade() else { return };
            // Bounded, so that the relay can go while nothing changes.
            let _ = tokio::time::timeout(Duration::from_secs(60), shared.due_wake.notified()).await;
        }
        tokio::time::sleep(GATHER).await;
        let Some(shared) = shared.upgrade() else { return };
        let due: HashSet<JumpItemId> = std::mem::take(&mut *lock(&shared.due));
        if due.is_empty() {
            continue;
        }
        let watchers = shared.consoles.which(|console| !lock(&console.watched).items.is_disjoint(&due));
        for console in watchers {
            let items: Vec<JumpItemId> = lock(&console.watched).items.intersection(&due).copied().collect();
            shared.send_statuses(&console, &items, None).await;
        }
    }
}

impl Shared {
    async fn changed(self: &Arc<Self>, change: Change) {
        match change {
            Change::ConsoleDisabled => {
                for console in self.consoles.which(|_| true) {
                    refuse(&console, &Fault::console_disabled());
                }
            }
            Change::SignedOut(login) => {
                for console in self.consoles.which(|console| console.principal.login_id == login) {
                    refuse(&console, &Fault::not_signed_in());
                }
            }
            Change::UserChanged(user) => self.recheck(|found| found == user).await,
            // Gathered by the caller.
            Change::ItemsChanged => {}
            Change::RoutingChanged => self.routing_again().await,
            Change::ItemStatus(item) => self.item_changed(item),
            Change::ItemRemoved { item, client } => self.removed(item, client).await,
        }
    }

    async fn removed(&self, item: JumpItemId, client: JumpClientId) {
        for session in self.all_sessions() {
            if session.state().spec.item == Some(item) {
                let stop = Input::Stop { reason: "item_removed" };
                let _ = session.mailbox.send(Msg::Do(stop, Reply::Nowhere)).await;
            }
        }
        if let Some(agent) = self.agents.get(client) {
            agent.sender.agent(agent_down::Body::Uninstall(v1::Uninstall {}));
        }
        self.tell_lists_changed();
    }

    fn tell_lists_changed(&self) {
        for console in self.consoles.which(|console| !console.screen && console.principal.external.is_none()) {
            console.sender.console(console_down::Body::ItemsChanged(v1::ItemsChanged {}));
        }
    }

    /// Reads again what these users may, and takes away what they lost (SES-2a).
    async fn recheck(self: &Arc<Self>, whose: impl Fn(UserId) -> bool) {
        let mut dead = HashSet::new();
        for console in self.consoles.which(|console| whose(console.user())) {
            let login = console.principal.login_id;
            if dead.contains(&login) {
                continue;
            }
            if let Err(fault) = self.engine.check_principal(&console.principal).await
                && fault.kind != FaultKind::Internal
            {
                dead.insert(login);
                for link in self.consoles.which(|link| link.principal.login_id == login) {
                    refuse(&link, &fault);
                }
            }
        }
        for console in self.consoles.which(|console| !console.screen && whose(console.user())) {
            self.queues_again(&console).await;
        }
        for session in self.all_sessions() {
            let state = session.state();
            for participant in &state.participants {
                if !whose(participant.user) {
                    continue;
                }
                // Somebody without a console has no open channel; what they may is read when a console comes. Unless others may no more than they.
                let Some(console) = self.consoles.of_user(participant.user).into_iter().next() else {
                    self.recheck_host(&session, &state, participant.user).await;
                    continue;
                };
                self.recheck_in(&session, &console.principal).await;
            }
        }
    }

    /// A right that went between the ticket and the entry in the list of consoles is not overlooked.
    pub(crate) async fn still_welcome(&self, console: &ConsoleHandle) {
        match self.engine.check_principal(&console.principal).await {
            Err(fault) => refuse(console, &fault),
            Ok(principal) if !self.external_inside(&principal) => refuse(console, &Fault::invitation_ended()),
            Ok(_) => {}
        }
    }

    /// What somebody may in a session that they come back to: read again, for it may have changed while they were away.
    pub(crate) async fn welcome_in(&self, session: &crate::actor::SessionHandle, console: &ConsoleHandle) {
        if session.state().participant_of(console.user()).is_some() {
            self.recheck_in(session, &console.principal).await;
        }
    }

    /// Reads again what one user may in one session.
    pub(crate) async fn recheck_in(&self, session: &crate::actor::SessionHandle, principal: &Principal) {
        let user = principal.user_id;
        let input = match self.permissions_in(principal, &session.state()).await {
            Ok(permissions) => Input::Allow { user, permissions },
            Err(fault) if matches!(fault.kind, FaultKind::NotFound | FaultKind::NotPermitted) => {
                // The console switched off closes links; the session stays for its grace (SES-3).
                if fault.code == "console_disabled" {
                    return;
                }
                Input::Remove { user, reason: "removed" }
            }
            Err(_) => return,
        };
        let _ = session.mailbox.send(Msg::Do(input, Reply::Nowhere)).await;
    }

    /// What somebody may in a session now: by its Jump Item, or by the public site that its customer came by.
    pub(crate) async fn permissions_in(&self, principal: &Principal, state: &State) -> Result<Rights, Fault> {
        let present = state.participant_of(principal.user_id);
        if principal.external.is_some() {
            let bounds = present.and_then(|found| found.external.as_ref()).ok_or_else(Fault::not_found)?;
            return self.engine.profile_permissions(bounds.policy).await;
        }
        if present.is_some_and(|participant| participant.invited) {
            return self.engine.authorize_invited(principal, state.spec.item, state.site()).await;
        }
        match state.spec.item {
            Some(item) => Ok(self.engine.authorize_jump(principal, item).await?.permissions),
            None => self.engine.authorize_support(principal, state.site()).await,
        }
    }

    /// Reads again which queues a console's user serves, and sends the list when it changed.
    pub(crate) async fn queues_again(&self, console: &ConsoleHandle) {
        self.skills_again(console).await;
        if let Ok(queues) = self.engine.queues_of(&console.principal).await
            && console.serve(queues)
        {
            self.route_waiting().await;
            self.dispatch.wake.notify_one();
            // SECURITY: what waits in a queue that is theirs no more is not looked at any longer (SES-2a).
            for session in self.all_sessions().into_iter().filter(|session| !console.sees(&session.state())) {
                let _ = session.mailbox.send(Msg::Close { console: console.id }).await;
            }
            self.send_list(console.user(), [console]);
        }
    }

    /// Sends a console the statuses of items, as far as it may see them.
    pub(crate) async fn send_statuses(
        &self,
        console: &ConsoleHandle,
        items: &[JumpItemId],
        statistics: Option<&v1::Statistics>,
    ) -> Vec<ItemRow> {
        let rows = match self.engine.item_rows(&console.principal, items).await {
            Ok(rows) => rows,
            Err(fault) => {
                tracing::debug!(%fault, "statuses could not be read");
                return Vec::new();
            }
        };
        let mut statuses = Vec::with_capacity(rows.len());
        for row in &rows {
            let detailed = lock(&console.watched).detail.contains_key(&row.id);
            let inventory = if detailed {
                self.engine.item_details(&console.principal, row.id).await.ok().map(|found| inventory(found.inventory))
            } else {
                None
            };
            statuses.push(v1::ItemStatus {
                item_id: row.id.to_string(),
                availability: i32::from(availability(row.availability)),
                in_use_by: self.in_use_by(row.id),
                since_ms: row.since.unix_ms(),
                inventory,
                statistics: statistics.filter(|_| detailed).cloned(),
            });
        }
        for part in statuses.chunks(50) {
            console.sender.console(console_down::Body::Items(v1::ItemStatuses { items: part.to_vec() }));
        }
        rows
    }

    /// Asks an agent for reports while somebody looks at it, and not otherwise (JMP-12).
    pub(crate) fn settle_reports(&self, client: JumpClientId) {
        let Some(agent) = self.agents.get(client) else { return };
        let looked =
            !self.consoles.which(|console| lock(&console.watched).detail.values().any(|of| *of == client)).is_empty();
        let before = agent.watched.swap(usize::from(looked), std::sync::atomic::Ordering::AcqRel);
        if (before != 0) != looked {
            let report = v1::ReportInventory { on: looked, interval_seconds: STATISTICS_SECONDS };
            agent.sender.agent(agent_down::Body::Report(report));
        }
    }

    /// Passes an agent's figures on to those who look at it.
    pub(crate) async fn statistics(&self, client: JumpClientId, statistics: &v1::Statistics) {
        for console in self.consoles.which(|console| lock(&console.watched).detail.values().any(|of| *of == client)) {
            let items: Vec<JumpItemId> = {
                let watched = lock(&console.watched);
                watched.detail.iter().filter(|(_, of)| **of == client).map(|(item, _)| *item).collect()
            };
            self.send_statuses(&console, &items, Some(statistics)).await;
        }
    }
}

/// Tells a console why, and closes its link.
pub(crate) fn refuse(console: &ConsoleHandle, fault: &Fault) {
    console.sender.refuse_console(problem(fault.code, &fault.title, &fault.detail), fault.code);
}

fn availability(availability: Availability) -> v1::ItemAvailability {
    match availability {
        Availability::Online => v1::ItemAvailability::Online,
        Availability::Offline => v1::ItemAvailability::Offline,
        Availability::Duplicate => v1::ItemAvailability::Duplicate,
        Availability::Uninstalled => v1::ItemAvailability::Uninstalled,
    }
}

fn inventory(inventory: Inventory) -> v1::Inventory {
    v1::Inventory {
        host_name: inventory.host_name,
        os_name: inventory.os_name,
        os_version: inventory.os_version,
        architecture: inventory.architecture,
        private_addresses: inventory.private_addresses,
        console_user: inventory.console_user,
        domain: inventory.domain,
        agent_version: inventory.agent_version,
        install_mode: inventory.install_mode,
        cpu_model: inventory.cpu_model,
        cpu_count: inventory.cpu_count,
        memory_bytes: inventory.memory_bytes,
        booted_at: inventory.booted_at.unix_ms() / 1000,
        screen: None,
    }
}
