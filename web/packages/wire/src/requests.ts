//! Requests that wait for their Reply. Those that may be said twice without harm are said again on the next connection; the others are told that the connection was lost. It sends nothing by itself.

import { create, toBinary } from "@bufbuild/protobuf";
import { CONTROL_LIMIT } from "./frame";
import { type ConsoleUp, ConsoleUpSchema, type Reply } from "./generated/towline/v1/console_pb";
import type { Timing } from "./heartbeat";
import { localProblem, ProblemError } from "./problem";

export type ConsoleUpBody = ConsoleUp["body"];

/** Requests that wait at the same time; a page with more is broken. */
const MOST_PENDING = 256;
/** An open connection that answers nothing for so long will not answer this one either. */
const ANSWER_MS = 30_000;

/** What a lost connection means for a request. */
type Repeat = "again" | "never";

/** Requests with a nonce, and those that name a final state ("this is ended"), may be repeated. What depends on the moment or on this connection's channels may not. */
function repeat(kind: ConsoleUpBody["case"]): Repeat {
  switch (kind) {
    case "startSession":
    case "sendChat":
    case "newShell":
    case "runScript":
    case "startTool":
    case "stopTool":
    case "endShell":
    case "renameShell":
    case "endSession":
    case "holdSession":
    case "leaveSession":
    case "resumeSession":
    case "inviteRep":
    case "pushUrl":
    case "translateChat":
    case "disconnectCustomer":
    case "setReadiness":
    case "setIdle":
    case "offerClient":
    case "sendInstructions":
    case "addNote":
    case "setCustomFields":
    case "letType":
    case "askForHelp":
      return "again";
    case "watchItems":
    case "openSession":
    case "closeSessionView":
    // What is sealed opens once.
    case "usePrivacy":
    case "elevate":
    case "takeControl":
    case "releaseControl":
    case "setClipboard":
    case "setDrawing":
    case "setSound":
    // Said again, it could ask anew after the answer.
    case "askControl":
    case "answerControl":
    case "withdrawControl":
    // Said again, it could be told that one's own first try was faster.
    case "acceptSession":
    // Said again, it would be another invitation.
    case "inviteExternal":
    case "acceptInvitation":
    case "sendOn":
    case "declineAssignment":
    case "declineInvitation":
    case "cancelInvitation":
    case "removeRep":
    case "typing":
    case "point":
    case "beActive":
    case "pinSession":
    case "unpinSession":
    case "deployButton":
    case "removeButton":
    case "viewShell":
    case "leaveShell":
    case "lookAtSystem":
    case "leaveSystem":
    // An appliance that was started anew does not know that it was done before.
    case "requestSystemAct":
    case "doAction":
    case "hello":
    case "ping":
    case "pong":
    case undefined:
      return "never";
  }
}

interface Pending {
  readonly body: ConsoleUpBody;
  readonly repeat: Repeat;
  /** Its number on the present connection; undefined while there is none. */
  number: number | undefined;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (why: ProblemError) => void;
  readonly cancelTimer: () => void;
}

export class Requests {
  readonly #timing: Timing;
  readonly #pending = new Set<Pending>();
  #nextNumber = 1;
  #send: ((message: Uint8Array) => void) | undefined;

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  ask(body: ConsoleUpBody): Promise<Reply> {
    const kind = repeat(body.case);
    if (this.#send === undefined && kind === "never") return Promise.reject(problem("reconnecting"));
    if (this.#pending.size >= MOST_PENDING) return Promise.reject(problem("limit"));
    if (encode(body, 0xffff_ffff).length > CONTROL_LIMIT) return Promise.reject(problem("too_large"));
    return new Promise<Reply>((resolve, reject) => {
      const pending: Pending = {
        body,
        repeat: kind,
        number: undefined,
        resolve,
        reject,
        cancelTimer: this.#timing.after(ANSWER_MS, () => this.#settle(pending, () => reject(problem("timeout")))),
      };
      this.#pending.add(pending);
      this.#say(pending);
    });
  }

  /** A connection is open: what waits is said, in the order in which it was asked. */
  opened(send: (message: Uint8Array) => void): void {
    this.#send = send;
    for (const pending of this.#pending) this.#say(pending);
  }

  lost(): void {
    this.#send = undefined;
    for (const pending of [...this.#pending]) {
      pending.number = undefined;
      if (pending.repeat === "never") this.#settle(pending, () => pending.reject(problem("reconnecting")));
    }
  }

  closed(why: ProblemError): void {
    this.#send = undefined;
    for (const pending of [...this.#pending]) this.#settle(pending, () => pending.reject(why));
  }

  answered(reply: Reply): void {
    for (const pending of this.#pending) {
      if (pending.number !== reply.request) continue;
      const refused = reply.problem;
      this.#settle(pending, () => (refused ? pending.reject(new ProblemError(refused)) : pending.resolve(reply)));
      return;
    }
  }

  #say(pending: Pending): void {
    if (this.#send === undefined) return;
    pending.number = this.#nextNumber;
    this.#nextNumber = this.#nextNumber >= 0xffff_fff0 ? 1 : this.#nextNumber + 1;
    this.#send(encode(pending.body, pending.number));
  }

  #settle(pending: Pending, how: () => void): void {
    if (!this.#pending.delete(pending)) return;
    pending.cancelTimer();
    how();
  }
}

export function encode(body: ConsoleUpBody, request: number): Uint8Array {
  return toBinary(ConsoleUpSchema, create(ConsoleUpSchema, { request, body }));
}

function problem(code: string): ProblemError {
  return new ProblemError(localProblem(code));
}
