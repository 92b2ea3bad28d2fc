// What a tab remembers across a reload: places and drafts of its sessions. Gone with the tab; nothing of the remote machine is in it.

const name = (key: string) => `towline.${key}`;

export function kept<T extends object>(key: string): Partial<T> | undefined {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(name(key)) ?? "null");
    return typeof value === "object" && value !== null ? (value as Partial<T>) : undefined;
  } catch {
    return undefined;
  }
}

export function keep(key: string, value: object): void {
  try {
    sessionStorage.setItem(name(key), JSON.stringify(value));
  } catch {
    // Storage is off or full: a reload forgets it.
  }
}

export function forget(key: string): void {
  try {
    sessionStorage.removeItem(name(key));
  } catch {
    // As above.
  }
}
