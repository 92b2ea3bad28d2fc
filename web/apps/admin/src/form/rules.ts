// Rules that several forms share. They catch slips early; the appliance checks again and has the last word.

import { frameTexts } from "../words";

/** An e-mail address may be empty; otherwise it needs a name, an @ and a domain. Not more: many odd addresses are right. */
export function checkEmail(email: string): string | undefined {
  const text = email.trim();
  return text === "" || /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(text) ? undefined : frameTexts().form.emailWrong;
}

/** User names: letters, digits, dots, dashes and underscores. */
export function oddUsername(username: string): boolean {
  return !/^[\p{L}\p{N}._-]{1,64}$/u.test(username.trim());
}

/** Characters of a code name at most. */
export const CODE_NAME = 32;

/** Code names: what links and programs call a thing. */
export function oddCodeName(code: string): boolean {
  return code.length > CODE_NAME || !/^[a-z][a-z0-9_]*$/.test(code);
}

/** A code name made of what people call the thing; empty when nothing of it can be one. */
export function codeNameOf(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const joined = plain.replace(/[^a-z0-9]+/g, "_").replace(/^[_0-9]+/, "");
  return joined.slice(0, CODE_NAME).replace(/_+$/, "");
}

/** Hours that an installer works, from a number and its unit; undefined when it is no sensible number. */
export function validHours(amount: number | string, unit: "hours" | "days"): number | undefined {
  const hours = Number(amount) * (unit === "days" ? 24 : 1);
  return amount !== "" && Number.isInteger(hours) && hours >= 1 && hours <= 8760 ? hours : undefined;
}
