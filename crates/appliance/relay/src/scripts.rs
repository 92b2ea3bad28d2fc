//! Canned scripts on their way from the library to an agent (SCR-6): what is asked for, what the agent is told, what the log says. A script that runs is a shell, and goes as one.

use towline_engine::Principal;
use towline_model::{ScriptId, SessionId, ShellId};
use towline_session::{Input, Refusal, ScriptOrder, ToldScript};
use towline_wire::v1::{self, ScriptPart, ScriptTold, ScriptValue, agent_down};

use crate::agents::AgentHandle;
use crate::pin;
use crate::relay::Shared;
use crate::views;

/// Bytes of a script's text in one message.
const PART: usize = 12 * 1024;

impl Shared {
    /// What a console asks to be run, as the library has it and for who may have it.
    pub(crate) async fn script_input(&self, principal: &Principal, run: v1::RunScript) -> Result<Input, v1::Problem> {
        let id: ScriptId = run.script_id.parse().map_err(|_| views::refusal(Refusal::Invalid))?;
        let said = run.values.into_iter().map(|value| (value.name, value.value)).collect();
        let found = self.engine.runnable_script(principal, id, said, run.as_system).await;
        let script = found.map_err(|fault| pin::told(&fault))?;
        let order = ScriptOrder {
            name: script.name,
            interpreter: script.interpreter,
            text: script.text.into(),
            digest: script.digest,
            values: script.values,
            timeout_seconds: script.timeout_seconds,
            as_system: script.as_system,
        };
        let within = |size: u32| u16::try_from(size).unwrap_or(0);
        Ok(Input::RunScript {
            user: principal.user_id,
            shell: ShellId::from_uuid(uuid::Uuid::now_v7()),
            nonce: run.nonce,
            size: (within(run.columns), within(run.rows)),
            order,
        })
    }
}

fn values(of: &[(String, String)]) -> Vec<ScriptValue> {
    of.iter().map(|(name, value)| ScriptValue { name: name.clone(), value: value.clone() }).collect()
}

/// What an agent is told of a script, before its text.
pub(crate) fn run(order: &ScriptOrder) -> v1::ScriptRun {
    v1::ScriptRun {
        interpreter: order.interpreter.name().to_owned(),
        digest: order.digest.to_vec().into(),
        bytes: u32::try_from(order.text.len()).unwrap_or(u32::MAX),
        values: values(&order.values),
        timeout_seconds: order.timeout_seconds,
        as_system: order.as_system,
    }
}

/// The text, in a handful of messages: it has a bound.
pub(crate) fn send_text(agent: &AgentHandle, session: SessionId, shell: ShellId, text: &str) {
    let mut offset = 0;
    for part in text.as_bytes().chunks(PART) {
        let data = part.to_vec().into();
        let (session_id, shell_id) = (session.to_string(), shell.to_string());
        agent.sender.agent(agent_down::Body::ScriptPart(ScriptPart { session_id, shell_id, offset, data }));
        offset += u32::try_from(part.len()).unwrap_or(0);
    }
}

/// What the log has of it, besides its name.
pub(crate) fn told(script: ToldScript) -> ScriptTold {
    ScriptTold {
        shell_id: script.shell.to_string(),
        sha256: script.sha256,
        values: values(&script.values),
        as_system: script.as_system,
        status: script.status,
        reason: script.reason,
        seconds: script.seconds,
        bytes: script.bytes,
    }
}
