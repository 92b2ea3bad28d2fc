//! The painter's worker as an object: owns the screen link of one session, feeds the stream, numbers input. It speaks `messages.ts` with the page and runs in the page where there are no workers.

import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  type Channel,
  ConsoleLink,
  ConsolePurpose,
  CursorShapeSchema,
  type LinkOptions,
  type LinkState,
  localProblem,
  PaintAckSchema,
  type Problem,
  type ProblemDetails,
  readPayload,
  ScreenAskSchema,
  type ScreenLook,
  type ScreenMode,
  ScreenOptionsSchema,
  type ScreenStatus,
  ScreenStatusSchema,
  type ScreenUp,
  ScreenUpSchema,
  SOUND,
  SoundHeardSchema,
  SoundWantedSchema,
} from "@towline/wire";
import type { FromStream, ScreenInfo, StreamPhase, ToStream } from "../messages";
import { Clips } from "./clips";
import { drawBody } from "./draws";
import { Inputs } from "./inputs";
import type { DecodePhoto } from "./photo";
import type { Room } from "./room";
import { ScreenStream } from "./stream";
import type { DecodeVideo } from "./video";
import type { Zstd } from "./zstd";

const CHANNEL = 1;
const WINDOW = 1024 * 1024;
const FIGURES_MS = 1_000;
/** Packets of sound between two words that they came. */
const HEARD_EVERY = 10;
const MOST_CURSOR_SIDE = 256;
const NO_DECODER = "Use a current Chrome, Edge, Firefox or Safari to see what the customer shows.";

type Start = Extract<ToStream, { type: "start" }>;

export interface HostParts {
  readonly zstd: Zstd;
  /** Where decoders put their pixels. */
  readonly room: Room;
  readonly decodePhoto: DecodePhoto;
  readonly decodeVideo: DecodeVideo;
  readonly post: (message: FromStream, transfer?: ArrayBuffer[]) => void;
  /** For tests. */
  readonly link?: Pick<LinkOptions, "open" | "timing" | "random">;
}

export class ScreenHost {
  readonly #parts: HostParts;
  readonly #stream: ScreenStream;
  readonly #clips: Clips;
  readonly #tickets = new Map<number, { resolve: (ticket: string) => void; reject: (why: unknown) => void }>();
  #nextTicket = 1;
  #start: Start | undefined;
  #monitor = 0;
  /** What this tab chose. The session's is what the endpoint says. */
  #mode: ScreenMode | undefined;
  #inputs: Inputs | undefined;
  #link: ConsoleLink | undefined;
  #paused = false;
  /** The page wants to hear the endpoint. */
  #hears = false;
  #heard = 0;
  /** This browser decodes what keeps moving. Until it has said so, it is taken to be as good as most. */
  #plays = typeof VideoDecoder === "function";
  #channel: Channel | undefined;
  #toldFigures = "";
  #figuresTimer: ReturnType<typeof setInterval> | undefined;

  constructor(parts: HostParts) {
    this.#parts = parts;
    this.#stream = new ScreenStream(
      {
        post: parts.post,
        painted: (frame) => this.#send({ case: "painted", value: create(PaintAckSchema, { frame }) }),
        anew: () => this.#sayAgain(0n),
        malformed: () => this.#end(localProblem("malformed_frame", "The picture's stream was broken off.")),
        unsupported: () => this.#end(localProblem("no_decoder", NO_DECODER)),
        now: () => performance.now(),
      },
      parts.zstd,
      parts.decodePhoto,
      parts.decodeVideo,
    );
    this.#clips = new Clips({
      post: parts.post,
      send: (body) => {
        this.#send(body);
        return this.#channel?.alive === true;
      },
      now: () => performance.now(),
    });
  }

  take(message: ToStream): void {
    if (message.type === "clipPull") this.#clips.pull(message.offer, message.kinds);
    else if (message.type === "clipPut") this.#clips.put(message.put, message.content);
    else if (message.type === "clipFiles") this.#clips.putFiles(message.put, message.batch);
    else this.#take(message);
  }

  #take(message: Exclude<ToStream, { type: "clipPull" | "clipPut" | "clipFiles" }>): void {
    switch (message.type) {
      case "start":
        this.#start = message;
        this.#monitor = message.monitor;
        this.#mode = message.mode;
        this.#inputs = new Inputs(message.viewer);
        this.#open();
        return;
      case "pause":
        this.#pause();
        return;
      case "resume":
        if (this.#paused) this.#open();
        return;
      case "retry":
        if (!this.#link && !this.#paused) this.#open();
        return;
      case "ask":
        this.#send({ case: "ask", value: create(ScreenAskSchema) });
        return;
      case "ticket":
        this.#tickets.get(message.id)?.resolve(message.ticket);
        this.#tickets.delete(message.id);
        return;
      case "noTicket":
        this.#tickets.get(message.id)?.reject(message.why);
        this.#tickets.delete(message.id);
        return;
      case "monitor":
        this.#monitor = message.monitor;
        this.#send({ case: "options", value: create(ScreenOptionsSchema, { monitor: this.#monitor }) });
        return;
      case "mode":
        this.#mode = message.mode;
        this.#send({ case: "options", value: create(ScreenOptionsSchema, { mode: this.#mode }) });
        return;
      case "sound":
        this.#hears = message.on;
        this.#wantSound();
        return;
      case "input":
        this.#input(message.event);
        return;
      case "draw":
        this.#send(drawBody(message.event));
        return;
      case "painted":
        this.#stream.painted(message.paint, message.tookMs, message.pixels);
        return;
    }
  }

  /** Nobody looks. What has ended stays ended. */
  #pause(): void {
    if (!this.#link) return;
    this.#paused = true;
    this.#close();
    this.#phase("paused");
  }

  #open(): void {
    const start = this.#start;
    if (!start) return;
    this.#paused = false;
    this.#phase("connecting");
    const link = new ConsoleLink({
      url: start.url,
      viewer: start.viewer,
      sessionId: start.sessionId,
      purpose: ConsolePurpose.SCREEN,
      screenOptions: () => this.#options(),
      ...(start.own ? { screenWindow: start.monitor } : {}),
      ticket: () => this.#ticket(),
      ...this.#parts.link,
    });
    this.#link = link;
    link.onState((state) => {
      if (this.#link === link) this.#linked(link, state);
    });
    link.onMessage((body) => {
      if (this.#link !== link || body.case !== "channelClosed" || body.value.channel !== CHANNEL) return;
      this.#unavailable(body.value.problem);
    });
  }

  #linked(link: ConsoleLink, state: LinkState): void {
    if (state.phase === "closed") {
      this.#end(state.problem ?? localProblem("ended"));
      return;
    }
    if (state.phase !== "open") {
      this.#channel = undefined;
      this.#clips.lost();
      this.#stopFigures();
      this.#phase(state.phase, state.problem);
      return;
    }
    if (this.#channel?.alive) return;
    this.#stream.connected();
    const channel = link.channel(CHANNEL, WINDOW);
    this.#channel = channel;
    channel.onData((payload) => {
      // The window is for the network; what paces the endpoint is the acknowledgement after painting.
      if (payload[0] !== SOUND) channel.consumed(payload.length);
      this.#stream.figures.received(payload.length);
      this.#payload(payload);
    });
    this.#sayAgain(link.welcome?.inputSequence ?? 0n);
    if (this.#hears) this.#wantSound();
    this.#figuresTimer = setInterval(() => this.#figures(), FIGURES_MS);
    this.#phase("open");
  }

  /** Keys that may not have arrived. The endpoint performs each number once. */
  #sayAgain(performed: bigint): void {
    for (const bytes of this.#inputs?.resume(performed, performance.now()) ?? []) this.#channel?.send(bytes);
  }

  #payload(bytes: Uint8Array): void {
    const payload = readPayload(bytes);
    switch (payload?.kind) {
      case "frame":
        this.#stream.part(payload.flags, payload.frame, payload.body);
        return;
      case "inputAck":
        this.#inputs?.performed(payload.viewer, payload.sequence);
        return;
      case "cursorPosition":
        this.#parts.post({ type: "cursorAt", x: payload.x, y: payload.y });
        return;
      case "cursorShape":
        this.#cursor(payload.body);
        return;
      case "screenStatus":
        this.#status(payload.body);
        return;
      case "sound":
        this.#sound(payload.sequence, payload.at, payload.body);
        return;
      case "clipboardOffer":
        if (!this.#clips.offered(payload.body)) this.#end(localProblem("malformed_frame"));
        return;
      case "clipboardPiece":
        if (payload.viewer !== this.#start?.viewer) return;
        this.#clips.piece(payload.number, payload.total, payload.offset, payload.body);
        return;
      case "clipboardAnswer":
        if (payload.viewer === this.#start?.viewer && !this.#clips.answer(payload.body))
          this.#end(localProblem("malformed_frame"));
        return;
      default:
        this.#end(localProblem("malformed_frame"));
    }
  }

  #wantSound(): void {
    this.#heard = 0;
    this.#send({ case: "soundWanted", value: create(SoundWantedSchema, { on: this.#hears }) });
  }

  #sound(sequence: number, at: number, body: Uint8Array): void {
    if (!this.#hears || body.length === 0 || !Number.isSafeInteger(at)) return;
    this.#heard += 1;
    // The appliance sends no more than a second ahead of this.
    if (this.#heard % HEARD_EVERY === 0)
      this.#send({ case: "soundHeard", value: create(SoundHeardSchema, { sequence }) });
    const packet = body.slice();
    this.#parts.post({ type: "sound", at, packet }, [packet.buffer]);
  }

  #cursor(body: Uint8Array): void {
    const shape = read(() => fromBinary(CursorShapeSchema, body));
    if (!shape) {
      this.#end(localProblem("malformed_frame"));
      return;
    }
    const { width, height, hotX, hotY, rgba } = shape;
    if (rgba.length === 0) {
      this.#parts.post({ type: "cursor" });
      return;
    }
    const fits = width > 0 && height > 0 && width <= MOST_CURSOR_SIDE && height <= MOST_CURSOR_SIDE;
    if (!fits || rgba.length !== width * height * 4) {
      this.#end(localProblem("malformed_frame"));
      return;
    }
    const hot = { hotX: Math.min(hotX, width - 1), hotY: Math.min(hotY, height - 1) };
    this.#parts.post({ type: "cursor", shape: { width, height, ...hot, rgba: rgba.slice() } });
  }

  #status(body: Uint8Array): void {
    const status = read(() => fromBinary(ScreenStatusSchema, body));
    if (status) {
      const screen = screenInfo(status);
      this.#stream.figures.look(screen.look);
      this.#parts.post({ type: "screen", screen });
      this.#expect(screen);
    } else this.#end(localProblem("malformed_frame"));
  }

  /** What is looked at has a size before the first picture of it comes. */
  #expect({ available, monitors }: ScreenInfo): void {
    if (!available) return;
    const chosen = monitors.find(({ id }) => id === this.#monitor);
    const all = { width: Math.max(0, ...monitors.map(right)), height: Math.max(0, ...monitors.map(bottom)) };
    const { width, height } = chosen ?? all;
    if (this.#stream.expect(width, height)) this.#parts.room.expect(width * height * 4);
  }

  /** The appliance closed the channel: the desktop is not to be had now. The link stays, for when it is. */
  #unavailable(problem: Problem | undefined): void {
    const info = {
      reasonCode: problem?.code ?? "ended",
      reason: problem?.title || localProblem(problem?.code ?? "ended").title,
    };
    const none = { monitors: [], path: "", keyboardLayout: "" };
    this.#parts.post({ type: "screen", screen: { available: false, ...info, ...none } });
  }

  #input(event: Extract<ToStream, { type: "input" }>["event"]): void {
    const linked = this.#channel?.alive === true;
    const bytes = this.#inputs?.say(event, linked, performance.now());
    if (bytes) this.#channel?.send(bytes);
  }

  #send(body: ScreenUp["body"]): void {
    const viewer = this.#start?.viewer ?? 0n;
    this.#channel?.send(toBinary(ScreenUpSchema, create(ScreenUpSchema, { viewer, body })));
  }

  #options() {
    const chosen = this.#mode === undefined ? {} : { mode: this.#mode };
    return create(ScreenOptionsSchema, { monitor: this.#monitor, noVideo: !this.#plays, ...chosen });
  }

  #ticket(): Promise<string> {
    const id = this.#nextTicket;
    this.#nextTicket += 1;
    return new Promise((resolve, reject) => {
      this.#tickets.set(id, { resolve, reject });
      this.#parts.post({ type: "wantTicket", id });
    });
  }

  #figures(): void {
    const rttMs = this.#link?.state.rttMs ?? 0;
    const stats = this.#stream.figures.take(performance.now(), rttMs, this.#stream.lossless);
    const same = stats.fps === 0 && stats.bytesPerSecond === 0 && JSON.stringify(stats) === this.#toldFigures;
    if (same) return;
    this.#toldFigures = JSON.stringify(stats);
    this.#parts.post({ type: "stats", stats });
  }

  #stopFigures(): void {
    clearInterval(this.#figuresTimer);
  }

  #close(): void {
    const link = this.#link;
    this.#link = undefined;
    this.#channel = undefined;
    this.#clips.lost();
    this.#stopFigures();
    link?.close();
  }

  #end(problem: ProblemDetails): void {
    this.#close();
    this.#phase("ended", problem);
  }

  #phase(phase: StreamPhase, problem?: ProblemDetails): void {
    this.#parts.post({ type: "phase", phase, ...(problem ? { problem } : {}) });
  }
}

const right = ({ x, width }: ScreenInfo["monitors"][number]): number => x + width;
const bottom = ({ y, height }: ScreenInfo["monitors"][number]): number => y + height;

/** A message of the endpoint, or nothing where it is none. */
function read<T>(how: () => T): T | undefined {
  try {
    return how();
  } catch {
    return undefined;
  }
}

function screenInfo(status: ScreenStatus): ScreenInfo {
  const { available, reasonCode, reason, path, keyboardLayout, look } = status;
  const monitors = status.monitors.slice(0, 64).map(({ id, name, primary, x, y, width, height }) => {
    return { id, name: name.slice(0, 256), primary, x, y, width, height };
  });
  const texts = { reasonCode, reason: reason.slice(0, 1_024), path: path.slice(0, 64), keyboardLayout };
  return { available, monitors, ...texts, ...(look ? { look: plainLook(look) } : {}) };
}

function plainLook({ mode, step, photoQuality, mostFps, colours, oneBit }: ScreenLook) {
  return { mode, step, photoQuality, mostFps, colours, oneBit };
}
