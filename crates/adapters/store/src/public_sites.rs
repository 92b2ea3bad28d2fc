//! Public sites: how each of them looks, what it says and offers, and the host names that lead to it.

use std::collections::BTreeMap;

use sqlx::sqlite::SqliteRow;
use towline_model::{
    Colour, IssueId, Language, LogoKind, Notice, PublicSiteId, SessionPolicyId, SiteTexts, Spoken, SurveyId,
};

use crate::{
    Changed, NamedPolicy, Stamp, Store, StoreError, Subject, accounts::key, record::seen, roles::refusals,
    row::Columns as _, writer::Tx,
};

/// A public site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicSiteRow {
    /// Its id.
    pub id: PublicSiteId,
    /// As administrators and reps call it.
    pub name: String,
    /// Host names that lead to it, sorted. The default site has none.
    pub hosts: Vec<String>,
    /// Its heading; empty: the portal's own.
    pub title: String,
    /// What it says below, in paragraphs; empty: the portal's own.
    pub welcome: String,
    /// Its colour; `None`: the portal's own.
    pub accent: Option<Colour>,
    /// Languages that it offers.
    pub languages: Vec<Language>,
    /// The language of the texts above and below, and of those who speak none of the others.
    pub default_language: Language,
    /// The same texts in others, where there are any; also in languages that it does not offer now.
    pub texts: BTreeMap<Language, SiteTexts>,
    /// Whether session keys can be entered.
    pub session_keys: bool,
    /// Whether issues can be chosen.
    pub issues: bool,
    /// Which, by name.
    pub issue_ids: Vec<IssueId>,
    /// Whether reps who want to be shown can be chosen.
    pub reps: bool,
    /// Surveys at the end of sessions that come by it: of the customer, of the reps.
    pub customer_survey: Option<SurveyId>,
    /// See `customer_survey`.
    pub rep_survey: Option<SurveyId>,
    /// What a customer accepts before a session; empty: nothing.
    pub agreement: String,
    /// Messages at its top.
    pub notices: Vec<Notice>,
    /// Whether customers are offered what was said by e-mail at the end (SES-32).
    pub offers_transcript: bool,
    /// SHA-256 of its logo's bytes.
    pub logo: Option<[u8; 32]>,
    /// Session policies of sessions that come by it: while a person is there, while nobody is.
    pub attended: Option<NamedPolicy>,
    /// See `attended`.
    pub unattended: Option<NamedPolicy>,
    /// A digest of it as it was read, for a later change ([`Stamp::seen`](crate::Stamp::seen)); `None` if it cannot be changed.
    pub seen: Option<[u8; 32]>,
}

impl PublicSiteRow {
    /// Its heading for whoever reads a language; empty: the portal's own.
    pub fn title_in(&self, wanted: Language) -> Spoken<'_> {
        self.spoken(wanted, &self.title, |texts| &texts.title)
    }

    /// What it says below.
    pub fn welcome_in(&self, wanted: Language) -> Spoken<'_> {
        self.spoken(wanted, &self.welcome, |texts| &texts.welcome)
    }

    /// What they accept before a session; empty: nothing.
    pub fn agreement_in(&self, wanted: Language) -> Spoken<'_> {
        self.spoken(wanted, &self.agreement, |texts| &texts.agreement)
    }

    fn spoken<'a>(&'a self, wanted: Language, own: &'a str, part: fn(&SiteTexts) -> &str) -> Spoken<'a> {
        Spoken::of(wanted, self.texts.get(&wanted).map(part), self.default_language, own)
    }
}

/// What to change in a site; `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct PublicSiteChange {
    /// Its name.
    pub name: Option<String>,
    /// All its host names.
    pub hosts: Option<Vec<String>>,
    /// Its heading.
    pub title: Option<String>,
    /// What it says below.
    pub welcome: Option<String>,
    /// Its colour; the inner `None`: the portal's own.
    pub accent: Option<Option<Colour>>,
    /// All languages that it offers.
    pub languages: Option<Vec<Language>>,
    /// The language of its own texts.
    pub default_language: Option<Language>,
    /// All its texts in other languages.
    pub texts: Option<BTreeMap<Language, SiteTexts>>,
    /// Whether session keys can be entered.
    pub session_keys: Option<bool>,
    /// Whether issues can be chosen.
    pub issues: Option<bool>,
    /// All that can be chosen.
    pub issue_ids: Option<Vec<IssueId>>,
    /// Whether reps can be chosen.
    pub reps: Option<bool>,
    /// What its customers are asked at the end; the inner `None`: nothing.
    pub customer_survey: Option<Option<SurveyId>>,
    /// What reps are asked at the end of its sessions.
    pub rep_survey: Option<Option<SurveyId>>,
    /// What a customer accepts.
    pub agreement: Option<String>,
    /// All its notices.
    pub notices: Option<Vec<Notice>>,
    /// Whether customers are offered what was said by e-mail.
    pub offers_transcript: Option<bool>,
    /// Its policy for attended sessions; the inner `None`: none.
    pub attended: Option<Option<SessionPolicyId>>,
    /// Its policy for unattended sessions.
    pub unattended: Option<Option<SessionPolicyId>>,
}

const SITE: &str = "SELECT s.id, s.name, s.title, s.welcome, s.accent, s.languages, s.default_language, s.texts, s.session_keys, s.issues, s.reps, s.customer_survey_id, s.rep_survey_id, s.agreement, s.notices, s.offers_transcript, s.logo_hash,
     s.attended_policy_id, coalesce(a.name, '') AS attended, s.unattended_policy_id, coalesce(u.name, '') AS unattended,
     (SELECT json_group_array(host) FROM (SELECT host FROM public_site_hosts WHERE site_id = s.id ORDER BY host)) AS hosts,
     (SELECT json_group_array(id) FROM (SELECT lower(hex(i.id)) AS id FROM public_site_issues o JOIN issues i ON i.id = o.issue_id WHERE o.site_id = s.id ORDER BY i.name_key)) AS issue_ids
     FROM public_sites s LEFT JOIN session_policies a ON a.id = s.attended_policy_id LEFT JOIN session_policies u ON u.id = s.unattended_policy_id";

fn json<T: serde::de::DeserializeOwned>(row: &SqliteRow, column: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(&row.text(column)?).map_err(|_| StoreError::Corrupt(column))
}

fn written(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "[]".into())
}

fn issue_ids(row: &SqliteRow) -> Result<Vec<IssueId>, StoreError> {
    let ids: Vec<String> = json(row, "issue_ids")?;
    let id = |text: &String| uuid::Uuid::try_parse(text).map(IssueId::from_uuid);
    ids.iter().map(id).collect::<Result<_, _>>().map_err(|_| StoreError::Corrupt("issue_ids"))
}

fn site(row: &SqliteRow) -> Result<PublicSiteRow, StoreError> {
    let accent = row.text("accent")?;
    let policy = |id: &'static str, name: &'static str| -> Result<Option<NamedPolicy>, StoreError> {
        let name = row.text(name)?;
        Ok(row.maybe_uuid(id)?.map(|id| NamedPolicy { id: SessionPolicyId::from_uuid(id), name }))
    };
    Ok(PublicSiteRow {
        id: PublicSiteId::from_uuid(row.uuid("id")?),
        name: row.text("name")?,
        hosts: json(row, "hosts")?,
        title: row.text("title")?,
        welcome: row.text("welcome")?,
        accent: match accent.as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| StoreError::Corrupt("accent"))?),
        },
        languages: json(row, "languages")?,
        default_language: Language::of_tag(&row.text("default_language")?)
            .ok_or(StoreError::Corrupt("default_language"))?,
        texts: json(row, "texts")?,
        session_keys: row.flag("session_keys")?,
        issues: row.flag("issues")?,
        issue_ids: issue_ids(row)?,
        reps: row.flag("reps")?,
        customer_survey: row.maybe_uuid("customer_survey_id")?.map(SurveyId::from_uuid),
        rep_survey: row.maybe_uuid("rep_survey_id")?.map(SurveyId::from_uuid),
        agreement: row.text("agreement")?,
        notices: json(row, "notices")?,
        offers_transcript: row.flag("offers_transcript")?,
        logo: row
            .maybe_bytes("logo_hash")?
            .map(|hash| hash.try_into().map_err(|_| StoreError::Corrupt("logo_hash")))
            .transpose()?,
        attended: policy("attended_policy_id", "attended")?,
        unattended: policy("unattended_policy_id", "unattended")?,
        seen: None,
    })
}

impl Store {
    /// All sites: the default one first, then by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn public_sites(&self) -> Result<Vec<PublicSiteRow>, StoreError> {
        let mut reader = self.readers().begin().await?;
        let mut query = sqlx::QueryBuilder::<sqlx::Sqlite>::new(SITE);
        query.push(" ORDER BY s.id <> ").push_bind(PublicSiteId::DEFAULT.uuid()).push(", s.name_key");
        let rows = query.build().fetch_all(&mut *reader).await?;
        let mut sites = Vec::with_capacity(rows.len());
        for row in rows {
            let row = site(&row)?;
            let seen = seen(&mut reader, Subject::PublicSite(row.id)).await?;
            sites.push(PublicSiteRow { seen, ..row });
        }
        Ok(sites)
    }

    /// The site that a host name leads to; the default one if it leads to none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn public_site_at(&self, host: &str) -> Result<PublicSiteRow, StoreError> {
        let mut query = sqlx::QueryBuilder::<sqlx::Sqlite>::new(SITE);
        query.push(" WHERE s.id = coalesce((SELECT site_id FROM public_site_hosts WHERE host = ").push_bind(host);
        query.push("), ").push_bind(PublicSiteId::DEFAULT.uuid()).push(")");
        site(&query.build().fetch_one(self.readers()).await?)
    }

    /// Whether a host name leads to a site of its own.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_public_host(&self, host: &str) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT EXISTS (SELECT 1 FROM public_site_hosts WHERE host = $1) AS found")
            .bind(host)
            .fetch_one(self.readers())
            .await?;
        row.flag("found")
    }

    /// A site's logo.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn public_site_logo(&self, id: PublicSiteId) -> Result<Option<(LogoKind, Vec<u8>)>, StoreError> {
        let row = sqlx::query("SELECT logo_type, logo FROM public_sites WHERE id = $1 AND logo IS NOT NULL")
            .bind(id.uuid())
            .fetch_optional(self.readers())
            .await?;
        row.map(|row| {
            let kind = LogoKind::of_media_type(&row.text("logo_type")?).ok_or(StoreError::Corrupt("logo_type"))?;
            Ok((kind, row.bytes("logo")?))
        })
        .transpose()
    }

    /// A site's session policies: while a person is there, while nobody is. `None`: there is no such site.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn public_site_policies(
        &self,
        id: PublicSiteId,
    ) -> Result<Option<(Option<SessionPolicyId>, Option<SessionPolicyId>)>, StoreError> {
        let row = sqlx::query("SELECT attended_policy_id, unattended_policy_id FROM public_sites WHERE id = $1")
            .bind(id.uuid())
            .fetch_optional(self.readers())
            .await?;
        row.map(|row| {
            let policy = |column| Ok::<_, StoreError>(row.maybe_uuid(column)?.map(SessionPolicyId::from_uuid));
            Ok((policy("attended_policy_id")?, policy("unattended_policy_id")?))
        })
        .transpose()
    }

    /// Makes a site. What is not said is as a new one has it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_public_site(
        &self,
        stamp: Stamp,
        id: PublicSiteId,
        new: PublicSiteChange,
    ) -> Result<Changed, StoreError> {
        let now = stamp.at;
        refusals(
            self.write_recorded(stamp, Subject::PublicSite(id), move |tx| {
                Box::pin(async move {
                    let name = new.name.unwrap_or_default();
                    let hosts = new.hosts.unwrap_or_default();
                    if host_taken(tx, id, &hosts).await? {
                        return Ok(Changed::HostNameTaken);
                    }
                    sqlx::query(
                        "INSERT INTO public_sites (id, name, name_key, title, welcome, accent, languages, default_language, session_keys, agreement, notices,
                         attended_policy_id, unattended_policy_id, created_ms, issues, reps, customer_survey_id, rep_survey_id, offers_transcript, texts)
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
                    )
                    .bind(id.uuid())
                    .bind(&name)
                    .bind(key(&name))
                    .bind(new.title.unwrap_or_default())
                    .bind(new.welcome.unwrap_or_default())
                    .bind(accent_column(new.accent.flatten()))
                    .bind(written(&new.languages.unwrap_or_else(|| Language::ALL.to_vec())))
                    .bind(new.default_language.unwrap_or(Language::En).code())
                    .bind(new.session_keys.unwrap_or(true))
                    .bind(new.agreement.unwrap_or_default())
                    .bind(written(&new.notices.unwrap_or_default()))
                    .bind(new.attended.flatten().map(SessionPolicyId::uuid))
                    .bind(new.unattended.flatten().map(SessionPolicyId::uuid))
                    .bind(now.0)
                    .bind(new.issues.unwrap_or(true))
                    .bind(new.reps.unwrap_or(false))
                    .bind(new.customer_survey.flatten().map(SurveyId::uuid))
                    .bind(new.rep_survey.flatten().map(SurveyId::uuid))
                    .bind(new.offers_transcript.unwrap_or(false))
                    .bind(written(&new.texts.unwrap_or_default()))
                    .execute(&mut *tx)
                    .await?;
                    set_hosts(tx, id, &hosts).await?;
                    set_issues(tx, id, &new.issue_ids.unwrap_or_default()).await?;
                    Ok(Changed::Done)
                })
            })
            .await,
        )
    }

    /// Changes a site.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn change_public_site(
        &self,
        stamp: Stamp,
        id: PublicSiteId,
        change: PublicSiteChange,
    ) -> Result<Changed, StoreError> {
        refusals(
            self.write_recorded(stamp, Subject::PublicSite(id), move |tx| {
                Box::pin(async move {
                    if let Some(hosts) = &change.hosts
                        && host_taken(tx, id, hosts).await?
                    {
                        return Ok(Changed::HostNameTaken);
                    }
                    let done = sqlx::query(
                        "UPDATE public_sites SET name = coalesce($2, name), name_key = coalesce($3, name_key), title = coalesce($4, title), welcome = coalesce($5, welcome),
                         accent = coalesce($6, accent), languages = coalesce($7, languages), default_language = coalesce($8, default_language),
                         session_keys = coalesce($9, session_keys), agreement = coalesce($10, agreement), notices = coalesce($11, notices),
                         attended_policy_id = iif($12, $13, attended_policy_id), unattended_policy_id = iif($14, $15, unattended_policy_id),
                         issues = coalesce($16, issues), reps = coalesce($17, reps), customer_survey_id = iif($18, $19, customer_survey_id), rep_survey_id = iif($20, $21, rep_survey_id), offers_transcript = coalesce($22, offers_transcript), texts = coalesce($23, texts) WHERE id = $1",
                    )
                    .bind(id.uuid())
                    .bind(&change.name)
                    .bind(change.name.as_deref().map(key))
                    .bind(change.title)
                    .bind(change.welcome)
                    .bind(change.accent.map(accent_column))
                    .bind(change.languages.map(|languages| written(&languages)))
                    .bind(change.default_language.map(Language::code))
                    .bind(change.session_keys)
                    .bind(change.agreement)
                    .bind(change.notices.map(|notices| written(&notices)))
                    .bind(change.attended.is_some())
                    .bind(change.attended.flatten().map(SessionPolicyId::uuid))
                    .bind(change.unattended.is_some())
                    .bind(change.unattended.flatten().map(SessionPolicyId::uuid))
                    .bind(change.issues)
                    .bind(change.reps)
                    .bind(change.customer_survey.is_some())
                    .bind(change.customer_survey.flatten().map(SurveyId::uuid))
                    .bind(change.rep_survey.is_some())
                    .bind(change.rep_survey.flatten().map(SurveyId::uuid))
                    .bind(change.offers_transcript)
                    .bind(change.texts.map(|texts| written(&texts)))
                    .execute(&mut *tx)
                    .await?;
                    if done.rows_affected() == 0 {
                        return Ok(Changed::NotFound);
                    }
                    if let Some(hosts) = &change.hosts {
                        set_hosts(tx, id, hosts).await?;
                    }
                    if let Some(issues) = &change.issue_ids {
                        set_issues(tx, id, issues).await?;
                    }
                    Ok(Changed::Done)
                })
            })
            .await,
        )
    }

    /// Gives a site a logo with the SHA-256 of its bytes, or takes it away.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_public_site_logo(
        &self,
        stamp: Stamp,
        id: PublicSiteId,
        logo: Option<(LogoKind, Vec<u8>, [u8; 32])>,
    ) -> Result<Changed, StoreError> {
        self.write_recorded(stamp, Subject::PublicSite(id), move |tx| {
            Box::pin(async move {
                let (kind, bytes, hash) = match logo {
                    Some((kind, bytes, hash)) => (Some(kind.media_type()), Some(bytes), Some(hash.to_vec())),
                    None => (None, None, None),
                };
                let done =
                    sqlx::query("UPDATE public_sites SET logo = $2, logo_type = $3, logo_hash = $4 WHERE id = $1")
                        .bind(id.uuid())
                        .bind(bytes)
                        .bind(kind)
                        .bind(hash)
                        .execute(tx)
                        .await?;
                Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
            })
        })
        .await
    }

    /// Removes a site; the default one stays.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_public_site(&self, stamp: Stamp, id: PublicSiteId) -> Result<Changed, StoreError> {
        if id == PublicSiteId::DEFAULT {
            return Ok(Changed::InUse);
        }
        self.write_recorded(stamp, Subject::PublicSite(id), move |tx| {
            Box::pin(async move {
                let named = sqlx::query(
                    "SELECT 1 FROM group_policies WHERE instr(settings, $1) > 0
                     UNION ALL SELECT 1 FROM users WHERE instr(settings, $1) > 0 LIMIT 1",
                )
                .bind(id.to_string())
                .fetch_optional(&mut *tx)
                .await?;
                if named.is_some() {
                    return Ok(Changed::InUse);
                }
                let done = sqlx::query("DELETE FROM public_sites WHERE id = $1").bind(id.uuid()).execute(tx).await?;
                Ok(if done.rows_affected() == 0 { Changed::NotFound } else { Changed::Done })
            })
        })
        .await
    }
}

fn accent_column(accent: Option<Colour>) -> String {
    accent.map_or_else(String::new, |colour| colour.to_string())
}

async fn host_taken(tx: &mut Tx, id: PublicSiteId, hosts: &[String]) -> Result<bool, StoreError> {
    for host in hosts {
        let other = sqlx::query("SELECT 1 FROM public_site_hosts WHERE host = $2 AND site_id <> $1")
            .bind(id.uuid())
            .bind(host)
            .fetch_optional(&mut *tx)
            .await?;
        if other.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn set_hosts(tx: &mut Tx, site: PublicSiteId, hosts: &[String]) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM public_site_hosts WHERE site_id = $1").bind(site.uuid()).execute(&mut *tx).await?;
    for host in hosts {
        sqlx::query("INSERT INTO public_site_hosts (host, site_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(host)
            .bind(site.uuid())
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

async fn set_issues(tx: &mut Tx, site: PublicSiteId, issues: &[IssueId]) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM public_site_issues WHERE site_id = $1").bind(site.uuid()).execute(&mut *tx).await?;
    for issue in issues {
        sqlx::query("INSERT INTO public_site_issues (site_id, issue_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(site.uuid())
            .bind(issue.uuid())
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}
