// Tells the appliance now and then that somebody is there, while a rule ends logins that nobody uses (ACC-5). What a page asks by itself does not count.

import { api } from "@towline/api";
import { useEffect } from "react";

/** What people do. */
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;
/** Told at most so often, in ms; a part of the shortest time that a rule can name. */
const TOLD_EVERY = 20_000;

/** `minutes`: as the rule says; 0 or nothing: there is none. */
export function useActivity(minutes: number | undefined): void {
  useEffect(() => {
    if (!minutes) return;
    let told = 0;
    const sign = () => {
      const now = Date.now();
      if (now - told < TOLD_EVERY) return;
      told = now;
      // A failure is noticed by whatever is asked next.
      void api.beActive().catch(() => undefined);
    };
    for (const kind of SIGNS) addEventListener(kind, sign, { capture: true, passive: true });
    return () => {
      for (const kind of SIGNS) removeEventListener(kind, sign, { capture: true });
    };
  }, [minutes]);
}
