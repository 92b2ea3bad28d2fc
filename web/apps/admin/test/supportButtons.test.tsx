// @vitest-environment happy-dom
// The pages about Support Buttons on a browser's document, with the interface answered by the test.

import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { ApiError, api, type Issue, type Me, type SupportButton, type SupportButtonProfile } from "@towline/api";
import { AppProviders } from "@towline/ui";
import axe from "axe-core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { App } from "../src/App";
import { queries } from "../src/cache";
import { drafts } from "../src/form/drafts";
import { checkInstaller, DEFAULTS, requestOf } from "../src/pages/supportButtons/installer";
import { queueBody, queueChoices, queueName } from "../src/pages/supportButtons/queues";
import { router } from "../src/router";

const me = {
  id: "u1",
  username: "jenny",
  display_name: "Jenny Park",
  administrator: false,
  areas: ["admin.configuration"],
  time_zone: "",
  sessions: [],
  site: { name: "Harbour IT", version: "0.1.0" },
} as unknown as Me;

const till: SupportButton = {
  id: "b1",
  description: "Till 4",
  profile_name: "Standard",
  queue: { kind: "team", id: "t1", name: "Shops" },
  issue_name: "Printer",
  machine: "<b>till-4</b>",
  made_by: "Jenny Park",
  created_ms: 1,
  expires_ms: Date.now() + 86_400_000,
  used_ms: null,
  uses: 0,
  state: "active",
};

const standard: SupportButtonProfile = {
  id: "p1",
  name: "Standard",
  label: "Get help",
  comment: "Asks Harbour IT for help",
  site_id: null,
  site_name: "Harbour IT",
  icon: false,
  default: true,
  etag: "e1",
};
const shops: SupportButtonProfile = { ...standard, id: "p2", name: "Shops", default: false, icon: true, etag: "e2" };

const issues = [
  { id: "i1", name: "Printer", team: { id: "t1", name: "Shops" } },
  { id: "i2", name: "Anything", team: null },
] as unknown as Issue[];

async function open(path: string) {
  vi.spyOn(api, "me").mockResolvedValue(me);
  vi.spyOn(api, "supportButtonProfiles").mockResolvedValue({ profiles: [standard, shops] });
  vi.spyOn(api, "supportButtonInstallers").mockResolvedValue({ installers: [] });
  vi.spyOn(api, "publicSites").mockResolvedValue({ sites: [] });
  vi.spyOn(api, "teams").mockResolvedValue({ teams: [] });
  vi.spyOn(api, "issues").mockResolvedValue({ issues });
  // Nothing is fetched for pictures here.
  vi.spyOn(api, "supportButtonIcon").mockReturnValue("data:,");
  render(
    <AppProviders queries={queries}>
      <App />
    </AppProviders>,
  );
  await waitFor(() => expect(queries.getQueryData(["me"])).toEqual(me));
  await router.navigate({ to: path });
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

test("buttons are listed, what machines say is text, and withdrawing one says what happens and asks_sup_50", async () => {
  const list = vi.spyOn(api, "supportButtons").mockResolvedValue({ buttons: [till] });
  const withdraw = vi.spyOn(api, "withdrawSupportButton").mockResolvedValue(undefined);
  await open("/support-buttons");
  expect(await screen.findByText("<b>till-4</b>")).toBeDefined();
  expect(screen.getByRole("link", { name: "Buttons" }).getAttribute("aria-current")).toBe("page");
  await expectNoBarriers();
  await userEvent.click(screen.getByRole("link", { name: "Till 4" }));
  await userEvent.click(await screen.findByRole("button", { name: "Withdraw this button" }));
  const dialog = await screen.findByRole("dialog", { name: "Withdraw “Till 4”?" });
  expect(within(dialog).getByText(/removes itself from the machine/)).toBeDefined();
  expect(withdraw).not.toHaveBeenCalled();
  list.mockResolvedValue({ buttons: [{ ...till, state: "withdrawn" }] });
  await userEvent.click(within(dialog).getByRole("button", { name: "Withdraw" }));
  await waitFor(() => expect(withdraw).toHaveBeenCalledWith("b1"));
  expect(await screen.findByText(/It starts nothing any more\. At its next click/)).toBeDefined();
  await waitFor(() => expect(screen.queryByRole("button", { name: "Withdraw this button" })).toBeNull());
});

test("without a button the page says how one is made, and without an answer what is the matter_sup_50", async () => {
  const list = vi.spyOn(api, "supportButtons").mockResolvedValue({ buttons: [] });
  await open("/support-buttons");
  expect(await screen.findByText("No Support Button yet")).toBeDefined();
  await expectNoBarriers();
  list.mockRejectedValue(new ApiError("internal", "It failed", "", 500));
  queries.removeQueries({ queryKey: ["support-buttons"] });
  await router.navigate({ to: "/support-buttons/installers" });
  expect(await screen.findByText("No installer yet")).toBeDefined();
  await router.navigate({ to: "/support-buttons" });
  expect(await screen.findByText("It failed")).toBeDefined();
});

test("a profile changes, its picture is sent as it is and set back, and the default one stays_sup_50", async () => {
  const change = vi.spyOn(api, "changeSupportButtonProfile").mockResolvedValue(shops);
  const set = vi.spyOn(api, "setSupportButtonIcon").mockResolvedValue(undefined);
  const reset = vi.spyOn(api, "removeSupportButtonIcon").mockResolvedValue(undefined);
  await open("/support-buttons/profiles/p2");
  const label = await screen.findByRole("textbox", { name: "Label" });
  await userEvent.clear(label);
  await userEvent.type(label, "Call the shop desk");
  expect(screen.getByRole("figure", { name: "How it looks on a desktop: Call the shop desk" })).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: "Save changes" }));
  await waitFor(() =>
    expect(change).toHaveBeenCalledWith(shops, expect.objectContaining({ label: "Call the shop desk" })),
  );
  const picker = document.querySelector<HTMLInputElement>("input[type=file]");
  if (!picker) throw new Error("there is a field for the picture");
  await userEvent.upload(picker, new File([new Uint8Array(70_000)], "big.png", { type: "image/png" }));
  expect(await screen.findByText("The file is larger than 64 KiB.")).toBeDefined();
  expect(set).not.toHaveBeenCalled();
  const picture = new File([new Uint8Array(10)], "icon.png", { type: "image/png" });
  await userEvent.upload(picker, picture);
  await waitFor(() => expect(set).toHaveBeenCalledWith(shops, picture));
  await userEvent.click(await screen.findByRole("button", { name: "Back to the built-in icon" }));
  await waitFor(() => expect(reset).toHaveBeenCalledWith(shops));
  expect(screen.getByRole("button", { name: "Remove this profile" })).toBeDefined();
  await expectNoBarriers();
  await router.navigate({ to: "/support-buttons/profiles/$id", params: { id: "p1" } });
  expect(await screen.findByText(/The default profile is always there/)).toBeDefined();
  expect(screen.queryByRole("button", { name: "Remove this profile" })).toBeNull();
});

test("an installer shows its command once, says who runs it, and warns before it is lost_sup_50", async () => {
  const command = "curl -fsS https://support.example/b/TOKEN | sh";
  const add = vi.spyOn(api, "addSupportButtonInstaller").mockImplementation((input) =>
    Promise.resolve({
      command,
      installer: {
        id: "n1",
        description: input.description,
        profile_name: "Standard",
        queue: { kind: "general", id: "", name: "" },
        issue_name: "",
        button_days: input.button_days,
        uses: 0,
        uses_allowed: input.uses,
        expires_ms: Date.now() + 3_600_000,
        created_ms: Date.now(),
        created_by: "Jenny Park",
        valid: true,
      },
    }),
  );
  await open("/support-buttons/installers/new");
  await userEvent.click(await screen.findByRole("button", { name: "Make the installer" }));
  expect(await screen.findByText("Enter a description.")).toBeDefined();
  expect(add).not.toHaveBeenCalled();
  await userEvent.type(screen.getByRole("textbox", { name: "Description" }), "Shops");
  await expectNoBarriers();
  await userEvent.click(screen.getByRole("button", { name: "Make the installer" }));
  expect(await screen.findByText(command)).toBeDefined();
  expect(add).toHaveBeenCalledWith({
    description: "Shops",
    profile_id: "p1",
    queue: "general",
    queue_id: "",
    issue_id: null,
    button_days: 365,
    valid_hours: 168,
    uses: 1,
  });
  expect(screen.getByText(/Not as root and not with sudo/)).toBeDefined();
  await expectNoBarriers();
  await userEvent.click(screen.getByRole("button", { name: "Done" }));
  expect(await screen.findByRole("dialog", { name: "Close without copying?" })).toBeDefined();
});

test("an issue leads to its team's queue, or to the general one_sup_50", () => {
  expect(queueChoices([{ id: "t1", name: "Shops" }], issues)[3]).toEqual({
    group: "Issues",
    items: [
      { value: "issue:i1", label: "Printer → Shops" },
      { value: "issue:i2", label: "Anything → General queue" },
    ],
  });
  expect(queueBody("issue:i1", issues, "u1")).toEqual({ queue: "team", queue_id: "t1", issue_id: "i1" });
  expect(queueBody("issue:i2", issues, "u1")).toEqual({ queue: "general", queue_id: "", issue_id: "i2" });
  expect(queueBody("team:t1", issues, "u1")).toEqual({ queue: "team", queue_id: "t1", issue_id: null });
  expect(queueBody("personal", issues, "u1")).toEqual({ queue: "personal", queue_id: "u1", issue_id: null });
  expect(queueName({ kind: "personal", id: "u1", name: "Jenny Park" })).toBe("Jenny Park (personal)");
  expect(queueName({ kind: "general", id: "", name: "" })).toBe("General queue");
});

test("an installer is checked before it is sent_sup_50", () => {
  const good = { ...DEFAULTS, description: " Shops ", profile: "p1" };
  expect(Object.values(checkInstaller(good)).filter(Boolean)).toEqual([]);
  expect(requestOf(good, issues, "u1").description).toBe("Shops");
  for (const days of ["", 0, 3651, 1.5]) expect(checkInstaller({ ...good, days }).days).toBeDefined();
  for (const uses of ["", 0, 10_001]) expect(checkInstaller({ ...good, uses }).uses).toBeDefined();
  for (const amount of ["", 0, 366]) expect(checkInstaller({ ...good, amount }).amount).toBeDefined();
  expect(checkInstaller({ ...good, description: "  " }).description).toBeDefined();
});
