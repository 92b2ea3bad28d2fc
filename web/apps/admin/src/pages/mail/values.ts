// What the form of the mail server holds, and what of it is sent.

import type { MailPatch, MailSetup } from "@towline/api";
import { checkEmail } from "../../form/rules";
import { mailTexts } from "../../words";

export const SECURITIES = ["start_tls", "tls", "plain"] as const;
type Security = (typeof SECURITIES)[number];
/** Where servers of each kind usually listen. */
const USUAL: Readonly<Record<Security, number>> = { start_tls: 587, tls: 465, plain: 25 };

export interface MailValues {
  server: string;
  port: number;
  security: Security;
  user: string;
  /** Empty: the one that is kept. */
  password: string;
  authorities: string;
  sender_address: string;
  sender_name: string;
}

export function valuesOf(setup: MailSetup): MailValues {
  const { server, port, security, user, authorities, sender_address, sender_name } = setup;
  return { server, port, security, user, password: "", authorities, sender_address, sender_name };
}

/** The port that goes with a kind of security; one that somebody chose stays. */
export function portFor(security: Security, port: number): number {
  return Object.values(USUAL).includes(port) ? USUAL[security] : port;
}

export function bodyOf({ password, ...changes }: Partial<MailValues>): MailPatch {
  return { ...changes, ...(password ? { password } : {}) };
}

export function checkMail(values: MailValues) {
  const { server, sender } = mailTexts();
  return {
    server: values.server.trim() === "" ? server.serverMissing : undefined,
    sender_address:
      values.sender_address.trim() === "" || checkEmail(values.sender_address) ? sender.addressMissing : undefined,
  };
}
