// What the form of a public site holds, what is wrong with it, and what of it is sent.

import type { PublicSite, PublicSiteInput } from "@towline/api";
import { fieldOfMoment, momentOfField } from "../../form/days";
import { publicSiteTexts } from "../../words";
import type { Texts } from "./texts";

export const LANGUAGES = ["en", "de", "fr", "es", "pt", "ja", "zh"] as const;
type Language = (typeof LANGUAGES)[number];

export interface NoticeValues {
  text: string;
  /** In languages besides the default one. */
  texts: Readonly<Record<string, string>>;
  on: boolean;
  away: boolean;
  /** As the browser's field for day and time writes it. */
  from: string;
  until: string;
}

export interface SiteValues {
  name: string;
  /** One on each line. */
  hosts: string;
  title: string;
  welcome: string;
  accent: string;
  languages: string[];
  default_language: string;
  /** Title, welcome and agreement in languages besides the default one. */
  texts: Texts;
  session_keys: boolean;
  offers_transcript: boolean;
  issues: boolean;
  issue_ids: string[];
  representatives: boolean;
  customer_survey: string;
  rep_survey: string;
  agreement: string;
  notices: NoticeValues[];
  attended: string;
  unattended: string;
}

export const NO_POLICY = "";

export const NO_SURVEY = "";

export const EMPTY: SiteValues = {
  name: "",
  hosts: "",
  title: "",
  welcome: "",
  accent: "",
  languages: [...LANGUAGES],
  default_language: "en",
  texts: {},
  session_keys: true,
  offers_transcript: false,
  issues: true,
  issue_ids: [],
  representatives: false,
  customer_survey: NO_SURVEY,
  rep_survey: NO_SURVEY,
  agreement: "",
  notices: [],
  attended: NO_POLICY,
  unattended: NO_POLICY,
};

export function valuesOf(site: PublicSite): SiteValues {
  return {
    name: site.name,
    hosts: site.hosts.join("\n"),
    title: site.title,
    welcome: site.welcome,
    accent: site.accent,
    languages: [...site.languages],
    default_language: site.default_language,
    texts: site.texts as Texts,
    session_keys: site.session_keys,
    offers_transcript: site.offers_transcript,
    issues: site.issues,
    issue_ids: [...site.issue_ids],
    representatives: site.representatives,
    customer_survey: site.customer_survey_id ?? NO_SURVEY,
    rep_survey: site.representative_survey_id ?? NO_SURVEY,
    agreement: site.agreement,
    notices: site.notices.map((notice) => ({
      text: notice.text,
      texts: notice.texts ?? {},
      on: notice.on,
      away: notice.away ?? false,
      from: fieldOfMoment(notice.from_ms),
      until: fieldOfMoment(notice.until_ms),
    })),
    attended: site.attended_policy?.id ?? NO_POLICY,
    unattended: site.unattended_policy?.id ?? NO_POLICY,
  };
}

/** The host names of the field, in small letters. */
export const hostsOf = (text: string): string[] =>
  text
    .split(/[\s,]+/)
    .map((host) => host.trim().toLowerCase())
    .filter(Boolean);

const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
const oddHost = (host: string) =>
  host.length > 253 || !host.split(".").every((label) => LABEL.test(label)) || /(^|\.)\d+$/.test(host);

/** What the interface calls these fields. */
export const THEIR_NAMES = {
  attended_policy_id: "attended",
  unattended_policy_id: "unattended",
  customer_survey_id: "customer_survey",
  representative_survey_id: "rep_survey",
} as const;

/** Only what was changed. */
export function bodyOf(values: Partial<SiteValues>): PublicSiteInput {
  const { hosts, languages, default_language, notices, attended, unattended, accent, ...others } = values;
  const { customer_survey, rep_survey, ...rest } = others;
  return {
    ...rest,
    ...(hosts === undefined ? {} : { hosts: hostsOf(hosts) }),
    ...(accent === undefined ? {} : { accent: accent.trim() }),
    ...(languages === undefined ? {} : { languages: languages as Language[] }),
    ...(default_language === undefined ? {} : { default_language: default_language as Language }),
    ...(notices === undefined ? {} : { notices: notices.map(noticeOf) }),
    ...(customer_survey === undefined ? {} : { customer_survey_id: customer_survey || null }),
    ...(rep_survey === undefined ? {} : { representative_survey_id: rep_survey || null }),
    ...(attended === undefined ? {} : { attended_policy_id: attended || null }),
    ...(unattended === undefined ? {} : { unattended_policy_id: unattended || null }),
  };
}

function noticeOf({ text, texts, on, away, from, until }: NoticeValues) {
  const [from_ms, until_ms] = [momentOfField(from), momentOfField(until)];
  return {
    text: text.trim(),
    texts,
    on,
    away,
    ...(from_ms === undefined ? {} : { from_ms }),
    ...(until_ms === undefined ? {} : { until_ms }),
  };
}

export function checkSite(values: SiteValues) {
  const texts = publicSiteTexts();
  const odd = hostsOf(values.hosts).find(oddHost);
  const pale = paler(values.accent);
  const backwards = values.notices.some(({ from, until }) => from !== "" && until !== "" && until <= from);
  return {
    name: values.name.trim() === "" ? texts.edit.nameMissing : undefined,
    hosts: odd === undefined ? undefined : texts.edit.hostsOdd(odd),
    accent: oddColour(values.accent)
      ? texts.look.accentOdd
      : pale
        ? texts.look.accentPale(values.accent, pale)
        : undefined,
    languages: values.languages.length === 0 ? texts.languages.missing : undefined,
    default_language:
      values.languages.length > 0 && !values.languages.includes(values.default_language)
        ? texts.languages.ownOdd
        : undefined,
    notices: values.notices.some(({ text }) => text.trim() === "")
      ? texts.notices.saysMissing
      : backwards
        ? texts.notices.backwards
        : undefined,
  };
}

const HEX = /^#[0-9a-f]{6}$/i;
export const oddColour = (text: string): boolean => text.trim() !== "" && !HEX.test(text.trim());

type Parts = readonly [number, number, number];
const parts = (colour: string): Parts => {
  const number = Number.parseInt(colour.slice(1), 16);
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
};

/** How much white stands out from a colour (WCAG 2.2, relative luminance). */
function whiteOn(colour: Parts): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Parts;
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

const STEPS = 64;

/** The nearest darker shade on which white text can be read; nothing where the colour itself will do. */
export function paler(text: string): string | undefined {
  const colour = text.trim();
  if (colour === "" || oddColour(colour)) return undefined;
  const own = parts(colour);
  for (let step = 0; step <= STEPS; step += 1) {
    const darker = own.map((part) => Math.floor((part * (STEPS - step) + STEPS / 2) / STEPS)) as unknown as Parts;
    if (whiteOn(darker) >= 4.5) {
      if (step === 0) return undefined;
      return `#${darker.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
    }
  }
  return "#000000";
}

/** Where customers find a site: its first host name, or the appliance's own address. */
export function addressOf(site: { readonly hosts: readonly string[] }): string {
  const { origin, port } = globalThis.location;
  const [host] = site.hosts;
  return host ? `https://${host}${port ? `:${port}` : ""}/` : `${origin}/`;
}

export const noticeShows = (notice: PublicSite["notices"][number], now: number): boolean =>
  notice.on && (notice.from_ms ?? 0) <= now && now < (notice.until_ms ?? Number.POSITIVE_INFINITY);
