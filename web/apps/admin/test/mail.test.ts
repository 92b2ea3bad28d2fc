import { expect, test } from "vitest";
import { bodyOf, checkMail, portFor, valuesOf } from "../src/pages/mail/values";
import { resetTokenOf } from "../src/shell/resetLink";

const SETUP = {
  server: "mail.example.com",
  port: 587,
  security: "start_tls",
  user: "site",
  has_password: true,
  authorities: "",
  sender_address: "support@example.com",
  sender_name: "",
} as const;

test("a password that nobody typed is not sent, so the kept one stays (ADM-2)", () => {
  expect(valuesOf(SETUP).password).toBe("");
  expect(bodyOf({ port: 25, password: "" })).toEqual({ port: 25 });
  expect(bodyOf({ password: "open sesame" })).toEqual({ password: "open sesame" });
});

test("the usual port follows the kind of security, a chosen one stays (ADM-2)", () => {
  expect(portFor("tls", 587)).toBe(465);
  expect(portFor("plain", 465)).toBe(25);
  expect(portFor("tls", 2525)).toBe(2525);
});

test("a server and a sender are needed (ADM-2)", () => {
  expect(checkMail(valuesOf(SETUP))).toEqual({ server: undefined, sender_address: undefined });
  const wrong = checkMail({ ...valuesOf(SETUP), server: " ", sender_address: "support" });
  expect(wrong.server).toBeTruthy();
  expect(wrong.sender_address).toBeTruthy();
});

test("only the page of a reset link has a token, behind the # (ACC-5)", () => {
  expect(resetTokenOf({ pathname: "/login/reset", hash: "#abc" })).toBe("abc");
  expect(resetTokenOf({ pathname: "/login/reset/", hash: "" })).toBe("");
  expect(resetTokenOf({ pathname: "/login/", hash: "#abc" })).toBeNull();
  expect(resetTokenOf({ pathname: "/login/users/reset", hash: "#abc" })).toBeNull();
});
