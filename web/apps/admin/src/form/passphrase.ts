// Makes passwords that can be read out over the telephone: groups of letters and digits without those that look alike.
//
// At least 20 characters of 30 symbols: 98 bits, from the browser's own source of randomness. More where a site's rule asks for longer ones.

const SYMBOLS = "abcdefghjkmnpqrstvwxyz23456789";

const GROUP = 5;

export function generatePassword(
  minimum = 0,
  random: (into: Uint8Array<ArrayBuffer>) => Uint8Array = (into) => crypto.getRandomValues(into),
): string {
  // Bytes from 240 on are thrown away, so that every symbol is as likely as the others (240 = 8 * 30).
  const chosen: string[] = [];
  // Groups have a dash between them.
  const groups = Math.max(4, Math.ceil((minimum + 1) / (GROUP + 1)));
  while (chosen.length < groups * GROUP) {
    for (const byte of random(new Uint8Array(32))) {
      if (byte < SYMBOLS.length * 8 && chosen.length < groups * GROUP)
        chosen.push(SYMBOLS.charAt(byte % SYMBOLS.length));
    }
  }
  return Array.from({ length: groups }, (_, group) => chosen.slice(group * GROUP, (group + 1) * GROUP).join("")).join(
    "-",
  );
}
