// The invitation that a rep sends by the own e-mail program: an address of the kind mailto, with subject and text filled in (SUP-10).

import { written } from "@towline/ui";
import type { useWords } from "../words/en";

type Words = ReturnType<typeof useWords>["keys"];

export interface Invitation {
  readonly rep: string;
  readonly organisation: string;
  readonly link: string;
  readonly key: string;
  readonly expiresMs: number;
}

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

/** The site's own address, for those who type the key. */
const addressOf = (link: string) => (URL.canParse(link) ? new URL(link).host : link);

export function mailtoOf({ rep, organisation, link, key, expiresMs }: Invitation, words: Words): string {
  const body = words.mailBody({
    rep,
    organisation,
    link,
    key,
    address: addressOf(link),
    until: endInWords(expiresMs),
  });
  return `mailto:?subject=${encoded(words.mailSubject(organisation))}&body=${encoded(body.replaceAll("\n", "\r\n"))}`;
}
