// What a rep can ask of a session, as functions of the page. A refusal is shown in the appliance's words.

import { create } from "@bufbuild/protobuf";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { notify } from "@towline/ui";
import {
  AddNoteSchema,
  AnswerControlSchema,
  AskControlSchema,
  type ConsoleUpBody,
  EndSessionRequestSchema,
  EndShellSchema,
  HoldSessionSchema,
  LeaveSessionSchema,
  LetTypeSchema,
  NewShellSchema,
  OfferClientSchema,
  Permission,
  ProblemError,
  ReleaseControlSchema,
  RenameShellSchema,
  type Reply,
  SendInstructionsSchema,
  type SessionState,
  SetClipboardSchema,
  SetCustomFieldsSchema,
  SetDrawingSchema,
  SetSoundSchema,
  StartToolSchema,
  StopToolSchema,
  TakeControlSchema,
  Tool,
  WithdrawControlSchema,
} from "@towline/wire";
import { useCallback } from "react";
import { useLiveLink } from "../live/useLive";
import type { Choice } from "./shellChoices";
import { browserOnly } from "./workspace";
import { useWorkspaces } from "./workspaces";

/** Asks, and shows a refusal. Gives the reply, or `undefined` when it was refused. */
export function useAsk() {
  const live = useLiveLink();
  return useCallback(
    (body: ConsoleUpBody): Promise<Reply | undefined> =>
      live.request(body).catch((reason: unknown) => {
        // The customer is being asked: that is said below the session's bar, and is no failure.
        if (!(reason instanceof ProblemError && reason.code === "asking")) notify.refused(reason);
        return undefined;
      }),
    [live],
  );
}

export const mayUse = (state: SessionState, permission: Permission) => state.permissions.includes(permission);
/** What may be begun: at once, or after the customer said yes (SES-5). */
export const mayBegin = (state: SessionState, permission: Permission) =>
  mayUse(state, permission) || mustAsk(state, permission);
export const mustAsk = (state: SessionState, permission: Permission) => state.asks.includes(permission);
export const selfOf = (state: SessionState) => state.participants.find((each) => each.number === state.self);
export const controllerOf = (state: SessionState) => state.participants.find((each) => each.controls);
/** Everybody's drawings: who has keyboard and mouse, and the owner (SCR-14). */
export const mayClearAll = (state: SessionState) => Boolean(selfOf(state)?.controls || selfOf(state)?.owner);
/** Somebody else has keyboard and mouse, and only the owner takes them from them: others ask (SES-25). */
export const mustAskHolder = (state: SessionState) => {
  const holder = controllerOf(state);
  return holder !== undefined && holder.number !== state.self && !selfOf(state)?.owner;
};
/** Whether this rep asks for them. */
export const asksForControl = (state: SessionState) => state.controlAsks.some((each) => each.number === state.self);
/** The owner stops a tool for all; one of several others only for themselves. */
export const stopsForAll = (state: SessionState) => state.participants.length < 2 || (selfOf(state)?.owner ?? false);

export function useSessionActions(state: SessionState) {
  const ask = useAsk();
  const workspaces = useWorkspaces();
  const { sessionId } = state;
  return {
    /** Starts the screen; takes keyboard and mouse with it when nobody has them. */
    startScreen: async () => {
      const value = create(StartToolSchema, { sessionId, tool: Tool.SCREEN });
      const started = await workspaces.of(sessionId).beginDesktop(() => ask({ case: "startTool", value }));
      // What a customer shows by their browser has neither.
      if (started && !browserOnly(state) && mayUse(state, Permission.SCREEN_CONTROL) && !controllerOf(state)) {
        await ask({ case: "takeControl", value: create(TakeControlSchema, { sessionId }) });
      }
    },
    /** Asks a customer who has a page in a browser to show their screen. What they show begins the tool. */
    askForScreen: () => ask({ case: "startTool", value: create(StartToolSchema, { sessionId, tool: Tool.SCREEN }) }),
    stopScreen: () => ask({ case: "stopTool", value: create(StopToolSchema, { sessionId, tool: Tool.SCREEN }) }),
    takeControl: () => ask({ case: "takeControl", value: create(TakeControlSchema, { sessionId }) }),
    releaseControl: () => ask({ case: "releaseControl", value: create(ReleaseControlSchema, { sessionId }) }),
    setClipboard: (on: boolean) => ask({ case: "setClipboard", value: create(SetClipboardSchema, { sessionId, on }) }),
    setDrawing: (on: boolean) => ask({ case: "setDrawing", value: create(SetDrawingSchema, { sessionId, on }) }),
    letType: (participant: number) =>
      ask({ case: "letType", value: create(LetTypeSchema, { sessionId, participant }) }),
    setSound: (on: boolean) => ask({ case: "setSound", value: create(SetSoundSchema, { sessionId, on }) }),
    askControl: () => ask({ case: "askControl", value: create(AskControlSchema, { sessionId }) }),
    answerControl: (number: number, give: boolean) =>
      ask({ case: "answerControl", value: create(AnswerControlSchema, { sessionId, number, give }) }),
    withdrawControl: () => ask({ case: "withdrawControl", value: create(WithdrawControlSchema, { sessionId }) }),
    startShell: () => ask({ case: "startTool", value: create(StartToolSchema, { sessionId, tool: Tool.SHELL }) }),
    stopShell: () => ask({ case: "stopTool", value: create(StopToolSchema, { sessionId, tool: Tool.SHELL }) }),
    startSystem: () => ask({ case: "startTool", value: create(StartToolSchema, { sessionId, tool: Tool.SYSTEM }) }),
    stopSystem: () => ask({ case: "stopTool", value: create(StopToolSchema, { sessionId, tool: Tool.SYSTEM }) }),
    startFiles: () => ask({ case: "startTool", value: create(StartToolSchema, { sessionId, tool: Tool.FILES }) }),
    stopFiles: () => ask({ case: "stopTool", value: create(StopToolSchema, { sessionId, tool: Tool.FILES }) }),
    addNote: (text: string, nonce: string) =>
      ask({ case: "addNote", value: create(AddNoteSchema, { sessionId, text, nonce }) }),
    setCustomFields: (custom: Record<string, string>) =>
      ask({ case: "setCustomFields", value: create(SetCustomFieldsSchema, { sessionId, custom }) }),
    newShell: (columns: number, rows: number, choice?: Choice) =>
      ask({
        case: "newShell",
        value: create(NewShellSchema, {
          sessionId,
          columns,
          rows,
          nonce: crypto.randomUUID(),
          ...(choice ? { choice } : {}),
        }),
      }),
    endShell: (shellId: string) => ask({ case: "endShell", value: create(EndShellSchema, { sessionId, shellId }) }),
    renameShell: (shellId: string, name: string) =>
      ask({ case: "renameShell", value: create(RenameShellSchema, { sessionId, shellId, name }) }),
    sendInstructions: () => ask({ case: "sendInstructions", value: create(SendInstructionsSchema, { sessionId }) }),
    offerClient: () => ask({ case: "offerClient", value: create(OfferClientSchema, { sessionId }) }),
    end: () => ask({ case: "endSession", value: create(EndSessionRequestSchema, { sessionId }) }),
    hold: () => ask({ case: "holdSession", value: create(HoldSessionSchema, { sessionId }) }),
    leave: () => ask({ case: "leaveSession", value: create(LeaveSessionSchema, { sessionId }) }),
  };
}

/** How a session's page is left: the session goes on in this tab, waits on hold, or is over for this rep. */
export type Leaving = "open" | "held" | "over";

/** Leaves a session's page: back to the list that it was started from (SES-24). */
export function useBackToList(sessionId: string): (leaving: Leaving) => void {
  const back = useBack();
  return (leaving) => back(sessionId, leaving);
}

function useBack(): (sessionId: string, leaving: Leaving) => void {
  const live = useLiveLink();
  const workspaces = useWorkspaces();
  const navigate = useNavigate();
  const router = useRouter();
  return (sessionId, leaving) => {
    const { origin } = workspaces.of(sessionId);
    // Whoever went elsewhere while this was answered stays there.
    const here = router.history.location.pathname.endsWith(`/session/${sessionId}`);
    if (here && origin) router.history.push(origin);
    const done = here && !origin ? navigate({ to: "/" }) : Promise.resolve();
    if (leaving === "open") return;
    void done.then(() => {
      live.closeRoom(sessionId);
      workspaces.close(sessionId, leaving === "held");
    });
  };
}

/** A session is over for this rep, whatever page is open: from its own page, back to the list. */
export function useSessionOver(): (sessionId: string) => void {
  const back = useBack();
  return (sessionId) => back(sessionId, "over");
}
