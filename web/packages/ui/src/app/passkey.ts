// The browser's half of a passkey's ceremonies: options of the appliance in, the authenticator's answer out. Both travel as JSON with bytes in base64url.

interface Ceremonies {
  parseCreationOptionsFromJSON?: (options: unknown) => PublicKeyCredentialCreationOptions;
  parseRequestOptionsFromJSON?: (options: unknown) => PublicKeyCredentialRequestOptions;
}

const browser = (): Ceremonies | undefined =>
  typeof PublicKeyCredential === "undefined" ? undefined : (PublicKeyCredential as unknown as Ceremonies);

/** Whether this browser can use passkeys here at all: a page with a number for a name cannot. */
export function canPasskeys(): boolean {
  const named = !/^[\d.]+$|:/.test(location.hostname.replace(/[[\]]/g, ""));
  return named && browser()?.parseRequestOptionsFromJSON !== undefined;
}

function answerOf(credential: Credential | null): object {
  if (!credential) throw new Error("no passkey was chosen");
  return (credential as PublicKeyCredential).toJSON();
}

const inner = (options: object): unknown => (options as { publicKey?: unknown }).publicKey;

/** Makes a passkey. Rejects when the person cancels or the device cannot. */
export async function makePasskey(options: object): Promise<object> {
  const publicKey = browser()?.parseCreationOptionsFromJSON?.(inner(options));
  if (!publicKey) throw new Error("this browser makes no passkeys");
  return answerOf(await navigator.credentials.create({ publicKey }));
}

/** Asks for a passkey. Rejects when the person cancels or there is none. */
export async function askPasskey(options: object): Promise<object> {
  const publicKey = browser()?.parseRequestOptionsFromJSON?.(inner(options));
  if (!publicKey) throw new Error("this browser has no passkeys");
  return answerOf(await navigator.credentials.get({ publicKey }));
}
