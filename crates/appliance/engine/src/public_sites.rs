//! Public sites (SUP-1, SUP-3): made and changed by those who configure the appliance, shown to everybody, read by whoever starts a session of one.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};
use towline_model::{
    Colour, IssueId, LOGO_BYTES, LOGO_SIDE, Language, Logo, LogoKind, Notice, OddLogo, PublicSiteId, SiteTexts, WHITE,
    clip, is_host_name,
};
use towline_policy::{Actor, Area, Granted, Presence, Setting, Settings, Sites, Value, action};
use towline_store::{PublicSiteChange, PublicSiteRow};

use crate::{Engine, Fault, FaultKind, SessionRules, groups::name, policies::changed, secret};

/// Host names of a site at most.
const HOSTS: usize = 20;
/// Notices of a site at most.
const NOTICES: usize = 10;
/// Issues of a site at most: nobody reads a longer list.
const ISSUES: usize = 50;
/// Bytes of a heading at most.
const TITLE: usize = 160;
/// Bytes of a welcome at most.
const WELCOME: usize = 4096;
/// Bytes of an agreement at most.
const AGREEMENT: usize = 32 * 1024;
/// Bytes of a notice at most.
const NOTICE: usize = 1024;
/// How much text stands out from a button (WCAG 2.2, 1.4.3).
const CONTRAST: f64 = 4.5;

/// A colour as it was typed, with the rest of a change.
#[derive(Debug, Clone, Default)]
pub struct PublicSiteOrder {
    /// Everything that needs no reading.
    pub change: PublicSiteChange,
    /// Its colour, `#rrggbb`; empty: the portal's own.
    pub accent: Option<String>,
}

/// A site that a session can be offered on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicSiteChoice {
    /// Its id.
    pub id: PublicSiteId,
    /// Its name.
    pub name: String,
    /// Its origin, as [`Site::url`](crate::Site::url).
    pub url: String,
    /// Languages that it offers.
    pub languages: Vec<Language>,
    /// That of those who speak none of the others.
    pub default_language: Language,
}

/// Text of several lines without what draws nothing, at most so many bytes.
fn lines(text: &str, most: usize, field: &'static str, fault: &mut Fault) -> String {
    if text.len() > most {
        fault.fields.insert(field, format!("Use at most {most} bytes."));
    }
    text.lines().map(|line| clip(line, most)).collect::<Vec<_>>().join("\n").trim().to_owned()
}

fn hosts(mut hosts: Vec<String>, id: PublicSiteId, fault: &mut Fault) -> Vec<String> {
    hosts.sort();
    hosts.dedup();
    let odd = hosts.iter().find(|host| !is_host_name(host));
    if id == PublicSiteId::DEFAULT && !hosts.is_empty() {
        fault
            .fields
            .insert("hosts", "The default site answers wherever no other one does. It has no host names.".into());
    } else if hosts.len() > HOSTS {
        fault.fields.insert("hosts", format!("Use at most {HOSTS} host names."));
    } else if let Some(odd) = odd {
        let odd = clip(odd, 80);
        fault.fields.insert(
            "hosts",
            format!("“{odd}” is no host name. Write it in small letters, without https:// and without a port: help.example.com."),
        );
    }
    hosts
}

/// SECURITY and sight: the button's white text must be readable on it, whoever chose the colour.
fn accent(text: &str, fault: &mut Fault) -> Option<Colour> {
    if text.is_empty() {
        return None;
    }
    let Ok(colour) = text.parse::<Colour>() else {
        fault.fields.insert("accent", "Write a colour as # and six digits: #0d6b6b.".into());
        return None;
    };
    let readable = colour.darkened(WHITE, CONTRAST);
    if readable != colour {
        fault.fields.insert(
            "accent",
            format!("White text on {colour} is hard to read. {readable} is the nearest colour that works."),
        );
    }
    Some(colour)
}

fn notices(notices: Vec<Notice>, fault: &mut Fault) -> Vec<Notice> {
    if notices.len() > NOTICES {
        fault.fields.insert("notices", format!("Use at most {NOTICES} notices."));
    }
    let mut checked = Vec::with_capacity(notices.len().min(NOTICES));
    for notice in notices {
        let text = lines(&notice.text, NOTICE, "notices", fault);
        let others = notice.texts.iter().map(|(language, text)| (*language, lines(text, NOTICE, "notices", fault)));
        let texts = others.filter(|(_, text)| !text.is_empty()).collect();
        if text.is_empty() {
            fault.fields.insert("notices", "Enter what each notice says.".into());
        }
        if let (Some(from), Some(until)) = (notice.from, notice.until)
            && until <= from
        {
            fault.fields.insert("notices", "A notice must end after it begins.".into());
        }
        checked.push(Notice { text, texts, ..notice });
    }
    checked
}

fn heading(text: &str, field: &'static str, fault: &mut Fault) -> String {
    let title = clip(text, TITLE + 1);
    if title.len() > TITLE {
        fault.fields.insert(field, format!("Use at most {TITLE} bytes."));
    }
    title
}

/// A language that says nothing is as if it were not there.
fn texts(said: BTreeMap<Language, SiteTexts>, fault: &mut Fault) -> BTreeMap<Language, SiteTexts> {
    let of = |texts: SiteTexts, fault: &mut Fault| SiteTexts {
        title: heading(&texts.title, "texts", fault),
        welcome: lines(&texts.welcome, WELCOME, "texts", fault),
        agreement: lines(&texts.agreement, AGREEMENT, "texts", fault),
    };
    let checked = said.into_iter().map(|(language, texts)| (language, of(texts, fault)));
    checked.filter(|(_, texts)| !texts.is_empty()).collect()
}

fn languages(mut languages: Vec<Language>, fault: &mut Fault) -> Vec<Language> {
    languages.sort();
    languages.dedup();
    if languages.is_empty() {
        fault.fields.insert("languages", "Offer at least one language.".into());
    }
    languages
}

fn offered(mut issues: Vec<IssueId>, fault: &mut Fault) -> Vec<IssueId> {
    issues.sort();
    issues.dedup();
    if issues.len() > ISSUES {
        fault.fields.insert("issue_ids", format!("Offer at most {ISSUES} issues."));
    }
    issues
}

fn checked(order: PublicSiteOrder, id: PublicSiteId) -> Result<PublicSiteChange, Fault> {
    let mut fault = Fault::invalid();
    let PublicSiteOrder { change, accent: colour } = order;
    let change = PublicSiteChange {
        name: change.name.map(|text| name(&text, &mut fault)),
        hosts: change.hosts.map(|named| hosts(named, id, &mut fault)),
        title: change.title.map(|text| heading(&text, "title", &mut fault)),
        welcome: change.welcome.map(|text| lines(&text, WELCOME, "welcome", &mut fault)),
        accent: colour.map(|text| accent(text.trim(), &mut fault)),
        languages: change.languages.map(|offered| languages(offered, &mut fault)),
        default_language: change.default_language,
        texts: change.texts.map(|said| texts(said, &mut fault)),
        session_keys: change.session_keys,
        issues: change.issues,
        issue_ids: change.issue_ids.map(|issues| offered(issues, &mut fault)),
        reps: change.reps,
        customer_survey: change.customer_survey,
        rep_survey: change.rep_survey,
        agreement: change.agreement.map(|text| lines(&text, AGREEMENT, "agreement", &mut fault)),
        notices: change.notices.map(|said| notices(said, &mut fault)),
        offers_transcript: change.offers_transcript,
        attended: change.attended,
        unattended: change.unattended,
    };
    if fault.fields.is_empty() { Ok(change) } else { Err(fault) }
}

/// The default language is one of those that are offered, and what is said in it is said in one place; of a change, and what was there before.
fn speaks(change: &PublicSiteChange, before: Option<&PublicSiteRow>) -> Result<(), Fault> {
    let offered = change.languages.as_deref().or(before.map(|row| row.languages.as_slice())).unwrap_or(&Language::ALL);
    let default = change.default_language.or(before.map(|row| row.default_language)).unwrap_or(Language::En);
    if !offered.contains(&default) {
        return Err(Fault::invalid().field("default_language", "Choose one of the languages that the site offers."));
    }
    let texts = change.texts.as_ref().or(before.map(|row| &row.texts));
    if texts.is_some_and(|texts| texts.contains_key(&default)) {
        let why = "What the site says in its default language stands in title, welcome and agreement. Say them anew with another default language.";
        return Err(Fault::invalid().field("texts", why));
    }
    let notices = change.notices.as_ref().or(before.map(|row| &row.notices));
    if notices.is_some_and(|notices| notices.iter().any(|notice| notice.texts.contains_key(&default))) {
        let why = "What a notice says in the default language stands in its text. Say the notices anew with another default language.";
        return Err(Fault::invalid().field("notices", why));
    }
    Ok(())
}

/// SECURITY: a session policy decides what reps may do on customers' machines, so choosing one is for those who make them.
fn may_choose_policies(
    granted: &Granted<action::ManageConfiguration>,
    change: &PublicSiteChange,
    before: Option<&PublicSiteRow>,
) -> Result<(), Fault> {
    let is = |policy: Option<&towline_store::NamedPolicy>| policy.map(|policy| policy.id);
    let same = change.attended.is_none_or(|chosen| chosen == is(before.and_then(|row| row.attended.as_ref())))
        && change.unattended.is_none_or(|chosen| chosen == is(before.and_then(|row| row.unattended.as_ref())));
    if same || granted.actor().standing.opens(Area::Policies) {
        return Ok(());
    }
    Err(Fault::not_permitted().detail("Who chooses session policies must be allowed to change them."))
}

impl Engine {
    /// All public sites, the default one first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn public_sites(&self, _granted: Granted<action::ViewSites>) -> Result<Vec<PublicSiteRow>, Fault> {
        Ok(self.inner.store.public_sites().await?)
    }

    /// Makes a site.
    ///
    /// # Errors
    /// `invalid`, `not_permitted`, `no_longer_there`.
    pub async fn create_public_site(
        &self,
        granted: Granted<action::ManageConfiguration>,
        new: PublicSiteOrder,
    ) -> Result<PublicSiteRow, Fault> {
        let id = PublicSiteId::from_uuid(secret::fresh_id());
        let new = checked(new, id)?;
        speaks(&new, None)?;
        may_choose_policies(&granted, &new, None)?;
        changed(self.inner.store.create_public_site(self.stamp(granted.actor()), id, new).await?)?;
        self.public_site(id).await
    }

    /// Changes a site.
    ///
    /// # Errors
    /// `not_found`, `invalid`, `not_permitted`, `no_longer_there`.
    pub async fn change_public_site(
        &self,
        granted: Granted<action::ManageConfiguration>,
        id: PublicSiteId,
        change: PublicSiteOrder,
    ) -> Result<PublicSiteRow, Fault> {
        let change = checked(change, id)?;
        let before = self.public_site(id).await?;
        speaks(&change, Some(&before))?;
        may_choose_policies(&granted, &change, Some(&before))?;
        changed(self.inner.store.change_public_site(self.stamp(granted.actor()), id, change).await?)?;
        // Running sessions follow at once (SES-2a).
        self.tell(crate::Change::ItemsChanged);
        self.public_site(id).await
    }

    /// Removes a site. Its host names lead to the default one from then on.
    ///
    /// # Errors
    /// `not_found`, `default_site`.
    pub async fn remove_public_site(
        &self,
        granted: Granted<action::ManageConfiguration>,
        id: PublicSiteId,
    ) -> Result<(), Fault> {
        if id == PublicSiteId::DEFAULT {
            return Err(Fault::new(FaultKind::Conflict, "default_site", "The default site cannot be removed.")
                .detail("It answers wherever no other site does. Change what it says instead."));
        }
        changed(self.inner.store.remove_public_site(self.stamp(granted.actor()), id).await?)?;
        self.tell(crate::Change::ItemsChanged);
        Ok(())
    }

    /// Gives a site a logo.
    ///
    /// # Errors
    /// `not_found`, `invalid`.
    pub async fn set_public_site_logo(
        &self,
        granted: Granted<action::ManageConfiguration>,
        id: PublicSiteId,
        bytes: Vec<u8>,
    ) -> Result<PublicSiteRow, Fault> {
        let logo = Logo::read(&bytes).map_err(|odd| {
            Fault::invalid().field(
                "logo",
                match odd {
                    OddLogo::TooLarge => {
                        format!("The file is too large. Use one of at most {} KiB.", LOGO_BYTES / 1024)
                    }
                    OddLogo::Unknown => "This is no PNG, JPEG or WebP picture.".to_owned(),
                    OddLogo::Sides => format!("The picture's sides must be between 1 and {LOGO_SIDE} pixels."),
                },
            )
        })?;
        let hash = Sha256::digest(&bytes).into();
        let logo = Some((logo.kind, bytes, hash));
        changed(self.inner.store.set_public_site_logo(self.stamp(granted.actor()), id, logo).await?)?;
        self.public_site(id).await
    }

    /// Takes a site's logo away.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn remove_public_site_logo(
        &self,
        granted: Granted<action::ManageConfiguration>,
        id: PublicSiteId,
    ) -> Result<(), Fault> {
        changed(self.inner.store.set_public_site_logo(self.stamp(granted.actor()), id, None).await?)
    }

    /// The site that a request's host name leads to. Everybody may see it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn public_site_at(&self, host: &str) -> Result<PublicSiteRow, Fault> {
        Ok(self.inner.store.public_site_at(&host_name(host)).await?)
    }

    /// A site's logo. Everybody may see it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn public_site_logo(&self, id: PublicSiteId) -> Result<Option<(LogoKind, Vec<u8>)>, Fault> {
        Ok(self.inner.store.public_site_logo(id).await?)
    }

    /// Whether an origin that a browser names is the appliance's own or that of one of its public sites.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_own_origin(&self, origin: &str) -> Result<bool, Fault> {
        let own = &self.inner.site.url;
        if origin == own {
            return Ok(true);
        }
        let Some((host, port)) = origin.strip_prefix("https://").map(parted) else { return Ok(false) };
        let (_, own_port) = parted(own.strip_prefix("https://").unwrap_or(own));
        Ok(port == own_port && is_host_name(host) && self.inner.store.is_public_host(host).await?)
    }

    /// The sites that somebody may offer sessions on (SUP-13), with their addresses.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn public_site_choices(&self, actor: &Actor) -> Result<Vec<PublicSiteChoice>, Fault> {
        let sites = self.inner.store.public_sites().await?;
        let offered = sites.into_iter().filter(|row| row.session_keys && actor.standing.makes_keys_for(row.id));
        Ok(offered.map(|row| self.choice(row)).collect())
    }

    /// What sites are called, for whoever says what may be done at which.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn public_site_names(
        &self,
        _granted: Granted<action::ViewPolicies>,
    ) -> Result<Vec<(PublicSiteId, String)>, Fault> {
        let sites = self.inner.store.public_sites().await?;
        Ok(sites.into_iter().map(|row| (row.id, row.name)).collect())
    }

    /// A site that is not there would be allowed, without anybody knowing which.
    pub(crate) async fn known_sites(&self, settings: Option<&Settings>) -> Result<(), Fault> {
        let named = settings.and_then(|said| said.get(Setting::SessionKeySites)).map(|said| said.value);
        let Some(Value::Sites(Sites::Only(named))) = named else { return Ok(()) };
        let sites = self.inner.store.public_sites().await?;
        if named.iter().all(|id| sites.iter().any(|row| row.id == *id)) {
            return Ok(());
        }
        Err(Fault::invalid().field(Setting::SessionKeySites.key(), "A public site does not exist any more."))
    }

    /// Whether somebody may ask customers to come by a site; none: the default one.
    ///
    /// # Errors
    /// `site_not_permitted`, `no_longer_there`.
    pub(crate) async fn offered_site(&self, actor: &Actor, site: Option<PublicSiteId>) -> Result<(), Fault> {
        let id = site.unwrap_or(PublicSiteId::DEFAULT);
        if !actor.standing.makes_keys_for(id) {
            let title = "You may not make session keys for this public site.";
            return Err(Fault::new(FaultKind::NotPermitted, "site_not_permitted", title)
                .detail("Choose another one, or ask an administrator."));
        }
        let sites = self.inner.store.public_sites().await?;
        if sites.iter().any(|row| row.id == id && row.session_keys) {
            return Ok(());
        }
        Err(Fault::new(FaultKind::Conflict, "no_longer_there", "Sessions cannot be started at this public site.")
            .detail("It was removed or closed meanwhile. Choose another one."))
    }

    /// Where customers of a site go, and what it is called there; none: the default one. What came by a site that is gone belongs to the default one.
    ///
    /// # Errors
    /// `not_found`.
    pub(crate) async fn site_place(&self, site: Option<PublicSiteId>) -> Result<PublicSiteChoice, Fault> {
        Ok(self.choice(self.site_row(site).await?))
    }

    /// The site that something came by. Of one that is gone, and of none: the default one.
    pub(crate) async fn site_row(&self, site: Option<PublicSiteId>) -> Result<PublicSiteRow, Fault> {
        let mut sites = self.inner.store.public_sites().await?;
        let at = site.and_then(|id| sites.iter().position(|row| row.id == id));
        // The default one is the first.
        let row = if sites.is_empty() { None } else { Some(sites.swap_remove(at.unwrap_or(0))) };
        row.ok_or_else(Fault::not_found)
    }

    fn choice(&self, row: PublicSiteRow) -> PublicSiteChoice {
        let own = &self.inner.site.url;
        let (_, port) = parted(own.strip_prefix("https://").unwrap_or(own));
        let url = row.hosts.first().map_or_else(
            || own.clone(),
            |host| match port {
                Some(port) => format!("https://{host}:{port}"),
                None => format!("https://{host}"),
            },
        );
        // The default one is the appliance's own face.
        let name = if row.id == PublicSiteId::DEFAULT { self.inner.site.name.clone() } else { row.name };
        PublicSiteChoice { id: row.id, name, url, languages: row.languages, default_language: row.default_language }
    }

    /// What decides about sessions that come by a site and have no Jump Item (SES-4), besides who asks. A site that is gone says nothing.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn site_rules(&self, site: Option<PublicSiteId>, presence: Presence) -> Result<SessionRules, Fault> {
        let store = &self.inner.store;
        let policies = match site {
            Some(id) => store.public_site_policies(id).await?,
            None => None,
        };
        let policy = policies.and_then(|(attended, unattended)| match presence {
            Presence::Attended => attended,
            Presence::Unattended => unattended,
        });
        let site = match policy {
            Some(id) => store.session_policy(id).await?.map(|(name, settings)| (id, name, settings)),
            None => None,
        };
        Ok(SessionRules { presence, item: None, site, everybody: self.everybody().await? })
    }

    pub(crate) async fn public_site(&self, id: PublicSiteId) -> Result<PublicSiteRow, Fault> {
        self.inner.store.public_sites().await?.into_iter().find(|row| row.id == id).ok_or_else(Fault::not_found)
    }
}

/// A host and its port, if it says one.
fn parted(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => (host, Some(port)),
        _ => (authority, None),
    }
}

/// The host name of a request's `Host`: without port, in small letters, without the dot at the end.
fn host_name(host: &str) -> String {
    let (name, _) = parted(host);
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_a_request_is_found_however_it_is_written_sup_1() {
        for (host, name) in [
            ("help.example.com", "help.example.com"),
            ("Help.Example.COM:8443", "help.example.com"),
            ("help.example.com.:443", "help.example.com"),
            ("[2001:db8::1]:443", "[2001:db8::1]"),
            ("", ""),
        ] {
            assert_eq!(host_name(host), name, "{host}");
        }
    }

    #[test]
    fn a_colour_that_white_cannot_be_read_on_is_refused_with_one_that_works_sup_1() {
        let said = |text: &str| {
            let mut fault = Fault::invalid();
            let _ = accent(text, &mut fault);
            fault.fields.remove("accent")
        };
        assert_eq!(said("#0d6b6b"), None);
        assert_eq!(said(""), None);
        let light = said("#ffcc00").unwrap_or_default();
        let offered = light.split_whitespace().rfind(|word| word.starts_with('#') && *word != "#ffcc00").unwrap_or("");
        assert_eq!(said(offered), None, "{light}");
        assert!(said("yellow").is_some_and(|why| why.contains("six digits")));
    }

    #[test]
    fn what_a_site_says_is_plain_bounded_and_whole_sup_1_sup_3() {
        let wrong = |order: PublicSiteOrder| {
            checked(order, PublicSiteId::from_uuid(uuid::Uuid::from_u128(9)))
                .err()
                .map(|fault| fault.fields.into_keys().collect::<Vec<_>>())
        };
        let with = |change: PublicSiteChange| wrong(PublicSiteOrder { change, accent: None });
        let notice = |text: &str, until| Notice {
            text: text.into(),
            texts: BTreeMap::new(),
            on: true,
            away: false,
            from: Some(towline_model::Moment(10)),
            until,
        };
        let none = PublicSiteChange::default;
        assert_eq!(with(PublicSiteChange { title: Some("x".repeat(TITLE + 1)), ..none() }), Some(vec!["title"]));
        assert_eq!(with(PublicSiteChange { welcome: Some("x".repeat(WELCOME + 1)), ..none() }), Some(vec!["welcome"]));
        assert_eq!(with(PublicSiteChange { languages: Some(Vec::new()), ..none() }), Some(vec!["languages"]));
        let long = SiteTexts { title: "x".repeat(TITLE + 1), ..SiteTexts::default() };
        let long = PublicSiteChange { texts: Some([(Language::Fr, long)].into()), ..none() };
        assert_eq!(with(long), Some(vec!["texts"]));
        let mut said = notice("Closed", None);
        said.texts.insert(Language::Fr, "x".repeat(NOTICE + 1));
        assert_eq!(with(PublicSiteChange { notices: Some(vec![said]), ..none() }), Some(vec!["notices"]));
        assert_eq!(with(PublicSiteChange { hosts: Some(vec!["Help".into()]), ..none() }), Some(vec!["hosts"]));
        assert_eq!(with(PublicSiteChange { notices: Some(vec![notice(" ", None)]), ..none() }), Some(vec!["notices"]));
        let over = notice("Closed", Some(towline_model::Moment(10)));
        assert_eq!(with(PublicSiteChange { notices: Some(vec![over]), ..none() }), Some(vec!["notices"]));
        let odd = PublicSiteChange { welcome: Some("  Hello\u{202e}\n\n<b>you</b>\u{0}  ".into()), ..none() };
        let order = PublicSiteOrder { change: odd, accent: None };
        assert_eq!(
            checked(order, PublicSiteId::DEFAULT).ok().and_then(|change| change.welcome).as_deref(),
            Some("Hello\n\n<b>you</b>")
        );
    }
}
