// An invitation that somebody accepted on the page of a mail's link (SUP-33), over the sign-in: kept in this tab, so that no address accepts anything by itself.

const KEY = "towline.accept";

const memory = (): Storage | undefined => {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
};

export function wantAccept(sessionId: string, number: number): void {
  memory()?.setItem(KEY, `${sessionId} ${number}`);
}

/** Whether this one is wanted; it is asked once. */
export function takeWanted(sessionId: string, number: number): boolean {
  const store = memory();
  const wanted = store?.getItem(KEY) === `${sessionId} ${number}`;
  if (wanted) store?.removeItem(KEY);
  return wanted;
}
