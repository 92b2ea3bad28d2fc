// What of a list is shown: the wish as it stands in the address, and for lists that the appliance gives as a whole, the rows that fit it, in its order.

import { language } from "@towline/ui";

/** What somebody wants to see of a list. Defaults are left out, so that the plain address stays plain. */
export interface ListSearch {
  readonly search?: string | undefined;
  readonly filter?: string | undefined;
  readonly sort?: string | undefined;
  readonly order?: "desc" | undefined;
  readonly page?: number | undefined;
}

export const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

export const pageOf = (value: unknown): number => {
  const page = Number(value);
  return Number.isInteger(page) && page > 0 && page < 1_000_000 ? page : 1;
};

/** The wish in an address that anybody may have typed. */
export function listSearch(asked: Record<string, unknown>): ListSearch {
  const [search, filter, sort] = [textOf(asked.search), textOf(asked.filter), textOf(asked.sort)];
  const page = pageOf(asked.page);
  return {
    ...(search ? { search } : {}),
    ...(filter ? { filter } : {}),
    ...(sort ? { sort } : {}),
    ...(asked.order === "desc" ? { order: "desc" as const } : {}),
    ...(page > 1 ? { page } : {}),
  };
}

/** How the rows of a list are searched, filtered and sorted. */
export interface ListShape<Row> {
  /** What a search looks through. */
  readonly words: (row: Row) => readonly (string | null | undefined)[];
  /** What it can be sorted by; where nothing is chosen the rows stay as they come. */
  readonly sorts: Readonly<Record<string, (row: Row) => string | number>>;
  /** What it is sorted by as it comes, if that is one of them. */
  readonly natural?: string | undefined;
  /** What can be left of it. */
  readonly filters?: Readonly<Record<string, (row: Row) => boolean>> | undefined;
}

/** The rows that fit, in the order that is wanted. */
export function shownOf<Row>(rows: readonly Row[], shape: ListShape<Row>, wish: ListSearch): Row[] {
  const small = (text: string) => text.toLocaleLowerCase(language());
  const needle = small((wish.search ?? "").trim());
  const fits = wish.filter === undefined ? undefined : shape.filters?.[wish.filter];
  const found = rows.filter(
    (row) =>
      (fits === undefined || fits(row)) &&
      (needle === "" || shape.words(row).some((text) => small(text ?? "").includes(needle))),
  );
  const sort = wish.sort ?? shape.natural;
  const by = sort === undefined ? undefined : shape.sorts[sort];
  if (by === undefined || (wish.sort === undefined && wish.order === undefined)) return found;
  const way = wish.order === "desc" ? -1 : 1;
  const compare = (one: string | number, other: string | number) =>
    typeof one === "number" && typeof other === "number"
      ? one - other
      : String(one).localeCompare(String(other), language(), { numeric: true });
  return found.sort((one, other) => way * compare(by(one), by(other)));
}
