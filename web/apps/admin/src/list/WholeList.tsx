// A list that the appliance gives as a whole, because a site has few of its things: searched, filtered, sorted and paged where it is shown. What is wanted of it is the address.

import { Button } from "@mantine/core";
import { IconSearchOff } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ApiError } from "@towline/api";
import { type Column, DataTable, EmptyState } from "@towline/ui";
import { type ReactNode, useState } from "react";
import { LIST_LIMIT } from "../queries";
import { useFrameTexts, useListTexts } from "../words";
import { BatchDialog } from "./BatchDialog";
import { ChosenBar, type Deed } from "./ChosenBar";
import { ListHead } from "./ListHead";
import { type ListSearch, listSearch, shownOf } from "./shown";
import { useChosen } from "./useChosen";
import { oneByOne, type Working } from "./work";

export interface ListColumn<Row> extends Column<Row> {
  /** What rows are sorted by under this column. */
  readonly by?: (row: Row) => string | number;
  /** What stands in the file; a column without it is not in it. */
  readonly text?: (row: Row) => string;
}

/** Something that can be done with several rows, one by one. */
export interface RowDeed<Row> extends Deed {
  readonly title: (text: string, count: number) => string;
  /** What will happen. */
  readonly will: ReactNode;
  readonly submit: string;
  readonly act: (row: Row) => Promise<unknown>;
  readonly done: (text: string, count: number) => string;
}

interface Props<Row> {
  readonly label: string;
  readonly searchLabel: string;
  readonly rows: readonly Row[] | undefined;
  readonly query: { readonly error: unknown; readonly refetch: () => unknown };
  readonly columns: readonly ListColumn<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly rowName: (row: Row) => string;
  readonly words: (row: Row) => readonly (string | null | undefined)[];
  /** The column by which the rows come sorted. */
  readonly natural?: string;
  readonly filter?: {
    readonly label: string;
    readonly any: string;
    readonly options: readonly { value: string; label: string; fits: (row: Row) => boolean }[];
  };
  readonly fileName: string;
  /** Columns of the file, if it has others than the page. */
  readonly fileColumns?: readonly ListColumn<Row>[];
  readonly deeds?: readonly RowDeed<Row>[];
  /** Something was done with some of them. */
  readonly onChanged?: () => void;
  readonly onOpen?: (row: Row) => void;
  readonly actions?: (row: Row) => ReactNode;
  readonly empty: ReactNode;
  /** It is not the only list of its page: what is wanted of it is kept here, not in the address. */
  readonly beside?: boolean;
}

/** What is wanted of the list of the page that is open, and wanting something else. */
export function useListWish(): readonly [ListSearch, (part: ListSearch) => void] {
  const wish = listSearch(useSearch({ strict: false }) as Record<string, unknown>);
  const navigate = useNavigate();
  const change = (part: ListSearch) =>
    void navigate({ to: ".", search: listSearch({ ...wish, page: 1, ...part }) as never, replace: true });
  return [wish, change];
}

function useOwnWish(): readonly [ListSearch, (part: ListSearch) => void] {
  const [wish, setWish] = useState<ListSearch>({});
  return [wish, (part) => setWish((before) => listSearch({ ...before, page: 1, ...part }))];
}

export function WholeList<Row>(props: Props<Row>) {
  const { label, searchLabel, rows, query, columns, rowKey, rowName, natural, filter, fileName, deeds = [] } = props;
  const { list: listTexts } = useFrameTexts();
  const { narrow } = useListTexts();
  const [ofPage, ofOwn] = [useListWish(), useOwnWish()];
  const [wish, change] = props.beside ? ofOwn : ofPage;
  const sorts = Object.fromEntries(columns.flatMap(({ key, by }) => (by ? [[key, by]] : [])));
  const filters = Object.fromEntries((filter?.options ?? []).map(({ value, fits }) => [value, fits]));
  const found = rows ? shownOf(rows, { words: props.words, sorts, natural, filters }, wish) : undefined;
  const total = found?.length ?? 0;
  const page = Math.min(wish.page ?? 1, Math.max(1, Math.ceil(total / LIST_LIMIT)));
  const shown = found?.slice((page - 1) * LIST_LIMIT, page * LIST_LIMIT);
  const chosen = useChosen({
    rows: shown,
    keyOf: rowKey,
    nameOf: rowName,
    total,
    found: `${wish.search ?? ""}\n${wish.filter ?? ""}`,
  });
  const [doing, setDoing] = useState<string | null>(null);
  const deed = deeds.find((each) => each.key === doing);
  // Where there is nothing at all, what is looked for is not what is missing.
  const narrowed = Boolean(wish.search || wish.filter) && rows?.length !== 0;
  const sort = wish.sort ?? natural;
  const file = {
    name: fileName,
    columns: (props.fileColumns ?? columns).flatMap(({ title, text }) => (text ? [[title, text] as const] : [])),
    read: async () => ({ rows: found ?? [], total }),
  };
  const find = async (_: Working) =>
    chosen.everything ? new Map((found ?? []).map((row) => [rowKey(row), rowName(row)])) : chosen.names;
  return (
    <>
      {rows && rows.length > 0 ? (
        <ListHead
          searchLabel={searchLabel}
          search={wish.search ?? ""}
          onSearch={(search) => change({ search })}
          filters={
            filter
              ? [{ ...filter, value: wish.filter, onChange: (value: string | undefined) => change({ filter: value }) }]
              : []
          }
          file={file}
          total={total}
        />
      ) : null}
      <DataTable
        label={label}
        columns={columns.map((column) => ({ ...column, sortable: column.by !== undefined }))}
        rows={shown}
        rowKey={rowKey}
        rowName={rowName}
        error={query.error}
        onRetry={() => void query.refetch()}
        {...(sort === undefined ? {} : { sorting: { key: sort, order: wish.order ?? "asc" } })}
        onSort={({ key, order }) =>
          change({ sort: key === natural ? undefined : key, order: order === "desc" ? "desc" : undefined })
        }
        {...(total > LIST_LIMIT
          ? { paging: { page, limit: LIST_LIMIT, total, onPage: (next: number) => change({ page: next }) } }
          : {})}
        {...(props.onOpen ? { onOpen: props.onOpen } : {})}
        {...(props.actions ? { actions: props.actions } : {})}
        choice={deeds.length > 0 ? chosen.choice : undefined}
        empty={
          narrowed ? (
            <EmptyState
              announce
              icon={<IconSearchOff size={20} />}
              title={wish.search ? listTexts.nothingFound(wish.search) : narrow.nothing}
              text={wish.search ? listTexts.nothingFoundHint : undefined}
              actions={
                <Button variant="default" onClick={() => change({ search: undefined, filter: undefined })}>
                  {listTexts.showAll}
                </Button>
              }
            />
          ) : (
            props.empty
          )
        }
      />
      <ChosenBar chosen={chosen} total={total} deeds={deeds} onDeed={setDoing} />
      {deed ? (
        <RowsDialog
          deed={deed}
          rows={rows ?? []}
          rowKey={rowKey}
          find={find}
          onDone={(left) => {
            chosen.set(left);
            props.onChanged?.();
          }}
          onClose={() => setDoing(null)}
        />
      ) : null}
    </>
  );
}

interface RowsDialogProps<Row> {
  readonly deed: RowDeed<Row>;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly find: (working: Working) => Promise<ReadonlyMap<string, string>>;
  readonly onDone: (left: ReadonlyMap<string, string>) => void;
  readonly onClose: () => void;
}

/** Does it to rows as they were when it was asked: what changed since is refused by the appliance. */
function RowsDialog<Row>({ deed, rows, rowKey, find, onDone, onClose }: RowsDialogProps<Row>) {
  const { drawer } = useFrameTexts();
  const [known] = useState(() => new Map(rows.map((row) => [rowKey(row), row])));
  const act = oneByOne(async (id) => {
    const row = known.get(id);
    if (row === undefined) throw new ApiError("not_found", drawer.gone, "", 404);
    await deed.act(row);
  });
  const plan = { ...deed, children: () => deed.will, act, size: 1 };
  return <BatchDialog plan={plan} find={find} onDone={onDone} onClose={onClose} />;
}
