// The log of a report as the console's own events, and which of them are shown. Pure.
//
// By REST events come in the fields of the wire's SessionEvent, by their names there; so sentences and lines are the same as in a session.

import { create, fromJson, type JsonValue } from "@bufbuild/protobuf";
import { type SessionEvent, SessionEventSchema } from "@towline/wire";
import { sentenceOf } from "../session/sentences";
import type { Translation } from "../talk/translation";
import type { useWords } from "../words/en";

/** What the filter above the log can be. */
export const SHOWN = ["all", "chat", "files", "shells", "rights"] as const;
export type Shown = (typeof SHOWN)[number];

/** An event as the wire has it. Of one that this page cannot read, what everything else needs is there: when, and what it is called. */
export function eventOf(told: object): SessionEvent {
  try {
    return fromJson(SessionEventSchema, told as JsonValue, { ignoreUnknownFields: true });
  } catch {
    const { sequence, at_ms, kind } = told as Record<string, unknown>;
    const whole = (value: unknown) => (Number.isSafeInteger(value) ? BigInt(value as number) : 0n);
    return create(SessionEventSchema, { sequence: whole(sequence), atMs: whole(at_ms), kind: String(kind ?? "") });
  }
}

const CHAT = ["chat", "file_sent", "url_pushed", "translation_started", "translation_stopped", "instructions_sent"];
const SHELLS = ["typing_let", "recording_failed"];
const RIGHTS = [
  "agreement_accepted",
  "customer_asked",
  "customer_allowed",
  "customer_refused",
  "customer_silent",
  "permissions_changed",
  "elevation_asked",
  "elevated",
  "elevation_failed",
  "elevation_ended",
  "access_paused",
  "access_resumed",
  "control_taken",
  "control_released",
  "control_asked",
  "control_given",
  "control_kept",
  "privacy_input",
  "privacy_screen",
  "privacy_off",
  "refused",
];

/** Whether an event is of what the filter lets through. Translations go with what they are of. */
export function isOf(shown: Shown, { kind, text }: Pick<SessionEvent, "kind" | "text">): boolean {
  const tool = kind === "tool_started" || kind === "tool_stopped";
  switch (shown) {
    case "all":
      return true;
    case "chat":
      return CHAT.includes(kind);
    case "files":
      return kind === "file_sent" || kind.startsWith("files_") || (tool && text === "files");
    case "shells":
      return /^(shell|script|command)_/.test(kind) || SHELLS.includes(kind) || (tool && text === "shell");
    case "rights":
      return RIGHTS.includes(kind);
  }
}

/** Whether an event has these words in what stands in its line. */
export function has(
  event: SessionEvent,
  sought: string,
  all: ReturnType<typeof useWords>,
  translation: Translation | undefined,
): boolean {
  if (sought === "") return true;
  const texts = [
    event.actorName,
    // What people say has no sentence; of the rest, the text may be a code that nobody reads.
    sentenceOf(event, all, []) ?? event.text,
    translation?.text ?? "",
    event.file?.name ?? "",
    event.account,
    event.caught?.note ?? "",
    ...event.files.flatMap((file) => [file.path, file.to, file.sha256]),
  ];
  const words = sought.toLocaleLowerCase();
  return texts.some((text) => text.toLocaleLowerCase().includes(words));
}

/** Who sent the files of the chat, by their ids. */
export const sendersOf = (events: readonly SessionEvent[]): ReadonlyMap<string, string> =>
  new Map(events.flatMap((event) => (event.file ? [[event.file.id, event.actorName]] : [])));

/** A file that went to the endpoint or came from it. */
export interface Transferred {
  readonly key: string;
  readonly at: number;
  readonly by: string;
  readonly up: boolean;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What was uploaded and downloaded, in the order of the log. */
export function transfersOf(events: readonly SessionEvent[]): Transferred[] {
  return events.flatMap((event) =>
    event.kind === "files_uploaded" || event.kind === "files_downloaded"
      ? event.files.map((file, index) => ({
          key: `${event.sequence}-${index}`,
          at: Number(event.atMs),
          by: event.actorName,
          up: event.kind === "files_uploaded",
          path: file.path,
          bytes: Number(file.bytes),
          sha256: file.sha256,
        }))
      : [],
  );
}
