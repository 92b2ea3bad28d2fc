// One file up and down over a line of 100 Mbit/s, 50 and 150 ms long, beside one plain TCP stream over the same line; and with `huge` as argument one of 4 GiB of holes on loopback, for the memory of each process (FIL-8).
// Prints one line of JSON.
//
// `TOWLINE_PROGRAMS=target/release node bench/files_far.mjs [huge]`, after a release build of towline and towline-agent and `npm install` in e2e/.

import { closeSync, openSync, truncateSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";

import { lay } from "../e2e/harness/files.mjs";
import { temporaryFolder } from "../e2e/harness/processes.mjs";
import { proxied, round, Transfers } from "./transfers.mjs";

const BYTES = 100_000_000;
const KBPS = 100_000;
const HUGE = 4 * 1024 ** 3;
const rate = (bytes, seconds) => round(bytes / 1e6 / seconds);

const result = {};
if (process.argv[2] === "huge") {
  const path = join(temporaryFolder("mine"), "huge.bin");
  closeSync(openSync(path, "w"));
  truncateSync(path, HUGE);
  const transfers = await Transfers.open();
  for (const [way, act] of [
    ["up", () => transfers.up(path)],
    ["down", () => transfers.down("huge.bin")],
  ]) {
    const spent = await act();
    result[way] = { ...spent, mb_per_s: rate(HUGE, spent.seconds) };
  }
  await transfers.close();
} else {
  const mine = lay(temporaryFolder("mine"), { "large.bin": BYTES });
  for (const delay of [25, 75]) {
    const line = await proxied({ delay, kbps: KBPS });
    const transfers = await Transfers.open(line);
    const up = await transfers.up(join(mine, "large.bin"));
    const down = await transfers.down("large.bin");
    await transfers.close();
    const plain = await stream(line);
    result[`${2 * delay} ms`] = {
      up: { mb_per_s: rate(BYTES, up.seconds), ratio: round(plain / up.seconds) },
      down: { mb_per_s: rate(BYTES, down.seconds), ratio: round(plain / down.seconds) },
      plain: { mb_per_s: rate(BYTES, plain) },
    };
  }
}
console.log(JSON.stringify(result));
process.exit(0);

/** Seconds that so many bytes take in one stream through the proxy, from the request to the word that all are there. */
function stream(line) {
  const server = createServer((socket) => {
    let heard = 0;
    socket.on("error", () => {});
    socket.on("data", (data) => {
      heard += data.length;
      if (heard === BYTES) socket.end("all");
    });
  }).listen(0, "127.0.0.1");
  return new Promise((resolve) => {
    server.on("listening", () => {
      const started = performance.now();
      request({ host: "127.0.0.1", port: line, method: "CONNECT", path: `127.0.0.1:${server.address().port}` })
        .on("connect", (_, socket) => {
          socket.on("data", () => {
            server.close();
            resolve((performance.now() - started) / 1000);
          });
          const piece = Buffer.alloc(1_000_000);
          let sent = 0;
          const more = () => {
            while (sent < BYTES) {
              sent += piece.length;
              if (!socket.write(piece)) return;
            }
          };
          socket.on("drain", more);
          more();
        })
        .end();
    });
  });
}
