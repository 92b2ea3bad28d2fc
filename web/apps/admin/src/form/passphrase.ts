// Makes passwords that can be read out over the telephone: groups of letters and digits without those that look alike.
//
// 20 characters of 30 symbols: 98 bits, from the browser's own source of randomness.

const SYMBOLS = "abcdefghjkmnpqrstvwxyz23456789";

export function generatePassword(
  random: (into: Uint8Array<ArrayBuffer>) => Uint8Array = (into) => crypto.getRandomValues(into),
): string {
  // Bytes from 240 on are thrown away, so that every symbol is as likely as the others (240 = 8 * 30).
  const chosen: string[] = [];
  while (chosen.length < 20) {
    for (const byte of random(new Uint8Array(32))) {
      if (byte < SYMBOLS.length * 8 && chosen.length < 20) chosen.push(SYMBOLS.charAt(byte % SYMBOLS.length));
    }
  }
  return [0, 5, 10, 15].map((start) => chosen.slice(start, start + 5).join("")).join("-");
}
