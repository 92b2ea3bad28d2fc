//! `towline apply`: compares, asks, and changes step by step. Each step is one change of the site, refused if somebody else changed the same thing meanwhile.

use std::{
    fs::{File, OpenOptions},
    io::{BufRead as _, IsTerminal as _, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail};
use http::Method;
use serde_json::{Value, json};
use towline_manifest::{Difference, Entry, Extra, Files, Kind, Plan, Site, Step, key_of, titled};
use uuid::Uuid;

use super::{
    Apply,
    body::{COMING, body},
    client::Client,
    script_files::{self, Sources},
    site::{self, Known},
};

/// Shortest first password.
const PASSWORD: usize = 24;

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The site is what the files say, or the plan was told, or not wanted.
    Done,
    /// Something differs, and only that was asked.
    Drift,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => ExitCode::SUCCESS,
            Outcome::Drift => ExitCode::from(2),
        }
    }
}

pub async fn run(order: Apply) -> Result<Outcome> {
    let mut files = read_files(&order.files)?;
    let sources = script_files::look_at(&mut files, &order.files)?;
    let mut client = Client::connect(&order.at.data).await?;
    let ids = |kind: Kind| files.of(kind).unwrap_or_default().iter().filter_map(|entry| entry.get("id")?.as_str());
    let items = site::Items::These(ids(Kind::JumpItem).collect());
    let (site, mut known) = site::read(&mut client, items).await?;
    let mut plan = Plan::of(&files, &site, order.prune);
    plan.unknown.extend(unknown(&plan, &mut known));
    println!("{plan}");
    if order.drift {
        return Ok(if plan.is_done() && plan.extras.is_empty() { Outcome::Done } else { Outcome::Drift });
    }
    if !plan.unknown.is_empty() {
        bail!("the files name what is not there; nothing was changed");
    }
    if order.plan || plan.steps.is_empty() || !(order.yes || wanted()?) {
        return Ok(Outcome::Done);
    }
    let mut passwords = match &order.first_passwords {
        Some(path) => Some(secret_file(path)?),
        None => None,
    };
    // The appliance does not wait for somebody who thinks.
    let mut client = Client::connect(&order.at.data).await?;
    let mut doing = Doing {
        client: &mut client,
        site: &site,
        known,
        passwords: passwords.as_mut(),
        made: Vec::new(),
        rules: Vec::new(),
        sources,
    };
    let later = before_their_sites(&plan, &doing.known);
    for (done, step) in plan.steps.iter().enumerate() {
        let of = plan.steps.len();
        let refused = || format!("{done} of {of} steps are done; this one was refused: {}", first_line(step));
        if !is_of_new_team(step) {
            doing.rules().await?;
        }
        doing.step(step).await.with_context(refused)?;
        println!("{}", first_line(step));
    }
    doing.rules().await?;
    doing.sites(&later).await?;
    if !doing.made.is_empty() {
        match &order.first_passwords {
            Some(path) => println!("First passwords are in {}; each is changed at the first sign-in.", path.display()),
            None => println!(
                "New users have no password that anybody knows: set one at /login, Users, for {}.",
                doing.made.join(", ")
            ),
        }
    }
    println!("Done: {} steps.", plan.steps.len());
    Ok(Outcome::Done)
}

/// What names public sites in its settings that are made after it.
fn before_their_sites<'a>(plan: &'a Plan, known: &Known) -> Vec<&'a Difference> {
    let named = |(key, said): (&String, &Value)| {
        let names = said.get("value").unwrap_or(said).as_array().filter(|_| known.is_sites(key));
        let mut names = names.into_iter().flatten().filter_map(Value::as_str);
        names.any(|name| known.id(Kind::PublicSite, name) == Some(COMING))
    };
    let steps = plan.steps.iter().filter_map(|step| match step {
        Step::Add(it) | Step::Change(it) => Some(it),
        Step::Order(_) | Step::Remove(_) => None,
    });
    let settings = |it: &&Difference| {
        it.wanted.get("settings").and_then(Value::as_object).is_some_and(|all| all.iter().any(named))
    };
    steps.filter(settings).collect()
}

fn is_of_new_team(step: &Step) -> bool {
    matches!(step, Step::Add(new) if new.kind == Kind::Team)
}

fn first_line(step: &Step) -> String {
    step.to_string().lines().next().unwrap_or_default().to_owned()
}

fn read_files(directory: &Path) -> Result<Files> {
    let mut files = Files::default();
    for kind in Kind::ALL {
        let path = directory.join(kind.file());
        match std::fs::read_to_string(&path) {
            Ok(text) => files.add(kind, &text).with_context(|| format!("in {}", path.display()))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }
    if files.is_empty() {
        let names = Kind::ALL.map(Kind::file).join(", ");
        bail!("there is none of the files {names} in {}", directory.display());
    }
    Ok(files)
}

/// Names in the files that nothing has: neither on the site nor, by then, made.
fn unknown(plan: &Plan, known: &mut Known) -> Vec<String> {
    for step in &plan.steps {
        if let Step::Add(new) = step {
            known.put(new.kind, &new.name, COMING);
        }
    }
    let of = |step: &Step| match step {
        Step::Add(it) | Step::Change(it) => {
            let fault = body(it.kind, &it.wanted, known).err()?;
            Some(format!("{}: {:?}: {fault}", it.kind.file(), titled(&it.name)))
        }
        Step::Order(_) | Step::Remove(_) => None,
    };
    plan.steps.iter().filter_map(of).collect()
}

fn wanted() -> Result<bool> {
    let mut input = std::io::stdin().lock();
    if !input.is_terminal() {
        bail!("nobody is here to be asked; --yes does it, --plan only says what would be done");
    }
    print!("Do this? [y/N] ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    input.read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// A new file that only its owner reads.
fn secret_file(path: &Path) -> Result<File> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.with_context(|| format!("cannot make the file of first passwords, {}", path.display()))
}

struct Doing<'a> {
    client: &'a mut Client,
    site: &'a Site,
    known: Known,
    passwords: Option<&'a mut File>,
    made: Vec<String>,
    /// Names of new teams with the rules of their queues: one may lead to another that is made after it.
    rules: Vec<(String, Value)>,
    /// Files that go along with scripts.
    sources: Sources,
}

impl Doing<'_> {
    async fn step(&mut self, step: &Step) -> Result<()> {
        match step {
            Step::Add(new) if new.kind == Kind::User => self.add_user(new).await,
            Step::Add(new) if new.kind == Kind::Team => self.add_team(new).await,
            Step::Add(new) => {
                let mut body = body(new.kind, &new.wanted, &self.known)?;
                if new.kind == Kind::CustomField {
                    // The interface has it said; a file need not say what is off.
                    body.entry("shown").or_insert(Value::Bool(false));
                }
                let made = self.client.ask(Method::POST, site::list(new.kind), Some(&body.into()), None).await?;
                let id = site::text(&made, "id");
                self.known.put(new.kind, &new.name, id);
                if new.kind == Kind::Script {
                    script_files::settle(self.client, id, new, &self.sources).await?;
                }
                Ok(())
            }
            Step::Change(change) => self.change(change).await,
            Step::Order(names) => self.order(names).await,
            Step::Remove(extra) => self.remove(extra).await,
        }
    }

    /// A team; the rules of its queue wait until all new teams are there.
    async fn add_team(&mut self, new: &Difference) -> Result<()> {
        let mut wanted = new.wanted.clone();
        let rules = wanted.remove("rules");
        let body = Value::Object(body(new.kind, &wanted, &self.known)?);
        let made = self.client.ask(Method::POST, site::list(new.kind), Some(&body), None).await?;
        let id = site::text(&made, "id");
        self.known.put(new.kind, &new.name, id);
        self.rules.extend(rules.map(|rules| (new.name.clone(), rules)));
        Ok(())
    }

    /// Gives the new teams their rules.
    async fn rules(&mut self) -> Result<()> {
        for (name, rules) in std::mem::take(&mut self.rules) {
            let body = body(Kind::Team, &Entry::from_iter([("rules".to_owned(), rules)]), &self.known)?;
            let id = self.known.id(Kind::Team, &name).unwrap_or_default();
            let done = self.client.ask(Method::PATCH, &site::path(Kind::Team, id), Some(&body.into()), None).await;
            done.with_context(|| format!("the team {name:?} is made; the rules of its queue were refused"))?;
        }
        Ok(())
    }

    /// Says once more what names sites that were not there yet.
    async fn sites(&mut self, later: &[&Difference]) -> Result<()> {
        for it in later {
            let settings = it.wanted.iter().filter(|(field, _)| *field == "settings");
            let body =
                body(it.kind, &settings.map(|(field, value)| (field.clone(), value.clone())).collect(), &self.known)?;
            let id = self.known.id(it.kind, &it.name).unwrap_or_default();
            let done = self.client.ask(Method::PATCH, &site::path(it.kind, id), Some(&body.into()), None).await;
            let what =
                || format!("{} {:?} is made; the public sites of its settings were refused", it.kind.name(), it.name);
            done.with_context(what)?;
        }
        Ok(())
    }

    /// An account with a password that it must change, and then what an account has only later.
    async fn add_user(&mut self, new: &Difference) -> Result<()> {
        let mut body = body(new.kind, &new.wanted, &self.known)?;
        let later: Entry = ["disabled", "expires_ms", "sign_in", "skills"]
            .into_iter()
            .filter_map(|name| body.remove_entry(name))
            .collect();
        let password = self.password().await?;
        body.entry("display_name").or_insert_with(|| new.name.clone().into());
        body.entry("administrator").or_insert(Value::Bool(false));
        body.insert("password".into(), password.clone().into());
        body.insert("must_change_password".into(), Value::Bool(true));
        if let Some(file) = &mut self.passwords {
            // Before there is the account: nobody is left with a password that is nowhere.
            writeln!(file, "{}\t{password}", new.name)?;
            file.sync_all()?;
        }
        let made = self.client.ask(Method::POST, site::list(new.kind), Some(&body.into()), None).await?;
        let id = site::text(&made, "id").to_owned();
        self.known.put(new.kind, &new.name, &id);
        self.made.push(new.name.clone());
        if !later.is_empty() {
            self.client.ask(Method::PATCH, &site::path(new.kind, &id), Some(&later.into()), None).await?;
        }
        Ok(())
    }

    /// Random, and as long as the site asks for.
    async fn password(&mut self) -> Result<String> {
        let rules = self.client.get("/settings/security").await?;
        let least = rules.get("password_minimum").and_then(Value::as_u64).unwrap_or_default();
        let least = usize::try_from(least).unwrap_or(PASSWORD).max(PASSWORD);
        let mut password = String::new();
        while password.len() < least {
            // 122 random bits each.
            password.push_str(&Uuid::new_v4().simple().to_string());
        }
        Ok(password)
    }

    async fn change(&mut self, change: &Difference) -> Result<()> {
        let kind = change.kind;
        let id = match kind {
            Kind::JumpItem => change.name.clone(),
            _ if kind.is_single() => String::new(),
            _ => self.known.id(kind, &change.name).context("it is not there any more")?.to_owned(),
        };
        let path = site::path(kind, &id);
        let now = self.client.get(&path).await?;
        let mut there = Site::default();
        there.put(kind, vec![site::entry(kind, &now, &self.known)]);
        let now_there = there.of(kind).first();
        let same = |entry: &&Entry| now_there.is_some_and(|now| key_of(kind, entry) == key_of(kind, now));
        if self.site.of(kind).iter().find(same) != now_there {
            bail!("somebody else changed it meanwhile; run this again to see what differs now");
        }
        let body = Value::Object(body(kind, &change.fields(), &self.known)?);
        // Of what there is once, some has no tag, and some only when it was changed before.
        let seen = if kind.is_single() { now.get("etag").and_then(Value::as_str) } else { Some(site::tag(&now)?) };
        self.client.ask(Method::PATCH, &path, Some(&body), seen).await?;
        if kind == Kind::Script {
            script_files::settle(self.client, &id, change, &self.sources).await?;
        }
        Ok(())
    }

    /// The names in their order, then those that no file tells of.
    async fn order(&mut self, names: &[String]) -> Result<()> {
        let there = self.client.get(site::list(Kind::GroupPolicy)).await?;
        let there = there.get("policies").and_then(Value::as_array).cloned().unwrap_or_default();
        let mut ids = Vec::new();
        for name in names {
            ids.push(self.known.id(Kind::GroupPolicy, name).context("a policy is not there any more")?.to_owned());
        }
        ids.extend(
            there.iter().map(|row| site::text(row, "id").to_owned()).filter(|id| !ids.contains(id)).collect::<Vec<_>>(),
        );
        self.client.ask(Method::POST, "/group-policies/order", Some(&json!({ "ids": ids })), None).await?;
        Ok(())
    }

    async fn remove(&mut self, extra: &Extra) -> Result<()> {
        let id = self.known.id(extra.kind, &extra.name).context("it is not there any more")?.to_owned();
        self.client.ask(Method::DELETE, &site::path(extra.kind, &id), None, None).await?;
        Ok(())
    }
}
