// @vitest-environment happy-dom
// The picker of canned messages by keyboard alone: opened, searched, chosen (SES-31).

import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { AppProviders, newQueryClient } from "@towline/ui";
import { afterEach, expect, test, vi } from "vitest";
import { CannedPicker } from "../src/talk/CannedPicker";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test("a canned message is found and chosen by keys, with the names in it (SES-31)", async () => {
  const canned_messages = [
    { id: "1", category: "Start", name: "Greeting", text: "Hello {customer}, I am {rep}." },
    { id: "2", category: "", name: "Bye", text: "Goodbye." },
  ];
  const answer = { file_bytes: 1, canned_messages };
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response(JSON.stringify(answer), { headers: { "content-type": "application/json" } })),
  );
  const chosen: string[] = [];
  render(
    <AppProviders queries={newQueryClient()}>
      <CannedPicker names={{ customer: "Carla", rep: "Olga" }} onChoose={(text) => chosen.push(text)} />
    </AppProviders>,
  );
  await act(async () => fireEvent.click(screen.getByRole("button", { name: "Canned messages" })));
  const search = await screen.findByRole("textbox", { name: "Search canned messages", hidden: true });
  expect((await screen.findAllByRole("option", { hidden: true })).length).toBe(2);
  await act(async () => fireEvent.change(search, { target: { value: "hello" } }));
  expect(screen.getAllByRole("option", { hidden: true }).length).toBe(1);
  await act(async () => fireEvent.keyDown(search, { key: "ArrowDown", code: "ArrowDown" }));
  await act(async () => fireEvent.keyDown(search, { key: "Enter", code: "Enter" }));
  expect(chosen).toEqual(["Hello Carla, I am Olga."]);
});
