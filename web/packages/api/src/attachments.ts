// Files of a session's chat: sent as the body of a request that tells how far it is, fetched by an address of their own.
//
// Not fetch: it does not tell how much of a body has been sent.

import { ApiError } from "./error";
import { addressOf, announceSignedOut } from "./request";
import type { SentAttachment } from "./types";

/** Who sends and fetches: somebody with a login, or with the cookie of a link (SUP-70). A browser may have both. */
export type Party = "rep" | "external";

const PATHS = { rep: "/attachments", external: "/external/attachments" } as const;

export interface AttachmentOrder {
  readonly party: Party;
  readonly sessionId: string;
  readonly name: string;
  /** Random UUID: repeating the same one sends nothing twice. */
  readonly nonce: string;
  readonly repsOnly: boolean;
}

export interface Sending {
  /** Rejects with ApiError; never settles when it was broken off. */
  readonly done: Promise<SentAttachment>;
  readonly stop: () => void;
}

/** Where the bytes of a file are. */
export const attachmentAddress = (id: string, party: Party): string =>
  addressOf(`${PATHS[party]}/${encodeURIComponent(id)}`);

/** Sends a file; `told` hears which share of it has been sent. */
export function sendAttachment(order: AttachmentOrder, file: Blob, told: (share: number) => void): Sending {
  const call = new XMLHttpRequest();
  const query = { session_id: order.sessionId, name: order.name, nonce: order.nonce, reps_only: order.repsOnly };
  const done = new Promise<SentAttachment>((resolve, reject) => {
    call.open("POST", addressOf(PATHS[order.party], query));
    call.setRequestHeader("x-towline", "1");
    call.setRequestHeader("content-type", "application/octet-stream");
    call.upload.onprogress = (event) => told(event.total > 0 ? event.loaded / event.total : 0);
    call.onload = () => {
      const said = read(call.responseText);
      if (call.status === 201) return resolve(said as unknown as SentAttachment);
      // That an invitation has ended is no sign-out of anybody.
      if (call.status === 401 && order.party === "rep") announceSignedOut();
      const text = (name: string) => (typeof said[name] === "string" ? said[name] : "");
      reject(new ApiError(text("code") || "internal", text("title"), text("detail"), call.status));
    };
    call.onerror = () => reject(new ApiError("offline", "", "", 0));
    call.send(file);
  });
  return { done, stop: () => call.abort() };
}

function read(text: string): Record<string, unknown> {
  try {
    const said: unknown = JSON.parse(text);
    return typeof said === "object" && said !== null ? (said as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
