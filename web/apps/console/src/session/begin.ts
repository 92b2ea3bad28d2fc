// What a Jump begins with (SCR-1): the screen, and keyboard and mouse with it. Not a hook: it goes on while the page changes.

import { create } from "@bufbuild/protobuf";
import { StartToolSchema, TakeControlSchema, Tool } from "@towline/wire";
import type { Live } from "../live/live";
import type { Workspace } from "./workspace";

/** Starts the screen of a session that this rep has just started. What is refused is left to the button that the page shows then, with its reason. */
export async function beginScreen(live: Live, workspace: Workspace): Promise<void> {
  const { sessionId } = workspace;
  try {
    await workspace.beginDesktop(() =>
      // One behind the other on the same link, without waiting for the answer between them.
      Promise.all([
        live.request({ case: "startTool", value: create(StartToolSchema, { sessionId, tool: Tool.SCREEN }) }),
        live.request({ case: "takeControl", value: create(TakeControlSchema, { sessionId }) }),
      ]),
    );
  } catch {
    // Nothing is lost: the tool's own page says what may be done and why not.
  }
}
