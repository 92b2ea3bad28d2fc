// The invitation that a rep sends by the own e-mail program: an address of the kind mailto, with subject and text filled in (SUP-10). The appliance writes both, in the language that the rep chose.

import type { SessionKeyInvitation } from "@towline/api";
import { written } from "@towline/ui";

/** A moment with its zone: whoever reads it may live in another one. */
export const endInWords = (at: number) =>
  written(at, {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  });

/** Encodes for mailto; what no mail can carry (half of a pair) becomes a replacement sign instead of an error. */
const encoded = (text: string) => encodeURIComponent(new TextDecoder().decode(new TextEncoder().encode(text)));

export const mailtoOf = ({ subject, text }: SessionKeyInvitation): string =>
  `mailto:?subject=${encoded(subject)}&body=${encoded(text.trimEnd().replaceAll("\n", "\r\n"))}`;
