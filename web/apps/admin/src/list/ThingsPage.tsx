// A page of things that have a name, a form beside the list, and an end: its list, and the way to make another one. What a kind of thing is called, and what else is known of one, comes from its page.

import { IconPlus } from "@tabler/icons-react";
import { type UseQueryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { EmptyState } from "@towline/ui";
import type { ReactNode } from "react";
import { ButtonLink } from "../shell/links";
import { NameLink } from "../shell/NameLink";
import { Page } from "../shell/Page";
import { type ListColumn, WholeList } from "./WholeList";

interface Thing {
  readonly id: string;
  readonly name: string;
}

interface Texts {
  readonly page: {
    readonly lead: string;
    readonly searchLabel: string;
    readonly add: string;
    readonly emptyTitle: string;
    readonly emptyText: string;
  };
  readonly columns: { readonly name: string };
  readonly remove: {
    readonly title: string;
    readonly askMany: (text: string, count: number) => string;
    readonly willMany: string;
    readonly doneMany: (text: string, count: number) => string;
  };
}

interface Props<Row extends Thing> {
  /** What the page and its list are called. */
  readonly title: string;
  readonly texts: Texts;
  readonly icon: ReactNode;
  /** Where the page is; below it are `/new` and `/$id`. */
  readonly at: "/issues" | "/skills" | "/custom-fields" | "/canned-messages" | "/scripts" | "/surveys" | "/teams";
  readonly all: UseQueryOptions<Row[], Error, Row[], string[]>;
  /** Forms about one keep their unsaved changes under this word and its id. */
  readonly draft: string;
  readonly nameWidth?: string;
  /** What is shown besides the name. */
  readonly columns: readonly ListColumn<Row>[];
  /** What a search looks through besides the name. */
  readonly words: (row: Row) => readonly (string | null | undefined)[];
  readonly fileName: string;
  readonly remove: (row: Row) => Promise<unknown>;
}

export function ThingsPage<Row extends Thing>(props: Props<Row>) {
  const { title, texts, icon, at, all, draft, columns, words, fileName, remove } = props;
  const navigate = useNavigate();
  const client = useQueryClient();
  const list = useQuery(all);
  const add = (
    <ButtonLink to={`${at}/new`} leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.page.add}
    </ButtonLink>
  );
  const name: ListColumn<Row> = {
    key: "name",
    title: texts.columns.name,
    width: props.nameWidth ?? "28%",
    by: (row) => row.name,
    text: (row) => row.name,
    render: (row) => (
      <NameLink to={`${at}/$id`} params={{ id: row.id }} search draft={`${draft}:${row.id}`}>
        {row.name}
      </NameLink>
    ),
  };
  return (
    <Page title={title} lead={texts.page.lead} action={add}>
      <WholeList
        label={title}
        searchLabel={texts.page.searchLabel}
        columns={[name, ...columns]}
        rows={list.data}
        query={list}
        rowKey={(row) => row.id}
        rowName={(row) => row.name}
        words={(row) => [row.name, ...words(row)]}
        natural="name"
        fileName={fileName}
        deeds={[
          {
            key: "remove",
            label: texts.remove.title,
            danger: true,
            title: texts.remove.askMany,
            will: texts.remove.willMany,
            submit: texts.remove.title,
            act: remove,
            done: texts.remove.doneMany,
          },
        ]}
        onChanged={() => void client.invalidateQueries({ queryKey: all.queryKey })}
        onOpen={(row) => void navigate({ to: `${at}/$id`, params: { id: row.id }, search: true })}
        empty={<EmptyState icon={icon} title={texts.page.emptyTitle} text={texts.page.emptyText} actions={add} />}
      />
      <Outlet />
    </Page>
  );
}
