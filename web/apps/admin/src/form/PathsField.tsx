// A list of paths as the value of a setting (FIL-6): not defined, everywhere, or only below these, one line each. What is wrong stands at its line.

import { ActionIcon, Button, Select, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useSettingTexts } from "../words";
import { textsOf } from "./commands";
import { MOST_PATHS, pathFault, tidyPath } from "./paths";
import styles from "./rights.module.css";
import type { Said } from "./SettingsEditor";

interface FieldProps {
  readonly label: string;
  readonly said: Said | undefined;
  readonly disabled: boolean;
  readonly onSay: (said: Said | undefined) => void;
}

const UNDEFINED = "";
const EVERYWHERE = "everywhere";
const THESE = "these";

const pathsOf = (said: Said | undefined): readonly string[] => textsOf(said?.value);

/** Whether there are any at all. */
export function PathsChoice({ label, said, disabled, onSay }: FieldProps) {
  const { values } = useSettingTexts();
  const paths = pathsOf(said);
  return (
    <Select
      size="xs"
      aria-label={label}
      allowDeselect={false}
      disabled={disabled}
      data={[
        { value: UNDEFINED, label: values.undefined },
        { value: EVERYWHERE, label: values.everywhere },
        { value: THESE, label: values.below },
      ]}
      value={said === undefined ? UNDEFINED : paths.length > 0 ? THESE : EVERYWHERE}
      onChange={(value) => {
        if (!value) onSay(undefined);
        else if (value === EVERYWHERE) onSay({ ...said, value: [] });
        else if (paths.length === 0) onSay({ ...said, value: [""] });
      }}
    />
  );
}

/** The lines, where there are any. */
export function PathLines({
  label,
  said,
  disabled,
  error,
  onSay,
}: FieldProps & { readonly error: string | undefined }) {
  const { words } = useSettingTexts();
  const paths = pathsOf(said);
  const list = useRef<HTMLUListElement>(null);
  /** Where the keyboard goes once what was added or removed is drawn. */
  const [next, setNext] = useState<number>();
  useEffect(() => {
    if (next === undefined) return;
    list.current?.querySelectorAll("input")[next]?.focus();
    setNext(undefined);
  }, [next]);
  if (paths.length === 0) return null;
  const say = (changed: readonly string[]) => onSay({ ...said, value: [...changed] });
  const add = (after: number) => {
    if (paths.length >= MOST_PATHS) return;
    say([...paths.slice(0, after + 1), "", ...paths.slice(after + 1)]);
    setNext(after + 1);
  };
  return (
    <div className={styles.settingPaths}>
      <ul ref={list} className={styles.pathLines} aria-label={words.paths(label)}>
        {paths.map((path, line) => (
          <PathLine
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place; two may say the same
            key={line}
            path={path}
            label={words.path(label, line + 1)}
            remove={path ? words.removePath(path) : words.removeLine(line + 1)}
            disabled={disabled}
            alone={paths.length === 1 && path === ""}
            told={error !== undefined}
            onChange={(text) => say(paths.map((old, at) => (at === line ? text : old)))}
            onEnter={() => add(line)}
            onRemove={() => {
              // Without a line it would say "everywhere", which nobody means who takes the last one away.
              const left = paths.filter((_, at) => at !== line);
              say(left.length > 0 ? left : [""]);
              setNext(Math.max(0, line - 1));
            }}
          />
        ))}
      </ul>
      {error ? (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      ) : null}
      {paths.length < MOST_PATHS ? (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          aria-label={words.addPathTo(label)}
          disabled={disabled}
          onClick={() => add(paths.length - 1)}
        >
          {words.addPath}
        </Button>
      ) : (
        <Text size="xs" c="dimmed">
          {words.mostPaths(MOST_PATHS)}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {words.wholeList}
      </Text>
    </div>
  );
}

interface LineProps {
  readonly path: string;
  readonly label: string;
  readonly remove: string;
  readonly disabled: boolean;
  /** It is all that there is, and says nothing. */
  readonly alone: boolean;
  /** The appliance has refused the list: each line says what is wrong with it. */
  readonly told: boolean;
  readonly onChange: (path: string) => void;
  readonly onEnter: () => void;
  readonly onRemove: () => void;
}

function PathLine({ path, label, remove, disabled, alone, told, onChange, onEnter, onRemove }: LineProps) {
  const { pathFaults } = useSettingTexts();
  // Nobody is told of a mistake while they are still writing.
  const [left, setLeft] = useState(false);
  const fault = left || told ? pathFault(path) : undefined;
  return (
    <li className={styles.pathLine}>
      <TextInput
        size="xs"
        aria-label={label}
        placeholder="/srv/reports"
        spellCheck={false}
        autoComplete="off"
        disabled={disabled}
        error={fault ? pathFaults[fault] : undefined}
        value={path}
        onChange={(event) => onChange(event.currentTarget.value)}
        onFocus={() => setLeft(false)}
        onBlur={() => {
          setLeft(true);
          if (tidyPath(path) !== path) onChange(tidyPath(path));
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
          // The form is not sent by it.
          event.preventDefault();
          onEnter();
        }}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={remove}
        title={remove}
        disabled={disabled || alone}
        onClick={onRemove}
      >
        <IconX size={14} />
      </ActionIcon>
    </li>
  );
}
