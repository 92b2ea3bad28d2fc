//! Canned scripts on their way from the library to an agent (SCR-6): what is asked for, what the agent is told, what the log says. A script that runs is a shell, and goes as one.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use towline_engine::{Engine, Principal};
use towline_model::{ResourceId, ScriptId, ScriptResource, SessionId, ShellId, ToldResource, clip};
use towline_session::{Input, Refusal, ScriptOrder, ToldScript};
use towline_wire::v1::{self, ScriptPart, ScriptResourcePart, ScriptTold, ScriptValue, agent_down};

use crate::agents::AgentHandle;
use crate::link::lock;
use crate::pin;
use crate::relay::Shared;
use crate::views;

/// Bytes of a script's text in one message.
const PART: usize = 12 * 1024;
/// Bytes of a file that goes along in one message, and messages for one question.
const RESOURCE_PART: usize = 15 * 1024;
const RESOURCE_PARTS: usize = 16;
/// Scripts with files that were announced on one link and may not have begun.
const ERRANDS: usize = 64;

/// Files of the scripts that were announced on a link: what its agent may ask for, and nothing else.
#[derive(Default)]
pub(crate) struct Errands(Mutex<VecDeque<(ShellId, Arc<[ResourceId]>)>>);

impl Errands {
    fn put(&self, shell: ShellId, resources: &[ScriptResource]) {
        let mut known = lock(&self.0);
        known.retain(|(of, _)| *of != shell);
        if known.len() >= ERRANDS {
            known.pop_front();
        }
        known.push_back((shell, resources.iter().map(|one| one.id).collect()));
    }

    /// The script has begun, or never does.
    pub(crate) fn over(&self, shell: ShellId) {
        lock(&self.0).retain(|(of, _)| *of != shell);
    }

    fn find(&self, shell: ShellId, at: u32) -> Option<ResourceId> {
        let known = lock(&self.0);
        let (_, resources) = known.iter().find(|(of, _)| *of == shell)?;
        resources.get(usize::try_from(at).ok()?).copied()
    }
}

/// Gives an agent what it asks for of a file that goes along. One after the other: an agent that asks for much waits for itself.
pub(crate) async fn send_resource(engine: &Engine, agent: &AgentHandle, shell: ShellId, wants: &v1::ScriptWants) {
    let found = agent.errands.find(shell, wants.resource);
    let part = |offset, data: Vec<u8>, missing| {
        let (session_id, shell_id) = (clip(&wants.session_id, 36), shell.to_string());
        let data = data.into();
        let part = ScriptResourcePart { session_id, shell_id, resource: wants.resource, offset, data, missing };
        agent.sender.agent(agent_down::Body::ScriptResource(part));
    };
    let Some(id) = found else { return part(wants.offset, Vec::new(), true) };
    let mut offset = wants.offset;
    for _ in 0..RESOURCE_PARTS {
        let Ok(data) = engine.resource_reads(id, offset, RESOURCE_PART).await else {
            return part(offset, Vec::new(), true);
        };
        let length = data.len();
        if length > 0 {
            part(offset, data, false);
        }
        if length < RESOURCE_PART || agent.sender.closed() {
            return;
        }
        offset = offset.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
    }
}

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
            resources: script.resources,
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
        resources: order.resources.iter().map(announced).collect(),
    }
}

fn announced(one: &ScriptResource) -> v1::ScriptResource {
    let digit = |at: usize| one.sha256.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let digest: Vec<u8> = (0..32).filter_map(|at| digit(at * 2)).collect();
    v1::ScriptResource { name: one.name.clone(), bytes: one.bytes, digest: digest.into(), executable: one.executable }
}

/// The text, in a handful of messages: it has a bound. The agent asks for the files that go along when it has all of it.
pub(crate) fn send_text(agent: &AgentHandle, session: SessionId, shell: ShellId, order: &ScriptOrder) {
    if !order.resources.is_empty() {
        agent.errands.put(shell, &order.resources);
    }
    let text = &order.text;
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
        resources: script.resources.into_iter().map(told_resource).collect(),
    }
}

fn told_resource(one: ToldResource) -> v1::ToldResource {
    v1::ToldResource { name: one.name, bytes: one.bytes, sha256: one.sha256 }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_agent_gets_only_what_was_announced_on_its_link_until_the_script_has_begun_scr_6() {
        let shell = |number| ShellId::from_uuid(Uuid::from_u128(number));
        let resource = |number| ScriptResource {
            id: ResourceId::from_uuid(Uuid::from_u128(number)),
            name: "a".into(),
            bytes: 1,
            sha256: "0a".repeat(32),
            executable: false,
        };
        let errands = Errands::default();
        errands.put(shell(1), &[resource(7), resource(8)]);
        assert_eq!(errands.find(shell(1), 1), Some(resource(8).id));
        assert_eq!((errands.find(shell(1), 2), errands.find(shell(2), 0)), (None, None));
        // Announced again after it was changed: what was before is no more.
        errands.put(shell(1), &[resource(9)]);
        assert_eq!((errands.find(shell(1), 0), errands.find(shell(1), 1)), (Some(resource(9).id), None));
        errands.over(shell(1));
        assert_eq!(errands.find(shell(1), 0), None);
        for number in 0..1000 {
            errands.put(shell(number), &[resource(number)]);
        }
        assert_eq!(lock(&errands.0).len(), ERRANDS);
        assert_eq!(announced(&resource(1)).digest.len(), 32);
    }
}
