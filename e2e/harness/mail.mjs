// A real mail server on a free port, which keeps whatever it is given: behind STARTTLS, for one user with a password. Its certificate is its own authority.

import { createServer } from "node:net";

import { SMTPServer } from "smtp-server";

import { until } from "./processes.mjs";

export class MailServer {
  user = "site";
  password = "nine-ravens-over-the-weir";
  /** Everything that arrived: `{ from, to, text }`, the text as it was sent. */
  messages = [];

  static async start({ certificate, key }) {
    const mail = new MailServer();
    mail.authority = certificate;
    mail.server = new SMTPServer({
      cert: certificate,
      key,
      authMethods: ["PLAIN", "LOGIN"],
      disableReverseLookup: true,
      onAuth: ({ username, password }, _session, done) => {
        if (username === mail.user && password === mail.password) done(null, { user: username });
        else done(new Error("no such user here"));
      },
      onData: (stream, session, done) => {
        let text = "";
        stream.setEncoding("utf8");
        stream.on("data", (part) => {
          text += part;
        });
        stream.on("end", () => {
          const { mailFrom, rcptTo } = session.envelope;
          mail.messages.push({ from: mailFrom.address, to: rcptTo.map((to) => to.address), text: readable(text) });
          done();
        });
      },
    });
    mail.server.on("error", () => {});
    mail.port = await freePort();
    await new Promise((resolve) => mail.server.listen(mail.port, "127.0.0.1", resolve));
    return mail;
  }

  stop() {
    return new Promise((resolve) => this.server.close(resolve));
  }

  /** Waits for the `count`th message to somebody, and returns it. */
  arrived(to, count = 1) {
    return until(`message ${count} to ${to}`, () => {
      const found = this.messages.filter((message) => message.to.includes(to));
      return found.length >= count && found[count - 1];
    });
  }
}

/** Undoes the encodings of a message of one part: its subject and its text as people read them. */
function readable(message) {
  const at = message.indexOf("\r\n\r\n");
  const [head, body] = [message.slice(0, at), message.slice(at)];
  const way = /^content-transfer-encoding: *(\S+)/im.exec(head)?.[1]?.toLowerCase();
  const text =
    way === "base64" ? Buffer.from(body, "base64").toString() : way === "quoted-printable" ? unquoted(body) : body;
  return (
    head
      .replaceAll(/\?=\r\n =\?/g, "?==?")
      .replaceAll(/=\?utf-8\?b\?([^?]*)\?=/gi, (_, coded) => Buffer.from(coded, "base64").toString()) +
    (way === "base64" ? `\r\n\r\n${text}` : text)
  );
}

const unquoted = (text) =>
  Buffer.from(
    text
      .replaceAll("=\r\n", "")
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString();

function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
