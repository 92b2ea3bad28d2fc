//! From where and when an account may sign in, as it and its policies say (ACC-5).

use serde::{Deserialize, Serialize};
use towline_engine::Fault;
use towline_policy::{Day, Hours, RuleOf, SignInRules, Window};
use utoipa::ToSchema;

/// What an account or a policy says of signing in; what it does not say is left to the others.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInLimits {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    networks: Option<NetworksRule>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hours: Option<HoursRule>,
}

/// Networks that a sign-in may come from.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NetworksRule {
    /// As `192.0.2.0/24`.
    value: Vec<String>,
    /// No later policy changes it. Means nothing at an account.
    #[serde(default, rename = "final")]
    last: bool,
}

/// When a sign-in may be.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoursRule {
    value: WeekHours,
    /// No later policy changes it. Means nothing at an account.
    #[serde(default, rename = "final")]
    last: bool,
}

/// Hours of the week by the wall clock of a time zone.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeekHours {
    /// As `Europe/Berlin`.
    time_zone: String,
    /// Any of them will do.
    windows: Vec<WeekWindow>,
}

/// A part of some days; one that ends before it begins goes on over midnight, one that ends when it begins is the whole day.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeekWindow {
    /// Days that it begins on.
    days: Vec<WeekDay>,
    /// As `08:00`.
    #[schema(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    from: String,
    /// As `18:00`.
    #[schema(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    to: String,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum WeekDay {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

const DAYS: [(WeekDay, Day); 7] = [
    (WeekDay::Monday, Day::Monday),
    (WeekDay::Tuesday, Day::Tuesday),
    (WeekDay::Wednesday, Day::Wednesday),
    (WeekDay::Thursday, Day::Thursday),
    (WeekDay::Friday, Day::Friday),
    (WeekDay::Saturday, Day::Saturday),
    (WeekDay::Sunday, Day::Sunday),
];

fn day(said: WeekDay) -> Day {
    match said {
        WeekDay::Monday => Day::Monday,
        WeekDay::Tuesday => Day::Tuesday,
        WeekDay::Wednesday => Day::Wednesday,
        WeekDay::Thursday => Day::Thursday,
        WeekDay::Friday => Day::Friday,
        WeekDay::Saturday => Day::Saturday,
        WeekDay::Sunday => Day::Sunday,
    }
}

fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let two = |part: &str| (part.len() == 2).then(|| part.parse::<u16>().ok()).flatten();
    let (hours, minutes) = (two(hours)?, two(minutes)?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

fn time(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// As they are told.
pub(crate) fn told(rules: &SignInRules) -> SignInLimits {
    let window = |window: &Window| WeekWindow {
        days: DAYS.iter().filter(|(_, day)| window.days.contains(day)).map(|(said, _)| *said).collect(),
        from: time(window.from),
        to: time(window.to),
    };
    SignInLimits {
        networks: rules
            .networks
            .as_ref()
            .map(|rule| NetworksRule { value: rule.value.iter().map(ToString::to_string).collect(), last: rule.last }),
        hours: rules.hours.as_ref().map(|rule| HoursRule {
            value: WeekHours {
                time_zone: rule.value.time_zone.clone(),
                windows: rule.value.windows.iter().map(window).collect(),
            },
            last: rule.last,
        }),
    }
}

/// As they are meant.
pub(crate) fn read(said: SignInLimits) -> Result<SignInRules, Fault> {
    let mut fault = Fault::invalid();
    let networks = said.networks.map(|rule| {
        let value: Option<Vec<_>> = rule.value.iter().map(|text| text.trim().parse().ok()).collect();
        if value.is_none() {
            fault.fields.insert("networks", "Networks look like 192.0.2.0/24 or 2001:db8::/32.".into());
        }
        RuleOf { value: value.unwrap_or_default(), last: rule.last }
    });
    let hours = said.hours.map(|rule| {
        let mut window = |said: WeekWindow| {
            let (from, to) = (minute(&said.from), minute(&said.to));
            if from.is_none() || to.is_none() {
                fault.fields.insert("hours", "Times look like 08:00.".into());
            }
            Window {
                days: said.days.into_iter().map(day).collect(),
                from: from.unwrap_or_default(),
                to: to.unwrap_or_default(),
            }
        };
        let windows = rule.value.windows.into_iter().map(&mut window).collect();
        RuleOf { value: Hours { time_zone: rule.value.time_zone, windows }, last: rule.last }
    });
    if fault.fields.is_empty() { Ok(SignInRules { networks, hours }) } else { Err(fault) }
}
