// Seals an account and a password to the agent's key, so that nobody on the way can read them, the appliance included (docs/wire.md, "Elevation").

import { create, toBinary } from "@bufbuild/protobuf";
import { ElevationCredentialsSchema } from "@towline/wire";

const PURPOSE = new TextEncoder().encode("towline elevation v1\0");
/** What is sealed is always as long as this and the little that says so; the longest account and password fit. */
const PADDED = 1000;

const CURVE = { name: "ECDH", namedCurve: "P-256" };

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The sender's point, and what is sealed. */
export async function sealCredentials(
  key: Uint8Array,
  sessionId: string,
  account: string,
  password: string,
): Promise<Uint8Array> {
  const session = new TextEncoder().encode(sessionId);
  const theirs = await crypto.subtle.importKey("raw", joined(key), CURVE, false, []);
  const pair = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, pair.privateKey, 256);
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const derived = { name: "HKDF", hash: "SHA-256", salt: joined(key, point), info: joined(PURPOSE, session) };
  const aes = await crypto.subtle.deriveKey(derived, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const bare = toBinary(ElevationCredentialsSchema, create(ElevationCredentialsSchema, { account, password }));
  const padding = new Uint8Array(Math.max(0, PADDED - bare.length));
  const plain = toBinary(
    ElevationCredentialsSchema,
    create(ElevationCredentialsSchema, { account, password, padding }),
  );
  // The key is used for this alone, so one nonce is as good as any.
  const how = { name: "AES-GCM", iv: new Uint8Array(12), additionalData: session };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(how, aes, joined(plain)));
  bare.fill(0);
  plain.fill(0);
  return joined(point, sealed);
}
