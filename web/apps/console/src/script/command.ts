// A command that a link gives a console (ACC-9): which Jump Item to start a session with, and what the session is to carry. Read from the address, handed from tab to tab, never more than what
// the appliance let through.

const NAMES = [
  "search_string",
  "client.hostname",
  "client.comments",
  "client.tag",
  "client.public_ip",
  "client.private_ip",
  "jump.method",
] as const;
const CUSTOM = /^session\.custom\.([a-z][a-z0-9_]{0,31})$/;

export type Criterion = (typeof NAMES)[number];
export type Criteria = Readonly<Partial<Record<Criterion, string>>>;
/** Custom fields of the session that starts, by code name. */
export type Custom = Readonly<Record<string, string>>;

/** What is to be done. */
export interface Errand {
  readonly criteria: Criteria;
  readonly custom: Custom;
}

export interface Command {
  readonly errand: Errand;
  /** Whether the person is asked first: the link was followed from another site. */
  readonly ask: boolean;
}

const LONGEST = 256;
const MOST_CUSTOM = 16;

/** An errand out of anything; what is none of it is left out. Without anything to look for there is nothing to do. */
export function errandOf(said: Iterable<readonly [string, unknown]>): Errand | undefined {
  const criteria: Partial<Record<Criterion, string>> = {};
  const custom = new Map<string, string>();
  for (const [name, value] of said) {
    if (typeof value !== "string" || value.trim() === "") continue;
    const known = NAMES.find((each) => each === name);
    const code = CUSTOM.exec(name)?.[1];
    if (known) criteria[known] = value.slice(0, LONGEST);
    else if (code && custom.size < MOST_CUSTOM) custom.set(code, value.slice(0, LONGEST));
  }
  return Object.keys(criteria).length === 0 ? undefined : { criteria, custom: Object.fromEntries(custom) };
}

/** The same as one list, as an address says it. */
const said = ({ criteria, custom }: Errand): Record<string, string> => ({
  ...criteria,
  ...Object.fromEntries(Object.entries(custom).map(([code, value]) => [`session.custom.${code}`, value])),
});

/** The command of an address of this console, if it has one. */
export function commandOf(address: Pick<Location, "pathname" | "search">): Command | undefined {
  const door = /^\/console\/(run|confirm)\/?$/.exec(address.pathname)?.[1];
  if (!door) return undefined;
  const errand = errandOf(new URLSearchParams(address.search));
  return errand && { errand, ask: door === "confirm" };
}

/** How long an open console has to say that it takes a command, in ms. */
const ANSWERS_WITHIN = 600;
const CHANNEL = "towline-console-commands";

interface Offered {
  readonly kind: "offer";
  readonly id: string;
  readonly user: string;
  readonly criteria: Readonly<Record<string, string>>;
}
interface Taken {
  readonly kind: "taken";
  readonly id: string;
}

function isOffered(value: unknown): value is Offered {
  const said = value as Partial<Offered> | null;
  return said?.kind === "offer" && typeof said.id === "string" && typeof said.user === "string" && !!said.criteria;
}

/** Offers a command to a console of the same person that is open in another tab. Says whether one took it. */
export function offer(user: string, errand: Errand): Promise<boolean> {
  if (typeof BroadcastChannel === "undefined") return Promise.resolve(false);
  const channel = new BroadcastChannel(CHANNEL);
  const id = crypto.randomUUID();
  return new Promise((resolve) => {
    const done = (taken: boolean) => {
      clearTimeout(timer);
      channel.close();
      resolve(taken);
    };
    const timer = setTimeout(() => done(false), ANSWERS_WITHIN);
    channel.onmessage = ({ data }: MessageEvent<Partial<Taken>>) => {
      if (data?.kind === "taken" && data.id === id) done(true);
    };
    channel.postMessage({ kind: "offer", id, user, criteria: said(errand) } satisfies Offered);
  });
}

/** Takes commands of other tabs as long as this console runs. Only tabs of the same origin speak on the channel; what they say is read like an address. */
export function takeOffers(user: string, run: (errand: Errand) => void): () => void {
  if (typeof BroadcastChannel === "undefined") return () => {};
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (!isOffered(data) || data.user !== user) return;
    const errand = errandOf(Object.entries(data.criteria));
    if (!errand) return;
    channel.postMessage({ kind: "taken", id: data.id } satisfies Taken);
    run(errand);
  };
  return () => channel.close();
}
