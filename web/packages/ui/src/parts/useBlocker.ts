// Asks, by the browser's own question, before a page with unsaved changes is closed or reloaded.

import { useEffect } from "react";

export function useBlocker(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [unsaved]);
}
