// What the page seals is opened by the agent's key alone, and Elevate says why it cannot be used.

import { fromBinary } from "@bufbuild/protobuf";
import { ElevationCredentialsSchema, ElevationWay, Permission, SessionPhase, type SessionState } from "@towline/wire";
import { expect, test } from "vitest";
import { needsElevation, whyNotElevate } from "../src/elevation/elevation";
import { sealCredentials } from "../src/elevation/sealed";
import { words } from "../src/words/en";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const bytes = (text: string) => new TextEncoder().encode(text);

/** As the agent does it. */
async function opened(pair: CryptoKeyPair, parcel: Uint8Array, session: string): Promise<Uint8Array> {
  const mine = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const theirs = parcel.slice(0, 65);
  const peer = await crypto.subtle.importKey("raw", theirs, CURVE, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: peer }, pair.privateKey, 256);
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const salt = new Uint8Array([...mine, ...theirs]);
  const info = new Uint8Array([...bytes("towline elevation v1\0"), ...bytes(session)]);
  const derived = { name: "HKDF", hash: "SHA-256", salt, info };
  const aes = await crypto.subtle.deriveKey(derived, secret, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const how = { name: "AES-GCM", iv: new Uint8Array(12), additionalData: bytes(session) };
  return new Uint8Array(await crypto.subtle.decrypt(how, aes, parcel.slice(65)));
}

test("credentials are sealed for one agent and one session, and their length says nothing (SUP-41)", async () => {
  const pair = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const key = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const parcel = await sealCredentials(key, "s1", "carla", "pass wörd");
  const read = fromBinary(ElevationCredentialsSchema, await opened(pair, parcel, "s1"));
  expect([read.account, read.password]).toEqual(["carla", "pass wörd"]);
  await expect(opened(pair, parcel, "s2")).rejects.toThrow();
  const other = await sealCredentials(key, "s1", "c", "p".repeat(128));
  expect(other.length).toBe(parcel.length);
  expect(parcel.length).toBeLessThan(2048);
  expect(Buffer.from(parcel).includes("carla")).toBe(false);
});

test("Elevate says why it cannot be used, and what needs it says so (SUP-42)", () => {
  const text = words().elevation;
  const elevation = { elevated: false, byCustomer: true, byAccount: true, trying: ElevationWay.UNSPECIFIED };
  const state = (change: object) =>
    ({
      permissions: [Permission.ELEVATION],
      asks: [],
      agent: true,
      paused: false,
      phase: SessionPhase.ACTIVE,
      elevation,
      ...change,
    }) as unknown as SessionState;
  expect(whyNotElevate(state({}), text)).toBeUndefined();
  expect(whyNotElevate(state({ permissions: [] }), text)).toBe(text.notPermitted);
  expect(whyNotElevate(state({ permissions: [], asks: [Permission.ELEVATION] }), text)).toBeUndefined();
  expect(whyNotElevate(state({ paused: true }), text)).toBe(text.paused);
  expect(whyNotElevate(state({ elevation: undefined }), text)).toBe(text.noWay);
  expect(whyNotElevate(state({ agent: false, elevation: undefined, permissions: [] }), text)).toBeUndefined();
  expect(whyNotElevate(state({ elevation: { ...elevation, trying: ElevationWay.CUSTOMER } }), text)).toBe(text.trying);
  const elevated = state({ elevation: { ...elevation, elevated: true, account: "root" } });
  expect(whyNotElevate(elevated, text)).toContain("root");
  expect(needsElevation(elevated, text)).toBeUndefined();
  expect(needsElevation(state({}), text)).toBe(text.needed);
  expect(text.failure("wrong_password")).toContain("Nothing was changed");
  expect(text.failure("something_new")).toContain("something_new");
});
