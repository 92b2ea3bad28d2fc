// Going to a security provider to sign in there (ACC-7), and where to come back to: the page that is open now, with what it was opened for.

import { api } from "@towline/api";

/** The address of this page within the site. */
export const here = (): string => location.pathname + location.search + location.hash;

/** Leaves for the page of a provider. Rejects when the provider cannot be reached; otherwise this page is on its way out. */
export async function visit(provider: string, returnPath: string, anew = false): Promise<void> {
  const { url } = await api.beginVisit(provider, returnPath, anew);
  location.assign(url);
}

/** What a provider gave somebody to bring back, or why it gave nothing. */
export type VisitResult =
  | { readonly state: string; readonly code: string; readonly iss?: string }
  | { readonly error: string };

/** Reads what is in the address of the page that a provider leads back to. */
export function visitResult(search: string): VisitResult {
  const said = new URLSearchParams(search);
  const [state, code, iss] = [said.get("state"), said.get("code"), said.get("iss")];
  if (!state || !code) return { error: said.get("error") ?? "" };
  return iss === null ? { state, code } : { state, code, iss };
}

/** An address of this site's own, or the administrative interface: nothing else is followed. */
export function ownAddress(path: string, origin: string): string {
  const ours = /^\/(console|login)(?:[/?#]|$)/.test(path) && new URL(path, origin).origin === origin;
  return ours ? path : "/login/";
}
