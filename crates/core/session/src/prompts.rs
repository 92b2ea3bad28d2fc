//! Questions to the customer (SES-5): a permission that is to be asked for is in force only after somebody at the endpoint said yes.
//!
//! INVARIANT: silence is no consent. Only where nobody is at the endpoint can the rules let it count as one.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use towline_model::{Ask, Moment, Permission, Permissions, UserId};

use crate::machine::Session;
use crate::{Answer, CUSTOMER, EventKind, Lost, Refusal, Tool};

/// Questions that may be open in one session at a time.
const OPEN: usize = 8;
/// For how long somebody who was refused may not ask for the same again, where it is asked for each time; else for ever.
const AFTER_NO: Duration = Duration::from_secs(60);
/// How long somebody at a page has at least: a window is to be found and chosen.
const CHOOSING: Duration = Duration::from_secs(120);

/// An open question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompt {
    /// Never used again in this session.
    pub id: u32,
    /// Who asks.
    pub participant: u16,
    /// For what.
    pub permission: Permission,
    /// Until when it can be answered.
    pub until: Moment,
}

/// A no of the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct No {
    /// To what.
    pub permission: Permission,
    /// When.
    pub at: Moment,
}

impl Session {
    /// The number of a user who is in the session with a permission, or who may ask for it: then the customer is asked, and the answer begins what was wanted.
    pub(crate) fn permitted_or_asked(
        &mut self,
        now: Moment,
        user: UserId,
        permission: Permission,
    ) -> Result<u16, Refusal> {
        let found = self.state.participant_of(user).ok_or(Refusal::NotFound)?;
        let (number, permissions) = (found.number, found.permissions);
        match permissions.asks(permission) {
            Some(ask) if !permissions.has(permission) => self.ask_customer(now, number, permissions, permission, ask),
            _ => self.permitted(now, user, permission),
        }
    }

    fn ask_customer(
        &mut self,
        now: Moment,
        number: u16,
        permissions: Permissions,
        permission: Permission,
        ask: Ask,
    ) -> Result<u16, Refusal> {
        let first = match permission {
            Permission::ScreenControl
            | Permission::ClipboardToEndpoint
            | Permission::ClipboardFromEndpoint
            | Permission::Annotate
            | Permission::HearSound => Some(Permission::ScreenView),
            Permission::Privacy => Some(Permission::ScreenControl),
            Permission::SystemAct => Some(Permission::SystemView),
            Permission::SpecialActions => Some(Permission::ScreenControl),
            Permission::ScreenView
            | Permission::Shell
            | Permission::SystemView
            | Permission::Elevation
            | Permission::Pin
            | Permission::Button
            | Permission::RunScripts
            | Permission::FileDownload
            | Permission::FileUpload
            | Permission::Power
            | Permission::ShellPrograms => None,
        };
        if first.is_some_and(|sight| !permissions.has(sight)) {
            return Err(Refusal::NotPermitted);
        }
        // A page in a browser can show its screen, and nothing else.
        let page = self.state.customer.is_some() && permission == Permission::ScreenView;
        if !self.state.has_agent() && !page {
            return Err(Refusal::NoAgent);
        }
        if self.state.customer.is_none() {
            // Nobody is there who could be asked.
            if !permissions.how().silence {
                return Err(Refusal::NobodyToAsk);
            }
            self.consent(now, number, permission);
            // Before whatever is begun with it: the agent refuses what no grant allows.
            self.settle_grant(now);
            return Ok(number);
        }
        self.put_question(now, number, permissions, permission, ask)
    }

    /// Puts a question to the customer. Never a yes: that is the customer's to say.
    pub(crate) fn put_question(
        &mut self,
        now: Moment,
        number: u16,
        permissions: Permissions,
        permission: Permission,
        ask: Ask,
    ) -> Result<u16, Refusal> {
        if self.state.paused {
            return Err(Refusal::Paused);
        }
        // Whoever is to answer must be there: with the client, or with a page.
        if !(self.endpoint || (!self.state.has_agent() && self.customer)) {
            return Err(Refusal::Offline);
        }
        let asked = |prompt: &Prompt| (prompt.participant, prompt.permission) == (number, permission);
        if self.state.prompts.iter().any(asked) {
            return Err(Refusal::Asking);
        }
        let no =
            self.state.participant(number).and_then(|found| found.noes.iter().find(|no| no.permission == permission));
        if no.is_some_and(|no| ask == Ask::Once || no.at + AFTER_NO > now) {
            return Err(Refusal::CustomerRefused);
        }
        if self.state.prompts.len() >= OPEN {
            return Err(Refusal::Limit);
        }
        self.state.prompts_made += 1;
        let waits = permissions.how().waits();
        let waits = if self.state.has_agent() { waits } else { waits.max(CHOOSING) };
        let (id, until) = (self.state.prompts_made, now + waits);
        self.state.prompts.push(Prompt { id, participant: number, permission, until });
        self.log(now, number, EventKind::CustomerAsked { permission });
        Err(Refusal::Asking)
    }

    /// The customer answers.
    pub(crate) fn customer_answers(&mut self, now: Moment, id: u32, yes: bool) -> Result<Answer, Refusal> {
        // Answered twice, or too late: what holds is in the state.
        let Some(at) = self.state.prompts.iter().position(|prompt| prompt.id == id && prompt.until > now) else {
            return Ok(Answer::Done);
        };
        let shows = self.state.has_agent() || self.state.share.is_some();
        if yes && !shows {
            // A page answers by showing something: a word alone shows nothing.
            return Err(Refusal::NoAgent);
        }
        let Prompt { participant: number, permission, .. } = self.state.prompts.remove(at);
        if !yes {
            if let Some(found) = self.state.participants.iter_mut().find(|found| found.number == number) {
                found.noes.retain(|no| no.permission != permission);
                found.noes.push(No { permission, at: now });
            }
            self.log(now, CUSTOMER, EventKind::CustomerRefused { permission });
            self.state.elevation.wanted.take_if(|wanted| permission == Permission::Elevation && *wanted == number);
            return Ok(Answer::Done);
        }
        self.consent(now, number, permission);
        match permission {
            Permission::ScreenView => self.open_tool(now, number, Tool::Screen),
            Permission::Shell => self.open_tool(now, number, Tool::Shell),
            Permission::Elevation => self.elevation_allowed(now, number),
            Permission::SystemView => self.open_tool(now, number, Tool::System),
            Permission::FileDownload | Permission::FileUpload => self.open_tool(now, number, Tool::Files),
            // The rep asks for the act again: what was chosen may not be there any more.
            Permission::SystemAct => {}
            Permission::ScreenControl => {
                if let Some(user) = self.state.participant(number).map(|found| found.user) {
                    // Somebody else may have it by now, which is no reason to take the answer back.
                    let _ = self.ask_control(now, user);
                }
            }
            // Where to, only the rep's console knows: it says it again.
            Permission::Pin | Permission::Button => {}
            Permission::ClipboardToEndpoint | Permission::ClipboardFromEndpoint => {
                self.switch_clipboard(now, number, true)
            }
            Permission::HearSound => self.switch_sound(now, number, true),
            // What was asked for is asked again: the rep may not want it any more.
            Permission::Power | Permission::SpecialActions | Permission::RunScripts | Permission::ShellPrograms => {}
            // Control may be somebody else's by now; whoever has it says again what to withhold.
            Permission::Privacy => {}
            Permission::Annotate => self.switch_drawing(now, number, true),
        }
        Ok(Answer::Done)
    }

    pub(crate) fn consent(&mut self, now: Moment, number: u16, permission: Permission) {
        let Some(found) = self.state.participants.iter_mut().find(|found| found.number == number) else { return };
        found.permissions = found.permissions.with(permission);
        found.consents = found.consents.with(permission);
        self.regrant = true;
        let actor = if self.state.customer.is_some() { CUSTOMER } else { 0 };
        self.log(now, actor, EventKind::CustomerAllowed { permission });
    }

    /// Something was ended: where the customer is asked each time, the next time is another one.
    pub(crate) fn ended_with(&mut self, now: Moment, permission: Permission, of: Option<u16>) {
        let each = |found: &crate::Participant| {
            of.is_none_or(|number| found.number == number)
                && found.consents.has(permission)
                && found.permissions.asks(permission) == Some(Ask::Each)
        };
        let whose: Vec<u16> =
            self.state.participants.iter().filter(|found| each(found)).map(|found| found.number).collect();
        for number in whose {
            self.take_consent(now, number, permission);
        }
    }

    fn take_consent(&mut self, now: Moment, number: u16, permission: Permission) {
        let Some(found) = self.state.participants.iter_mut().find(|found| found.number == number) else { return };
        found.permissions = found.permissions.without(permission);
        found.consents = found.consents.without(permission);
        let lost = match permission {
            Permission::ScreenView => Some(Lost::Screen),
            Permission::ScreenControl => Some(Lost::Control),
            Permission::Shell => Some(Lost::Shells),
            Permission::SystemView => Some(Lost::System),
            Permission::Elevation => Some(Lost::Elevation),
            // An act is over when it is.
            Permission::SystemAct
            | Permission::Power
            | Permission::SpecialActions
            | Permission::RunScripts
            | Permission::ShellPrograms => None,
            Permission::Pin | Permission::Button => None,
            Permission::ClipboardToEndpoint | Permission::ClipboardFromEndpoint => Some(Lost::Clipboard),
            // Settled with the rest: without the permission it is given back, or taken away.
            Permission::Privacy | Permission::Annotate => None,
            Permission::HearSound => Some(Lost::Sound),
            Permission::FileDownload | Permission::FileUpload => Some(Lost::Files),
        };
        self.effects.extend(lost.map(|lost| crate::Effect::TakeAway { participant: number, lost }));
        if permission == Permission::ScreenControl && self.state.controller == Some(number) {
            self.drop_control(now);
        }
        self.regrant = true;
        self.touch();
    }

    /// When the first question is over.
    pub(crate) fn prompts_until(&self) -> Option<Moment> {
        self.state.prompts.iter().map(|prompt| prompt.until).min()
    }

    pub(crate) fn prompts_tick(&mut self, now: Moment) {
        self.end_prompts(now, |prompt| prompt.until <= now);
    }

    /// Questions that are over without an answer. Each may be asked again: somebody may be back.
    pub(crate) fn end_prompts(&mut self, now: Moment, over: impl Fn(&Prompt) -> bool) {
        let ended: Vec<Permission> =
            self.state.prompts.extract_if(.., |prompt| over(prompt)).map(|prompt| prompt.permission).collect();
        for permission in ended {
            self.log(now, 0, EventKind::CustomerSilent { permission });
        }
    }

    /// What the rules give, together with what the customer said yes to as far as that is still to be asked for.
    pub(crate) fn with_consents(&self, number: u16, permissions: Permissions) -> Permissions {
        let consents = self.state.participant(number).map_or(Permissions::NONE, |found| found.consents);
        consents.iter().filter(|of| permissions.asks(*of).is_some()).fold(permissions, Permissions::with)
    }
}
