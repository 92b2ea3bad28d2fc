// Rules about what is typed at the prompts of shells, as the value of a setting (SHL-7): not defined, none, or these, one line each. What is wrong stands at its line.

import { ActionIcon, Button, Select, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { CommandRuleValue } from "@towline/api";
import { useEffect, useRef, useState } from "react";
import { useCommandRuleTexts, useSettingTexts } from "../words";
import { MOST_RULES, noteFault, patternFault, rulesOf, tidyPattern } from "./commands";
import styles from "./rights.module.css";
import type { Said } from "./SettingsEditor";

interface FieldProps {
  readonly label: string;
  readonly said: Said | undefined;
  readonly disabled: boolean;
  readonly onSay: (said: Said | undefined) => void;
}

const UNDEFINED = "";
const NONE = "none";
const THESE = "these";
const NEW: CommandRuleValue = { pattern: "", do: "deny" };

/** Whether there are any at all. */
export function CommandsChoice({ label, said, disabled, onSay }: FieldProps) {
  const { undefined: undefinedWord } = useSettingTexts().values;
  const { values } = useCommandRuleTexts();
  const rules = rulesOf(said?.value);
  return (
    <Select
      size="xs"
      aria-label={label}
      allowDeselect={false}
      disabled={disabled}
      data={[
        { value: UNDEFINED, label: undefinedWord },
        { value: NONE, label: values.noRules },
        { value: THESE, label: values.theseRules },
      ]}
      value={said === undefined ? UNDEFINED : rules.length > 0 ? THESE : NONE}
      onChange={(value) => {
        if (!value) onSay(undefined);
        else if (value === NONE) onSay({ ...said, value: [] });
        else if (rules.length === 0) onSay({ ...said, value: [NEW] });
      }}
    />
  );
}

/** The lines, where there are any. */
export function CommandLines({
  label,
  said,
  disabled,
  error,
  onSay,
}: FieldProps & { readonly error: string | undefined }) {
  const { words } = useCommandRuleTexts();
  const rules = rulesOf(said?.value);
  const list = useRef<HTMLUListElement>(null);
  /** Where the keyboard goes once what was added or removed is drawn. */
  const [next, setNext] = useState<number>();
  useEffect(() => {
    if (next === undefined) return;
    list.current?.children[next]?.querySelector("input")?.focus();
    setNext(undefined);
  }, [next]);
  if (rules.length === 0) return null;
  const say = (changed: readonly CommandRuleValue[]) => onSay({ ...said, value: [...changed] });
  const add = (after: number) => {
    if (rules.length >= MOST_RULES) return;
    say([...rules.slice(0, after + 1), NEW, ...rules.slice(after + 1)]);
    setNext(after + 1);
  };
  return (
    <div className={styles.settingPaths}>
      <ul ref={list} className={styles.pathLines} aria-label={words.rules(label)}>
        {rules.map((rule, line) => (
          <RuleLine
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place; two may say the same
            key={line}
            rule={rule}
            number={line + 1}
            disabled={disabled}
            alone={rules.length === 1 && rule.pattern === "" && !rule.note}
            told={error !== undefined}
            onChange={(changed) => say(rules.map((old, at) => (at === line ? changed : old)))}
            onEnter={() => add(line)}
            onRemove={() => {
              // Without a line it would say "no rules", which nobody means who takes the last one away.
              const left = rules.filter((_, at) => at !== line);
              say(left.length > 0 ? left : [NEW]);
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
      {rules.length < MOST_RULES ? (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          disabled={disabled}
          onClick={() => add(rules.length - 1)}
        >
          {words.addRule}
        </Button>
      ) : (
        <Text size="xs" c="dimmed">
          {words.mostRules(MOST_RULES)}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {words.allRules}
      </Text>
    </div>
  );
}

interface LineProps {
  readonly rule: CommandRuleValue;
  readonly number: number;
  readonly disabled: boolean;
  /** It is all that there is, and says nothing. */
  readonly alone: boolean;
  /** The appliance has refused the list: each line says what is wrong with it. */
  readonly told: boolean;
  readonly onChange: (rule: CommandRuleValue) => void;
  readonly onEnter: () => void;
  readonly onRemove: () => void;
}

function RuleLine({ rule, number, disabled, alone, told, onChange, onEnter, onRemove }: LineProps) {
  const { values, words, patternFaults, noteFaults } = useCommandRuleTexts();
  const settings = useSettingTexts().words;
  // Nobody is told of a mistake while they are still writing.
  const [left, setLeft] = useState(false);
  const shown = left || told;
  const pattern = shown ? patternFault(rule.pattern) : undefined;
  const note = shown ? noteFault(rule.note ?? "") : undefined;
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    // The form is not sent by it.
    event.preventDefault();
    onEnter();
  };
  const remove = rule.pattern ? settings.removePath(rule.pattern) : settings.removeLine(number);
  return (
    <li className={styles.ruleLine}>
      <TextInput
        className={styles.rulePattern}
        classNames={{ input: styles.ruleText }}
        size="xs"
        aria-label={words.rulePattern(number)}
        placeholder={words.patternExample}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        disabled={disabled}
        error={pattern ? patternFaults[pattern] : undefined}
        value={rule.pattern}
        onChange={(event) => onChange({ ...rule, pattern: event.currentTarget.value })}
        onFocus={() => setLeft(false)}
        onBlur={() => {
          setLeft(true);
          const tidy = tidyPattern(rule.pattern);
          if (!patternFault(rule.pattern) && tidy !== rule.pattern) onChange({ ...rule, pattern: tidy });
        }}
        onKeyDown={onKeyDown}
      />
      <Select
        className={styles.ruleDo}
        size="xs"
        aria-label={words.ruleDo(number)}
        allowDeselect={false}
        disabled={disabled}
        data={[
          { value: "deny", label: values.ruleDeny },
          { value: "alert", label: values.ruleAlert },
        ]}
        value={rule.do}
        onChange={(value) => onChange({ ...rule, do: value === "alert" ? "alert" : "deny" })}
      />
      <TextInput
        className={styles.ruleNote}
        size="xs"
        aria-label={words.ruleNote(number)}
        placeholder={words.noteExample}
        autoComplete="off"
        disabled={disabled}
        error={note ? noteFaults[note] : undefined}
        value={rule.note ?? ""}
        onChange={(event) => {
          const { note: _, ...rest } = rule;
          const text = event.currentTarget.value;
          onChange(text ? { ...rest, note: text } : rest);
        }}
        onBlur={() => setLeft(true)}
        onKeyDown={onKeyDown}
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
