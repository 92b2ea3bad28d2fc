//! The customer's side of a running session: their pages, the window of their client, and what happens when the owner ends it before the session (SES-22).

use towline_session::{Event, Input, Refusal, Way};
use towline_wire::v1::agent_down;

use crate::actor::{Actor, CustomerView};
use crate::agents::AgentHandle;
use crate::link::LinkSender;
use crate::{client, customer};

impl Actor {
    pub(crate) async fn customer_in(&mut self, link: u64, sender: LinkSender, have: u64) -> Result<(), Refusal> {
        self.customers.retain(|_, view| !view.sender.closed());
        if self.customers.len() >= customer::LINKS {
            return Err(Refusal::Limit);
        }
        self.put(Input::CustomerThere { way: Way::Browser }).await?;
        sender.customer(&customer::state(self.session.state(), self.shared.engine.now()));
        let have = have.min(self.session.state().last_event);
        let send = |events: &[Event]| customer::send_events(&sender, events, None);
        let sent = customer::catch_up(&self.shared, self.id(), have, send).await;
        self.customers.insert(link, CustomerView { sender, sent });
        Ok(())
    }

    /// The window of the customer's client gets the whole state, and what of the log it does not have.
    pub(crate) async fn client_in(&mut self, agent: &AgentHandle) {
        let sender = agent.sender.clone();
        sender.agent(agent_down::Body::CustomerState(client::state(self.session.state(), self.shared.engine.now())));
        let have = agent.have.min(self.session.state().last_event);
        let last = self.session.state().dismissed;
        let send = |events: &[Event]| client::send_events(&sender, events, last);
        let sent = customer::catch_up(&self.shared, self.id(), have, send).await;
        self.client = Some(CustomerView { sender, sent });
    }

    /// The owner disconnected the customer, who was shown how it ended for them; nothing more is theirs to see.
    pub(crate) fn let_customer_go(&mut self) {
        let client = self.client.take().into_iter();
        for view in self.customers.drain().map(|(_, view)| view).chain(client) {
            view.sender.close("ended");
        }
        if let Some(agent) = self.agent.take() {
            self.screen.agent(None);
            self.end_looks(None, "ended");
            agent.session_ends();
        }
    }
}
