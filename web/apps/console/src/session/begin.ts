// What a Jump begins with (SCR-1): the screen, and keyboard and mouse with it. Not a hook: it goes on while the page changes.

import { create } from "@bufbuild/protobuf";
import { StartToolSchema, TakeControlSchema, Tool } from "@towline/wire";
import type { Live } from "../live/live";

/** Starts the screen of a session that this rep has just started. What is refused is left to the button that the page shows then, with its reason. */
export async function beginScreen(live: Live, sessionId: string): Promise<void> {
  try {
    await live.request({ case: "startTool", value: create(StartToolSchema, { sessionId, tool: Tool.SCREEN }) });
    await live.request({ case: "takeControl", value: create(TakeControlSchema, { sessionId }) });
  } catch {
    // Nothing is lost: the tool's own page says what may be done and why not.
  }
}
