// What this browser remembers for the person who sits at it: small settings of the page, never content and never a secret.
//
// A browser that forbids storage just forgets them.

/** Reads a remembered value, checked by `known`; `otherwise` when there is none or it makes no sense. */
export function remembered<T extends string | number | boolean>(
  name: string,
  known: (value: unknown) => value is T,
  otherwise: T,
): T {
  try {
    const text = localStorage.getItem(`towline.${name}`);
    const value: unknown = text === null ? undefined : JSON.parse(text);
    return known(value) ? value : otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(name: string, value: string | number | boolean): void {
  try {
    localStorage.setItem(`towline.${name}`, JSON.stringify(value));
  } catch {
    // Storage is off or full: the setting holds until the page is closed.
  }
}
