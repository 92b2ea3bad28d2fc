// The link in a message that resets a password: `/login/reset#token`. What stands behind the `#` goes to no server by itself; it is taken out of the address at once, so that it is in no history either.

const PATH = "/login/reset";

/** The token of such an address, empty if there is none; null for every other address. */
export function resetTokenOf(address: { readonly pathname: string; readonly hash: string }): string | null {
  return address.pathname.replace(/\/+$/, "") === PATH ? address.hash.replace(/^#/, "") : null;
}

/** Takes the token out of the address of this page. */
export function takeResetToken(): string | null {
  const token = resetTokenOf(location);
  if (token) history.replaceState(history.state, "", PATH);
  return token;
}
