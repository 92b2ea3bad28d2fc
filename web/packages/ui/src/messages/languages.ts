// Names of languages, as the reader calls them.

import { locale } from "./catalogue";

/** "German" for "de"; what no language is called by stays as it is: a service may name what browsers refuse. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([locale()], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}
