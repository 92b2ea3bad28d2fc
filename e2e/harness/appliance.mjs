// The real appliance on a free port with a data folder of its own, behind a proxy that can spoil the network. It survives `kill()` and `start()` again.

import { request } from "node:https";
import { connect } from "node:net";
import { join } from "node:path";
import { Network } from "./network.mjs";
import { Program, programs, temporaryFolder, until } from "./processes.mjs";

export class Appliance {
  admin = { username: "admin", password: "velvet-otter-sings-at-noon" };

  /** `direct`: nothing is between it and everybody, for what is measured. */
  static async start({ direct = false } = {}) {
    const appliance = new Appliance();
    appliance.folder = temporaryFolder("appliance");
    const free = await Network.start();
    await free.stop();
    appliance.port = free.port;
    if (!direct) {
      appliance.network = await Network.start();
      appliance.network.target = appliance.port;
    }
    appliance.site = `localhost:${appliance.network?.port ?? appliance.port}`;
    appliance.url = `https://${appliance.site}`;
    await appliance.launch();
    return appliance;
  }

  /** Starts the program and waits until it answers. */
  async launch() {
    let link;
    const printed = new Promise((resolve) => {
      link = resolve;
    });
    this.program = new Program(
      "towline serve",
      join(programs, "towline"),
      ["serve", "--data", join(this.folder, "data"), "--listen", `127.0.0.1:${this.port}`, "--site", this.url],
      {
        env: { RUST_LOG: process.env.RUST_LOG ?? "info" },
        log: join(this.folder, "appliance.log"),
        line: (text) => {
          const found = /https:\/\/\S+\/setup\/\S+/.exec(text);
          if (found) link(found[0]);
        },
      },
    );
    this.setUpLink = printed;
    await this.program.orEnded(until("the appliance answers", () => answers(this.port)));
  }

  /** Pulls the plug. */
  async kill() {
    await this.program.kill();
  }

  async stop() {
    await this.program.stop();
    await this.network?.stop();
  }

  /** The first administrator, by the printed link; signs in and switches the web console on. */
  async setUp({ consoleOn = true } = {}) {
    const link = await this.program.orEnded(this.setUpLink);
    const { username, password } = this.admin;
    const form = new URLSearchParams({ display_name: "Ada Admin", username, password, password_again: password });
    const answer = await this.fetch("POST", new URL(link).pathname, {
      body: form.toString(),
      type: "application/x-www-form-urlencoded",
    });
    if (answer.status !== 303) throw new Error(`set-up answered ${answer.status}: ${answer.text}`);
    this.api = await this.signIn(this.admin);
    if (consoleOn) await this.api("PATCH", "/settings/security", { allow_web_console: true });
  }

  /** A REST client with a login of its own. */
  async signIn({ username, password }) {
    const answer = await this.fetch("POST", "/api/v1/login", { body: { username, password } });
    if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}: ${answer.text}`);
    const cookie = answer.cookie;
    return async (method, path, body) => {
      const reply = await this.fetch(method, `/api/v1${path}`, { body, cookie });
      if (reply.status >= 400) {
        throw Object.assign(new Error(`${method} ${path}: ${reply.status} ${reply.text}`), { status: reply.status });
      }
      return reply.text ? JSON.parse(reply.text) : undefined;
    };
  }

  /** Another person, without a right of administration. */
  async addUser(username, displayName) {
    const password = "quiet-lantern-over-7-rivers";
    const user = await this.api("POST", "/users", {
      username,
      display_name: displayName,
      administrator: false,
      password,
      must_change_password: false,
      groups: [],
    });
    return { ...user, username, password };
  }

  /** One request to the appliance itself, past the network. */
  fetch(method, path, { body, type = "application/json", cookie, headers = {} } = {}) {
    const payload = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const call = request(
        {
          host: "127.0.0.1",
          port: this.port,
          servername: "localhost",
          method,
          path,
          rejectUnauthorized: false,
          headers: {
            Host: this.site,
            Origin: this.url,
            "X-Towline": "1",
            ...(payload === undefined ? {} : { "Content-Type": type, "Content-Length": Buffer.byteLength(payload) }),
            ...(cookie ? { Cookie: cookie } : {}),
            ...headers,
          },
        },
        (answer) => {
          let text = "";
          answer.setEncoding("utf8");
          answer.on("data", (data) => {
            text += data;
          });
          answer.on("end", () =>
            resolve({
              status: answer.statusCode,
              headers: answer.headers,
              cookie: answer.headers["set-cookie"]?.[0]?.split(";")[0],
              text,
            }),
          );
        },
      );
      call.on("error", reject);
      call.end(payload);
    });
  }

  /** A group, and the command that installs an agent into it. */
  async installer({ uses = 10, name } = {}) {
    this.group ??= await this.api("POST", "/jump-groups", { name: "Workshop", comments: "", members: [] });
    return this.api("POST", "/jump-installers", {
      location: { kind: "group", group_id: this.group.id },
      name,
      tag: "e2e",
      comments: "",
      valid_hours: 1,
      uses,
    });
  }

  async items() {
    return (await this.api("GET", "/jump-items?location=all&limit=100")).items;
  }

  /** Waits until as many endpoints are online, and returns them. */
  online(count) {
    return until(`${count} endpoint(s) online`, async () => {
      const items = (await this.items()).filter((item) => item.availability === "online");
      return items.length >= count && items;
    });
  }
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
