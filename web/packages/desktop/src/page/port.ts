//! Where the stream runs: in a worker of its own, or in the page where the browser gives none. Either way the page speaks `messages.ts` with it.

import type { FromStream, ToStream } from "../messages";
import workerUrl from "../worker?worker&url";

export interface StreamPort {
  post(message: ToStream, transfer?: ArrayBuffer[]): void;
  close(): void;
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): unknown };
}

let policy: { createScriptURL(url: string): unknown } | undefined;

/** SECURITY: the one script that this policy lets through is the worker that was built with the page. */
function trusted(url: string): string {
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  if (!types) return url;
  policy ??= types.createPolicy("towline", {
    createScriptURL: (asked) => {
      if (asked === workerUrl) return asked;
      throw new TypeError("only the painter's worker may be started");
    },
  });
  // A trusted address is an object that the DOM takes in a string's place.
  return policy.createScriptURL(url) as string;
}

/** A worker that is running before anybody needs it. */
let spare: Worker | undefined;

/** Starts a worker ahead, so that the next screen opens without waiting for one. Called where a screen may be opened soon. */
export function warmUp(): void {
  if (spare) return;
  try {
    const worker = startWorker();
    worker.onerror = () => {
      if (spare === worker) spare = undefined;
    };
    spare = worker;
  } catch {
    // Without workers there is nothing to warm up.
  }
}

function startWorker(): Worker {
  return new Worker(trusted(workerUrl), { type: "module", name: "towline-screen" });
}

export function openPort(take: (message: FromStream) => void): StreamPort {
  let worker: Worker;
  try {
    worker = spare ?? startWorker();
    spare = undefined;
  } catch {
    return localPort(take, []);
  }
  let local: StreamPort | undefined;
  /** Kept until the worker has spoken, in case it never starts. */
  let unheard: ToStream[] | undefined = [];
  worker.onmessage = (event: MessageEvent<FromStream>) => {
    unheard = undefined;
    take(event.data);
  };
  worker.onerror = () => {
    if (!unheard) return;
    worker.terminate();
    local = localPort(take, unheard);
    unheard = undefined;
  };
  return {
    post: (message, transfer = []) => {
      if (local) {
        local.post(message);
        return;
      }
      unheard?.push(message);
      worker.postMessage(message, transfer);
    },
    close: () => {
      worker.terminate();
      local?.close();
    },
  };
}

function localPort(take: (message: FromStream) => void, first: readonly ToStream[]): StreamPort {
  const waiting: ToStream[] = [...first];
  let host: { take(message: ToStream): void } | undefined;
  let closed = false;
  void import("../local").then(async ({ localHost }) => {
    const made = await localHost((message) => queueMicrotask(() => !closed && take(message)));
    if (closed) return;
    host = made;
    for (const message of waiting.splice(0)) host.take(message);
  });
  return {
    post: (message) => {
      if (host) host.take(message);
      else waiting.push(message);
    },
    close: () => {
      host?.take({ type: "pause" });
      closed = true;
    },
  };
}
