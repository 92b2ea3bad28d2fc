import { fromBinary } from "@bufbuild/protobuf";
import { ShellUpSchema } from "@towline/wire";
import { describe, expect, test } from "vitest";
import { MOST_TYPED_BYTES, Typed } from "../src/typed";

/** Plays the endpoint: takes messages, writes each position once. */
class Endpoint {
  written = "";

  take(messages: Uint8Array[]): void {
    for (const message of messages) {
      const { body } = fromBinary(ShellUpSchema, message);
      if (body.case !== "input") throw new Error("not typed");
      const skip = this.written.length - Number(body.value.offset);
      expect(skip).toBeGreaterThanOrEqual(0);
      this.written += new TextDecoder().decode(body.value.data.subarray(skip));
    }
  }
}
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("typing_shl_4", () => {
  test("nothing is lost or doubled, wherever the link breaks", () => {
    const text = Array.from({ length: 40_000 }, (_, index) => String.fromCharCode(97 + (index % 26))).join("");
    for (let broken = 0; broken < 12; broken += 1) {
      const typed = new Typed(1n, 0n);
      const endpoint = new Endpoint();
      typed.type(bytes(text.slice(0, 25_000)));
      const messages = typed.next();
      endpoint.take(messages.slice(0, broken));
      if (broken % 2) typed.confirmed(BigInt(Math.floor(endpoint.written.length / 2)));
      typed.reconnected();
      typed.type(bytes(text.slice(25_000)));
      endpoint.take(typed.next());
      typed.confirmed(BigInt(endpoint.written.length));
      endpoint.take(typed.next());
      expect(endpoint.written).toBe(text);
      expect(typed.end).toBe(BigInt(text.length));
    }
  });

  test("a long paste does not fill the network: the rest goes as the endpoint has written", () => {
    const typed = new Typed(1n, 0n);
    typed.type(new Uint8Array(1_000_000));
    let flying = 0;
    for (const message of typed.next()) {
      const { body } = fromBinary(ShellUpSchema, message);
      flying += body.case === "input" ? body.value.data.length : 0;
    }
    expect(flying).toBeLessThanOrEqual(64 * 1024);
    expect(typed.next()).toEqual([]);
    typed.confirmed(BigInt(flying));
    expect(typed.next().length).toBeGreaterThan(0);
  });

  test("what is too much is refused whole", () => {
    const typed = new Typed(1n, 0n);
    expect(typed.type(new Uint8Array(MOST_TYPED_BYTES))).toBe(true);
    expect(typed.type(bytes("x"))).toBe(false);
    expect(typed.end).toBe(BigInt(MOST_TYPED_BYTES));
  });

  test("positions go on behind what an older page of this tab has typed", () => {
    const typed = new Typed(1n, 0n);
    typed.confirmed(50n);
    typed.type(bytes("a"));
    const { body } = fromBinary(ShellUpSchema, typed.next()[0]!);
    expect(body.case === "input" && body.value.offset).toBe(50n);
  });
});
