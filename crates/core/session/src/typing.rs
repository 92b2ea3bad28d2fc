//! Who types into the session's shells (SHL-3): everybody who may, or one whom the owner has named.
//!
//! INVARIANT: whom the owner has named may type. When that one goes, or may not any more, it is the owner's turn, and only without the owner everybody's: nobody types by accident.

use towline_model::{Moment, Permission, UserId};

use crate::machine::Session;
use crate::{Answer, EventKind, Refusal};

impl Session {
    /// The owner lets one participant type, or (0) everybody.
    pub(crate) fn let_type(&mut self, now: Moment, user: UserId, number: u16) -> Result<Answer, Refusal> {
        let owner = self.owner_in(now, user)?;
        let typist = (number != 0).then_some(number);
        if typist.is_some_and(|number| !self.may_type(number)) {
            return Err(Refusal::NotFound);
        }
        self.set_typist(now, owner, typist);
        Ok(Answer::Done)
    }

    /// After whatever happened: who is named is there, and may.
    pub(crate) fn settle_typist(&mut self, now: Moment) {
        let Some(typist) = self.state.typist else { return };
        if self.may_type(typist) {
            return;
        }
        let owner = self.state.owner.and_then(|owner| self.state.participant_of(owner)).map(|found| found.number);
        let next = owner.filter(|number| self.may_type(*number));
        self.set_typist(now, 0, next);
    }

    fn may_type(&self, number: u16) -> bool {
        self.state.participant(number).is_some_and(|found| found.permissions.has(Permission::Shell))
    }

    fn set_typist(&mut self, now: Moment, by: u16, typist: Option<u16>) {
        if self.state.typist == typist {
            return;
        }
        self.state.typist = typist;
        self.regrant = true;
        let to = typist.map(|number| self.state.name_of(number).to_owned()).unwrap_or_default();
        self.log(now, by, EventKind::TypingLet { to });
    }
}
