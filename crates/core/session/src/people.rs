//! Who is in the session, whose it is, who has keyboard and mouse, and what happens when somebody's consoles go.

use towline_model::{Moment, Permission, Permissions, Queue, Rights, UserId};

use crate::machine::Session;
use crate::{Answer, Effect, EventKind, External, Lost, Participant, REPS, Refusal, Tools};

impl Session {
    pub(crate) fn join(
        &mut self,
        now: Moment,
        user: UserId,
        name: &str,
        permissions: Rights,
    ) -> Result<Answer, Refusal> {
        // Into a customer's session nobody comes unasked.
        if self.state.spec.item.is_none() && self.state.participant_of(user).is_none() {
            return Err(Refusal::NotFound);
        }
        if self.state.owner == Some(user) && self.state.held_since.is_some() {
            return self.resume(now, user, name, permissions);
        }
        if let Some(present) = self.state.participant_of(user) {
            return Ok(Answer::Participant(present.number));
        }
        self.admit(now, user, name, permissions, None, None).map(Answer::Participant)
    }

    /// Lets somebody in under a number of their own. `first` replaces "joined" as the event.
    pub(crate) fn admit(
        &mut self,
        now: Moment,
        user: UserId,
        name: &str,
        permissions: Rights,
        external: Option<External>,
        first: Option<EventKind>,
    ) -> Result<u16, Refusal> {
        let number = self.state.next_participant;
        if self.state.participants.len() >= REPS || number == u16::MAX {
            return Err(Refusal::Limit);
        }
        self.state.next_participant = number + 1;
        let name = name.to_owned();
        let invited = external.is_some();
        self.state.participants.push(Participant {
            number,
            user,
            name,
            permissions: permissions.set,
            files: permissions.files,
            commands: permissions.commands,
            joined: now,
            consents: Permissions::NONE,
            noes: Vec::new(),
            invited,
            stopped: Tools::default(),
            external,
            clipboard: false,
            drawing: false,
            sound: false,
        });
        self.acts(now, user);
        self.regrant = true;
        self.log(now, number, first.unwrap_or(EventKind::ParticipantJoined));
        let users = self.concerned();
        self.effects.push_back(Effect::Lists { users });
        Ok(number)
    }

    /// Lets somebody in who was invited.
    pub(crate) fn admit_invited(
        &mut self,
        now: Moment,
        user: UserId,
        name: &str,
        permissions: Rights,
    ) -> Result<u16, Refusal> {
        let number = self.admit(now, user, name, permissions, None, None)?;
        if let Some(guest) = self.state.participants.iter_mut().find(|found| found.number == number) {
            guest.invited = true;
        }
        Ok(number)
    }

    pub(crate) fn resume(
        &mut self,
        now: Moment,
        user: UserId,
        name: &str,
        permissions: Rights,
    ) -> Result<Answer, Refusal> {
        if self.state.owner != Some(user) {
            return Err(self.refuse(now, user, Refusal::NotPermitted));
        }
        if let Some(present) = self.state.participant_of(user) {
            return Ok(Answer::Participant(present.number));
        }
        let number = self.admit(now, user, name, permissions, None, Some(EventKind::Resumed))?;
        self.unqueue();
        self.state.accepted = true;
        Ok(Answer::Participant(number))
    }

    pub(crate) fn console_there(&mut self, user: UserId) -> Result<Answer, Refusal> {
        if self.away.remove(&user).is_some() {
            self.changed = true;
        }
        Ok(Answer::Done)
    }

    pub(crate) fn consoles_gone(&mut self, now: Moment, user: UserId) -> Result<Answer, Refusal> {
        if self.state.participant_of(user).is_some() && !self.away.contains_key(&user) {
            self.away.insert(user, now);
            self.changed = true;
        }
        Ok(Answer::Done)
    }

    /// When the first of those without a console is given up.
    pub(crate) fn away_until(&self) -> Option<Moment> {
        self.away.values().min().map(|since| *since + self.state.spec.graces.console())
    }

    pub(crate) fn drop_the_away(&mut self, now: Moment) {
        let grace = self.state.spec.graces.console();
        let late: Vec<UserId> =
            self.away.iter().filter(|(_, since)| **since + grace <= now).map(|(user, _)| *user).collect();
        for user in late {
            // The owner's own session waits for them, a customer's goes to somebody else; others are out.
            let _ = self.lost(now, user, "connection_lost");
            self.away.remove(&user);
            if self.state.ended() {
                return;
            }
        }
    }

    pub(crate) fn hold(&mut self, now: Moment, user: UserId, reason: &str) -> Result<Answer, Refusal> {
        let number = self.owner_in(now, user)?;
        self.log(now, number, EventKind::Held { reason: reason.to_owned() });
        let name = self.state.owner_name.clone();
        self.enqueue(now, Queue::Personal(user), name);
        self.go(now, number);
        Ok(Answer::Done)
    }

    pub(crate) fn leave(&mut self, now: Moment, user: UserId, reason: &str) -> Result<Answer, Refusal> {
        let number = self.inside(user)?;
        if self.state.owner == Some(user) {
            if self.state.own().count() < 2 {
                // Nobody else is there: it waits for its owner rather than die by a slip of the hand.
                return self.hold(now, user, "held");
            }
            self.log(now, number, EventKind::ParticipantLeft { reason: reason.to_owned() });
            self.go(now, number);
            self.pass_on(now);
            return Ok(Answer::Done);
        }
        self.log(now, number, EventKind::ParticipantLeft { reason: reason.to_owned() });
        self.go(now, number);
        Ok(Answer::Done)
    }

    /// A user has lost every right here. An owner's session goes to the longest-joined other rep, or ends.
    pub(crate) fn remove(&mut self, now: Moment, user: UserId, reason: &'static str) -> Result<Answer, Refusal> {
        let owned = self.state.owner == Some(user);
        if let Some(number) = self.state.participant_of(user).map(|found| found.number) {
            self.log(now, number, EventKind::ParticipantLeft { reason: reason.to_owned() });
            self.go(now, number);
        }
        if owned && self.state.own().next().is_none() {
            self.orphaned(now, Some(user), reason);
        } else if owned {
            self.pass_on(now);
        }
        Ok(Answer::Done)
    }

    pub(crate) fn allow(&mut self, now: Moment, user: UserId, permissions: Rights) -> Result<Answer, Refusal> {
        let Some(present) = self.state.participant_of(user) else { return Ok(Answer::Done) };
        let number = present.number;
        match present.external {
            Some(_) => self.allow_external(now, number, permissions),
            None => self.set_permissions(now, number, permissions),
        }
        Ok(Answer::Done)
    }

    pub(crate) fn set_permissions(&mut self, now: Moment, number: u16, rights: Rights) {
        let permissions = self.with_consents(number, rights.set);
        let Some(present) = self.state.participants.iter_mut().find(|found| found.number == number) else { return };
        let before = std::mem::replace(&mut present.permissions, permissions);
        let moved = std::mem::replace(&mut present.files, rights.files) != present.files;
        let moved = std::mem::replace(&mut present.commands, rights.commands) != present.commands || moved;
        if before == permissions && !moved {
            return;
        }
        present.consents = present.consents.iter().filter(|of| permissions.asks(*of).is_some()).collect();
        let lost = |permission| before.has(permission) && !permissions.has(permission);
        for (permission, what) in [
            (Permission::ScreenView, Lost::Screen),
            (Permission::ScreenControl, Lost::Control),
            (Permission::Shell, Lost::Shells),
            (Permission::RunScripts, Lost::Scripts),
            (Permission::Elevation, Lost::Elevation),
            (Permission::SystemView, Lost::System),
            (Permission::FileDownload, Lost::Files),
            (Permission::FileUpload, Lost::Files),
            (Permission::ClipboardToEndpoint, Lost::Clipboard),
            (Permission::ClipboardFromEndpoint, Lost::Clipboard),
            (Permission::HearSound, Lost::Sound),
        ] {
            if lost(permission) {
                self.effects.push_back(Effect::TakeAway { participant: number, lost: what });
            }
        }
        if lost(Permission::ScreenControl) && self.state.controller == Some(number) {
            self.drop_control(now);
        }
        self.end_prompts(now, |prompt| {
            prompt.participant == number
                && (permissions.has(prompt.permission) || permissions.asks(prompt.permission).is_none())
        });
        self.regrant = true;
        self.log(now, number, EventKind::PermissionsChanged);
    }

    pub(crate) fn take_control(&mut self, now: Moment, user: UserId) -> Result<Answer, Refusal> {
        let number = self.permitted_or_asked(now, user, Permission::ScreenControl)?;
        if !self.state.has_agent() {
            return Err(Refusal::NoAgent);
        }
        if self.state.paused {
            return Err(Refusal::Paused);
        }
        match self.state.controller {
            Some(holder) if holder == number => return Ok(Answer::Done),
            Some(_) if self.state.owner != Some(user) => return Err(Refusal::InUse),
            Some(_) => self.drop_control(now),
            None => {}
        }
        self.hold_control(now, number);
        Ok(Answer::Done)
    }

    pub(crate) fn release_control(&mut self, now: Moment, user: UserId) -> Result<Answer, Refusal> {
        let number = self.inside(user)?;
        if self.state.controller == Some(number) {
            self.drop_control(now);
            self.ended_with(now, Permission::ScreenControl, Some(number));
        }
        Ok(Answer::Done)
    }

    pub(crate) fn drop_control(&mut self, now: Moment) {
        if let Some(holder) = self.state.controller.take() {
            self.effects.push_back(Effect::TakeAway { participant: holder, lost: Lost::Control });
            self.regrant = true;
            self.log(now, holder, EventKind::ControlReleased);
        }
    }

    pub(crate) fn go(&mut self, now: Moment, number: u16) {
        let users = self.concerned();
        if self.state.controller == Some(number) {
            self.drop_control(now);
        }
        self.effects.push_back(Effect::TakeAway { participant: number, lost: Lost::Everything });
        if let Some(gone) = self.state.participant(number).cloned() {
            self.away.remove(&gone.user);
            self.forget_idle(gone.user);
            self.sign_out_external(&gone);
        }
        self.end_invitations(now, 0, "left", |open| open.by == number);
        self.end_prompts(now, |prompt| prompt.participant == number);
        self.state.participants.retain(|participant| participant.number != number);
        self.regrant = true;
        self.touch();
        self.effects.push_back(Effect::Lists { users });
    }

    /// The longest-joined other becomes the owner (as SES-34 has it for a lost owner).
    pub(crate) fn pass_on(&mut self, now: Moment) {
        let Some(next) = self.state.own().next().cloned() else { return };
        self.state.owner = Some(next.user);
        self.state.owner_name.clone_from(&next.name);
        self.unqueue();
        self.log(now, next.number, EventKind::OwnerChanged);
        let users = self.concerned();
        self.effects.push_back(Effect::Lists { users });
    }

    /// The number of a user who is in the session.
    pub(crate) fn inside(&self, user: UserId) -> Result<u16, Refusal> {
        self.state.participant_of(user).map(|found| found.number).ok_or(Refusal::NotFound)
    }

    /// The number of the owner, when that is who asks.
    pub(crate) fn owner_in(&mut self, now: Moment, user: UserId) -> Result<u16, Refusal> {
        // An owner may also end what waits in the queue.
        if self.state.owner == Some(user) {
            return Ok(self.state.participant_of(user).map_or(0, |found| found.number));
        }
        Err(self.refuse(now, user, Refusal::NotPermitted))
    }

    /// The number of a user who is in the session with a permission.
    pub(crate) fn permitted(&mut self, now: Moment, user: UserId, permission: Permission) -> Result<u16, Refusal> {
        let found = self.state.participant_of(user).ok_or(Refusal::NotFound)?;
        if found.permissions.has(permission) {
            return Ok(found.number);
        }
        Err(self.refuse(now, user, Refusal::NotPermitted))
    }

    /// Logs a refusal to somebody inside; to those outside the session does not exist.
    fn refuse(&mut self, now: Moment, user: UserId, refusal: Refusal) -> Refusal {
        let Some(number) = self.state.participant_of(user).map(|found| found.number) else {
            return Refusal::NotFound;
        };
        self.log_refusal(now, number, refusal.code());
        refusal
    }
}
