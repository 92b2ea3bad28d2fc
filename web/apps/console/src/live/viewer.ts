// Who this page is on the wire: a random number, the same for all its links and their reconnects.
//
// A reloaded page takes a new one: what was typed is counted per viewer, and a page that starts anew counts from the start. What the person sees again
// after a reload (sessions, tools, drafts) is kept by the workspaces, not by this number.

export function viewerOfPage(): bigint {
  const [value] = crypto.getRandomValues(new BigUint64Array(1));
  return value || 1n;
}
