// @vitest-environment happy-dom
// Choosing rows of a list.

import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { AppProviders, DataTable, newQueryClient } from "../src/index";

afterEach(cleanup);

const rows = ["a", "b", "c", "d"].map((id) => ({ id, name: `row ${id}` }));
const onOpen = vi.fn();

function List({ tell }: { tell: (chosen: string[]) => void }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(["elsewhere"]));
  return (
    <DataTable
      label="Rows"
      columns={[{ key: "name", title: "Name", render: (row: (typeof rows)[number]) => row.name }]}
      rows={rows}
      rowKey={(row) => row.id}
      rowName={(row) => row.name}
      empty={null}
      onOpen={onOpen}
      choice={{
        chosen,
        onChange: (next) => {
          setChosen(next);
          tell([...next].sort());
        },
      }}
    />
  );
}

test("rows_are_chosen_one_by_one_in_a_row_by_keyboard_and_all_at_once_adm_7", () => {
  const tell = vi.fn();
  render(
    <AppProviders queries={newQueryClient()}>
      <List tell={tell} />
    </AppProviders>,
  );
  const box = (name: string) => screen.getByRole("checkbox", { name: `Select ${name}` });
  fireEvent.click(box("row a"));
  expect(tell).toHaveBeenLastCalledWith(["a", "elsewhere"]);
  fireEvent.click(box("row c"), { shiftKey: true });
  expect(tell).toHaveBeenLastCalledWith(["a", "b", "c", "elsewhere"]);
  fireEvent.keyDown(screen.getByRole("row", { name: "row b" }), { key: " " });
  expect(tell).toHaveBeenLastCalledWith(["a", "c", "elsewhere"]);
  const all = screen.getByRole<HTMLInputElement>("checkbox", { name: "Select all on this page" });
  expect(all.indeterminate).toBe(true);
  fireEvent.click(all);
  expect(tell).toHaveBeenLastCalledWith(["a", "b", "c", "d", "elsewhere"]);
  fireEvent.click(all);
  expect(tell).toHaveBeenLastCalledWith(["elsewhere"]);
  expect(onOpen).not.toHaveBeenCalled();
});
