// What a site says of itself in languages besides its default one: pure functions over the values of its form.
//
// What a language does not say the default one says, so an empty text is no text, and a language without one is not there.

export interface TextValues {
  title: string;
  welcome: string;
  agreement: string;
}

export type TextPart = keyof TextValues;

/** By language, without the default one. */
export type Texts = Readonly<Record<string, TextValues>>;

export const NOTHING_SAID: TextValues = { title: "", welcome: "", agreement: "" };

const without = <Value>(map: Readonly<Record<string, Value>>, key: string): Record<string, Value> =>
  Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));

const says = ({ title, welcome, agreement }: TextValues): boolean => `${title}${welcome}${agreement}` !== "";

/** With one of the texts of a language. */
export function withText(texts: Texts, language: string, part: TextPart, text: string): Texts {
  const said = { ...(texts[language] ?? NOTHING_SAID), [part]: text };
  return says(said) ? { ...texts, [language]: said } : without(texts, language);
}

/** The same for what a notice says. */
export const withSaid = (texts: Readonly<Record<string, string>>, language: string, text: string) =>
  text === "" ? without(texts, language) : { ...texts, [language]: text };

interface Saying extends TextValues {
  readonly default_language: string;
  readonly texts: Texts;
  readonly notices: readonly { readonly text: string; readonly texts: Readonly<Record<string, string>> }[];
}

/** Languages in which the site itself says something. */
export function spokenIn(values: Saying): ReadonlySet<string> {
  const spoken = new Set(Object.keys(values.texts));
  if (says(values)) spoken.add(values.default_language);
  return spoken;
}

/** Languages in which every notice says something. */
export function noticedIn({ notices, default_language }: Saying, languages: readonly string[]): ReadonlySet<string> {
  const whole = (language: string) =>
    notices.every(({ text, texts }) => (language === default_language ? text : (texts[language] ?? "")) !== "");
  return new Set(notices.length === 0 ? [] : languages.filter(whole));
}

/**
 * What is different with another default language. Where there are texts in it already, they change places with those of the old one; where there are none, those that are there are taken
 * to be in it: somebody mends what they forgot to say.
 */
export function withDefault<Values extends Saying>(
  values: Values,
  next: string,
): Pick<Values, "default_language" | TextPart | "texts" | "notices"> {
  const old = values.default_language;
  const { title, welcome, agreement } = values;
  const own = { title, welcome, agreement };
  const said = next === old ? undefined : values.texts[next];
  const swapped = says(own) ? { ...without(values.texts, next), [old]: own } : without(values.texts, next);
  const notices = values.notices.map((notice) => {
    const text = next === old ? undefined : notice.texts[next];
    return text === undefined
      ? notice
      : { ...notice, text, texts: withSaid(without(notice.texts, next), old, notice.text) };
  });
  return { ...(said ?? own), default_language: next, texts: said ? swapped : values.texts, notices } as never;
}
