//! Where the stream runs: in a worker of its own, or in the page where the browser gives none. Either way the page speaks `messages.ts` with it.

import { localProblem, workerAddress } from "@towline/wire";
import type { FromStream, ToStream } from "../messages";
import workerUrl from "../worker?worker&url";

export interface StreamPort {
  post(message: ToStream, transfer?: ArrayBuffer[]): void;
  close(): void;
}

const BROKE = "The part of this page that decodes the picture broke down.";

function startWorker(): Worker {
  return new Worker(workerAddress(workerUrl), { type: "module", name: "towline-screen" });
}

export function openPort(take: (message: FromStream) => void): StreamPort {
  return new WorkerPort(take);
}

/** A worker, made anew when it broke down and a retry is asked for, or the stream in the page where none can be started. */
class WorkerPort implements StreamPort {
  readonly #take: (message: FromStream) => void;
  #worker: Worker | undefined;
  #local: StreamPort | undefined;
  #start: ToStream | undefined;
  /** What was said before the worker first spoke, in case it never starts. */
  #unheard: ToStream[] = [];
  #heard = false;

  constructor(take: (message: FromStream) => void) {
    this.#take = take;
    this.#employ();
  }

  post(message: ToStream, transfer: ArrayBuffer[] = []): void {
    if (message.type === "start") this.#start = message;
    if (message.type === "retry" && !this.#worker && !this.#local && this.#start) {
      this.#employ();
      this.post(this.#start);
      return;
    }
    if (this.#local) {
      this.#local.post(message);
      return;
    }
    if (!this.#heard) this.#unheard.push(message);
    this.#worker?.postMessage(message, transfer);
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#local?.close();
  }

  #employ(): void {
    this.#heard = false;
    this.#unheard = [];
    try {
      const worker = startWorker();
      this.#worker = worker;
      worker.onmessage = (event: MessageEvent<FromStream>) => {
        this.#heard = true;
        this.#unheard = [];
        this.#take(event.data);
      };
      worker.onerror = () => this.#broke();
    } catch {
      this.#local = localPort(this.#take, []);
    }
  }

  #broke(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    if (this.#heard) this.#take({ type: "phase", phase: "ended", problem: localProblem("internal", BROKE) });
    else this.#local = localPort(this.#take, this.#unheard);
  }
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
