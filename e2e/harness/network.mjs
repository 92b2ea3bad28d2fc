// A stretch of bad network between everybody and the appliance: it forwards TCP, and on request stalls, cuts, is far away, or lets a byte through at a time.

import { connect, createServer } from "node:net";

const SLOW_MS = 50;

export class Network {
  #server;
  #pairs = new Set();
  #mode = "open";
  #step = 1;
  #wait = 0;

  /** Listens on a free port of the loopback address; `target` is the port behind it, and may change. */
  static async start() {
    const network = new Network();
    network.#server = createServer((client) => network.#accept(client));
    await new Promise((resolve) => network.#server.listen(0, "127.0.0.1", resolve));
    network.port = network.#server.address().port;
    return network;
  }

  #accept(client) {
    client.on("error", () => {});
    if (this.#mode === "cut") {
      client.destroy();
      return;
    }
    const server = connect(this.target, "127.0.0.1");
    const pair = { client, server };
    this.#pairs.add(pair);
    server.on("error", () => client.destroy());
    const end = () => {
      this.#pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    client.on("close", end);
    server.on("close", end);
    client.setNoDelay(true);
    server.setNoDelay(true);
    this.#forward(client, server);
    this.#forward(server, client);
  }

  /** Told the size of everything that passes, in either direction. */
  seen = () => {};

  #forward(from, to) {
    let waiting = Promise.resolve();
    from.on("data", (data) => {
      this.seen(data.length);
      from.pause();
      waiting = waiting.then(() => this.#pass(data, to)).then(() => from.resume());
    });
  }

  async #pass(data, to) {
    let rest = data;
    while (rest.length > 0 && !to.destroyed) {
      if (this.#mode === "stall") {
        await this.#changed();
      } else if (this.#mode === "trickle") {
        await write(to, rest.subarray(0, 1));
        rest = rest.subarray(1);
        await new Promise((resolve) => setImmediate(resolve));
      } else if (this.#mode === "far") {
        await new Promise((resolve) => setTimeout(resolve, this.#wait));
        await write(to, rest);
        rest = rest.subarray(rest.length);
      } else if (this.#mode === "slow") {
        // Nothing more is read meanwhile, so the sender's queues fill as they do on a slow line.
        await write(to, rest.subarray(0, this.#step));
        rest = rest.subarray(this.#step);
        await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
      } else {
        await write(to, rest);
        rest = rest.subarray(rest.length);
      }
    }
  }

  #waiters = [];
  #changed() {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  #set(mode) {
    this.#mode = mode;
    for (const wake of this.#waiters.splice(0)) wake();
  }

  /** As if nothing were between. */
  open() {
    this.#set("open");
  }

  /** Connections stay, nothing moves. */
  stall() {
    this.#set("stall");
  }

  /** Every connection is torn down and new ones are refused. */
  cut() {
    this.#set("cut");
    this.tear();
  }

  /** Every connection is torn down; new ones are taken. */
  tear() {
    for (const { client, server } of this.#pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  /** So many bytes a second, for each connection and direction. */
  slow(rate) {
    this.#step = Math.ceil((rate * SLOW_MS) / 1000);
    this.#set("slow");
  }

  /** What comes is held back for so many milliseconds, in each direction. */
  far(wait) {
    this.#wait = wait;
    this.#set("far");
  }

  /** A byte at a time, each in a segment of its own. */
  trickle() {
    this.#set("trickle");
  }

  async stop() {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function write(socket, data) {
  return new Promise((resolve) => (socket.destroyed ? resolve() : socket.write(data, resolve)));
}
