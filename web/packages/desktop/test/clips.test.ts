import { create, toBinary } from "@bufbuild/protobuf";
import {
  ClipboardAnswerSchema,
  type ClipboardAsk,
  ClipboardKind,
  ClipboardOfferSchema,
  ClipboardOutcome,
  type ClipboardPart,
  type ScreenUp,
} from "@towline/wire";
import { beforeEach, describe, expect, test } from "vitest";
import type { FromStream } from "../src/messages";
import { Clips } from "../src/stream/clips";

let said: ScreenUp["body"][];
let posted: FromStream[];
let now: number;
let linked: boolean;
let clips: Clips;
beforeEach(() => {
  [said, posted, now, linked] = [[], [], 0, true];
  clips = new Clips({
    post: (message) => posted.push(message),
    send: (body) => {
      if (linked) said.push(body);
      return linked;
    },
    now: () => now,
  });
});
const answer = (number: number, outcome: ClipboardOutcome): boolean =>
  clips.answer(toBinary(ClipboardAnswerSchema, create(ClipboardAnswerSchema, { number, outcome })));
/** The ask, or the part, that was said first and is not answered. */
const first = <T extends ClipboardAsk | ClipboardPart>(): T => said.shift()!.value as T;
/** An endpoint that has these bytes, for everything asked that was not answered yet. */
const serve = (bytes: Uint8Array): void => {
  for (let body = said.shift(); body; body = said.shift()) {
    const { number, offset, most } = body.value as ClipboardAsk;
    clips.piece(number, bytes.length, offset, bytes.subarray(offset, offset + most));
  }
};
/** An endpoint that takes all parts and puts them there; gives what it got. */
const takeAll = (): { kinds: ClipboardKind[]; bytes: Uint8Array } => {
  const kinds = new Set<ClipboardKind>();
  const bytes: number[] = [];
  for (let body = said.shift(); body; body = said.shift()) {
    if (body.case === "clipboardPart") {
      const { kind, data } = body.value as ClipboardPart;
      kinds.add(kind);
      bytes.push(...data);
    }
    answer((body.value as ClipboardPart).number, ClipboardOutcome.DONE);
  }
  return { kinds: [...kinds], bytes: Uint8Array.from(bytes) };
};

describe("contents of clipboards cross whole or not at all_scr_7", () => {
  test("an offer is told in kinds; what is none is said to be none", () => {
    const offer = { offer: 7n, kinds: [ClipboardKind.PNG, ClipboardKind.TEXT, 99 as ClipboardKind], already: true };
    expect(clips.offered(toBinary(ClipboardOfferSchema, create(ClipboardOfferSchema, offer)))).toBe(true);
    expect(posted).toEqual([{ type: "clipOffer", offer: 7n, kinds: ["text", "png"], already: true }]);
    expect(clips.offered(Uint8Array.of(0xff))).toBe(false);
    expect(clips.answer(Uint8Array.of(0xff))).toBe(false);
  });

  test("a long content is fetched in pieces that are asked for a few at a time", () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, at) => 97 + (at % 26));
    clips.pull(3n, ["text"]);
    expect(said).toHaveLength(1);
    let most = 0;
    while (said.length > 0) {
      const { number, offset, most: size } = first<ClipboardAsk>();
      clips.piece(number, bytes.length, offset, bytes.subarray(offset, offset + size));
      most = Math.max(most, said.length);
    }
    expect(most).toBeLessThanOrEqual(3);
    expect(posted).toEqual([{ type: "clipPulled", offer: 3n, content: { text: new TextDecoder().decode(bytes) } }]);
  });

  test("a slow line is asked for less at a time", () => {
    clips.pull(3n, ["png"]);
    const bytes = new Uint8Array(200_000);
    const sizes: number[] = [];
    while (said.length > 0) {
      const { number, offset, most } = first<ClipboardAsk>();
      sizes.push(most);
      now += 1_000;
      clips.piece(number, bytes.length, offset, bytes.subarray(offset, offset + most));
    }
    expect(Math.min(...sizes)).toBe(8 * 1024);
    expect(posted).toHaveLength(1);
  });

  test("what an endpoint sends that was not asked for, or is too large, is nothing", () => {
    const faults = [
      (ask: ClipboardAsk) => clips.piece(ask.number, 100, 0, new Uint8Array(99)),
      (ask: ClipboardAsk) => clips.piece(ask.number, 100, 50, new Uint8Array(100)),
      (ask: ClipboardAsk) => clips.piece(ask.number, 1 << 30, 0, new Uint8Array(100)),
      (ask: ClipboardAsk) => answer(ask.number, ClipboardOutcome.NO_ANSWER),
      () => clips.lost(),
    ].map((does) => {
      clips.pull(1n, ["text", "html"]);
      does(first<ClipboardAsk>());
      return (posted.pop() as { fault?: string }).fault;
    });
    expect(faults).toEqual(["refused", "refused", "too_large", "no_answer", "lost"]);
    expect([said, posted]).toEqual([[], []]);
    // An answer to what nobody waits for changes nothing.
    clips.piece(1, 5, 0, new Uint8Array(5));
    expect(posted).toEqual([]);
  });

  test("of two pulls only the newer is handed over", () => {
    clips.pull(1n, ["text"]);
    clips.pull(2n, ["text"]);
    serve(new TextEncoder().encode("Grüße"));
    expect(posted).toEqual([{ type: "clipPulled", offer: 2n, content: { text: "Grüße" } }]);
  });

  test("text, HTML and a picture go up part by part, and are put there when all are taken", () => {
    const png = Uint8Array.from({ length: 100_000 }, (_, at) => at);
    clips.put(4, { text: "Grüße", html: "<b>Grüße</b>", png });
    expect(said).toHaveLength(1);
    const { kinds, bytes } = takeAll();
    expect(kinds).toEqual([ClipboardKind.TEXT, ClipboardKind.HTML, ClipboardKind.PNG]);
    expect(bytes.subarray(-png.length)).toEqual(png);
    expect(posted).toEqual([{ type: "clipPut", put: 4 }]);
  });

  test("what is too large, refused, or overtaken by a newer content is said not to be there", () => {
    clips.put(1, { text: "x".repeat((1 << 20) + 1) });
    clips.put(2, { text: "a" });
    answer(first<ClipboardPart>().number, ClipboardOutcome.NOT_PERMITTED);
    clips.put(3, { text: "b" });
    clips.put(4, { text: "c" });
    takeAll();
    clips.put(5, {});
    linked = false;
    clips.put(6, { text: "d" });
    expect(posted).toEqual([
      { type: "clipPut", put: 1, fault: "too_large" },
      { type: "clipPut", put: 2, fault: "not_permitted" },
      { type: "clipPut", put: 3, fault: "changed" },
      { type: "clipPut", put: 4 },
      { type: "clipPut", put: 5, fault: "refused" },
      { type: "clipPut", put: 6, fault: "lost" },
    ]);
  });

  test("a list of files is fetched as bytes, and a batch is put there by its number", () => {
    clips.pull(7n, ["files"]);
    serve(Uint8Array.from([47, 97, 0xff, 0]));
    expect(posted).toEqual([{ type: "clipPulled", offer: 7n, content: { files: Uint8Array.from([47, 97, 0xff, 0]) } }]);
    clips.putFiles(4, 3);
    const { case: kind, value } = said.shift()!;
    expect([kind, (value as { batch: number }).batch]).toEqual(["clipboardFiles", 3]);
    answer((value as { number: number }).number, ClipboardOutcome.REFUSED);
    linked = false;
    clips.putFiles(5, 3);
    expect(posted.slice(1)).toEqual([
      { type: "clipPut", put: 4, fault: "refused" },
      { type: "clipPut", put: 5, fault: "lost" },
    ]);
  });
});
