//! The little of a WebSocket that a link uses, so that tests can bring their own. The only place in the browser that opens one.

/** What a link needs of a WebSocket. */
export interface LinkSocket {
  binaryType: string;
  readonly bufferedAmount: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: ((event: never) => void) | null;
  /** What is sent is as it was when this returns, whatever its memory is used for then. */
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

export const SUBPROTOCOL = "towline.v1";

/** Opens the real thing. `url` may be a path of the page's own site. */
export function openSocket(url: string): LinkSocket {
  const absolute = new URL(url, globalThis.location.href);
  absolute.protocol = absolute.protocol === "http:" || absolute.protocol === "ws:" ? "ws:" : "wss:";
  const socket = new WebSocket(absolute.href, SUBPROTOCOL);
  socket.binaryType = "arraybuffer";
  return socket as unknown as LinkSocket;
}
