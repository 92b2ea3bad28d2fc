// One request to the appliance's REST interface: the only place in the web code that speaks HTTP.
//
// Adds what every request needs (same-origin cookie, `X-Towline: 1` against forged requests), turns refusals into ApiError and tells listeners when a
// request was refused because nobody is signed in any more. Knows no operation: those are in client.ts.

import { ApiError, errorOf } from "./error";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface RequestOptions {
  readonly query?: Query | undefined;
  readonly body?: unknown;
  /** A picture, in place of a body. */
  readonly picture?: Blob | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The tag of the thing as it was read. */
  readonly seen?: string | null | undefined;
  /** A 401 here says something else than "signed out" (the sign-in itself). */
  readonly signingIn?: boolean;
}

const BASE = "/api/v1";
const listeners = new Set<() => void>();

/** The tabs of one browser share a login. What one of them learns about its end, it tells the others by this channel. */
const TABS = "towline-login";
let tabs: BroadcastChannel | undefined;

function listenToTabs(): void {
  if (tabs || typeof BroadcastChannel === "undefined") return;
  tabs = new BroadcastChannel(TABS);
  tabs.onmessage = () => announceSignedOut();
}

/** Calls back whenever a request, or another tab, shows that the login is over. Returns the way to stop that. */
export function onSignedOut(listener: () => void): () => void {
  listenToTabs();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells the other tabs of this browser that the login has been ended (ACC-4). */
export function tellOtherTabs(): void {
  listenToTabs();
  tabs?.postMessage("signed-out");
}

/** Tells the listeners that the login is over; also called when the live link says so. */
export function announceSignedOut(): void {
  for (const listener of [...listeners]) listener();
}

export function addressOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") search.set(name, String(value));
  }
  const tail = search.toString();
  return tail ? `${BASE}${path}?${tail}` : `${BASE}${path}`;
}

/** One request and its answer, whatever it is. Rejects with ApiError when there is none, or with the signal's AbortError. */
async function ask(method: Method, path: string, accept: string, options: RequestOptions): Promise<Response> {
  const headers: Record<string, string> = { accept };
  if (method !== "GET") headers["x-towline"] = "1";
  if (options.body !== undefined) headers["content-type"] = "application/json";
  if (options.picture) headers["content-type"] = options.picture.type || "application/octet-stream";
  if (options.seen) headers["if-match"] = `"${options.seen}"`;
  let response: Response;
  try {
    response = await fetch(addressOf(path, options.query), {
      method,
      headers,
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.picture ? { body: options.picture } : {}),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (reason) {
    if (options.signal?.aborted) throw reason;
    throw new ApiError("offline", "", "", 0);
  }
  if (!response.ok) {
    const error = await errorOf(response);
    if (response.status === 401 && !options.signingIn) announceSignedOut();
    throw error;
  }
  return response;
}

/** Sends a request and gives its JSON answer; `undefined` for an empty one. Rejects with ApiError, or the signal's AbortError. */
export async function send<Answer>(method: Method, path: string, options: RequestOptions = {}): Promise<Answer> {
  const response = await ask(method, path, "application/json, application/problem+json", options);
  if (response.status === 204 || response.status === 202) return undefined as Answer;
  return (await response.json()) as Answer;
}

/** The beginning of a text. */
export interface Beginning {
  readonly text: string;
  /** Whether that is all of it. */
  readonly whole: boolean;
}

/** The bytes of a file that is small enough to be held. */
export const readBlob = async (path: string): Promise<Blob> =>
  (await ask("GET", path, "application/octet-stream, application/problem+json", {})).blob();

/** Reads a text of any length up to so many bytes, and lets the rest be. Rejects as `send` does. */
export async function readText(path: string, most: number, signal?: AbortSignal): Promise<Beginning> {
  const response = await ask("GET", path, "text/plain, application/problem+json", { signal });
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let [text, left] = ["", most];
  try {
    for (;;) {
      const piece = await reader?.read();
      if (!piece || piece.done) return { text: text + decoder.decode(), whole: true };
      // A character that is cut in two by the bound stays out.
      text += decoder.decode(piece.value.subarray(0, left), { stream: true });
      left -= piece.value.length;
      if (left < 0) {
        void reader?.cancel().catch(() => undefined);
        return { text, whole: false };
      }
    }
  } catch (reason) {
    if (signal?.aborted) throw reason;
    throw new ApiError("offline", "", "", 0);
  }
}
