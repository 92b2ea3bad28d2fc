// Names of languages, as the reader calls them.

import { locale } from "@towline/ui";

/** A code that nobody knows is named as it came. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([locale()], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}
