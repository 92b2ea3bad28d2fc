// Formats of numbers and dates. Making one takes a browser as long as drawing a button, so each is made once and kept.

/** A page has a few dozen; a language or a time zone that is changed many times must not add up. */
const MOST = 200;

const made = new Map<string, unknown>();

function kept<Format>(key: string, make: () => Format): Format {
  const known = made.get(key);
  if (known !== undefined) return known as Format;
  if (made.size >= MOST) made.clear();
  const format = make();
  made.set(key, format);
  return format;
}

export const numberFormat = (locale: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat =>
  kept(`number ${locale} ${JSON.stringify(options)}`, () => new Intl.NumberFormat(locale, options));

export const dateFormat = (locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  kept(`date ${locale} ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(locale, options));

export const relativeFormat = (locale: string, options: Intl.RelativeTimeFormatOptions): Intl.RelativeTimeFormat =>
  kept(`relative ${locale} ${JSON.stringify(options)}`, () => new Intl.RelativeTimeFormat(locale, options));

export const pluralRules = (locale: string): Intl.PluralRules =>
  kept(`plural ${locale}`, () => new Intl.PluralRules(locale));
