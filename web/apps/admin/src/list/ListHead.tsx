// The head of a list: what it is searched and filtered by, and saving what was found as a table.

import { Button, Select } from "@mantine/core";
import { IconDownload, IconPlayerStop } from "@tabler/icons-react";
import { notify, number, SearchField } from "@towline/ui";
import { type ReactNode, useRef, useState } from "react";
import { saveTable } from "../form/csv";
import { useListTexts } from "../words";
import styles from "./list.module.css";
import type { Collected, Working } from "./work";

/** A column of the file: its title and what stands in it. */
export type FileColumn<Row> = readonly [title: string, text: (row: Row) => string];

export interface ListFile<Row> {
  readonly name: string;
  readonly columns: readonly FileColumn<Row>[];
  /** All rows that the search finds, in its order. */
  readonly read: (working: Working) => Promise<Collected<Row>>;
}

export interface FilterChoice {
  readonly label: string;
  /** What stands there while nothing is filtered. */
  readonly any: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

interface Props<Row> {
  readonly searchLabel: string;
  readonly search: string;
  readonly onSearch: (search: string) => void;
  readonly filters?: readonly FilterChoice[];
  readonly file: ListFile<Row>;
  /** How many were found; 0: there is nothing to save. */
  readonly total: number;
  readonly children?: ReactNode;
}

export function ListHead<Row>({ searchLabel, search, onSearch, filters = [], file, total, children }: Props<Row>) {
  return (
    <search className={styles.head}>
      <SearchField label={searchLabel} value={search} onSearch={onSearch} width={280} />
      {children}
      {filters.map((filter) => (
        <Select
          key={filter.label}
          aria-label={filter.label}
          placeholder={filter.any}
          clearable
          data={[...filter.options]}
          value={filter.value ?? null}
          onChange={(value) => filter.onChange(value ?? undefined)}
          className={styles.filter ?? ""}
        />
      ))}
      <SaveButton file={file} disabled={total === 0} />
    </search>
  );
}

/** A moment in a file, as every spreadsheet reads it. */
export const momentIn = (at: number | null | undefined): string => (at ? new Date(at).toISOString() : "");

/** Saves what was found. What takes long says how far it is, and stops when it is clicked again. */
export function SaveButton<Row>({ file, disabled }: { file: ListFile<Row>; disabled: boolean }) {
  const { file: texts } = useListTexts();
  const [progress, setProgress] = useState<readonly [number, number] | null>(null);
  const running = useRef<AbortController | undefined>(undefined);
  const save = async () => {
    const controller = new AbortController();
    running.current = controller;
    try {
      const working = {
        signal: controller.signal,
        onProgress: (done: number, all: number) => setProgress(done < all ? [done, all] : null),
      };
      const { rows, total } = await file.read(working);
      saveTable(
        file.name,
        file.columns.map(([title]) => title),
        rows.map((row) => file.columns.map(([, text]) => text(row))),
      );
      if (rows.length < total) notify.told(texts.cut(rows.length, total), texts.cutHint);
    } catch (reason) {
      if (!controller.signal.aborted) notify.refused(reason);
    } finally {
      running.current = undefined;
      setProgress(null);
    }
  };
  if (progress) {
    return (
      <Button
        variant="default"
        leftSection={<IconPlayerStop size={16} stroke={1.8} />}
        onClick={() => running.current?.abort()}
      >
        {texts.stop(number(progress[0]), number(progress[1]))}
      </Button>
    );
  }
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} stroke={1.8} />}
      disabled={disabled}
      onClick={() => void save()}
    >
      {texts.save}
    </Button>
  );
}
