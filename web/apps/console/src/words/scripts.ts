// English texts of canned scripts (SCR-6, SHL-7).

import { number, plural } from "@towline/ui";
import type { ScriptTold } from "@towline/wire";

/** Why a script did not end by itself, or never ran, by its code. */
const reasons: Readonly<Record<string, string>> = {
  timed_out: "was ended, as it ran longer than it may",
  cancelled: "was cancelled",
  no_interpreter: "did not run: the machine has no such interpreter",
  nobody_there: "did not run: nobody is signed in whose script it could be",
  not_elevated: "did not run: there are no administrative rights",
  bad_script: "did not run: what arrived at the machine was not the script",
  bad_resources: "did not run: what arrived at the machine were not its files",
  no_space: "did not run: the machine has no room for its files",
  no_folder: "did not run: the machine has no place for its files",
  unsupported: "did not run: the machine's agent cannot run scripts",
  not_permitted: "was ended: nobody in the session may run scripts any more",
  paused: "did not run: the customer has paused all access",
  limit: "did not run: too much runs there already",
  agent_restarted: "was lost: the machine's agent was restarted",
  appliance_restarted: "did not run: the appliance was restarted before the machine had it",
  dropped_by_agent: "was ended: the machine was too long without the appliance",
  customer_disconnected: "was ended with the customer's part of the session",
  customer_lost: "was lost: the customer's program is gone",
  session_ended: "was ended with the session",
};

const outcome = (status: number, reason: string) => {
  if (reason) return reasons[reason] ?? `did not run: ${reason}`;
  if (status > 128) return `was ended by signal ${status - 128}`;
  return status === 0 ? "ended well" : `ended with exit code ${status}`;
};

const seconds = (count: number) =>
  count < 120
    ? plural(count, { one: "1 second", other: `${number(count)} seconds` })
    : `${number(Math.round(count / 60))} minutes`;

const size = (bytes: number) =>
  bytes < 1024
    ? plural(bytes, { one: "1 byte", other: `${number(bytes)} bytes` })
    : bytes < 1024 * 1024
      ? `${number(Math.round(bytes / 1024))} KiB`
      : `${number(Math.round(bytes / 1024 / 1024))} MiB`;

export const scripts = {
  menu: "Scripts",
  search: "Search scripts",
  none: "No script matches.",
  empty: "There are no scripts for you on this site. They are written under Configuration, Canned Scripts.",
  loading: "Loading the scripts …",
  failed: "The scripts could not be loaded.",
  other: "Other",
  asSystem: "Runs as system",
  notPermitted: "Your permissions for this machine do not include canned scripts.",
  paused: "The customer has paused all access.",
  notReachable: "Not possible while the machine is not reachable.",
  systemNotPermitted: "Runs as system: your permissions do not include administrative rights.",
  systemNotElevated: "Runs as system: get administrative rights first (Elevate).",
  /** The form. */
  runAs: "Run as",
  runAsUser: "The user whose session it is",
  runAsSystem: "System, with administrative rights",
  choose: "Choose",
  yes: "Yes",
  no: "No",
  required: "Fill this in.",
  noNumber: (least: string, most: string) => `A whole number from ${least} to ${most}.`,
  argumentsHint: "What you fill in reaches the script as it is. No shell reads it.",
  run: "Run",
  cancel: "Cancel",
  notRun: "The script was not run",
  notAllowed: "The customer did not allow it.",
  asking: (who: string) => `${who} is being asked. It runs with their yes.`,
  askFirst: (who: string) => `${who} is asked first.`,
  /** Files that go along. */
  resources: (count: number, bytes: number) =>
    plural(count, {
      one: `1 file goes along, ${size(bytes)}`,
      other: `${number(count)} files go along, ${size(bytes)}`,
    }),
  /** The output. */
  outputs: "Script output",
  show: (running: number) =>
    running > 0
      ? `Show script output (${plural(running, { one: "1 runs", other: `${number(running)} run` })})`
      : "Show script output",
  hide: "Hide",
  closeOutput: "Close this output",
  stop: "Cancel the script",
  waiting: "On its way to the machine",
  running: (account: string) => (account ? `Running as ${account}` : "Running"),
  elapsed: (text: string, limit: string) => `${text} of at most ${limit}`,
  ended: (status: number, reason: string) => {
    const text = outcome(status, reason).replace(/^was /, "");
    return text.charAt(0).toUpperCase() + text.slice(1);
  },
  took: seconds,
  byWhom: (who: string) => `Run by ${who}`,
  nothing: "It wrote nothing.",
  permission: "canned scripts",
  event_started: (who: string, name: string, told: ScriptTold | undefined) => {
    const values = (told?.values ?? []).map((value) => `${value.name}=${value.value}`).join(", ");
    const files = (told?.resources ?? [])
      .map((one) => `${one.name} (${size(Number(one.bytes))}, SHA-256 ${one.sha256.slice(0, 16)}…)`)
      .join(", ");
    const run = `${who} ran the script “${name}”${told?.asSystem ? " as system" : ""}${values ? ` with ${values}` : ""}.`;
    return files ? `${run} Along went ${files}.` : run;
  },
  event_ended: (name: string, told: ScriptTold | undefined) =>
    told
      ? `The script “${name}” ${outcome(told.status, told.reason)} (${seconds(Number(told.seconds))}, ${size(Number(told.bytes))} of output).`
      : `The script “${name}” ended.`,
} as const;
