// Paths of an endpoint as lists of them take them (FIL-6). The appliance holds them to the same rules.

/** Paths that a list can have. */
export const MOST_PATHS = 16;
const MOST_BYTES = 512;

export type PathFault = "blank" | "relative" | "up" | "long" | "control";

/** Why a text is no path; `undefined`: it is one. */
export function pathFault(text: string): PathFault | undefined {
  if (text.trim() === "") return "blank";
  if (new TextEncoder().encode(text).length > MOST_BYTES) return "long";
  if (/\p{Cc}/u.test(text)) return "control";
  if (!text.startsWith("/")) return "relative";
  return text.split("/").includes("..") ? "up" : undefined;
}

/** A path as the appliance keeps it: without doubled and closing slashes. */
export const tidyPath = (text: string): string =>
  pathFault(text)
    ? text
    : `/${text
        .split("/")
        .filter((part) => part !== "" && part !== ".")
        .join("/")}`;
