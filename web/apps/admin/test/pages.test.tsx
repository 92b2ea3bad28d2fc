// @vitest-environment happy-dom
// The pages as a person meets them, on a browser's document, with the interface answered by the test. Axe looks at each.

import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { ApiError, api, type JumpItemDetails, type Me } from "@towline/api";
import { AppProviders } from "@towline/ui";
import axe from "axe-core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { App } from "../src/App";
import { queries } from "../src/cache";
import { drafts } from "../src/form/drafts";
import { router } from "../src/router";

const jenny: Me = {
  id: "u1",
  username: "jenny",
  display_name: "Jenny Park",
  email: "jenny@example.com",
  administrator: true,
  areas: ["admin.status", "admin.jump_groups", "admin.installers", "admin.users", "admin.policies", "admin.security"],
  must_change_password: false,
  must_set_up_factor: false,
  idle_minutes: 0,
  console_allowed: true,
  supports: true,
  session_keys: true,
  may_be_asked_away: false,
  asked_away: false,
  on_portal: false,
  portal_shows_representatives: false,
  custom_fields: true,
  reports: "all",
  recordings: "all",
  reads_reports: true,
  time_zone: "",
  password_minimum: 12,
  password_old: 0,
  sessions: [],
  site: { name: "Harbour IT", version: "0.1.0" },
};

const web1: JumpItemDetails = {
  id: "i1",
  name: "WEB-01",
  method: "jump_client",
  location: { kind: "group", group_id: "g1", name: "Web farm" },
  availability: "offline",
  since_ms: 1,
  in_use_by: [],
  last_accessed_ms: null,
  tag: "",
  may_start: true,
  rights: ["view", "start", "edit_name", "edit_tag", "edit_comments", "edit_policies", "move", "remove"],
  host_name: "web-01",
  comments: "",
  os: "<img src=x onerror=alert(1)>",
  os_version: "12",
  architecture: "x86_64",
  public_ip: "203.0.113.1",
  private_ips: [],
  install_mode: "service",
  console_user: "",
  domain: "",
  booted_at_ms: null,
  cpu_model: "",
  cpu_count: 1,
  memory_bytes: 0,
  agent_version: "0.1.0",
  created_ms: 1,
};

function answer(me: Me | null) {
  vi.spyOn(api, "me").mockImplementation(() =>
    me ? Promise.resolve(me) : Promise.reject(new ApiError("unauthenticated", "Sign in", "", 401)),
  );
  vi.spyOn(api, "jumpGroups").mockResolvedValue({
    groups: [{ id: "g1", name: "Web farm", comments: "", members: [], count: 1, created_ms: 1 }],
  });
  vi.spyOn(api, "jumpLocations").mockResolvedValue({
    all: 1,
    personal: 0,
    may_deploy: true,
    groups: [{ id: "g1", name: "Web farm", count: 1, may_deploy: true }],
  });
  vi.spyOn(api, "jumpItems").mockResolvedValue({ items: [web1], total: 1, page: 1, limit: 25 });
  vi.spyOn(api, "jumpItem").mockResolvedValue(web1);
  vi.spyOn(api, "installers").mockResolvedValue({ installers: [] });
  vi.spyOn(api, "sessionPolicies").mockResolvedValue({ policies: [] });
  vi.spyOn(api, "roles").mockResolvedValue({ roles: [] });
  vi.spyOn(api, "permissionCatalogue").mockResolvedValue({ settings: [], rights: [], sites: [] });
  vi.spyOn(api, "users").mockResolvedValue({ users: [], total: 0 });
}

async function open(path: string, me: Me | null) {
  answer(me);
  render(
    <AppProviders queries={queries}>
      <App />
    </AppProviders>,
  );
  await waitFor(() => expect(queries.getQueryData(["me"])).toEqual(me));
  if (me && !me.must_change_password) await router.navigate({ to: path });
}

async function expectNoBarriers() {
  // Colours need real layout; they are looked at in a real browser.
  const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
}

// The document of these tests has no fonts; the text areas that grow want to know when they have come.
Object.defineProperty(document, "fonts", { value: new EventTarget() });

beforeEach(() => {
  queries.clear();
  drafts.forgetAll();
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

test("nobody signed in gets the sign-in at every address, and no page of administrators is asked for_acc_4", async () => {
  await open("/users", null);
  expect(await screen.findByRole("heading", { name: "Administration" })).toBeDefined();
  expect(api.users).not.toHaveBeenCalled();
  await expectNoBarriers();
});

test("what a person may not use is not there and not asked for_adm_1", async () => {
  await open("/users", { ...jenny, administrator: false, areas: [], reads_reports: false });
  expect(await screen.findByRole("heading", { level: 1, name: "There is no page here" })).toBeDefined();
  const sections = screen.getAllByRole("navigation", { name: "Sections" })[0];
  expect(
    sections &&
      within(sections)
        .getAllByRole("link")
        .map((link) => link.textContent),
  ).toEqual(["My Account", "Jump Clients"]);
  expect(api.users).not.toHaveBeenCalled();
  await expectNoBarriers();
});

test("without the web console there is no launch button but who can allow it_acc_2", async () => {
  vi.spyOn(api, "consoleSetting").mockResolvedValue({
    enabled: false,
    password_reset: false,
    administrators: ["Jenny Park"],
  });
  await open("/account", { ...jenny, administrator: false, areas: [], console_allowed: false });
  expect(await screen.findByText(/On this site: Jenny Park\./)).toBeDefined();
  expect(screen.queryByRole("link", { name: /console/i })).toBeNull();
  await expectNoBarriers();
});

test("logging out lists the open sessions and does with them what was chosen_acc_4", async () => {
  const signOut = vi.spyOn(api, "signOut").mockRejectedValue(new ApiError("offline", "", "", 0));
  await open("/account", { ...jenny, sessions: [{ id: "s1", item_name: "WEB-01", phase: "active", owned: true }] });
  await userEvent.click(await screen.findByRole("button", { name: "Log out" }));
  const dialog = await screen.findByRole("dialog", { name: "Log out" });
  expect(within(dialog).getByText("WEB-01")).toBeDefined();
  await userEvent.click(within(dialog).getByRole("radio", { name: "End them" }));
  await userEvent.click(within(dialog).getByRole("button", { name: "Log out" }));
  await waitFor(() => expect(signOut).toHaveBeenCalledWith("end"));
  // The appliance did not answer: the person is told and is still signed in.
  expect(await within(dialog).findByRole("alert")).toBeDefined();
  await expectNoBarriers();
});

test("what an endpoint says about itself is text_jmp_10", async () => {
  await open("/jump/clients/i1", jenny);
  expect(await screen.findByText(/<img src=x onerror=alert\(1\)>/)).toBeDefined();
  expect(document.querySelector("img[src=x]")).toBeNull();
});

test("removing says when the agent is uninstalled, and asks_jmp_14", async () => {
  const remove = vi.spyOn(api, "removeJumpItem").mockResolvedValue(undefined);
  await open("/jump/clients/i1", jenny);
  await userEvent.click(await screen.findByRole("button", { name: "Remove this Jump Client" }));
  const dialog = await screen.findByRole("dialog", { name: "Remove WEB-01?" });
  expect(within(dialog).getByText(/uninstalled when it next connects/)).toBeDefined();
  expect(remove).not.toHaveBeenCalled();
  await userEvent.click(within(dialog).getByRole("button", { name: "Remove and uninstall" }));
  await waitFor(() => expect(remove).toHaveBeenCalledWith("i1"));
});

test("unsaved changes survive closing the drawer_adm_7", async () => {
  await open("/jump/clients/i1", jenny);
  await userEvent.type(await screen.findByRole("textbox", { name: "Tag" }), "nightly");
  expect(screen.getByRole("region", { name: "Unsaved changes" })).toBeDefined();
  await userEvent.keyboard("{Escape}");
  expect(await screen.findByText("unsaved changes")).toBeDefined();
  await userEvent.click(screen.getByRole("link", { name: "WEB-01" }));
  expect(await screen.findByDisplayValue("nightly")).toBeDefined();
});

test("the wizard shows the command once, and warns before it is lost_jmp_10", async () => {
  const command = "curl -fsS https://support.example/i/TOKEN | sudo sh";
  const add = vi.spyOn(api, "addInstaller").mockImplementation((input) =>
    Promise.resolve({
      id: "n1",
      location: { ...input.location, name: "Personal" },
      name: input.name ?? "",
      tag: input.tag ?? "",
      comments: input.comments ?? "",
      expires_ms: Date.now() + 3_600_000,
      uses_allowed: input.uses,
      uses: 0,
      created_ms: Date.now(),
      created_by: "Jenny Park",
      valid: true,
      command,
      token: "TOKEN",
    }),
  );
  await open("/jump/installers/new", jenny);
  await userEvent.click(await screen.findByRole("radio", { name: /My personal list/ }));
  await userEvent.click(screen.getByRole("button", { name: "Continue" }));
  await userEvent.type(screen.getByRole("textbox", { name: "Tag" }), "autumn");
  await userEvent.click(screen.getByRole("button", { name: "Continue" }));
  await userEvent.click(screen.getByRole("button", { name: "Make the installer" }));
  expect(await screen.findByText(command)).toBeDefined();
  expect(add).toHaveBeenCalledWith({ location: { kind: "personal" }, tag: "autumn", valid_hours: 168, uses: 1 });
  await expectNoBarriers();
  await userEvent.click(screen.getByRole("button", { name: "Done" }));
  expect(await screen.findByRole("dialog", { name: "Close without copying?" })).toBeDefined();
});

test("a password set by somebody else is replaced before anything else", async () => {
  await open("/status", { ...jenny, must_change_password: true });
  expect(await screen.findByRole("heading", { name: "Choose a new password" })).toBeDefined();
  expect(screen.queryByRole("navigation")).toBeNull();
  await expectNoBarriers();
});
