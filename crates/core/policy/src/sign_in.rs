//! From where and when an account may sign in (ACC-5), as it says itself and as its group policies say: networks, and hours of the week.
//!
//! What day and minute it is in a time zone is the caller's to know: no clock and no time zone is read here.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// Minutes of a day.
pub const DAY_MINUTES: u16 = 24 * 60;

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Day {
    /// The first.
    Monday,
    /// The second.
    Tuesday,
    /// The third.
    Wednesday,
    /// The fourth.
    Thursday,
    /// The fifth.
    Friday,
    /// The sixth.
    Saturday,
    /// The seventh.
    Sunday,
}

impl Day {
    /// All, from Monday on.
    pub const ALL: [Day; 7] =
        [Day::Monday, Day::Tuesday, Day::Wednesday, Day::Thursday, Day::Friday, Day::Saturday, Day::Sunday];

    /// The day before.
    #[must_use]
    pub const fn before(self) -> Self {
        match self {
            Day::Monday => Day::Sunday,
            Day::Tuesday => Day::Monday,
            Day::Wednesday => Day::Tuesday,
            Day::Thursday => Day::Wednesday,
            Day::Friday => Day::Thursday,
            Day::Saturday => Day::Friday,
            Day::Sunday => Day::Saturday,
        }
    }
}

/// A part of some days. One that ends before it begins goes on over midnight into the next day; one that ends when it begins is the whole day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The days that it begins on.
    pub days: Vec<Day>,
    /// Minute of the day at which it begins.
    pub from: u16,
    /// Minute at which it is over.
    pub to: u16,
}

impl Window {
    /// Whether this minute of this day is in it.
    pub fn holds(&self, day: Day, minute: u16) -> bool {
        let on = |day: Day| self.days.contains(&day);
        if self.from < self.to {
            on(day) && (self.from..self.to).contains(&minute)
        } else if self.from == self.to {
            on(day)
        } else {
            (on(day) && minute >= self.from) || (on(day.before()) && minute < self.to)
        }
    }
}

/// Hours of the week, by the wall clock of a time zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// Name of the time zone, as `Europe/Berlin`.
    pub time_zone: String,
    /// Any of them will do.
    pub windows: Vec<Window>,
}

impl Hours {
    /// Whether this minute of this day, in its time zone, is among them.
    pub fn hold(&self, day: Day, minute: u16) -> bool {
        self.windows.iter().any(|window| window.holds(day, minute))
    }
}

/// A rule, and whether no later policy changes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleOf<T> {
    /// What holds.
    pub value: T,
    /// Whether it is final. Means nothing at an account.
    #[serde(default, rename = "final")]
    pub last: bool,
}

/// What an account or a policy says of signing in; what it does not say is left to the others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignInRules {
    /// Networks that a sign-in may come from; none of them: from nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub networks: Option<RuleOf<Vec<IpNet>>>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<RuleOf<Hours>>,
}

impl SignInRules {
    /// As the store keeps them. What a newer release wrote and this one cannot read is not there.
    pub fn from_json(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// For the store.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| "{}".into())
    }

    /// Whether networks, if they are said, hold this address.
    pub fn let_in(&self, address: IpAddr) -> bool {
        self.networks.as_ref().is_none_or(|rule| among(&rule.value, address))
    }
}

/// Whether one of the networks holds an address. An IPv4 address in IPv6's clothes is what it is.
pub fn among(networks: &[IpNet], address: IpAddr) -> bool {
    let address = address.to_canonical();
    networks.iter().any(|network| network.contains(&address))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn window() -> impl Strategy<Value = Window> {
        (prop::sample::subsequence(Day::ALL.to_vec(), 0..=7), 0..DAY_MINUTES, 0..DAY_MINUTES)
            .prop_map(|(days, from, to)| Window { days, from, to })
    }

    /// The minutes of the week that a window holds, by walking from each of its beginnings to its end.
    fn walked(window: &Window) -> Vec<bool> {
        let mut week = vec![false; 7 * usize::from(DAY_MINUTES)];
        let long = match window.to.cmp(&window.from) {
            std::cmp::Ordering::Greater => window.to - window.from,
            std::cmp::Ordering::Equal => DAY_MINUTES,
            std::cmp::Ordering::Less => DAY_MINUTES - window.from + window.to,
        };
        for day in &window.days {
            let at = usize::from(*day as u16 * DAY_MINUTES);
            let begins = if window.from == window.to { at } else { at + usize::from(window.from) };
            for minute in begins..begins + usize::from(long) {
                let all = week.len();
                week[minute % all] = true;
            }
        }
        week
    }

    proptest! {
        #[test]
        fn a_window_holds_the_minutes_from_its_beginnings_to_its_ends_acc_5(window in window()) {
            let week = walked(&window);
            for day in Day::ALL {
                for minute in 0..DAY_MINUTES {
                    let at = usize::from(day as u16 * DAY_MINUTES + minute);
                    prop_assert_eq!(window.holds(day, minute), week[at], "{:?} {}", day, minute);
                }
            }
        }

        #[test]
        fn what_is_kept_is_what_was_said_acc_5(windows in prop::collection::vec(window(), 0..3), last: bool) {
            let hours = Hours { time_zone: "Europe/Berlin".into(), windows };
            let rules = SignInRules { networks: None, hours: Some(RuleOf { value: hours, last }) };
            prop_assert_eq!(SignInRules::from_json(&rules.to_json()), rules);
        }

        #[test]
        fn no_text_of_the_store_makes_it_panic_acc_5(text in ".{0,80}") {
            let _ = SignInRules::from_json(&text);
        }
    }

    #[test]
    fn networks_hold_their_addresses_acc_5() {
        let rules = SignInRules::from_json(r#"{"networks":{"value":["192.0.2.0/24","2001:db8::/32"]}}"#);
        for (address, inside) in [
            ("192.0.2.7", true),
            ("::ffff:192.0.2.7", true),
            ("192.0.3.7", false),
            ("2001:db8::1", true),
            ("2001:db9::1", false),
        ] {
            assert_eq!(rules.let_in(address.parse().unwrap()), inside, "{address}");
        }
        assert!(SignInRules::default().let_in("203.0.113.1".parse().unwrap()));
    }
}
