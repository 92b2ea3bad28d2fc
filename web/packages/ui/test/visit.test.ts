// The way to a security provider and back (ACC-7).

import { expect, test } from "vitest";
import { ownAddress, visitResult } from "../src/app/visit";

test("only_addresses_of_this_site_are_returned_to_acc_7", () => {
  const origin = "https://help.example";
  for (const path of ["/console", "/console/run?search_string=web", "/login/users?page=2#top"])
    expect(ownAddress(path, origin)).toBe(path);
  for (const path of ["", "/", "//evil.example", "https://evil.example/login", "/consoles", "/api/v1/me"])
    expect(ownAddress(path, origin)).toBe("/login/");
});

test("what_a_provider_gave_is_read_from_the_address_acc_7", () => {
  expect(visitResult("?state=s&code=c&iss=https%3A%2F%2Fid.example")).toEqual({
    state: "s",
    code: "c",
    iss: "https://id.example",
  });
  expect(visitResult("?state=s&code=c")).toEqual({ state: "s", code: "c" });
  expect(visitResult("?state=s&error=access_denied")).toEqual({ error: "access_denied" });
  expect(visitResult("")).toEqual({ error: "" });
});
