// Seals a message to the agent's key, so that nobody on the way can read it, the appliance included (docs/wire.md, "Elevation").

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

/** The sender's point, and what is sealed. `purpose` says what it is for: the agent opens nothing else. */
export async function seal(
  key: Uint8Array,
  purpose: string,
  sessionId: string,
  plain: Uint8Array,
): Promise<Uint8Array> {
  const [session, info] = [new TextEncoder().encode(sessionId), new TextEncoder().encode(purpose)];
  const theirs = await crypto.subtle.importKey("raw", joined(key), CURVE, false, []);
  const pair = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, pair.privateKey, 256);
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const derived = { name: "HKDF", hash: "SHA-256", salt: joined(key, point), info: joined(info, session) };
  const aes = await crypto.subtle.deriveKey(derived, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  // The key is used for this alone, so one nonce is as good as any.
  const how = { name: "AES-GCM", iv: new Uint8Array(12), additionalData: session };
  return joined(point, new Uint8Array(await crypto.subtle.encrypt(how, aes, joined(plain))));
}
