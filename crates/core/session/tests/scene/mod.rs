//! What tests of sessions begin with: a session on virtual time, and all that it ever asked for.
#![allow(dead_code, clippy::unwrap_used)]

use std::time::Duration;

use towline_model::{Customer, JumpClientId, JumpItemId, Moment, SessionId, Support, UserId, Via};
use towline_session::{Answer, Effect, Event, Graces, Input, Refusal, Session, Spec, State};
use uuid::Uuid;

pub const START: Moment = Moment(1_700_000_000_000);

pub fn user(n: u8) -> UserId {
    UserId::from_uuid(Uuid::from_u128(u128::from(n) + 1))
}

/// Of a Jump Item.
pub fn item_spec() -> Spec {
    Spec {
        id: SessionId::from_uuid(Uuid::from_u128(7)),
        item: Some(JumpItemId::from_uuid(Uuid::from_u128(8))),
        name: "web-01".into(),
        group_name: "Servers".into(),
        client: Some(JumpClientId::from_uuid(Uuid::from_u128(9))),
        method: "jump_client".into(),
        recorded: true,
        graces: Graces::default(),
        custom: Vec::new(),
        support: None,
    }
}

/// Of a customer who typed a session key.
pub fn customer_spec() -> Spec {
    let customer = Customer {
        name: "Carla".into(),
        company: String::new(),
        details: String::new(),
        language: "en".into(),
        address: "192.0.2.1".into(),
        phone: false,
    };
    let support = Support {
        via: Via::SessionKey,
        issue: String::new(),
        issue_id: None,
        button: None,
        skills: Vec::new(),
        agreement: String::new(),
        site: None,
        site_name: "Help".into(),
        customer,
    };
    Spec {
        item: None,
        name: "Carla".into(),
        group_name: String::new(),
        client: None,
        method: "session_key".into(),
        support: Some(support),
        ..item_spec()
    }
}

/// A session, and all that it ever asked for.
#[derive(Clone)]
pub struct Run {
    pub session: Session,
    pub now: Moment,
    pub effects: Vec<Effect>,
    pub events: Vec<Event>,
}

impl Run {
    pub fn of(session: Session) -> Run {
        let mut run = Run { session, now: START, effects: vec![], events: vec![] };
        run.drain();
        run
    }

    pub fn put(&mut self, input: Input) -> Result<Answer, Refusal> {
        let answer = self.session.handle(self.now, input);
        self.drain();
        answer
    }

    pub fn drain(&mut self) {
        while let Some(effect) = self.session.poll_effect() {
            if let Effect::Persist { events } = &effect {
                self.events.extend(events.iter().cloned());
            }
            self.effects.push(effect);
        }
    }

    /// Time goes by, and the session is told whenever it asked for it.
    pub fn wait(&mut self, span: Duration) {
        let until = self.now + span;
        while let Some(deadline) = self.session.deadline().filter(|deadline| *deadline <= until) {
            self.now = self.now.max(deadline);
            let _ = self.put(Input::Tick);
        }
        self.now = until;
    }

    pub fn state(&self) -> &State {
        self.session.state()
    }
}
