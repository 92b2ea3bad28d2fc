// The line below a session's bar while the customer is being asked for something (SES-5): who asks, for what, and how long they have.

import { IconHelpHexagon } from "@tabler/icons-react";
import { Permission, type SessionPrompt, type SessionState } from "@towline/wire";
import { useLive } from "../live/useLive";
import { useSeconds } from "../live/useSeconds";
import { useWords } from "../words/en";
import { clockOf } from "./EndpointVeil";
import classes from "./session.module.css";

export function PromptLine({ state }: { state: SessionState }) {
  return state.prompts.map((prompt) => (
    <Asked key={`${prompt.participant} ${prompt.permission}`} state={state} prompt={prompt} />
  ));
}

function Asked({ state, prompt }: { state: SessionState; prompt: SessionPrompt }) {
  const { session: words, elevation, system, clipboard, draw, sound, scripts, shells, fileEvents } = useWords();
  const ahead = useLive((snapshot) => snapshot.clockAheadMs);
  const until = Number(prompt.untilMs) - ahead;
  useSeconds(until - 600_000);
  const whats: Partial<Record<Permission, string>> = {
    [Permission.SCREEN_CONTROL]: words.keyboardAndMouse,
    [Permission.SHELL]: words.shell,
    [Permission.SYSTEM_VIEW]: system.title,
    [Permission.SYSTEM_ACT]: system.changes,
    [Permission.ELEVATION]: elevation.permission,
    [Permission.PIN]: words.pinPermission,
    [Permission.BUTTON]: words.buttonPermission,
    [Permission.CLIPBOARD_TO_ENDPOINT]: clipboard.permissionTo,
    [Permission.CLIPBOARD_FROM_ENDPOINT]: clipboard.permissionFrom,
    [Permission.POWER]: words.powerPermission,
    [Permission.SPECIAL_ACTIONS]: words.specialPermission,
    [Permission.PRIVACY]: words.privacyPermission,
    [Permission.ANNOTATE]: draw.permission,
    [Permission.HEAR_SOUND]: sound.permission,
    [Permission.RUN_SCRIPTS]: scripts.permission,
    [Permission.SHELL_PROGRAMS]: shells.programsPermission,
    [Permission.FILE_DOWNLOAD]: fileEvents.download,
    [Permission.FILE_UPLOAD]: fileEvents.upload,
  };
  const what = whats[prompt.permission] ?? words.screen;
  const customer = state.customer?.name ?? words.customer;
  const rep = state.participants.find((each) => each.number === prompt.participant);
  const mine = prompt.participant === state.self;
  return (
    <div className={classes.pausedLine}>
      <IconHelpHexagon size={16} aria-hidden="true" />
      <span role="status">
        {mine ? words.askingYou(customer, what) : words.askingFor(customer, rep?.displayName ?? "", what)}
      </span>
      <span className={classes.figure} aria-hidden="true">
        {clockOf(until - Date.now())}
      </span>
    </div>
  );
}
