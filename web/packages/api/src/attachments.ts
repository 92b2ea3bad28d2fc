// Files of a session's chat: sent as the body of a request that tells how far it is, fetched by an address of their own.
//
// Not fetch: it does not tell how much of a body has been sent.

import { ApiError } from "./error";
import { addressOf, announceSignedOut } from "./request";
import type { SentAttachment } from "./types";

export interface AttachmentOrder {
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
export const attachmentAddress = (id: string): string => addressOf(`/attachments/${encodeURIComponent(id)}`);

/** Sends a file; `told` hears which share of it has been sent. */
export function sendAttachment(order: AttachmentOrder, file: Blob, told: (share: number) => void): Sending {
  const call = new XMLHttpRequest();
  const query = { session_id: order.sessionId, name: order.name, nonce: order.nonce, reps_only: order.repsOnly };
  const done = new Promise<SentAttachment>((resolve, reject) => {
    call.open("POST", addressOf("/attachments", query));
    call.setRequestHeader("x-towline", "1");
    call.setRequestHeader("content-type", "application/octet-stream");
    call.upload.onprogress = (event) => told(event.total > 0 ? event.loaded / event.total : 0);
    call.onload = () => {
      const said = read(call.responseText);
      if (call.status === 201) return resolve(said as unknown as SentAttachment);
      if (call.status === 401) announceSignedOut();
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
