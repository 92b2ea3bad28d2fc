//! Canned scripts, for those who configure the site, and what a rep finds to run (SCR-6, ADM-4).

use axum::extract::State as AxumState;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use towline_engine::Engine;
use towline_model::{Interpreter, ParameterKind, RunsAs, ScriptId, ScriptParameter, TeamId};
use towline_policy::rest;
use towline_store::{ScriptChange, ScriptRow};
use utoipa::ToSchema;

use crate::{
    api::Api,
    body::{Id, LongJson},
    describe::describe,
    etag::{One, Tagged, etag},
    issues::TeamName,
    problem::Refusal,
    proof::Proof,
    script_resources::ScriptFile,
};

type State = AxumState<Engine>;

/// With what a script runs: a word, for which the agent on the machine knows the program.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ScriptInterpreter {
    Sh,
    Bash,
    Python3,
    Perl,
}

impl From<Interpreter> for ScriptInterpreter {
    fn from(one: Interpreter) -> Self {
        match one {
            Interpreter::Sh => ScriptInterpreter::Sh,
            Interpreter::Bash => ScriptInterpreter::Bash,
            Interpreter::Python3 => ScriptInterpreter::Python3,
            Interpreter::Perl => ScriptInterpreter::Perl,
        }
    }
}

impl From<ScriptInterpreter> for Interpreter {
    fn from(one: ScriptInterpreter) -> Self {
        match one {
            ScriptInterpreter::Sh => Interpreter::Sh,
            ScriptInterpreter::Bash => Interpreter::Bash,
            ScriptInterpreter::Python3 => Interpreter::Python3,
            ScriptInterpreter::Perl => Interpreter::Perl,
        }
    }
}

/// As whom a script runs: the user whose session it is, with administrative rights, or as the representative says.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ScriptRunsAs {
    User,
    System,
    Choose,
}

impl From<RunsAs> for ScriptRunsAs {
    fn from(one: RunsAs) -> Self {
        match one {
            RunsAs::User => ScriptRunsAs::User,
            RunsAs::System => ScriptRunsAs::System,
            RunsAs::Choose => ScriptRunsAs::Choose,
        }
    }
}

impl From<ScriptRunsAs> for RunsAs {
    fn from(one: ScriptRunsAs) -> Self {
        match one {
            ScriptRunsAs::User => RunsAs::User,
            ScriptRunsAs::System => RunsAs::System,
            ScriptRunsAs::Choose => RunsAs::Choose,
        }
    }
}

/// What a parameter of a script takes.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ScriptParameterKind {
    Text,
    Number,
    Choice,
    Switch,
}

/// Something to fill in before a script runs. The process gets it as an argument, in this order, and as the environment variable `TOWLINE_` and the name.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScriptField {
    /// Capital letters, digits and `_`, a letter first, at most 32.
    #[schema(pattern = "^[A-Z][A-Z0-9_]{0,31}$")]
    name: String,
    /// What people read; empty: the name.
    #[serde(default)]
    label: String,
    kind: ScriptParameterKind,
    #[serde(default)]
    required: bool,
    /// What stands there at first; of a switch `yes` or `no`.
    #[serde(default)]
    default: String,
    /// Of a choice, at most 32.
    #[serde(default)]
    choices: Vec<String>,
    /// Of a number.
    #[schema(required = false)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    least: Option<i64>,
    /// The most of a number; the most characters of a text, 1 to 1024.
    #[schema(required = false)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    most: Option<i64>,
}

impl From<ScriptParameter> for ScriptField {
    fn from(parameter: ScriptParameter) -> Self {
        let ScriptParameter { name, label, kind, required, default } = parameter;
        let plain = ScriptField {
            name,
            label,
            kind: ScriptParameterKind::Switch,
            required,
            default,
            choices: Vec::new(),
            least: None,
            most: None,
        };
        match kind {
            ParameterKind::Text { most } => {
                ScriptField { kind: ScriptParameterKind::Text, most: Some(most.into()), ..plain }
            }
            ParameterKind::Number { least, most } => {
                ScriptField { kind: ScriptParameterKind::Number, least: Some(least), most: Some(most), ..plain }
            }
            ParameterKind::Choice { choices } => ScriptField { kind: ScriptParameterKind::Choice, choices, ..plain },
            ParameterKind::Switch => plain,
        }
    }
}

impl From<ScriptField> for ScriptParameter {
    fn from(field: ScriptField) -> Self {
        let ScriptField { name, label, kind, required, default, choices, least, most } = field;
        let kind = match kind {
            ScriptParameterKind::Text => ParameterKind::Text { most: u32::try_from(most.unwrap_or(200)).unwrap_or(0) },
            ScriptParameterKind::Number => ParameterKind::Number {
                // What a browser can count.
                least: least.unwrap_or(-(1 << 53) + 1),
                most: most.unwrap_or((1 << 53) - 1),
            },
            ScriptParameterKind::Choice => ParameterKind::Choice { choices },
            ScriptParameterKind::Switch => ParameterKind::Switch,
        };
        ScriptParameter { name, label, kind, required, default }
    }
}

/// A canned script.
#[derive(Serialize, ToSchema)]
pub struct Script {
    id: String,
    name: String,
    /// What it does, for who chooses it.
    description: String,
    /// Under which heading it is found; may be empty.
    category: String,
    interpreter: ScriptInterpreter,
    /// Not in lists.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// SHA-256 of the text, in hexadecimal digits.
    sha256: String,
    runs_as: ScriptRunsAs,
    /// How long it may run; then it is ended, with all that it started.
    timeout_seconds: u32,
    parameters: Vec<ScriptField>,
    /// The teams that it is for; without any, everybody who may run scripts.
    teams: Vec<TeamName>,
    /// Files that go along, by name.
    resources: Vec<ScriptFile>,
    /// Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
}

impl Tagged for Script {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// All scripts, without their texts.
#[derive(Serialize, ToSchema)]
pub struct Scripts {
    scripts: Vec<Script>,
}

/// A script to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewScript {
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    category: String,
    interpreter: ScriptInterpreter,
    /// At most 64 KiB.
    text: String,
    runs_as: ScriptRunsAs,
    /// Without it: 300.
    #[schema(minimum = 1, maximum = 3600)]
    timeout_seconds: Option<u32>,
    #[serde(default)]
    parameters: Vec<ScriptField>,
    #[serde(default)]
    #[schema(value_type = Vec<Uuid>)]
    team_ids: Vec<TeamId>,
}

/// What to change of a script. What runs goes on as it was.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScriptPatch {
    name: Option<String>,
    description: Option<String>,
    category: Option<String>,
    interpreter: Option<ScriptInterpreter>,
    text: Option<String>,
    runs_as: Option<ScriptRunsAs>,
    #[schema(minimum = 1, maximum = 3600)]
    timeout_seconds: Option<u32>,
    parameters: Option<Vec<ScriptField>>,
    #[schema(value_type = Option<Vec<Uuid>>)]
    team_ids: Option<Vec<TeamId>>,
}

/// A script that the caller may have run, where the rules of the session allow it.
#[derive(Serialize, ToSchema)]
pub struct OwnScript {
    id: String,
    name: String,
    description: String,
    category: String,
    interpreter: ScriptInterpreter,
    runs_as: ScriptRunsAs,
    timeout_seconds: u32,
    parameters: Vec<ScriptField>,
    /// Files that go along, by name.
    resources: Vec<ScriptFile>,
}

/// For everybody and for the own teams, by category and name.
#[derive(Serialize, ToSchema)]
pub struct OwnScripts {
    scripts: Vec<OwnScript>,
}

pub(crate) fn script(row: ScriptRow) -> Script {
    Script {
        etag: etag(row.seen),
        id: row.id.to_string(),
        name: row.name,
        description: row.description,
        category: row.category,
        interpreter: row.interpreter.into(),
        text: row.text,
        sha256: row.sha256,
        runs_as: row.runs_as.into(),
        timeout_seconds: row.timeout_seconds,
        parameters: row.parameters.into_iter().map(ScriptField::from).collect(),
        teams: row.teams.into_iter().map(TeamName::of).collect(),
        resources: row.resources.into_iter().map(ScriptFile::from).collect(),
    }
}

fn own_script(row: ScriptRow) -> OwnScript {
    OwnScript {
        id: row.id.to_string(),
        name: row.name,
        description: row.description,
        category: row.category,
        interpreter: row.interpreter.into(),
        runs_as: row.runs_as.into(),
        timeout_seconds: row.timeout_seconds,
        parameters: row.parameters.into_iter().map(ScriptField::from).collect(),
        resources: row.resources.into_iter().map(ScriptFile::from).collect(),
    }
}

pub(crate) async fn own(
    proof: Proof<rest::ListOwnScripts>,
    AxumState(engine): State,
) -> Result<axum::Json<OwnScripts>, Refusal> {
    let scripts = engine.own_scripts(&proof.granted).await?;
    Ok(axum::Json(OwnScripts { scripts: scripts.into_iter().map(own_script).collect() }))
}

pub(crate) async fn list(
    proof: Proof<rest::ListScripts>,
    AxumState(engine): State,
) -> Result<axum::Json<Scripts>, Refusal> {
    let scripts = engine.scripts(proof.granted).await?;
    Ok(axum::Json(Scripts { scripts: scripts.into_iter().map(script).collect() }))
}

pub(crate) async fn view(
    proof: Proof<rest::ViewScript>,
    AxumState(engine): State,
    Id(id): Id<ScriptId>,
) -> Result<One<Script>, Refusal> {
    Ok(One(script(engine.script(&proof.granted, id).await?)))
}

pub(crate) async fn create(
    proof: Proof<rest::CreateScript>,
    AxumState(engine): State,
    LongJson(new): LongJson<NewScript>,
) -> Result<(StatusCode, axum::Json<Script>), Refusal> {
    let NewScript { name, description, category, interpreter, text, runs_as, timeout_seconds, parameters, team_ids } =
        new;
    let new = ScriptChange {
        name: Some(name),
        description: Some(description),
        category: Some(category),
        interpreter: Some(interpreter.into()),
        text: Some((text, String::new())),
        runs_as: Some(runs_as.into()),
        timeout_seconds,
        parameters: Some(parameters.into_iter().map(ScriptParameter::from).collect()),
        teams: Some(team_ids),
    };
    Ok((StatusCode::CREATED, axum::Json(script(engine.create_script(proof.granted, new).await?))))
}

pub(crate) async fn edit(
    proof: Proof<rest::EditScript>,
    AxumState(engine): State,
    (Id(id), LongJson(patch)): (Id<ScriptId>, LongJson<ScriptPatch>),
) -> Result<One<Script>, Refusal> {
    let ScriptPatch { name, description, category, interpreter, text, runs_as, timeout_seconds, parameters, team_ids } =
        patch;
    let change = ScriptChange {
        name,
        description,
        category,
        interpreter: interpreter.map(Interpreter::from),
        text: text.map(|text| (text, String::new())),
        runs_as: runs_as.map(RunsAs::from),
        timeout_seconds,
        parameters: parameters.map(|fields| fields.into_iter().map(ScriptParameter::from).collect()),
        teams: team_ids,
    };
    Ok(One(script(engine.change_script(proof.granted, id, change).await?)))
}

pub(crate) async fn remove(
    proof: Proof<rest::RemoveScript>,
    AxumState(engine): State,
    Id(id): Id<ScriptId>,
) -> Result<StatusCode, Refusal> {
    engine.remove_script(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What there is of it.
pub(crate) fn operations(api: Api) -> Api {
    api.op(
        describe::<rest::ListScripts>("Canned scripts without their texts, by category and name.", 200)
            .gives::<Scripts>(),
        list,
    )
    .op(describe::<rest::CreateScript>("Make a canned script.", 201).takes::<NewScript>().gives::<Script>(), create)
    .op(describe::<rest::ViewScript>("One canned script.", 200).gives::<Script>(), view)
    .op(describe::<rest::EditScript>("Change a canned script.", 200).takes::<ScriptPatch>().gives::<Script>(), edit)
    .op(describe::<rest::RemoveScript>("Remove a canned script.", 204), remove)
    .op(
        describe::<rest::ListOwnScripts>("Canned scripts that the caller may have run in sessions.", 200)
            .gives::<OwnScripts>(),
        own,
    )
}
