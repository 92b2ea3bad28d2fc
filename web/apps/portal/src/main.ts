// The customer's page of a session (SUP-20): chat in the browser, without a download and without a library.

import { Asks } from "./asks";
import { Files, sendFile } from "./files";
import { Link, type Socket } from "./link";
import { Offer } from "./offer";
import { Page, type Words } from "./page";
import { Picture, systemOf } from "./picture";
import { Talk } from "./talk";
import { mailTo, Transcript } from "./transcript";

/** How long the link stays after the end, for what was said last. */
const LINGER_MS = 1_000;
/** How often it is said that something is being written. */
const TYPES_MS = 3_000;

async function ticket(): Promise<string | undefined> {
  const answer = await fetch("/support/ticket", { method: "POST", cache: "no-store", redirect: "error" });
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(String(answer.status));
  const said: unknown = await answer.json();
  return typeof said === "object" && said !== null && "ticket" in said ? String(said.ticket) : undefined;
}

function open(): Socket {
  return new WebSocket(`wss://${location.host}/link/customer`, "towline.v1") as unknown as Socket;
}

export interface Texts {
  words: Words;
  sharing: Words;
}

export function start({ words, sharing }: Texts, system: string, mib: number): void {
  let typed = 0;
  const files = new Files(words, mib, sendFile);
  const picture = document.getElementById("picture") ? new Picture((chosen) => files.take(chosen)) : undefined;
  const transcript = new Transcript(words, mailTo);
  let mood: "connecting" | "lost" | "over" | "on" = "connecting";
  const page = new Page(words, {
    say: (text) => {
      typed = 0;
      talk.say(text, crypto.randomUUID());
      page.show(talk, []);
    },
    end: () => talk.end(),
    types: () => {
      const now = Date.now();
      if (now - typed < TYPES_MS) return;
      typed = now;
      link.send({ t: "typing" });
    },
  });
  const surroundings = { ticket, open, random: Math.random };
  const offer = new Offer(sharing, {
    surroundings,
    answer: (prompt, yes) => link.send({ t: "answer", request: 0, prompt, yes }),
  });
  const asks = new Asks(words, (prompt, yes) => link.send({ t: "answer", request: 0, prompt, yes }));
  const tell = () => {
    page.tell(talk, mood);
    asks.tell(talk.state, mood === "on");
    offer.tell(talk.state, mood === "over");
    const phase = talk.state?.phase;
    const sends = mood !== "over" && (phase === "active" || phase === "on_hold");
    files.allow(sends);
    picture?.allow(sends && mib > 0 && talk.state?.way !== "client");
    transcript.offer(phase === "ended");
  };
  const link: Link = new Link(surroundings, {
    have: () => talk.have,
    system,
    up: () => {
      mood = "on";
      talk.again();
      tell();
    },
    down: () => {
      if (mood !== "connecting") mood = "lost";
      tell();
    },
    heard: (message) => {
      if (message.t === "typing") return page.typing(message.name);
      const fresh = talk.take(message);
      page.show(talk, fresh);
      picture?.heard(fresh);
      tell();
      // The last lines of the log come after it.
      if (talk.state?.phase === "ended") setTimeout(() => link.stop(), LINGER_MS);
    },
    over: () => {
      mood = "over";
      tell();
    },
  });
  const talk: Talk = new Talk((message) => link.send(message));
  tell();
  addEventListener("online", () => link.hurry());
  addEventListener("pageshow", () => link.hurry());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) link.hurry();
  });
  link.start();
}

const root = document.getElementById("session");
if (root?.dataset.words) {
  const words = { ...JSON.parse(root.dataset.words), ...JSON.parse(root.dataset.events ?? "{}") } as Words;
  const sharing = JSON.parse(root.dataset.sharing ?? "{}") as Words;
  start({ words, sharing }, systemOf(root.dataset.system ?? "", navigator.maxTouchPoints), Number(root.dataset.mib));
}
