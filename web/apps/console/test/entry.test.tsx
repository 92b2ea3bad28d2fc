// @vitest-environment happy-dom
import { act, cleanup, render, screen } from "@testing-library/react";
import { announceSignedOut } from "@towline/api";
import { AppProviders, newQueryClient } from "@towline/ui";
import { afterEach, expect, test, vi } from "vitest";
import { Entry } from "../src/entry/Entry";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": status === 200 ? "application/json" : "application/problem+json" },
  });

/** An appliance that answers what is in the table, by path. */
const appliance = (answers: Record<string, () => Response>) =>
  vi.stubGlobal(
    "fetch",
    vi.fn(async (address: string) => answers[address.replace("/api/v1", "")]?.() ?? json({ code: "not_found" }, 404)),
  );
const open = () =>
  render(
    <AppProviders queries={newQueryClient()}>
      <Entry />
    </AppProviders>,
  );
const me = {
  id: "u",
  username: "jenny",
  display_name: "Jenny Pittman",
  administrator: false,
  must_change_password: false,
  must_set_up_factor: false,
  idle_minutes: 0,
  console_allowed: false,
  supports: false,
  session_keys: false,
  custom_fields: true,
  sessions: [],
  site: { name: "site", version: "0" },
};

test("a_console_that_is_switched_off_says_who_can_change_that_acc_2", async () => {
  appliance({
    "/me": () => json({ code: "unauthenticated" }, 401),
    "/settings/console": () => json({ enabled: false, password_reset: false, administrators: ["Ada Lovelace"] }),
  });
  open();
  expect(await screen.findByText("The web console is switched off")).toBeTruthy();
  expect(screen.getByText("Ask Ada Lovelace.")).toBeTruthy();
});

test("a_login_that_ended_elsewhere_shows_the_sign_in_page_however_often_it_is_told_acc_4", async () => {
  let signedIn = true;
  appliance({
    "/me": () => (signedIn ? json(me) : json({ code: "unauthenticated" }, 401)),
    "/settings/console": () => json({ enabled: !signedIn, password_reset: false, administrators: [] }),
  });
  open();
  await screen.findByText("The web console is switched off");
  signedIn = false;
  act(() => {
    announceSignedOut();
    announceSignedOut();
  });
  await act(async () => announceSignedOut());
  expect(await screen.findByText(/switched off|Sign in to reach/)).toBeTruthy();
  expect(screen.queryByText("Opening the console")).toBeNull();
});

test("a_password_that_must_be_changed_comes_first_acc_5", async () => {
  appliance({ "/me": () => json({ ...me, must_change_password: true }) });
  open();
  expect(await screen.findByText("Choose a new password first")).toBeTruthy();
});
