// A command that a link gives a console (ACC-9): which Jump Item to start a session with. Read from the address, handed from tab to tab, never more than what the appliance let through.

const NAMES = [
  "search_string",
  "client.hostname",
  "client.comments",
  "client.tag",
  "client.public_ip",
  "client.private_ip",
  "jump.method",
] as const;

export type Criterion = (typeof NAMES)[number];
export type Criteria = Readonly<Partial<Record<Criterion, string>>>;

export interface Command {
  readonly criteria: Criteria;
  /** Whether the person is asked first: the link was followed from another site. */
  readonly ask: boolean;
}

const LONGEST = 256;

/** Criteria out of anything; what is none of them is left out. */
export function criteriaOf(said: Iterable<readonly [string, unknown]>): Criteria {
  const found: Partial<Record<Criterion, string>> = {};
  for (const [name, value] of said) {
    const known = NAMES.find((each) => each === name);
    if (known && typeof value === "string" && value.trim() !== "") found[known] = value.slice(0, LONGEST);
  }
  return found;
}

/** The command of an address of this console, if it has one. */
export function commandOf(address: Pick<Location, "pathname" | "search">): Command | undefined {
  const door = /^\/console\/(run|confirm)\/?$/.exec(address.pathname)?.[1];
  if (!door) return undefined;
  const criteria = criteriaOf(new URLSearchParams(address.search));
  // Without anything to look for there is nothing to do.
  return Object.keys(criteria).length === 0 ? undefined : { criteria, ask: door === "confirm" };
}

/** How long an open console has to say that it takes a command, in ms. */
const ANSWERS_WITHIN = 600;
const CHANNEL = "towline-console-commands";

interface Offered {
  readonly kind: "offer";
  readonly id: string;
  readonly user: string;
  readonly criteria: Criteria;
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
export function offer(user: string, criteria: Criteria): Promise<boolean> {
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
    channel.postMessage({ kind: "offer", id, user, criteria } satisfies Offered);
  });
}

/** Takes commands of other tabs as long as this console runs. Only tabs of the same origin speak on the channel; what they say is read like an address. */
export function takeOffers(user: string, run: (criteria: Criteria) => void): () => void {
  if (typeof BroadcastChannel === "undefined") return () => {};
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (!isOffered(data) || data.user !== user) return;
    const criteria = criteriaOf(Object.entries(data.criteria));
    if (Object.keys(criteria).length === 0) return;
    channel.postMessage({ kind: "taken", id: data.id } satisfies Taken);
    run(criteria);
  };
  return () => channel.close();
}
