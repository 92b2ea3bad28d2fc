// What stands behind the `#` of a link that was sent to somebody. It never leaves in an address: a button sends it.

/** The token of this page's address; `undefined`: there is none. */
export function tokenOf({ hash }: Pick<Location, "hash">): string | undefined {
  const token = hash.slice(1);
  return /^[A-Za-z0-9_-]{20,64}$/.test(token) ? token : undefined;
}
