//! Asking the customer (SES-5): a permission whose rule is to ask is in force only after somebody at the endpoint said yes, or, when nobody answers in time, by the default of the rules.
//!
//! Pure: one [`Prompts`] per session, driven with requests, answers and moments. How a question looks and who may answer it is not known here. Nothing drives it yet: no agent can show a question,
//! so a rule that asks is named and not taken ([`SettingError::Later`](crate::SettingError::Later)).

use std::{collections::BTreeMap, time::Duration};

use towline_model::{Moment, Permission};

use crate::setting::Rule;

/// How the customer is asked, as far as it does not differ between permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prompting {
    /// How long an answer is waited for.
    pub waits: Duration,
    /// What holds for a request that nobody answered.
    pub unanswered: Unanswered,
}

/// What nobody's answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unanswered {
    /// As a yes.
    Granted,
    /// As a no.
    Refused,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Go on.
    Granted,
    /// Do not.
    Refused,
    /// The customer is asked now, and has until then.
    Ask(Moment),
    /// The customer is being asked already, and has until then.
    Waits(Moment),
}

/// What the customer is and was asked in one session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prompts {
    open: BTreeMap<Permission, Open>,
    /// Answers that hold for the whole session.
    once: BTreeMap<Permission, bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Open {
    until: Moment,
    keeps: bool,
    unanswered: Unanswered,
}

impl Prompts {
    /// Somebody wants to use a permission that the rules answer like this.
    pub fn request(&mut self, now: Moment, permission: Permission, rule: Rule, how: Prompting) -> Outcome {
        let keeps = match rule {
            Rule::Allow => return Outcome::Granted,
            Rule::Deny => return Outcome::Refused,
            Rule::AskOnce => true,
            Rule::AskEach => false,
        };
        if let Some(open) = self.open.get(&permission) {
            return Outcome::Waits(open.until);
        }
        match self.once.get(&permission) {
            Some(true) if keeps => Outcome::Granted,
            // INVARIANT: a no to a question that is asked once is final: nobody is worn down by repeating it.
            Some(false) => Outcome::Refused,
            _ => {
                let until = now + how.waits;
                self.open.insert(permission, Open { until, keeps, unanswered: how.unanswered });
                Outcome::Ask(until)
            }
        }
    }

    /// The customer answers. What it means for the request; `None`: nothing was asked, or the time was over.
    pub fn answer(&mut self, now: Moment, permission: Permission, yes: bool) -> Option<bool> {
        let open = self.open.get(&permission).filter(|open| now < open.until).copied()?;
        self.open.remove(&permission);
        if open.keeps {
            self.once.insert(permission, yes);
        }
        Some(yes)
    }

    /// Questions whose time is over, with what that means. It holds for that request only: the next one asks again, for somebody may be back.
    pub fn expire(&mut self, now: Moment) -> Vec<(Permission, bool)> {
        let over: Vec<_> =
            self.open.iter().filter(|(_, open)| open.until <= now).map(|(key, open)| (*key, *open)).collect();
        over.into_iter()
            .map(|(permission, open)| {
                self.open.remove(&permission);
                (permission, open.unanswered == Unanswered::Granted)
            })
            .collect()
    }

    /// The customer takes a yes back, or the rules changed: the question is open again. Whoever calls it takes away what was granted.
    pub fn forget(&mut self, permission: Permission) {
        self.open.remove(&permission);
        self.once.remove(&permission);
    }

    /// When [`Prompts::expire`] is due.
    pub fn deadline(&self) -> Option<Moment> {
        self.open.values().map(|open| open.until).min()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone, Copy)]
    enum Step {
        Request(Permission, Rule),
        Answer(Permission, bool),
        Wait(u64),
        Forget(Permission),
    }

    fn permission() -> impl Strategy<Value = Permission> {
        proptest::sample::select(Permission::ALL.to_vec())
    }

    fn step() -> impl Strategy<Value = Step> {
        let rule = proptest::sample::select(vec![Rule::Allow, Rule::Deny, Rule::AskOnce, Rule::AskEach]);
        prop_oneof![
            4 => (permission(), rule).prop_map(|(permission, rule)| Step::Request(permission, rule)),
            3 => (permission(), any::<bool>()).prop_map(|(permission, yes)| Step::Answer(permission, yes)),
            2 => (0_u64..50).prop_map(Step::Wait),
            1 => permission().prop_map(Step::Forget),
        ]
    }

    fn how(unanswered: Unanswered) -> Prompting {
        Prompting { waits: Duration::from_secs(30), unanswered }
    }

    proptest! {
        /// Whatever happens: what is granted was allowed outright, was answered with yes by the customer, or was left unanswered where that counts as a yes. Kept beside it: what was said, in plain lists.
        #[test]
        fn nothing_that_is_to_be_asked_is_granted_without_an_answer_ses_5(
            steps in proptest::collection::vec(step(), 0..60),
            lenient in any::<bool>(),
        ) {
            let how = how(if lenient { Unanswered::Granted } else { Unanswered::Refused });
            let (mut prompts, mut now) = (Prompts::default(), Moment(0));
            // Of each permission: the question that is open (until when, for good or not), and the answer that is for good.
            let mut asked: BTreeMap<Permission, (Moment, bool)> = BTreeMap::new();
            let mut said: BTreeMap<Permission, bool> = BTreeMap::new();
            for step in steps {
                match step {
                    Step::Request(permission, rule) => {
                        let outcome = prompts.request(now, permission, rule, how);
                        let expected = match (rule, asked.get(&permission), said.get(&permission)) {
                            (Rule::Allow, ..) => Outcome::Granted,
                            (Rule::Deny, ..) => Outcome::Refused,
                            (_, Some((until, _)), _) => Outcome::Waits(*until),
                            (_, None, Some(false)) => Outcome::Refused,
                            (Rule::AskOnce, None, Some(true)) => Outcome::Granted,
                            (Rule::AskOnce | Rule::AskEach, None, _) => {
                                asked.insert(permission, (now + how.waits, rule == Rule::AskOnce));
                                Outcome::Ask(now + how.waits)
                            }
                        };
                        prop_assert_eq!(outcome, expected);
                    }
                    Step::Answer(permission, yes) => {
                        let counts = asked.get(&permission).is_some_and(|(until, _)| now < *until);
                        prop_assert_eq!(prompts.answer(now, permission, yes), counts.then_some(yes));
                        if counts && let Some((_, true)) = asked.remove(&permission) {
                            said.insert(permission, yes);
                        }
                    }
                    Step::Wait(seconds) => {
                        now = now + Duration::from_secs(seconds);
                        let over: Vec<_> = asked.iter().filter(|(_, (until, _))| *until <= now).map(|(key, _)| (*key, lenient)).collect();
                        asked.retain(|_, (until, _)| *until > now);
                        prop_assert_eq!(prompts.expire(now), over);
                    }
                    Step::Forget(permission) => {
                        prompts.forget(permission);
                        asked.remove(&permission);
                        said.remove(&permission);
                    }
                }
                prop_assert_eq!(prompts.deadline(), asked.values().map(|(until, _)| *until).min());
            }
        }
    }

    #[test]
    fn once_is_asked_once_and_each_time_is_asked_each_time_ses_5() {
        let (mut prompts, how, view) = (Prompts::default(), how(Unanswered::Refused), Permission::ScreenView);
        for rule in [Rule::AskOnce, Rule::AskEach] {
            let until = Moment(30_000);
            assert_eq!(prompts.request(Moment(0), view, rule, how), Outcome::Ask(until));
            assert_eq!(prompts.request(Moment(10), view, rule, how), Outcome::Waits(until), "one question at a time");
            assert_eq!(prompts.answer(Moment(20), view, true), Some(true));
            assert_eq!(prompts.answer(Moment(21), view, true), None, "one answer to a question");
            let again = prompts.request(Moment(30), view, rule, how);
            assert_eq!(again == Outcome::Granted, rule == Rule::AskOnce, "{again:?}");
            prompts.forget(view);
        }
        prompts.request(Moment(0), view, Rule::AskOnce, how);
        prompts.answer(Moment(1), view, false);
        assert_eq!(prompts.request(Moment(2), view, Rule::AskOnce, how), Outcome::Refused, "a no is not asked again");
    }

    #[test]
    fn an_answer_that_comes_too_late_counts_for_nothing_ses_5() {
        let (mut prompts, shell) = (Prompts::default(), Permission::Shell);
        prompts.request(Moment(0), shell, Rule::AskOnce, how(Unanswered::Refused));
        assert_eq!(prompts.answer(Moment(30_000), shell, true), None);
        assert_eq!(prompts.expire(Moment(30_000)), [(shell, false)]);
        assert!(matches!(
            prompts.request(Moment(30_001), shell, Rule::AskOnce, how(Unanswered::Refused)),
            Outcome::Ask(_)
        ));
    }
}
