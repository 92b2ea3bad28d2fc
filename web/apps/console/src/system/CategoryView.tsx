// What one category holds: facts, a table, the details of the chosen row with what can be done to it. And its states: reading, nothing, not there, failed.

import { Button, Menu } from "@mantine/core";
import {
  IconBan,
  IconDatabaseOff,
  IconDownload,
  IconInfoCircle,
  IconRefresh,
  IconShield,
  IconX,
} from "@tabler/icons-react";
import { EmptyState, ErrorState, IconButton, SearchField, written } from "@towline/ui";
import { type SessionState, SystemCategory, type SystemRow } from "@towline/wire";
import { useMemo, useState, useSyncExternalStore } from "react";
import { isElevated, needsElevation } from "../elevation/elevation";
import { useTitleOf } from "../home/naming";
import { saveFile } from "../session/saveFile";
import { useAfter } from "../session/states";
import { useWorkspace } from "../session/workspaces";
import { useWords } from "../words/en";
import { type Act, actsOf, rightsFor, useActs } from "./acts";
import { columnsOf, type Fact, filtered, inOrder, rowKey, type Sort, type SystemColumn, sorted } from "./columns";
import { asCsv, asJson } from "./exported";
import type { Look } from "./looks";
import { SystemTable } from "./SystemTable";
import classes from "./system.module.css";
import { useSystemWords } from "./words";

const FIRST_SORT: Readonly<Partial<Record<SystemCategory, Sort>>> = {
  [SystemCategory.PROCESSES]: { key: "cpu", order: "desc" },
  [SystemCategory.SERVICES]: { key: "name", order: "asc" },
  [SystemCategory.PROGRAMS]: { key: "name", order: "asc" },
};
const ACTING: readonly SystemCategory[] = [SystemCategory.PROCESSES, SystemCategory.SERVICES, SystemCategory.EVENTS];

export function CategoryView({ state, category }: { state: SessionState; category: SystemCategory }) {
  const words = useSystemWords();
  const elevation = useWords().elevation;
  const [workspace] = useWorkspace(state.sessionId);
  const looks = workspace.openSystem();
  const look = useSyncExternalStore(looks.subscribe, looks.looks).get(category);
  const [filter, setFilter] = useState("");
  const [sort, setSort] = useState<Sort | undefined>(FIRST_SORT[category]);
  const [chosenKey, setChosenKey] = useState<string>();
  const acts = useActs(state, () => looks.look(category));
  const title = words.category[category] ?? "";
  const machine = useTitleOf()(state);

  const columns = useMemo(() => columnsOf(category, words), [category, words]);
  const all = useMemo(() => sorted(look?.rows ?? [], words), [look?.rows, words]);
  const rows = useMemo(
    () => inOrder(filtered(all.others, columns, filter), columns, sort),
    [all.others, columns, filter, sort],
  );
  const facts = useMemo(() => factsWith(all.facts, filter), [all.facts, filter]);
  const found = chosenKey === undefined ? -1 : rows.findIndex((row, index) => keyOf(row, index) === chosenKey);
  const chosen = found < 0 ? undefined : rows[found];
  const rights = chosen && rightsFor(chosen, look?.end, needsElevation(state, elevation));
  const possible = chosen ? actsOf(chosen, state, words, rights) : [];
  const save = (kind: "csv" | "json") => {
    const content = { facts, rows, columns, factNames: [words.column.name, words.column.value] as const };
    const text = kind === "csv" ? asCsv(content) : asJson(content);
    const type = kind === "csv" ? "text/csv;charset=utf-8" : "application/json";
    saveFile(new Blob([text], { type }), `${machine} ${title}.${kind}`);
  };
  const loading = look === undefined || look.phase === "loading";
  const some = (look?.rows.length ?? 0) > 0;

  return (
    <section className={classes.content} aria-label={title}>
      <div className={classes.bar}>
        <div className={classes.about}>
          <h2>{title}</h2>
          <p role="status">
            <About look={look} category={category} shown={rows.length + facts.length} filter={filter} />
          </p>
        </div>
        {some ? <SearchField value={filter} onSearch={setFilter} label={words.filterOf(title)} width={200} /> : null}
        {loading ? (
          <IconButton label={words.cancel} icon={<IconBan size={20} />} onClick={() => looks.stop(category)} />
        ) : (
          <IconButton label={words.refresh} icon={<IconRefresh size={20} />} onClick={() => looks.look(category)} />
        )}
        <Menu position="bottom-end">
          <Menu.Target>
            <IconButton
              label={words.exportAs}
              icon={<IconDownload size={20} />}
              reason={some ? undefined : words.nothing}
            />
          </Menu.Target>
          {some ? (
            <Menu.Dropdown>
              <Menu.Item onClick={() => save("csv")}>{words.exportCsv}</Menu.Item>
              <Menu.Item onClick={() => save("json")}>{words.exportJson}</Menu.Item>
            </Menu.Dropdown>
          ) : null}
        </Menu>
      </div>
      {look?.end && !look.end.elevated && !isElevated(state) && ACTING.includes(category) && look.end.account ? (
        <p className={classes.limited}>
          <IconInfoCircle size={16} aria-hidden="true" />
          {words.limited(look.end.account)}
        </p>
      ) : null}
      <Body look={look} onAgain={() => looks.look(category)}>
        {facts.length > 0 ? <Facts facts={facts} whole={columns.length === 0} /> : null}
        {columns.length > 0 && rows.length > 0 ? (
          <SystemTable
            label={title}
            columns={columns}
            rows={rows}
            sort={sort}
            onSort={setSort}
            chosen={found < 0 ? undefined : found}
            onChoose={(index) => {
              const row = index === undefined ? undefined : rows[index];
              setChosenKey(row && index !== undefined ? keyOf(row, index) : undefined);
            }}
            onAct={() => {
              const first = possible[0];
              if (first) acts.ask(first);
            }}
          />
        ) : null}
        {some && facts.length + rows.length === 0 ? (
          <div className={classes.middle}>
            <EmptyState
              icon={<IconDatabaseOff size={20} />}
              title={words.noMatch}
              actions={
                <Button variant="default" onClick={() => setFilter("")}>
                  {words.clearFilter}
                </Button>
              }
            />
          </div>
        ) : null}
      </Body>
      {chosen ? (
        <Details
          row={chosen}
          columns={columns}
          acts={possible}
          busy={acts.busy}
          onAct={acts.ask}
          onClose={() => setChosenKey(undefined)}
        />
      ) : null}
      {acts.dialog}
    </section>
  );
}

/** Entries of a log have no key of their own: their place is it. */
const keyOf = (row: SystemRow, index: number) => rowKey(row) || `#${index}`;

function factsWith(facts: readonly Fact[], filter: string): readonly Fact[] {
  const wanted = filter.trim().toLocaleLowerCase();
  if (wanted === "") return facts;
  return facts.filter((fact) => `${fact.name}\n${fact.text}`.toLocaleLowerCase().includes(wanted));
}

/** How many, of what, as of when. */
function About({
  look,
  category,
  shown,
  filter,
}: {
  look: Look | undefined;
  category: SystemCategory;
  shown: number;
  filter: string;
}) {
  const words = useSystemWords();
  if (!look || look.phase === "loading")
    return look && look.rows.length > 0 && !look.end ? words.readingRows(look.rows.length) : words.reading;
  if (look.phase === "stopped") return words.stopped(look.rows.length);
  if (!look.end || look.end.absent || look.at === undefined) return null;
  const [sent, total] = [look.rows.length, Number(look.end.total)];
  const many =
    total > sent
      ? category === SystemCategory.EVENTS
        ? words.newest(sent)
        : words.firstOf(sent, total)
      : filter && shown !== sent
        ? words.countOf(shown, sent)
        : words.count(sent);
  const parts = [many, look.end.source ? words.from(look.end.source) : ""];
  return [...parts, words.readAt(written(look.at, { timeStyle: "medium" }))].filter(Boolean).join(" · ");
}

function Body({ look, onAgain, children }: { look: Look | undefined; onAgain: () => void; children: React.ReactNode }) {
  const words = useSystemWords();
  const slow = useAfter(300);
  if (look?.phase === "failed" && look.rows.length === 0)
    return (
      <div className={classes.middle}>
        <ErrorState title={look.problem?.title || words.failed} detail={look.problem?.detail ?? ""} onRetry={onAgain} />
      </div>
    );
  if (look?.end?.absent)
    return (
      <div className={classes.middle}>
        <EmptyState
          announce
          icon={<IconDatabaseOff size={20} />}
          title={words.absent[look.end.absent] ?? words.failed}
          text={look.end.detail || words.absentText[look.end.absent]}
          actions={
            <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={onAgain}>
              {words.refresh}
            </Button>
          }
        />
      </div>
    );
  if ((look?.rows.length ?? 0) === 0) {
    if (look && look.phase !== "loading")
      return (
        <div className={classes.middle}>
          <EmptyState icon={<IconDatabaseOff size={20} />} title={words.nothing} text={words.nothingText} />
        </div>
      );
    return slow ? <Waiting /> : <div className={classes.middle} />;
  }
  return <div className={classes.body}>{children}</div>;
}

function Waiting() {
  return (
    <div className={classes.waiting} aria-hidden="true">
      {[62, 48, 70, 54, 40, 66].map((part) => (
        <span key={part} style={{ width: `${part}%` }} />
      ))}
    </div>
  );
}

function Facts({ facts, whole }: { facts: readonly Fact[]; whole: boolean }) {
  const words = useSystemWords();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
    <section className={classes.facts} data-whole={whole || undefined} tabIndex={0} aria-label={words.column.value}>
      <dl>
        {facts.map((fact) => (
          <div key={fact.key}>
            <dt>{fact.name}</dt>
            <dd>{fact.text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface DetailsProps {
  row: SystemRow;
  columns: readonly SystemColumn[];
  acts: readonly Act[];
  busy: boolean;
  onAct: (act: Act) => void;
  onClose: () => void;
}

function Details({ row, columns, acts, busy, onAct, onClose }: DetailsProps) {
  const words = useSystemWords();
  const elevation = useWords().elevation;
  const reasons = [...new Set(acts.map((act) => act.reason))].filter((reason) => reason !== undefined);
  // One reason for all that cannot be done; those that follow from the row's own state speak for themselves.
  const reason = acts.every((act) => act.reason !== undefined) && reasons.length === 1 ? reasons[0] : undefined;
  return (
    <section className={classes.details} aria-label={words.details}>
      <div className={classes.detailsHead}>
        <h3>{columns[0]?.text(row) || words.details}</h3>
        {reason ? <p>{reason}</p> : null}
        {acts.map((act) => (
          <Button
            key={act.key}
            size="compact-md"
            variant={act.danger ? "outline" : "default"}
            color={act.danger ? "red" : "gray"}
            loading={busy}
            disabled={act.reason !== undefined}
            title={act.reason}
            leftSection={act.elevates ? <IconShield size={16} role="img" aria-label={elevation.marked} /> : undefined}
            onClick={() => onAct(act)}
          >
            {act.label}
          </Button>
        ))}
        <IconButton size={28} label={words.closeDetails} icon={<IconX size={16} />} onClick={onClose} />
      </div>
      <dl>
        {columns.slice(1).map((column) => {
          const text = column.text(row);
          return text ? (
            <div key={column.key} data-long={text.length > 60 || undefined}>
              <dt>{column.title}</dt>
              <dd>{text}</dd>
            </div>
          ) : null;
        })}
      </dl>
    </section>
  );
}
