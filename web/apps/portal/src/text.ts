// What people wrote, as nodes: text, and web addresses that can be clicked.
//
// SECURITY: only http and https, only what a parser agrees is an address, without a user name before the host; shown whole, in its own direction, and with letters
// that no other letters can be mistaken for. Nothing becomes markup.

const LINK = /https?:\/\/[^\s<>"'`]+/giu;
const PLAIN = /^[\x21-\x7e]+$/;

/** An address that may be opened. */
export function webAddress(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const web = url.protocol === "https:" || url.protocol === "http:";
  return web && url.hostname !== "" && !url.username && !url.password ? url : undefined;
}

export function linkTo(href: string, text: string): HTMLAnchorElement {
  const link = document.createElement("a");
  link.href = href;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.dir = "ltr";
  link.textContent = text;
  return link;
}

/** The nodes of a message. */
export function withLinks(text: string): (string | HTMLElement)[] {
  const nodes: (string | HTMLElement)[] = [];
  let done = 0;
  for (const match of text.matchAll(LINK)) {
    const raw = match[0].replace(/[.,;:!?)\]}»”’]+$/u, "");
    const url = webAddress(raw);
    if (!url) continue;
    nodes.push(text.slice(done, match.index), linkTo(url.href, PLAIN.test(raw) ? raw : url.href));
    done = match.index + raw.length;
  }
  nodes.push(text.slice(done));
  return nodes;
}

/** 12 kB, 3.4 MB. */
export function sizeOf(bytes: number, language: string): string {
  const [unit, divisor] = bytes < 1_000_000 ? ["kilobyte", 1000] : ["megabyte", 1_000_000];
  const style = { style: "unit", unit, maximumFractionDigits: bytes < 10_000_000 && divisor > 1000 ? 1 : 0 } as const;
  return new Intl.NumberFormat(language, style).format(Math.max(1, bytes / (divisor as number)));
}
