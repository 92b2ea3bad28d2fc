// Asks the machine for a script. Fails with the appliance's refusal, `asking` included.

import { create } from "@bufbuild/protobuf";
import type { OwnScript } from "@towline/api";
import { RunScriptSchema, type SessionState } from "@towline/wire";
import { useCallback } from "react";
import { useLiveLink } from "../live/useLive";
import { useWorkspaces } from "../session/workspaces";
import type { Values } from "./scripts";

/** Columns that the output has room for: nobody types into it, so its size stays. */
const columns = () => Math.max(40, Math.min(160, Math.floor((globalThis.innerWidth - 64) / 8)));
const ROWS = 24;

export function useRun(state: SessionState): (script: OwnScript, values: Values, asSystem: boolean) => Promise<void> {
  const live = useLiveLink();
  const workspaces = useWorkspaces();
  const { sessionId } = state;
  return useCallback(
    async (script, values, asSystem) => {
      const value = create(RunScriptSchema, {
        sessionId,
        scriptId: script.id,
        values: Object.entries(values).map(([name, said]) => ({ name, value: said })),
        asSystem,
        columns: columns(),
        rows: ROWS,
        nonce: crypto.randomUUID(),
      });
      const reply = await live.request({ case: "runScript", value });
      workspaces.of(sessionId).change({ script: reply.shellId, scriptsShown: true });
    },
    [live, workspaces, sessionId],
  );
}
