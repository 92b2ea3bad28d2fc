// What can be done to the machine from a row: asked first, then told as it became (SES-41). The appliance and the machine judge again.

import { create } from "@bufbuild/protobuf";
import { ConfirmDialog, notify } from "@towline/ui";
import {
  EndProcessSchema,
  Permission,
  RequestSystemActSchema,
  ServiceActSchema,
  ServiceHow,
  type SessionState,
  type SystemAct,
  SystemActSchema,
  type SystemEnd,
  type SystemRow,
} from "@towline/wire";
import { useEffect, useRef, useState } from "react";
import { useRoom } from "../live/useLive";
import { mayBegin, useAsk } from "../session/actions";
import type { Words } from "./columns";
import { whyNot } from "./reasons";
import { useSystemWords } from "./words";

/** One thing that can be done, with what is asked before. */
export interface Act {
  readonly key: string;
  readonly label: string;
  /** Why it cannot be done. */
  readonly reason: string | undefined;
  readonly danger: boolean;
  /** It needs administrative rights, whether the session has them or not (SUP-42). */
  readonly elevates: boolean;
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly what: SystemAct;
}

/** Administrative rights, for one row. */
export interface Rights {
  /** What can be done with it needs them. */
  readonly needed: boolean;
  /** The session does not have them, and this says so. */
  readonly reason: string | undefined;
}

/** Whether a row needs administrative rights: a service, or a process of somebody else, looked at as an account that has none. */
export function rightsFor(row: SystemRow, end: SystemEnd | undefined, reason: string | undefined): Rights {
  const other = row.row.case === "process" && row.row.value.user !== end?.account;
  const needed = end !== undefined && !end.elevated && (row.row.case === "service" || other);
  return { needed, reason: needed ? reason : undefined };
}

/** What can be done with a row; the first is what Enter and Delete ask for. */
export function actsOf(row: SystemRow, state: SessionState, words: Words, rights?: Rights): readonly Act[] {
  const elevates = rights?.needed ?? false;
  const permitted = (mayBegin(state, Permission.SYSTEM_ACT) ? undefined : words.actNotPermitted) ?? rights?.reason;
  if (row.row.case === "process") {
    const { pid, started, name } = row.row.value;
    const named = `${name} (${pid})`;
    return [
      {
        key: "end",
        label: words.endProcess,
        reason: permitted ?? (row.row.value.protected ? words.protectedProcess : undefined),
        danger: true,
        elevates,
        title: words.endTitle(named),
        text: words.endText,
        confirm: words.endProcess,
        what: create(SystemActSchema, {
          what: { case: "endProcess", value: create(EndProcessSchema, { pid, started, name: named }) },
        }),
      },
    ];
  }
  if (row.row.case !== "service") return [];
  const { name, state: now, starts } = row.row.value;
  const own = row.row.value.protected ? words.protectedService : undefined;
  const runs = now === "active" || now === "activating" || now === "reloading";
  const service = (how: ServiceHow) =>
    create(SystemActSchema, { what: { case: "service", value: create(ServiceActSchema, { name, how }) } });
  return [
    {
      key: "restart",
      label: words.restartService,
      reason: permitted ?? own ?? (runs ? undefined : words.runsNot),
      danger: false,
      elevates,
      title: words.restartTitle(name),
      text: words.restartText,
      confirm: words.restartConfirm,
      what: service(ServiceHow.RESTART),
    },
    {
      key: "stop",
      label: words.stopService,
      reason: permitted ?? own ?? (runs ? undefined : words.runsNot),
      danger: true,
      elevates,
      title: words.stopTitle(name),
      text: words.stopText,
      confirm: words.stopConfirm,
      what: service(ServiceHow.STOP),
    },
    {
      key: "start",
      label: words.startService,
      reason: permitted ?? (starts === "masked" ? words.masked : runs ? words.runsAlready : undefined),
      danger: false,
      elevates,
      title: words.startTitle(name),
      text: words.startText,
      confirm: words.startConfirm,
      what: service(ServiceHow.START),
    },
  ];
}

/** Asks the machine, and tells what became of it; `after` looks again. */
export function useActs(state: SessionState, after: () => void) {
  const words = useSystemWords();
  const ask = useAsk();
  const room = useRoom(state.sessionId);
  const [waiting, setWaiting] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<Act>();
  const again = useRef(after);
  again.current = after;

  useEffect(() => {
    if (waiting.size === 0 || !room) return;
    const answers = room.log.events.filter(
      (event) => (event.kind === "system_done" || event.kind === "system_failed") && waiting.has(event.nonce),
    );
    if (answers.length === 0) return;
    setWaiting((before) => new Set([...before].filter((nonce) => !answers.some((event) => event.nonce === nonce))));
    for (const event of answers) {
      if (event.kind === "system_done") notify.done(words.done(event.act, event.text));
      else notify.failed(words.notDone(event.act, event.text, whyNot(event, words)));
    }
    again.current();
  }, [room, waiting, words]);

  const run = async (act: Act) => {
    const nonce = crypto.randomUUID();
    setWaiting((before) => new Set(before).add(nonce));
    const value = create(RequestSystemActSchema, { sessionId: state.sessionId, what: act.what, nonce });
    const reply = await ask({ case: "requestSystemAct", value });
    setAsking(undefined);
    if (!reply)
      setWaiting((before) => {
        const left = new Set(before);
        left.delete(nonce);
        return left;
      });
  };

  const dialog = (
    <ConfirmDialog
      opened={asking !== undefined}
      title={asking?.title ?? ""}
      confirm={asking?.confirm ?? ""}
      danger={asking?.danger ?? false}
      onConfirm={() => asking && run(asking)}
      onClose={() => setAsking(undefined)}
    >
      <p>{asking?.text}</p>
    </ConfirmDialog>
  );
  return { busy: waiting.size > 0, ask: (act: Act) => (act.reason === undefined ? setAsking(act) : undefined), dialog };
}
