// The sentences that stand in the chat for a session's events. The catalogue of kinds is closed; a newer appliance may have more, which are named as they come.

import { languageName } from "@towline/ui";
import type { SessionEvent } from "@towline/wire";
import { whyNot } from "../system/reasons";
import { systemWords } from "../system/words";
import { buttonFailed } from "../words/button";
import type { useWords } from "../words/en";
import { pinFailure } from "../words/pin";
import { nameOf } from "./shellChoices";

type AllWords = ReturnType<typeof useWords>;
type Words = AllWords["session"];

/** The customer's number as the actor of an event; they have no place among the participants. */
export const CUSTOMER = 65535;

/** What the customer was asked for, by the permission's name; one that is not known here as it comes. */
export function permissionName(permission: string, all: AllWords): string {
  const { session: words, system } = all;
  const names: Readonly<Record<string, string>> = {
    screen_view: words.screen,
    screen_control: words.keyboardAndMouse,
    shell: words.shell,
    elevation: words.administrativeRights,
    system_view: system.title,
    system_act: system.changes,
    pin: words.pinPermission,
    button: words.buttonPermission,
    clipboard_to_endpoint: all.clipboard.permissionTo,
    clipboard_from_endpoint: all.clipboard.permissionFrom,
    power: words.powerPermission,
    special_actions: words.specialPermission,
    privacy: words.privacyPermission,
    annotate: all.draw.permission,
    hear_sound: all.sound.permission,
    run_scripts: all.scripts.permission,
    shell_programs: all.shells.programsPermission,
    file_download: all.fileEvents.download,
    file_upload: all.fileEvents.upload,
  };
  return names[permission] ?? permission;
}

/** What an event says; `undefined` for what people say, which speaks for itself; empty for what is not for reps. */
export function sentenceOf(event: SessionEvent, all: AllWords, selves: readonly number[]): string | undefined {
  const { session: words, system } = all;
  const why = () => whyNot(event, systemWords(all));
  const who =
    event.actor === 0
      ? event.actorName || words.system
      : event.actor === CUSTOMER
        ? event.actorName || words.customer
        : selves.includes(event.actor)
          ? words.you
          : event.actorName;
  const tools: Readonly<Record<string, string>> = {
    screen: words.screen,
    shell: words.shell,
    system: system.title,
    files: all.fileEvents.tool,
  };
  const tool = tools[event.text] ?? event.text;
  const asked = permissionName(event.text, all);
  const name = event.text || words.aShell;
  /** Whom an invitation is for; the general queue has no name of its own. */
  const whom = event.text || words.everybody;
  /** Who answered one: they need not be in the session. */
  const answered = event.actor === 0 ? whom : who;
  switch (event.kind) {
    case "chat":
    case "file_sent":
    case "url_pushed":
      return undefined;
    // Below the message that it is of.
    case "translated":
    case "not_translated":
      return "";
    case "translation_started":
      return words.event_translation_started(event.actor === 0 ? "" : who, languageName(event.text));
    case "translation_stopped":
      return words.event_translation_stopped(who);
    case "session_started":
      return event.actor === 0 ? words.event_session_began : words.event_session_started(who);
    case "participant_joined":
      return words.event_participant_joined(who);
    case "participant_left":
      if (event.text === "inviter_left") return words.event_inviter_left(who);
      if (event.text === "connection_lost") return words.event_participant_lost(who);
      if (event.text === "idle")
        return selves.includes(event.actor) ? words.event_you_idle : words.event_participant_idle(who);
      if (event.text === "removed_by_owner")
        return selves.includes(event.actor)
          ? words.event_you_removed_by_owner
          : words.event_participant_removed_by_owner(who);
      if (event.text === "removed" || event.text === "user_disabled")
        return selves.includes(event.actor) ? words.event_you_removed : words.event_participant_removed(who);
      return words.event_participant_left(who);
    case "tool_started":
      return words.event_tool_started(who, tool);
    case "tool_stopped":
      return event.actor === 0 ? words.event_tool_stopped_itself(tool) : words.event_tool_stopped(who, tool);
    case "control_taken":
      return words.event_control_taken(who);
    case "control_released":
      return words.event_control_released(who);
    case "clipboard_on":
      return all.clipboard.event_on(who);
    case "clipboard_off":
      return all.clipboard.event_off(who);
    case "drawing_on":
      return all.draw.event_on(who);
    case "sound_on":
      return all.sound.event_on(who);
    case "sound_off":
      return all.sound.event_off(who);
    case "typing_let":
      if (event.actor === 0) {
        return event.text ? all.shells.event_typing_fell(event.text) : all.shells.event_typing_fell_all;
      }
      return event.text ? all.shells.event_typing_let(who, event.text) : all.shells.event_typing_let_all(who);
    case "command_denied":
      return all.shells.event_denied(who, event.text, event.caught?.shellName ?? "", event.caught?.pattern ?? "");
    case "command_alert":
      return all.shells.event_alert(who, event.text, event.caught?.shellName ?? "", event.caught?.pattern ?? "");
    case "control_asked":
      return words.event_control_asked(who);
    case "control_given":
      return words.event_control_given(who, event.text);
    case "control_kept":
      return event.actor === 0 ? words.event_control_unanswered(event.text) : words.event_control_kept(who, event.text);
    case "script_started":
      return all.scripts.event_started(who, event.text, event.script);
    case "script_ended":
      return all.scripts.event_ended(event.text, event.script);
    case "shell_opened":
      return words.event_shell_opened(who, name, nameOf(event.program), event.account);
    case "shell_ended":
      return words.event_shell_ended(name);
    case "held":
      if (event.text === "owner_idle") return words.event_held_by_idleness(who);
      return event.text === "owner_away" ? words.event_held_by_loss(who) : words.event_held(who);
    case "resumed":
      return words.event_resumed(who);
    case "owner_changed":
      return selves.includes(event.actor) ? words.event_you_are_owner : words.event_owner_changed(who);
    case "share_invited":
      return words.event_share_invited(who, whom);
    case "share_accepted":
      return words.event_share_accepted(who);
    case "share_declined":
      return words.event_share_declined(answered);
    case "share_over":
      return event.actor === 0 ? words.event_share_over(whom) : words.event_share_cancelled(who, whom);
    case "transfer_invited":
      return words.event_transfer_invited(who, whom);
    case "transfer_accepted":
      return words.event_transfer_accepted(who);
    case "transfer_declined":
      return words.event_transfer_declined(answered);
    case "transfer_timed_out":
      return words.event_transfer_timed_out(whom);
    case "transfer_over":
      return event.actor === 0 ? words.event_transfer_over(whom) : words.event_transfer_cancelled(who, whom);
    case "external_joined":
      return words.event_external_joined(who, event.text);
    case "external_invited":
      return words.event_external_invited(who, whom);
    case "external_accepted":
      return words.event_external_accepted(who);
    case "external_timed_out":
      return words.event_external_timed_out(whom);
    case "external_over":
      return event.actor === 0 ? words.event_external_over(whom) : words.event_external_cancelled(who, whom);
    case "agreement_accepted":
      return words.event_agreement_accepted(event.actorName || words.customer);
    case "queued":
      return words.event_queued(event.text);
    case "sent_on":
      return words.event_sent_on(event.actorName || words.system, whom);
    case "overdue":
      return words.event_overdue;
    case "overflowed":
      return words.event_overflowed(whom);
    case "assigned":
      return words.event_assigned(event.text);
    case "assignment_declined":
      return words.event_assignment_declined(event.text);
    case "assignment_expired":
      return words.event_assignment_expired(event.text);
    case "assignment_over":
      return words.event_assignment_over(event.text);
    case "nobody_there":
      return words.event_nobody_there(event.text);
    case "accepted":
      return words.event_accepted(who);
    case "customer_connected":
      return words.event_customer_connected(event.actorName || words.customer, event.text === "client");
    case "access_paused":
      return words.event_access_paused(event.actorName || words.customer);
    case "access_resumed":
      return words.event_access_resumed(event.actorName || words.customer);
    case "sharing_started":
      return words.event_sharing_started(who, words.shown(event.text));
    case "sharing_paused":
      return words.event_sharing_paused(who);
    case "sharing_resumed":
      return words.event_sharing_resumed(who);
    case "sharing_stopped":
      return words.event_sharing_stopped(who);
    case "instructions_sent":
      return words.event_instructions_sent(who);
    case "client_offered":
      return words.event_client_offered(who);
    case "customer_asked":
      return words.event_customer_asked(who, asked);
    case "customer_allowed":
      return event.actor === CUSTOMER ? words.event_customer_allowed(who, asked) : words.event_silence_allowed(asked);
    case "customer_refused":
      return words.event_customer_refused(who, asked);
    case "customer_silent":
      return words.event_customer_silent(asked);
    case "pin_started":
      return words.event_pin_started(who, event.text);
    case "pinned":
      return words.event_pinned(event.text);
    case "pinned_user":
      return words.event_pinned_user(event.text);
    case "pin_failed":
      return words.event_pin_failed(pinFailure(words, event.text));
    case "unpinned":
      return words.event_unpinned(who, event.text);
    case "button_started":
      return words.event_button_started(who, event.text);
    case "button_placed":
      return words.event_button_placed(event.text);
    case "button_removing":
      return words.event_button_removing(who, event.text);
    case "button_removed":
      return words.event_button_removed(event.text);
    case "button_failed":
      return buttonFailed(words, event.text);
    case "customer_lost":
      return words.event_customer_lost(event.actorName || words.customer);
    case "customer_disconnected":
      return words.event_customer_disconnected(who);
    case "endpoint_lost":
      return words.event_endpoint_lost;
    case "endpoint_back":
      return words.event_endpoint_back;
    case "permissions_changed":
      return words.event_permissions_changed;
    case "elevation_asked":
      return event.text === "customer"
        ? words.event_elevation_asked_customer(who)
        : words.event_elevation_asked_account(who);
    case "elevated":
      return words.event_elevated(who, event.text);
    case "elevation_failed":
      return words.event_elevation_failed(event.text);
    case "elevation_ended":
      return words.event_elevation_ended;
    case "privacy_input":
      return words.event_privacy_input(who);
    case "privacy_screen":
      return words.event_privacy_screen(who);
    case "privacy_off":
      return event.text === "rep" ? words.event_privacy_rep(who) : words.event_privacy_off(event.text);
    case "custom_set":
      return (
        event.text &&
        (event.actor === 0 ? words.event_custom_set(event.text) : words.event_custom_set_by(who, event.text))
      );
    case "note":
      return words.event_note(who);
    case "system_asked":
      return system.asked(who, event.act, event.text);
    case "system_done":
      return system.done(event.act, event.text);
    case "system_failed":
      return system.notDone(event.act, event.text, why());
    case "action_asked":
      return words.event_action_asked(who, event.act, event.text, event.account);
    case "action_done":
      return words.event_action_done(event.act, event.text, event.account);
    case "action_failed":
      return words.event_action_failed(event.act, event.outcome, event.detail);
    case "restarted":
      return words.event_restarted;
    case "files_copied_to":
    case "files_copied_from":
      return all.fileEvents.copying(event.kind === "files_copied_from", event.text, event.detail, who);
    case "restart_failed":
      return words.event_restart_failed(event.text);
    case "refused":
      return words.event_refused(event.text);
    case "recording_failed":
      return words.event_recording_failed;
    case "ended":
      return words.event_ended(endedBecause(event.text, words));
    default:
      return all.fileEvents.sentence(event.kind, event.files, who) || words.event_unknown(event.kind);
  }
}

/** Why a session ended, by the reason's code; empty for one that is not known here. */
export function endedBecause(code: string, words: Words): string {
  const known: Readonly<Record<string, string>> = {
    ended_by_owner: words.ended_by_owner,
    ended_by_administrator: words.ended_by_administrator,
    endpoint_lost: words.ended_endpoint_lost,
    item_removed: words.ended_item_removed,
    user_disabled: words.ended_user_disabled,
    removed: words.ended_removed,
    uninstalled: words.ended_uninstalled,
    internal: words.ended_internal,
    ended_by_customer: words.ended_by_customer,
    customer_lost: words.ended_customer_lost,
    nobody_there: words.ended_nobody_there,
  };
  return known[code] ?? "";
}

export interface TextPart {
  readonly text: string;
  /** Set: the part is a link. */
  readonly address?: string;
}

const LINK = /https?:\/\/[^\s<>"'`]+/giu;
const PLAIN = /^[\x21-\x7e]+$/;

/** The address of a web page that may be opened, as browsers spell it. A name before the host would make it look like another one's. */
export function webAddress(text: string): string | undefined {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  const web = parsed && (parsed.protocol === "https:" || parsed.protocol === "http:");
  return web && parsed.hostname !== "" && !parsed.username && !parsed.password ? parsed.href : undefined;
}

/** A message in parts, so that web addresses can be opened. Only http and https, and only what a parser agrees is an address; one with letters that can be mistaken for others is shown as browsers spell it. */
export function withLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let done = 0;
  for (const match of text.matchAll(LINK)) {
    const raw = match[0].replace(/[.,;:!?)\]}»”’]+$/u, "");
    const address = webAddress(raw);
    if (!address) continue;
    if (match.index > done) parts.push({ text: text.slice(done, match.index) });
    parts.push({ text: PLAIN.test(raw) ? raw : address, address });
    done = match.index + raw.length;
  }
  if (done < text.length) parts.push({ text: text.slice(done) });
  return parts;
}
