// Desktops of Wayland that withhold themselves, or ask whoever sits there (SCR-20). Pure.

import type { ScreenStatus } from "@towline/wire";
import type { useWords } from "../words/en";

type Words = ReturnType<typeof useWords>["session"];

/** What is said of such a desktop. */
export interface Withheld {
  readonly title: string;
  readonly text: string;
  /** An answer is waited for. */
  readonly waits?: true;
  /** Somebody there decided it. */
  readonly person?: true;
  /** They can be asked again. */
  readonly again?: true;
}

/** `undefined`: it is none of these. `desktop` is foreign text; `asked`: its portal was looked for. */
export function withheldWords(code: string, desktop: string, words: Words, asked = true): Withheld | undefined {
  const waits = ` ${words.noDesktopWaits}`;
  switch (code) {
    case "wayland_asks":
      return { title: words.waylandAsksTitle(desktop), text: words.waylandAsks, waits: true };
    case "wayland_refused":
      return { title: words.waylandRefusedTitle, text: words.waylandRefused(desktop), person: true, again: true };
    case "wayland_withdrawn":
      return { title: words.waylandWithdrawnTitle, text: words.waylandWithdrawn(desktop), person: true, again: true };
    case "wayland_unanswered":
      return { title: words.waylandUnansweredTitle, text: words.waylandUnanswered(desktop), again: true };
    case "wayland_pipewire":
      return { title: words.withheldTitle, text: words.waylandPipewire(desktop), again: true };
    case "wayland_withheld":
      return { title: words.withheldTitle, text: words.waylandWithheld(desktop), ...(asked ? { again: true } : {}) };
    case "wayland_login":
      return { title: words.withheldTitle, text: words.waylandLogin(desktop) + waits };
    default:
      return undefined;
  }
}

/** Whether the desktop itself has told what it is and can do: before that only its agent has said that there is one. */
export const isDescribed = (screen: ScreenStatus): boolean => screen.monitors.length > 0;
