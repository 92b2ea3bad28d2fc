// What the form of a security provider sends (ACC-7).

import type { SecurityProvider } from "@towline/api";
import { expect, test } from "vitest";
import { bodyOf, changeOf, checkProvider, EMPTY, valuesOf } from "../src/pages/providers/values";

const provider: SecurityProvider = {
  id: "p1",
  name: "Work",
  kind: "open_id",
  enabled: true,
  open_id: {
    issuer: "https://id.example",
    client_id: "towline",
    scopes: ["profile", "email"],
    username_claim: "preferred_username",
    display_name_claim: "name",
    email_claim: "email",
    groups_claim: "groups",
    ca_pem: "",
  },
  has_secret: true,
  admits_others: false,
  groups: [],
  accounts: 0,
  redirect_uri: "https://help.example/login/callback",
};

test("only_what_changed_is_sent_and_settings_as_a_whole_acc_7", () => {
  const values = valuesOf(provider);
  expect(changeOf(values, { name: " Home " })).toEqual({ name: "Home" });
  expect(changeOf({ ...values, enabled: false }, { enabled: false })).toEqual({ enabled: false });
  const moved = { ...values, scopes: "  profile  groups " };
  expect(changeOf(moved, { scopes: moved.scopes })).toEqual({
    open_id: { ...provider.open_id, scopes: ["profile", "groups"] },
  });
  expect(changeOf(values, { secret: "" })).toEqual({});
});

test("a_new_provider_is_of_one_kind_acc_7", () => {
  const body = bodyOf({ ...EMPTY, kind: "ldap", name: "Directory", host: " ldap.example ", base_dn: "dc=example" });
  expect(body.open_id).toBeUndefined();
  expect(body.ldap).toMatchObject({ host: "ldap.example", port: 636, transport: "tls" });
});

test("what_is_missing_is_told_at_its_field_acc_7", () => {
  const wrong = (values: Partial<typeof EMPTY>) =>
    Object.entries(checkProvider({ ...EMPTY, name: "Work", ...values }))
      .filter(([, message]) => message)
      .map(([field]) => field);
  expect(wrong({})).toEqual(["issuer", "client_id"]);
  expect(wrong({ kind: "ldap", host: "x", base_dn: "y", port: "ninety" })).toEqual(["port"]);
  expect(wrong({ issuer: "x", client_id: "y", groups: [{ group: "leads", policy_id: "" }] })).toEqual(["groups"]);
});
