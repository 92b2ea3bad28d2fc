// Who this tab is on the wire: a random number that lives as long as the tab, so that a reload comes back as the same viewer.

const KEY = "towline.viewer";

function random(): bigint {
  const parts = crypto.getRandomValues(new BigUint64Array(1));
  const value = parts[0] ?? 1n;
  return value === 0n ? 1n : value;
}

/** The tab's number. A duplicated tab shares sessionStorage at its birth, so one that was not reloaded takes a new number. */
export function viewerOfTab(): bigint {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const again = navigation?.type === "reload" || navigation?.type === "back_forward";
  try {
    const kept = sessionStorage.getItem(KEY);
    if (again && kept !== null && /^[1-9][0-9]{0,19}$/.test(kept)) return BigInt.asUintN(64, BigInt(kept));
    const fresh = random();
    sessionStorage.setItem(KEY, fresh.toString());
    return fresh;
  } catch {
    return random();
  }
}
