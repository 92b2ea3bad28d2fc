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

/** Hours that an installer works, from a number and its unit; undefined when it is no sensible number. */
export function validHours(amount: number | string, unit: "hours" | "days"): number | undefined {
  const hours = Number(amount) * (unit === "days" ? 24 : 1);
  return amount !== "" && Number.isInteger(hours) && hours >= 1 && hours <= 8760 ? hours : undefined;
}
