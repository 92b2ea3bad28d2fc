// Customers of attended support: one at the page that they are shown, and one without a browser, who speaks the page's requests and link (docs/wire.md), for
// journeys that are about what a representative sees.

import { randomBytes, randomUUID } from "node:crypto";
import { request } from "node:https";

import { until } from "./processes.mjs";

/** A customer in a browser of their own. */
export class CustomerPage {
  /** Follows the link of a key, says a name, and starts. */
  static follows(person, link, name) {
    return CustomerPage.#starts(person, link, name);
  }

  /** Types a key, as somebody said it by phone, into the portal. */
  static types(person, key, name) {
    return CustomerPage.#starts(person, "/", name, (page) => page.getByLabel("Session key").fill(key));
  }

  /** Chooses one of the issues on the portal. */
  static asks(person, issue, name) {
    return CustomerPage.#starts(person, "/", name, (page) => page.getByRole("link", { name: issue }).click());
  }

  static async #starts(person, address, name, first = () => {}) {
    const customer = new CustomerPage();
    customer.person = person;
    customer.page = await person.page(address);
    await first(customer.page);
    await customer.page.getByLabel("Your name").fill(name);
    await customer.page.getByRole("button", { name: "Start session" }).click();
    await customer.page.getByRole("heading", { name: "Your support session" }).waitFor();
    return customer;
  }

  get log() {
    return this.page.getByRole("log", { name: "Conversation" });
  }

  /** Writes it and sends it off, whether there is a connection or not. */
  async write(text) {
    await this.page.getByLabel("Your message").fill(text);
    await this.page.keyboard.press("Enter");
    await this.hears(text);
  }

  async say(text) {
    await this.write(text);
    await this.log.getByText("Sending…").waitFor({ state: "detached" });
  }

  hears(text) {
    return this.log.getByText(text, { exact: true }).waitFor();
  }

  /** What the page says of the session as a whole. */
  isTold(text) {
    return this.page.getByText(text).first().waitFor();
  }
}

/** Opcodes of RFC 6455. */
const BINARY = 2;
const CLOSE = 8;

export class Customer {
  /** Every entry of the log that the customer was shown. */
  events = [];
  state = undefined;
  #requests = 0;
  #replies = new Map();

  /** Uses a key, typed or as its link, and opens the page's link. */
  static async comes(appliance, { key, link, name = "" }) {
    const customer = new Customer();
    customer.appliance = appliance;
    const ak = link && new URL(link).searchParams.get("ak");
    const answer = await startWith(appliance, ak ? { ak, name } : { key, name });
    if (answer.status !== 303) throw new Error(`the key was answered with ${answer.status}: ${answer.text}`);
    customer.cookie = answer.cookie;
    await customer.connect();
    return customer;
  }

  /** Opens the link, as a page does when it is loaded. */
  async connect() {
    const answer = await this.appliance.fetch("POST", "/support/ticket", { body: {}, cookie: this.cookie });
    if (answer.status !== 200) throw new Error(`no ticket: ${answer.status} ${answer.text}`);
    this.socket = await open(this.appliance);
    const frames = new Frames();
    this.socket.on("data", (data) => {
      for (const { opcode, payload } of frames.take(data)) if (opcode === BINARY) this.#told(payload);
    });
    this.socket.on("error", () => {});
    const have = this.events.at(-1)?.sequence ?? 0;
    this.#send({ t: "hello", ticket: JSON.parse(answer.text).ticket, have });
    await until("the customer is shown the session", () => this.state);
  }

  say(text) {
    return this.#ask({ t: "say", text, nonce: randomUUID() });
  }

  /** The customer's own *End session*. */
  async end() {
    this.#send({ t: "end", request: this.#number() });
    await this.isTold("ended");
  }

  get said() {
    return this.events.filter((event) => event.kind === "chat").map((event) => event.text);
  }

  hears(text) {
    return until(`the customer reads ${text}`, () => this.said.includes(text));
  }

  /** Waits for a phase as the customer is told it: waiting, active, on_hold, ended. */
  isTold(phase) {
    return until(`the customer is told ${phase}`, () => this.state?.phase === phase);
  }

  async #ask(message) {
    const number = this.#number();
    this.#send({ ...message, request: number });
    const reply = await until("an answer for the customer", () => this.#replies.get(number));
    if (reply.problem) throw new Error(`${message.t}: ${reply.problem.code}`);
  }

  #number() {
    this.#requests += 1;
    return this.#requests;
  }

  #send(message) {
    // A control frame: kind 0 on channel 0.
    this.socket.write(frame(Buffer.concat([Buffer.from([0, 0]), Buffer.from(JSON.stringify(message))])));
  }

  #told(payload) {
    const message = JSON.parse(payload.subarray(2).toString());
    if (message.t === "ping") this.#send({ t: "pong", nonce: message.nonce });
    else if (message.t === "state") this.state = message;
    else if (message.t === "events") this.events.push(...message.events);
    else if (message.t === "reply") this.#replies.set(message.request, message);
    else if (message.t === "refused") throw new Error(`the customer's link was refused: ${message.problem.code}`);
  }
}

/** What the portal's form sends. */
export function startWith(appliance, fields) {
  const body = new URLSearchParams({ ...fields, agreed: "yes" }).toString();
  return appliance.fetch("POST", "/start", { body, type: "application/x-www-form-urlencoded" });
}

function open(appliance) {
  return new Promise((resolve, reject) => {
    const call = request({
      host: "127.0.0.1",
      port: appliance.port,
      servername: "localhost",
      path: "/link/customer",
      rejectUnauthorized: false,
      headers: {
        Host: appliance.site,
        Origin: appliance.url,
        Connection: "Upgrade",
        Upgrade: "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
        "Sec-WebSocket-Protocol": "towline.v1",
      },
    });
    call.on("upgrade", (_answer, socket, head) => {
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    call.on("response", (answer) => reject(new Error(`the customer's link was answered with ${answer.statusCode}`)));
    call.on("error", reject);
    call.end();
  });
}

/** One whole binary message, masked as a client must. */
function frame(payload) {
  const mask = randomBytes(4);
  const head =
    payload.length < 126
      ? Buffer.from([0x80 | BINARY, 0x80 | payload.length])
      : Buffer.from([0x80 | BINARY, 0x80 | 126, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([head, mask, payload.map((byte, at) => byte ^ mask[at % 4])]);
}

/** Cuts what arrives into messages. The appliance sends each as one frame, unmasked. */
class Frames {
  #rest = Buffer.alloc(0);

  *take(data) {
    this.#rest = Buffer.concat([this.#rest, data]);
    for (;;) {
      const rest = this.#rest;
      if (rest.length < 2) return;
      const opcode = rest[0] & 15;
      const short = rest[1] & 127;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (rest.length < head) return;
      const length = short < 126 ? short : short === 126 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2));
      if (rest.length < head + length) return;
      this.#rest = rest.subarray(head + length);
      if (opcode === CLOSE) return;
      yield { opcode, payload: rest.subarray(head, head + length) };
    }
  }
}
