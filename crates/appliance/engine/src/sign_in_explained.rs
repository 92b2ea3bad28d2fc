//! Why somebody's sign-in would be refused from an address at a moment (ADM-5): by the same rules as the real thing, each with who says so. No password is looked at.

use std::net::IpAddr;

use towline_model::Moment;
use towline_policy::{Account, Setting, Source, among};
use towline_store::{FactorKind, UserRow};

use crate::{Engine, Fault, sign_in_place::are_now, simulator::policy_name};

/// What keeps an account from signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObstacleKind {
    /// It is disabled.
    Disabled,
    /// It ended by itself.
    Ended,
    /// Wrong passwords locked it.
    Locked,
    /// It may not come from this network.
    Network,
    /// It may not work at this hour.
    Hour,
}

/// One thing that stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// What.
    pub kind: ObstacleKind,
    /// Which rule says so, if it is a rule.
    pub source: Option<Source>,
    /// Name of the policy, if one says it.
    pub policy: Option<String>,
    /// When it is over by itself, if that is known.
    pub until: Option<Moment>,
}

/// What becomes of the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordStep {
    /// It is enough.
    Enough,
    /// It must be replaced first: somebody said so.
    MustChange,
    /// It must be replaced first: it is older than a rule lets it be.
    TooOld,
}

/// What comes after the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactorStep {
    /// Nothing.
    Nothing,
    /// One of the factors that the account has.
    OneOf(Vec<FactorKind>),
    /// The account has none, and must set one up before anything else.
    SetUp {
        /// Which rule asks for one.
        source: Source,
        /// Name of the policy, if one does.
        policy: Option<String>,
    },
}

/// Whether an account can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInExplanation {
    /// From where.
    pub address: Option<IpAddr>,
    /// When.
    pub at: Moment,
    /// What stands in the way; nothing: it can.
    pub obstacles: Vec<Obstacle>,
    /// What becomes of the password.
    pub password: PasswordStep,
    /// What comes after it.
    pub factor: FactorStep,
}

impl Engine {
    pub(crate) async fn explain_sign_in(
        &self,
        account: &Account,
        user: &UserRow,
        address: Option<IpAddr>,
        at: Moment,
    ) -> Result<SignInExplanation, Fault> {
        let mut obstacles = Vec::new();
        let mut plain = |kind, until| obstacles.push(Obstacle { kind, source: None, policy: None, until });
        if user.disabled {
            plain(ObstacleKind::Disabled, None);
        }
        if user.expires.is_some_and(|end| end <= at) {
            plain(ObstacleKind::Ended, None);
        }
        if user.locked_until > at {
            plain(ObstacleKind::Locked, Some(user.locked_until));
        }
        let mut ruled = |kind, source| {
            obstacles.push(Obstacle { kind, source: Some(source), policy: policy_name(account, source), until: None });
        };
        if let (Some(rule), Some(address)) = (account.networks(), address)
            && !among(rule.value, address)
        {
            ruled(ObstacleKind::Network, rule.source);
        }
        if let Some(rule) = account.hours()
            && !are_now(rule.value, at)
        {
            ruled(ObstacleKind::Hour, rule.source);
        }
        let password = if user.must_change_password {
            PasswordStep::MustChange
        } else if user.provider.is_none() && self.password_rules().await?.over(user.password_set, at) {
            PasswordStep::TooOld
        } else {
            PasswordStep::Enough
        };
        let mut factors: Vec<FactorKind> = Vec::new();
        for factor in self.inner.store.factors(account.user).await? {
            if !factors.contains(&factor.kind) {
                factors.push(factor.kind);
            }
        }
        let factor = if !factors.is_empty() {
            FactorStep::OneOf(factors)
        } else if account.is_on(Setting::SecondFactor) {
            let source = account.holds(Setting::SecondFactor).source;
            FactorStep::SetUp { policy: policy_name(account, source), source }
        } else {
            FactorStep::Nothing
        };
        Ok(SignInExplanation { address, at, obstacles, password, factor })
    }
}
