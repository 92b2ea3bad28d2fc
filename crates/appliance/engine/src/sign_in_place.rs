//! From where and when an account may sign in (ACC-5): checked when somebody signs in, and again and again while a login lives.

use std::net::IpAddr;

use jiff::{Timestamp, civil::Weekday, tz::TimeZone};
use towline_model::Moment;
use towline_policy::{Account, Actor, DAY_MINUTES, Day, Hours, SignInRules, among};

use crate::{Engine, Fault, FaultKind};

/// Networks, and parts of the week, of one rule.
const LONGEST: usize = 64;

fn day(of: Weekday) -> Day {
    match of {
        Weekday::Monday => Day::Monday,
        Weekday::Tuesday => Day::Tuesday,
        Weekday::Wednesday => Day::Wednesday,
        Weekday::Thursday => Day::Thursday,
        Weekday::Friday => Day::Friday,
        Weekday::Saturday => Day::Saturday,
        Weekday::Sunday => Day::Sunday,
    }
}

/// Whether these hours are now. Those of a time zone that this program does not know any more are read in UTC.
pub(crate) fn are_now(hours: &Hours, now: Moment) -> bool {
    let zone = TimeZone::get(&hours.time_zone).unwrap_or(TimeZone::UTC);
    let Ok(at) = Timestamp::from_millisecond(now.unix_ms()) else { return false };
    let there = at.to_zoned_datetime(zone);
    let minute = u16::try_from(i32::from(there.hour()) * 60 + i32::from(there.minute())).unwrap_or(0);
    hours.hold(day(there.weekday()), minute)
}

/// Whether an account may be signed in from this address at this moment.
pub(crate) fn may_be(account: &Account, address: IpAddr, now: Moment) -> Result<(), Fault> {
    let refused = |detail: &str| {
        Fault::new(FaultKind::NotPermitted, "sign_in_not_allowed", "You may not sign in here and now.").detail(detail)
    };
    if account.networks().is_some_and(|rule| !among(rule.value, address)) {
        return Err(refused("A rule of this site says which networks you may come from, and this is none of them."));
    }
    if account.hours().is_some_and(|rule| !are_now(rule.value, now)) {
        return Err(refused("A rule of this site says at which hours you may work here, and this is none of them."));
    }
    Ok(())
}

/// Rules that can be kept, or what is wrong with them.
pub(crate) fn checked(rules: SignInRules, fault: &mut Fault) -> SignInRules {
    if rules.networks.as_ref().is_some_and(|rule| rule.value.len() > LONGEST) {
        fault.fields.insert("networks", "64 networks at most.".into());
    }
    if let Some(hours) = rules.hours.as_ref().map(|rule| &rule.value) {
        let odd = |minute: u16| minute >= DAY_MINUTES;
        if TimeZone::get(&hours.time_zone).is_err() {
            fault.fields.insert("time_zone", "There is no such time zone. They are called like Europe/Berlin.".into());
        }
        if hours.windows.len() > LONGEST || hours.windows.iter().any(|window| odd(window.from) || odd(window.to)) {
            fault.fields.insert("hours", "64 parts of the week at most, each from 00:00 to 23:59.".into());
        }
    }
    rules
}

/// The name of a time zone as it is kept, or what is wrong with it; empty: none is chosen.
pub(crate) fn time_zone(text: &str, fault: &mut Fault) -> String {
    let name = text.trim();
    if name.is_empty() {
        return String::new();
    }
    match TimeZone::get(name) {
        Ok(zone) => zone.iana_name().unwrap_or(name).to_owned(),
        Err(_) => {
            fault.fields.insert("time_zone", "There is no such time zone. They are called like Europe/Berlin.".into());
            String::new()
        }
    }
}

/// Refuses rules that would keep out whoever sets them for themselves: nobody would be left to take them back.
pub(crate) fn not_oneself(actor: &Actor, rules: &SignInRules, now: Moment) -> Result<(), Fault> {
    let here = actor.author.address.parse().ok();
    let inside = here.is_none_or(|address| rules.let_in(address));
    let now = rules.hours.as_ref().is_none_or(|rule| are_now(&rule.value, now));
    if inside && now {
        return Ok(());
    }
    Err(Fault::new(FaultKind::Conflict, "would_lock_you_out", "This would lock you out, here and now.")
        .detail("Include the network and the hour that you work from."))
}

impl Engine {
    /// See [`may_be`].
    pub(crate) async fn may_sign_in(&self, user: towline_model::UserId, address: IpAddr) -> Result<(), Fault> {
        may_be(&self.account(user).await?, address, self.now())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use towline_policy::Window;

    use super::*;

    fn hours(zone: &str, from: u16, to: u16) -> Hours {
        Hours { time_zone: zone.into(), windows: vec![Window { days: Day::ALL.to_vec(), from, to }] }
    }

    fn at(text: &str) -> Moment {
        Moment(text.parse::<Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn hours_are_those_of_the_wall_clock_there_also_where_clocks_change_acc_5() {
        let work = hours("Europe/Berlin", 8 * 60, 18 * 60);
        // The last day of winter time, and the first of summer time.
        assert!(!are_now(&work, at("2026-03-28T06:59:00Z")));
        assert!(are_now(&work, at("2026-03-28T07:00:00Z")));
        assert!(!are_now(&work, at("2026-03-29T05:59:00Z")));
        assert!(are_now(&work, at("2026-03-29T06:00:00Z")));
        // 02:30 is not on that day: whoever may from 02:15 to 02:45 may not, and the night before they may.
        let night = hours("Europe/Berlin", 2 * 60 + 15, 2 * 60 + 45);
        assert!(are_now(&night, at("2026-03-28T01:30:00Z")));
        for minute in 0..120 {
            assert!(!are_now(&night, Moment(at("2026-03-29T00:00:00Z").0 + minute * 60_000)), "{minute}");
        }
        // In autumn it is there twice.
        assert!(are_now(&night, at("2026-10-25T00:30:00Z")));
        assert!(are_now(&night, at("2026-10-25T01:30:00Z")));
    }

    proptest! {
        #[test]
        fn whole_days_of_all_the_week_are_always_and_no_days_never_acc_5(now in 0..4_000_000_000_000_i64) {
            for zone in ["Europe/Berlin", "America/St_Johns", "Pacific/Apia", "UTC"] {
                prop_assert!(are_now(&hours(zone, 540, 540), Moment(now)));
                let never = Hours { time_zone: zone.into(), windows: Vec::new() };
                prop_assert!(!are_now(&never, Moment(now)));
            }
        }

        #[test]
        fn a_time_is_either_in_the_day_or_in_the_night_acc_5(now in 0..4_000_000_000_000_i64, from in 0..1440_u16, to in 0..1440_u16) {
            prop_assume!(from != to);
            let (day, night) = (hours("Australia/Lord_Howe", from, to), hours("Australia/Lord_Howe", to, from));
            prop_assert_ne!(are_now(&day, Moment(now)), are_now(&night, Moment(now)));
        }
    }
}
