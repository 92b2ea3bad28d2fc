// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, expect, test, vi } from "vitest";
import { styleText } from "../src/app/trustedTypes";
import {
  AppProviders,
  CopyField,
  DataTable,
  EmptyState,
  FactorForm,
  FormDrawer,
  IconButton,
  newQueryClient,
  relativeTime,
  SignIn,
  setLanguage,
} from "../src/index";
import { catalogue } from "../src/messages/catalogue";
import { pagesToShow } from "../src/parts/Pages";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const show = (node: React.ReactNode) => render(<AppProviders queries={newQueryClient()}>{node}</AppProviders>);
/** Colours are checked in the browser; happy-dom computes none. */
const findings = async () =>
  (
    await axe.run(document.body, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } })
  ).violations.map((each) => each.id);

interface Row {
  id: string;
  name: string;
}
const rows: Row[] = [
  { id: "a", name: "WEB-03" },
  { id: "b", name: "DB-01" },
];
const columns = [{ key: "name", title: "Name", sortable: true, render: (row: Row) => row.name }];
const base = { label: "Machines", columns, rowKey: (row: Row) => row.id, rowName: (row: Row) => row.name };

test("sign_in_says_what_is_missing_and_the_appliances_words_when_refused_acc_3", async () => {
  vi.stubGlobal(
    "fetch",
    vi.fn(
      async () =>
        new Response(JSON.stringify({ code: "sign_in_failed", title: "User name or password is wrong" }), {
          status: 401,
          headers: { "content-type": "application/problem+json" },
        }),
    ),
  );
  const signedIn = vi.fn();
  show(<SignIn title="Console" onSignedIn={signedIn} />);
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: /^Sign in$/ }));
  expect(screen.getByText("Enter your user name.")).toBeTruthy();
  await user.type(screen.getByLabelText("User name"), "jenny");
  await user.type(screen.getByLabelText("Password"), "wrong{Enter}");
  expect((await screen.findByText("User name or password is wrong")).closest("[role=alert]")).toBeTruthy();
  expect(screen.getByLabelText<HTMLInputElement>("Password").value).toBe("");
  expect(signedIn).not.toHaveBeenCalled();
  expect(await findings()).toEqual([]);
});

test("who_signs_in_through_a_provider_proves_it_there_again_acc_6_acc_7", async () => {
  const asked = vi.fn(
    async (_path: string, _options: RequestInit) =>
      new Response(JSON.stringify({ code: "provider_unreachable", title: "Work cannot be reached." }), {
        status: 503,
        headers: { "content-type": "application/problem+json" },
      }),
  );
  vi.stubGlobal("fetch", asked);
  const wanted = { code: false, recovery_code: false, password: false, provider: { id: "p1", name: "Work" } };
  show(<FactorForm wanted={wanted} prove={async () => {}} />);
  await userEvent.setup().click(screen.getByRole("button", { name: "Sign in again with Work" }));
  expect(await screen.findByText("Work cannot be reached.")).toBeTruthy();
  const [path, options] = asked.mock.calls[0] ?? [];
  expect(path).toBe("/api/v1/login/providers/p1");
  expect(JSON.parse(String(options?.body))).toMatchObject({ anew: true });
  expect(await findings()).toEqual([]);
});

test("a_list_sorts_by_wish_and_is_walked_by_arrow_keys_jmp_1", async () => {
  const sorted = vi.fn();
  const opened = vi.fn();
  show(
    <DataTable
      {...base}
      rows={rows}
      empty={null}
      sorting={{ key: "name", order: "asc" }}
      onSort={sorted}
      onOpen={opened}
    />,
  );
  fireEvent.click(screen.getByRole("button", { name: /Name/ }));
  expect(sorted).toHaveBeenCalledWith({ key: "name", order: "desc" });
  const user = userEvent.setup();
  screen.getByRole("row", { name: "WEB-03" }).focus();
  await user.keyboard("{ArrowDown}{Enter}");
  expect(opened).toHaveBeenCalledWith(rows[1]);
  expect(await findings()).toEqual([]);
});

test("details_fold_out_by_button_and_by_key_jmp_2", async () => {
  show(<DataTable {...base} rows={rows} empty={null} details={(row) => <p>uptime of {row.name}</p>} />);
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "Details of WEB-03" }));
  expect(screen.getByText("uptime of WEB-03")).toBeTruthy();
  screen.getByRole("row", { name: "DB-01" }).focus();
  await user.keyboard("{ArrowRight}");
  expect(screen.getByText("uptime of DB-01")).toBeTruthy();
});

test("an_empty_list_shows_what_it_is_for_and_a_failed_one_how_to_go_on", () => {
  show(<DataTable {...base} rows={[]} empty={<EmptyState icon={null} title="No machines here yet" />} />);
  expect(screen.getByText("No machines here yet")).toBeTruthy();
  cleanup();
  const again = vi.fn();
  show(<DataTable {...base} rows={undefined} error={new Error("x")} onRetry={again} empty={null} />);
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(again).toHaveBeenCalled();
});

test("a_button_that_cannot_be_used_keeps_its_reason_reachable_and_does_nothing", () => {
  const clicked = vi.fn();
  show(<IconButton label="Jump" icon={null} reason="The machine is offline." onClick={clicked} />);
  const button = screen.getByRole("button", { name: "Jump" });
  fireEvent.click(button);
  expect(clicked).not.toHaveBeenCalled();
  expect(button.getAttribute("aria-disabled")).toBe("true");
  expect(button.hasAttribute("disabled")).toBe(false);
});

test("unsaved_changes_are_asked_about_before_a_drawer_closes", async () => {
  const closed = vi.fn();
  show(
    <FormDrawer opened title="User" unsaved onSave={() => undefined} onClose={closed}>
      <p>fields</p>
    </FormDrawer>,
  );
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Close" }));
  expect(closed).not.toHaveBeenCalled();
  await user.click(await screen.findByRole("button", { name: "Keep editing" }));
  expect(closed).not.toHaveBeenCalled();
});

test("a_text_to_copy_has_a_name_for_its_button", async () => {
  show(<CopyField label="Command" value="curl -fsS https://site/i/abc | sh" />);
  expect(screen.getByRole("button", { name: "Copy: Command" })).toBeTruthy();
  expect(await findings()).toEqual([]);
});

test("style_text_passes_the_trusted_types_policy_and_markup_does_not", () => {
  expect(styleText(":root{--a:1px} .b > c{}")).not.toBeNull();
  expect(styleText("<img src=x onerror=alert(1)>")).toBeNull();
});

test("pages_are_offered_with_gaps", () => {
  expect(pagesToShow(1, 3)).toEqual([1, 2, 3]);
  expect(pagesToShow(10, 20)).toEqual([1, 0, 9, 10, 11, 0, 20]);
  expect(pagesToShow(3, 5)).toEqual([1, 2, 3, 4, 5]);
});

test("times_are_relative_under_a_day_and_dates_beyond", () => {
  const noon = new Date(2026, 10, 23, 12, 0).getTime();
  expect(relativeTime(noon - 20_000, noon)).toBe("just now");
  expect(relativeTime(noon - 5 * 60_000, noon)).toContain("5 min");
  expect(relativeTime(noon - 3 * 3_600_000, noon)).toMatch(/^today /);
  expect(relativeTime(noon - 20 * 3_600_000, noon)).toMatch(/^yesterday /);
  expect(relativeTime(noon - 40 * 86_400_000, noon)).toMatch(/Oct/);
});

test("a_language_shows_its_texts_and_english_where_it_has_none", async () => {
  const { now } = catalogue(
    { home: { title: "Home", count: (n: number) => `${n} machines` } },
    { de: async () => ({ home: { title: "Start" } }) },
  );
  await setLanguage("de");
  expect([now().home.title, now().home.count(3)]).toEqual(["Start", "3 machines"]);
  await setLanguage("en");
  expect(now().home.title).toBe("Home");
});
