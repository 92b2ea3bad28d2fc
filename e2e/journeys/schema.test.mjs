// The interface for programs against its own description (ADM-8): Schemathesis makes requests of it, right and wrong ones, and nothing fails, and every answer is one that the description has.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";

import { Appliance } from "../harness/appliance.mjs";
import { journey } from "../harness/journey.mjs";

const DOCUMENT = fileURLToPath(new URL("../../openapi/appliance.json", import.meta.url));
const CONFIG = fileURLToPath(new URL("../schemathesis.toml", import.meta.url));
const PROGRAM = process.env.TOWLINE_SCHEMATHESIS ?? "schemathesis";
/** Operations that one API account asks: each account may ask so often and no more. */
const SHARE = 7;

let appliance;

before(async () => {
  appliance = await Appliance.start();
  await appliance.setUp();
});
after(() => appliance?.stop());

/** The operations that a program reaches, in shares. What is for people only is walked by the tests of the table. */
function shares() {
  const { paths } = JSON.parse(readFileSync(DOCUMENT, "utf8"));
  const operations = Object.values(paths).flatMap((item) => Object.values(item));
  const reached = operations.filter((each) => each.security?.some((way) => "program" in way));
  const ids = reached.map((each) => each.operationId);
  return Array.from({ length: Math.ceil(ids.length / SHARE) }, (_, at) => ids.slice(at * SHARE, (at + 1) * SHARE));
}

async function token(name) {
  const { scopes } = await appliance.api("GET", "/api-accounts");
  const made = await appliance.api("POST", "/api-accounts", { name, scopes });
  const form = { grant_type: "client_credentials", client_id: made.client_id, client_secret: made.client_secret };
  const answer = await appliance.fetch("POST", "/api/v1/oauth/token", {
    body: new URLSearchParams(form).toString(),
    type: "application/x-www-form-urlencoded",
  });
  return JSON.parse(answer.text).access_token;
}

function ask(bearer, ids) {
  const options = ["--config-file", CONFIG, "run", DOCUMENT, "--url", `https://localhost:${appliance.port}`];
  options.push("-H", `Authorization: Bearer ${bearer}`, "--tls-verify", "false");
  options.push("--max-examples", "6", "--seed", "1", "--phases", "coverage,fuzzing", "--warnings", "off", "--no-color");
  for (const id of ids) options.push("--include-operation-id", id);
  return new Promise((resolve, reject) => {
    const run = spawn(PROGRAM, options, { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [run.stdout, run.stderr]) {
      stream.on("data", (piece) => {
        said += piece;
      });
    }
    run.on("error", reject);
    run.on("exit", (code) => resolve({ code, said }));
  });
}

journey("nothing that Schemathesis sends is answered otherwise than the description says (ADM-8)", async () => {
  const found = [];
  for (const [at, ids] of shares().entries()) {
    const { code, said } = await ask(await token(`schema ${at}`), ids);
    if (code !== 0) found.push(said.slice(-6000));
  }
  assert.equal(found.join("\n"), "");
  assert.equal((await appliance.fetch("GET", "/readyz")).status, 200);
});
