// A line between a browser and whatever it talks to: so many bits a second, so long a way, so many segments lost. It is a proxy, so that every product is measured over the same line by giving the browser two switches:
//
//   node bench/link.mjs --port 8899 --kbps 1000 --delay 50 --loss 1
//   chromium --proxy-server=http://127.0.0.1:8899 --proxy-bypass-list='<-loopback>'
//
// All connections of one direction share the rate, in the order in which their bytes came. A lost segment (1,448 bytes) costs its connection what TCP's fast retransmit does: everything behind it waits for a round trip, and the
// segment is sent again. What is not modelled is the sender's congestion window; the queue before the line is a quarter of a second long and holds the sender back when it is full.

import { createServer } from "node:http";
import { connect } from "node:net";

const SEGMENT = 1448;
const QUEUE_MS = 250;

/** One direction of the line. */
class Direction {
  #free = 0;
  #options;

  constructor(options) {
    this.#options = options;
  }

  /** When the last byte of a segment that comes now is through the bottleneck; in milliseconds. */
  through(bytes) {
    const now = performance.now();
    this.#free = Math.max(now, this.#free) + (bytes * 8) / this.#options.kbps;
    return this.#free;
  }

  /** Until when nobody sends more. */
  get heldUntil() {
    return this.#free - QUEUE_MS;
  }
}

/** What is late already waits no longer: a timer takes a millisecond at least, in which a fast line carries many segments. */
const wait = (until) => {
  const left = until - performance.now();
  return left > 0 ? new Promise((resolve) => setTimeout(resolve, left)) : undefined;
};

/** Copies one way of a connection over the line. */
function carry(from, to, direction, { delay, loss }, random) {
  // When the newest byte of this connection arrives: what comes after it comes later.
  let arrives = 0;
  let told = Promise.resolve();
  from.on("data", async (data) => {
    from.pause();
    for (let at = 0; at < data.length; at += SEGMENT) {
      const part = data.subarray(at, at + SEGMENT);
      await wait(direction.heldUntil);
      let there = direction.through(part.length) + delay;
      if (random() * 100 < loss) there = direction.through(part.length) + 3 * delay;
      arrives = Math.max(arrives, there);
      const when = arrives;
      told = told.then(() => wait(when)).then(() => to.destroyed || to.write(part));
    }
    from.resume();
  });
  const end = () => told.then(() => wait(arrives)).then(() => to.destroy());
  from.on("close", end);
  from.on("error", end);
}

/** Listens; answers with the server. Options: `port` (0: any), `kbps` in thousands of bits a second, `delay` in ms for each way, `loss` in percent of segments. */
export function line({ port = 0, kbps = 1e6, delay = 0, loss = 0, random = Math.random }) {
  const [there, back] = [new Direction({ kbps }), new Direction({ kbps })];
  const join = (client, target, first) => {
    const server = connect(target.port || 80, target.hostname.replace(/^\[|\]$/g, ""));
    server.setNoDelay(true);
    client.setNoDelay(true);
    server.on("error", () => client.destroy());
    client.on("error", () => server.destroy());
    server.on("connect", () => {
      first(server);
      carry(client, server, there, { delay, loss }, random);
      carry(server, client, back, { delay, loss }, random);
    });
  };
  const proxy = createServer((request, response) => {
    // Without TLS the proxy is asked for the page itself.
    const target = new URL(request.url);
    const head = [`${request.method} ${target.pathname}${target.search} HTTP/1.1`];
    for (let at = 0; at < request.rawHeaders.length; at += 2) {
      const name = request.rawHeaders[at];
      if (!/^(proxy-)?connection$/i.test(name)) head.push(`${name}: ${request.rawHeaders[at + 1]}`);
    }
    const { socket } = response;
    response.detachSocket(socket);
    join(socket, target, (server) => server.write(`${head.join("\r\n")}\r\nConnection: close\r\n\r\n`));
  });
  proxy.on("connect", (request, client) => {
    join(client, new URL(`tcp://${request.url}`), () => client.write("HTTP/1.1 200 Connection established\r\n\r\n"));
  });
  return new Promise((resolve) => proxy.listen(port, "127.0.0.1", () => resolve(proxy)));
}

if (process.argv[1] === import.meta.filename) {
  const options = {};
  for (let at = 2; at < process.argv.length; at += 2) options[process.argv[at].slice(2)] = Number(process.argv[at + 1]);
  const proxy = await line(options);
  console.log(`http://127.0.0.1:${proxy.address().port}`);
}
