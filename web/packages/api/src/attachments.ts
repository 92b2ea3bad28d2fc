// Files of a session's chat: sent as the body of a request that tells how far it is, fetched by an address of their own.
//
// Not fetch: it does not tell how much of a body has been sent.

import { ApiError } from "./error";
import { addressOf, announceSignedOut } from "./request";
import type { Script, SentAttachment } from "./types";

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

export interface Sending<Answer = SentAttachment> {
  /** Rejects with ApiError; never settles when it was broken off. */
  readonly done: Promise<Answer>;
  readonly stop: () => void;
}

/** Where the bytes of a file are. */
export const attachmentAddress = (id: string, party: Party): string =>
  addressOf(`${PATHS[party]}/${encodeURIComponent(id)}`);

/** Sends a file; `told` hears which share of it has been sent. */
export function sendAttachment(order: AttachmentOrder, file: Blob, told: (share: number) => void): Sending {
  const query = { session_id: order.sessionId, name: order.name, nonce: order.nonce, reps_only: order.repsOnly };
  // That an invitation has ended is no sign-out of anybody.
  return sendFile(addressOf(PATHS[order.party], query), file, { told, own: order.party === "rep" });
}

export interface GivenFile {
  readonly name: string;
  readonly executable: boolean;
}

/** Gives a canned script a file that goes along with it; one of the same name makes room for it. */
export const giveScriptFile = (
  script: { readonly id: string; readonly etag?: string | null | undefined },
  given: GivenFile,
  file: Blob,
  told: (share: number) => void,
): Sending<Script> =>
  sendFile(addressOf(`/scripts/${encodeURIComponent(script.id)}/resources`, { ...given }), file, {
    told,
    own: true,
    seen: script.etag ?? undefined,
  });

/** Where the bytes of a file of a script are. */
export const scriptFileAddress = (script: string, file: string): string =>
  addressOf(`/scripts/${encodeURIComponent(script)}/resources/${encodeURIComponent(file)}`);

interface How {
  readonly told: (share: number) => void;
  /** By somebody with a login. */
  readonly own: boolean;
  readonly seen?: string | undefined;
}

function sendFile<Answer>(address: string, file: Blob, how: How): Sending<Answer> {
  const call = new XMLHttpRequest();
  const done = new Promise<Answer>((resolve, reject) => {
    call.open("POST", address);
    call.setRequestHeader("x-towline", "1");
    call.setRequestHeader("content-type", "application/octet-stream");
    if (how.seen) call.setRequestHeader("if-match", `"${how.seen}"`);
    call.upload.onprogress = (event) => how.told(event.total > 0 ? event.loaded / event.total : 0);
    call.onload = () => {
      const said = read(call.responseText);
      if (call.status === 201) return resolve(said as Answer);
      if (call.status === 401 && how.own) announceSignedOut();
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
