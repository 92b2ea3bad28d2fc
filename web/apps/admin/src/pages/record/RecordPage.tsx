// Management > Administrative Record (REC-7): who changed what, when, from where, and what was different. The filters are the address.

import { Alert, Button, Select, Text, TextInput } from "@mantine/core";
import { IconHistory, IconShieldCheck, IconShieldX } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, type RecordChecked, type RecordEntry, type RecordQuery } from "@towline/api";
import {
  type Column,
  DataTable,
  dayStart,
  EmptyState,
  exactTime,
  notify,
  number,
  RelativeTime,
  SearchField,
  StatusBadge,
  type Tone,
} from "@towline/ui";
import type { ReactNode } from "react";
import { type ListFile, momentIn, SaveButton } from "../../list/ListHead";
import { type Collected, MOST, READ, type Working } from "../../list/work";
import { recordQuery } from "../../queries";
import type { RecordSearch } from "../../router";
import { ButtonLink } from "../../shell/links";
import { Outdated } from "../../shell/Outdated";
import { Page } from "../../shell/Page";
import { useFrameTexts, useRecordTexts } from "../../words";
import { changedFields } from "./changes";
import styles from "./record.module.css";

const route = getRouteApi("/record");
const TONES: Record<string, Tone> = { created: "online", removed: "danger" };

function asked(wish: RecordSearch): RecordQuery {
  const { kind, id, author, search } = wish;
  const [from, next] = [dayStart(wish.from), dayStart(wish.to, true)];
  return {
    ...(kind ? { kind } : {}),
    ...(id ? { id } : {}),
    ...(author ? { author } : {}),
    ...(search ? { search } : {}),
    ...(from === undefined ? {} : { from }),
    ...(next === undefined ? {} : { to: next - 1 }),
  };
}

export function RecordPage() {
  const { page: texts, columns: titles, authors, actions, ended, kinds, site } = useRecordTexts();
  const changeOf = ({ action, subject }: RecordEntry) =>
    (action === "removed" ? ended[subject.kind] : undefined) ?? actions[action] ?? action;
  const nameOf = ({ subject }: RecordEntry) =>
    (subject.kind === "setting" ? site[subject.id] : undefined) || subject.name || texts.unnamed;
  const { sections } = useFrameTexts();
  const wish = route.useSearch();
  const query = asked(wish);
  const list = useInfiniteQuery(recordQuery(query));
  const rows = list.data?.pages.flatMap((page) => page.entries);
  const file: ListFile<RecordEntry> = {
    name: "administrative-record.csv",
    columns: [
      [texts.number, (entry) => String(entry.number)],
      [titles.when, (entry) => momentIn(entry.at)],
      [titles.who, (entry) => entry.author.name],
      [texts.authorKind, (entry) => authors[entry.author.kind] ?? entry.author.kind],
      [texts.address, (entry) => entry.author.address],
      [titles.what, nameOf],
      [texts.kind, (entry) => kinds[entry.subject.kind] ?? entry.subject.kind],
      [titles.change, (entry) => changeOf(entry)],
      [titles.before, (entry) => inOneCell(entry, "before")],
      [titles.after, (entry) => inOneCell(entry, "after")],
    ],
    read: (working) => readRecord(query, working),
  };
  const check = useMutation({ mutationFn: () => api.checkRecord(), onError: notify.refused });
  const button = (
    <Button
      variant="default"
      leftSection={<IconShieldCheck size={16} stroke={1.8} />}
      loading={check.isPending}
      onClick={() => check.mutate()}
    >
      {check.isPending ? texts.checking : texts.check}
    </Button>
  );
  const columns: Column<RecordEntry>[] = [
    { key: "when", title: titles.when, width: "124px", render: (entry) => <RelativeTime at={entry.at} /> },
    {
      key: "who",
      title: titles.who,
      width: "24%",
      hideBelow: 480,
      render: (entry) => (
        <div>
          {entry.author.name || authors[entry.author.kind] || entry.author.kind}
          <Text size="xs" c="dimmed">
            {[entry.author.kind === "user" ? "" : authors[entry.author.kind], entry.author.address]
              .filter(Boolean)
              .join(" · ")}
          </Text>
        </div>
      ),
    },
    {
      key: "what",
      title: titles.what,
      render: (entry) => (
        <div>
          {nameOf(entry)}
          <Text size="xs" c="dimmed">
            {kinds[entry.subject.kind] ?? entry.subject.kind}
          </Text>
        </div>
      ),
    },
    {
      key: "change",
      title: titles.change,
      width: "104px",
      render: (entry) => <StatusBadge tone={TONES[entry.action] ?? "quiet"}>{changeOf(entry)}</StatusBadge>,
    },
  ];
  return (
    <Page title={sections.record} lead={texts.lead} action={button}>
      <Outdated query={list} />
      <div aria-live="polite">{check.data ? <Checked found={check.data} /> : null}</div>
      <Filters wish={wish}>
        <SaveButton file={file} disabled={!rows?.length} />
      </Filters>
      <DataTable
        label={sections.record}
        columns={columns}
        rows={rows}
        rowKey={(entry) => String(entry.number)}
        rowName={(entry) => `${nameOf(entry)}, ${changeOf(entry)}, ${exactTime(entry.at)}`}
        error={list.error}
        onRetry={() => void list.refetch()}
        stale={list.isPlaceholderData}
        details={(entry) => <Details entry={entry} wish={wish} />}
        empty={<EmptyState announce icon={<IconHistory size={20} />} title={texts.emptyTitle} text={texts.emptyText} />}
      />
      {list.hasNextPage ? (
        <Button
          variant="default"
          className={styles.older ?? ""}
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {texts.older}
        </Button>
      ) : null}
    </Page>
  );
}

/** What was different, a line for each field. */
const inOneCell = (entry: RecordEntry, side: "before" | "after"): string =>
  entry[side] === null || entry[side] === undefined
    ? ""
    : changedFields(entry.before, entry.after)
        .map((field) => `${field.label}: ${field[side]}`)
        .join("\n");

/** Entry after entry, the newest first; how many there are is not known before they are read. */
async function readRecord(query: RecordQuery, { signal, onProgress }: Working): Promise<Collected<RecordEntry>> {
  const rows: RecordEntry[] = [];
  for (let before: number | undefined; ; ) {
    const page = await api.record({ ...query, limit: READ, ...(before === undefined ? {} : { before }) }, signal);
    signal.throwIfAborted();
    rows.push(...page.entries);
    before = page.next ?? undefined;
    if (before === undefined) return { rows, total: rows.length };
    // The first of the numbers that are left is about how many there are.
    const total = rows.length + before - 1;
    if (rows.length >= MOST) return { rows, total };
    onProgress(rows.length, Math.min(MOST, total));
  }
}

function Filters({ wish, children }: { wish: RecordSearch; children: ReactNode }) {
  const { page: texts, kinds } = useRecordTexts();
  const navigate = useNavigate();
  const ask = (part: RecordSearch) => {
    const next = Object.entries({ ...wish, ...part }).filter(([, value]) => value);
    void navigate({ to: "/record", search: Object.fromEntries(next), replace: true });
  };
  const day = (name: "from" | "to") => (
    <TextInput
      type="date"
      label={texts[name]}
      value={wish[name] ?? ""}
      onChange={(event) => ask({ [name]: event.currentTarget.value })}
      className={styles.day ?? ""}
    />
  );
  return (
    <search className={styles.filters}>
      <Select
        label={texts.kind}
        placeholder={texts.anyKind}
        clearable
        data={Object.entries(kinds).map(([value, label]) => ({ value, label }))}
        value={wish.kind ?? null}
        onChange={(kind) => ask({ kind: kind ?? undefined })}
        className={styles.kind ?? ""}
      />
      <SearchField
        label={texts.search}
        placeholder={texts.search}
        value={wish.search ?? ""}
        onSearch={(search) => ask({ search })}
        width={200}
      />
      <SearchField
        label={texts.author}
        placeholder={texts.author}
        value={wish.author ?? ""}
        onSearch={(author) => ask({ author })}
        width={200}
      />
      {day("from")}
      {day("to")}
      {children}
      {Object.keys(wish).length > 0 ? (
        <ButtonLink to="/record" variant="subtle">
          {texts.clear}
        </ButtonLink>
      ) : null}
      {wish.id ? (
        <Text size="sm" c="dimmed">
          {texts.onlyOne}
        </Text>
      ) : null}
    </search>
  );
}

function Details({ entry, wish }: { entry: RecordEntry; wish: RecordSearch }) {
  const { page: texts, columns: titles } = useRecordTexts();
  const fields = changedFields(entry.before, entry.after);
  return (
    <div className={styles.details}>
      <Text size="xs" c="dimmed">
        {exactTime(entry.at)} · {entry.author.name} · #{entry.number}
      </Text>
      {fields.length ? (
        <table className={styles.changes}>
          <thead>
            <tr>
              <th scope="col">{titles.field}</th>
              {entry.before === null || entry.before === undefined ? null : <th scope="col">{titles.before}</th>}
              {entry.after === null || entry.after === undefined ? null : <th scope="col">{titles.after}</th>}
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field.path}>
                <th scope="row">{field.label}</th>
                {entry.before === null || entry.before === undefined ? null : <td>{field.before}</td>}
                {entry.after === null || entry.after === undefined ? null : <td>{field.after}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <Text size="sm">{texts.nothingElse}</Text>
      )}
      {wish.id || !entry.subject.id ? null : (
        <ButtonLink
          to="/record"
          search={{ kind: entry.subject.kind, id: entry.subject.id }}
          variant="default"
          size="xs"
        >
          {texts.onlyThis}
        </ButtonLink>
      )}
    </div>
  );
}

function Checked({ found }: { found: RecordChecked }) {
  const { page: texts } = useRecordTexts();
  if (found.broken !== undefined && found.broken !== null) {
    return (
      <Alert color="red" icon={<IconShieldX />} title={texts.brokenTitle}>
        {texts.brokenText(number(found.broken), number(found.entries))}
      </Alert>
    );
  }
  return (
    <Alert color="teal" icon={<IconShieldCheck />} title={texts.checkedTitle}>
      {texts.checked(found.entries, number(found.entries))}
    </Alert>
  );
}
