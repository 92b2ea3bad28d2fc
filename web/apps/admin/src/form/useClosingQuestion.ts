// The browser asks before the tab is closed while anything is unsaved. Moving between pages needs no question: drafts stay.

import { useEffect } from "react";
import { drafts } from "./drafts";

export function useClosingQuestion(): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (drafts.pending) event.preventDefault();
    };
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, []);
}
