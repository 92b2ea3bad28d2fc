// The other sessions of this console to whose endpoints files can be copied (FIL-12).

import { Permission, SessionPhase, type SessionState, Tool } from "@towline/wire";
import type { Snapshot } from "../live/live";
import { isOpen } from "../live/sessions";
import { useLiveMade } from "../live/useLive";
import { mayBegin, mayUse } from "../session/actions";
import { browserOnly } from "../session/workspace";

export interface CopyTargets {
  /** Sessions that this rep is in besides this one. */
  readonly others: number;
  /** Those of them where files may be sent, or might after the customer's yes. */
  readonly open: readonly SessionState[];
}

export function useCopyTargets(sessionId: string): CopyTargets {
  return useLiveMade((snapshot) => targetsOf(snapshot, sessionId), isSame);
}

export function targetsOf({ sessions = [], rooms }: Pick<Snapshot, "sessions" | "rooms">, own: string): CopyTargets {
  const others = sessions.filter((each) => isOpen(each) && each.sessionId !== own);
  const states = others.map(({ sessionId }) => rooms.get(sessionId)?.state).filter((state) => state !== undefined);
  const open = states.filter((state) => !browserOnly(state) && mayBegin(state, Permission.FILE_UPLOAD));
  return { others: others.length, open };
}

const isSame = (a: CopyTargets, b: CopyTargets): boolean =>
  a.others === b.others && a.open.length === b.open.length && a.open.every((state, index) => state === b.open[index]);

/** Why nothing can be copied there now: the endpoint is away, or file transfer has to be started first. */
export function targetStands(state: SessionState): "ready" | "away" | "toStart" {
  if (state.phase === SessionPhase.CONNECTING || state.phase === SessionPhase.ENDPOINT_LOST) return "away";
  return state.runningTools.includes(Tool.FILES) && mayUse(state, Permission.FILE_UPLOAD) ? "ready" : "toStart";
}
