//! Workers of the page's own build. A site has one policy of trusted addresses, so it stands here for all of them.

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): unknown };
}

let policy: { createScriptURL(url: string): unknown } | undefined;
const built = new Set<string>();

/** SECURITY: lets through what the bundler made of `?worker&url`, and nothing else: the callers give no other address. */
export function workerAddress(builtUrl: string): string {
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  if (!types) return builtUrl;
  built.add(builtUrl);
  policy ??= types.createPolicy("towline", {
    createScriptURL: (asked) => {
      if (built.has(asked)) return asked;
      throw new TypeError("only workers of this page may be started");
    },
  });
  // A trusted address is an object that the DOM takes in a string's place.
  return policy.createScriptURL(builtUrl) as string;
}
