// A translation service on a free port that speaks the protocol of LibreTranslate, knows a few sentences, and wants a key. It can be held up and switched off.

import { createServer } from "node:http";

const SENTENCES = {
  "de>en": {
    "Mein Drucker brennt.": "My printer is on fire.",
    "Er raucht noch.": "It still smokes.",
    "Hallo?": "Hello?",
  },
  "en>de": { "Please step back.": "Bitte treten Sie zurück.", "How can I help you?": "Wie kann ich Ihnen helfen?" },
  "ja>en": { "Mein Drucker brennt.": "(not Japanese)" },
};

export class Translator {
  key = "eleven-herons-in-the-reeds";
  /** Everything that it was asked: `{ q, source, target }`. */
  asked = [];
  #held = [];
  #holds = false;

  static async start() {
    const translator = new Translator();
    translator.server = createServer((request, response) => translator.#answer(request, response));
    await translator.#listen(0);
    translator.port = translator.server.address().port;
    translator.address = `http://127.0.0.1:${translator.port}`;
    return translator;
  }

  /** Answers nothing until it is let go. */
  hold() {
    this.#holds = true;
  }

  letGo() {
    this.#holds = false;
    for (const answer of this.#held.splice(0)) answer();
  }

  async goDown() {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  comeBack() {
    return this.#listen(this.port);
  }

  #listen(port) {
    return new Promise((resolve) => this.server.listen(port, "127.0.0.1", resolve));
  }

  #answer(request, response) {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const say = (status, body) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(body));
      };
      if (request.url === "/languages") {
        const of = (code, name) => ({ code, name, targets: ["de", "en", "ja"] });
        return say(200, [of("de", "German"), of("en", "English"), of("ja", "Japanese")]);
      }
      if (request.url !== "/translate") return say(404, { error: "Not found" });
      const { q, source, target, format, api_key } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
      if (api_key !== this.key) return say(403, { error: "Invalid API key" });
      if (format !== "text") return say(400, { error: "Only text" });
      this.asked.push({ q, source, target });
      const answer = () => say(200, { translatedText: SENTENCES[`${source}>${target}`]?.[q] ?? `[${target}] ${q}` });
      if (this.#holds) this.#held.push(answer);
      else answer();
    });
  }
}
