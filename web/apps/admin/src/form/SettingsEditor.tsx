// What can be allowed, by section, as the appliance's catalogue has it: one row each, with what it means and a choice that has "not defined" where that is possible.
//
// The same editor serves group policies, session policies, the site's answer for everybody and single users; what differs is which sections show and whether there is finality.

import { Checkbox, MultiSelect, NumberInput, Select, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { CatalogueEntry, CommandRuleValue, SettingValue } from "@towline/api";
import { useId } from "react";
import { permissionCatalogueQuery, rolesQuery } from "../queries";
import { TextLink } from "../shell/links";
import { useCommandRuleTexts, useSettingTexts } from "../words";
import { CommandLines, CommandsChoice } from "./CommandsField";
import { rulesOf, textsOf } from "./commands";
import { FormGroup } from "./FormParts";
import { PathLines, PathsChoice } from "./PathsField";
import styles from "./rights.module.css";

export interface Said {
  readonly value: SettingValue;
  readonly final?: boolean;
}

export type SaidSettings = Readonly<Record<string, Said>>;

/** As somebody says it who has no finality: an account, a session policy. */
export const said = (settings: Readonly<Record<string, SettingValue>>): SaidSettings =>
  Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, { value }]));

/** As the appliance takes it from them. */
export const plain = (settings: SaidSettings): Record<string, SettingValue> =>
  Object.fromEntries(Object.entries(settings).map(([key, { value }]) => [key, value]));

/** What a policy says instead, at a user. */
export interface Above {
  readonly value: SettingValue;
  readonly policy: string;
  readonly policyId?: string | undefined;
}

interface EditorProps {
  readonly sections: readonly string[];
  readonly value: SaidSettings;
  readonly onChange: (settings: SaidSettings) => void;
  readonly finality?: boolean;
  /** Settings that cannot be changed here, because a policy defines them. */
  readonly above?: Readonly<Record<string, Above>>;
  /** Sections that only an administrator changes. */
  readonly locked?: readonly string[];
  readonly error?: (key: string) => string | undefined;
}

const UNDEFINED = "";

export function SettingsEditor(props: EditorProps) {
  const texts = useSettingTexts();
  const catalogue = useQuery(permissionCatalogueQuery);
  const shown = props.sections
    .map((section) => ({
      section,
      entries: (catalogue.data?.settings ?? []).filter((entry) => entry.section === section),
    }))
    .filter(({ entries }) => entries.length > 0);
  return (
    <>
      {shown.map(({ section, entries }) => (
        <FormGroup key={section} title={texts.sections[section] ?? section} text={texts.sectionHints[section]}>
          <ul className={styles.settings}>
            {entries.map((entry) => (
              <SettingRow
                key={entry.key}
                entry={entry}
                said={props.value[entry.key]}
                above={props.above?.[entry.key]}
                locked={props.locked?.includes(section) ?? false}
                finality={props.finality ?? false}
                error={props.error?.(entry.key)}
                onSay={(said) => {
                  const { [entry.key]: _, ...rest } = props.value;
                  props.onChange(said ? { ...rest, [entry.key]: said } : rest);
                }}
              />
            ))}
          </ul>
        </FormGroup>
      ))}
    </>
  );
}

interface RowProps {
  readonly entry: CatalogueEntry;
  readonly said: Said | undefined;
  readonly above: Above | undefined;
  readonly locked: boolean;
  readonly finality: boolean;
  readonly error: string | undefined;
  readonly onSay: (said: Said | undefined) => void;
}

function SettingRow({ entry, said, above, locked, finality, error, onSay }: RowProps) {
  const texts = useSettingTexts();
  const words = useValueWords();
  const id = useId();
  const label = texts.labels[entry.key] ?? entry.key;
  return (
    <li className={styles.setting}>
      <div className={styles.settingWords}>
        <span id={id} className={styles.settingLabel}>
          {label}
        </span>
        <Text size="xs" c="dimmed">
          {texts.hints[entry.key]}
        </Text>
      </div>
      {above ? (
        <div className={styles.settingAbove}>
          <Text size="sm">{words(entry, above.value)}</Text>
          <Text size="xs" c="dimmed">
            {above.policyId ? (
              <TextLink to="/policies/$id" params={{ id: above.policyId }} inherit>
                {texts.words.fromPolicy(above.policy)}
              </TextLink>
            ) : (
              texts.words.fromPolicy(above.policy)
            )}
          </Text>
        </div>
      ) : (
        <div className={styles.settingValue}>
          {entry.kind === "paths" ? (
            <PathsChoice label={label} said={said} disabled={locked} onSay={onSay} />
          ) : entry.kind === "commands" ? (
            <CommandsChoice label={label} said={said} disabled={locked} onSay={onSay} />
          ) : (
            <ValueField entry={entry} label={label} said={said} disabled={locked} error={error} onSay={onSay} />
          )}
          {finality && said && entry.kind !== "commands" ? (
            <Checkbox
              size="xs"
              label={texts.words.final}
              title={texts.words.finalHint}
              aria-label={`${texts.words.final}: ${label}`}
              disabled={locked}
              checked={said.final ?? false}
              onChange={(event) => onSay({ ...said, final: event.currentTarget.checked })}
            />
          ) : null}
        </div>
      )}
      {entry.kind === "paths" && !above ? (
        <PathLines label={label} said={said} disabled={locked} error={error} onSay={onSay} />
      ) : null}
      {entry.kind === "commands" && !above ? (
        <CommandLines label={label} said={said} disabled={locked} error={error} onSay={onSay} />
      ) : null}
    </li>
  );
}

/** Rules in one line. */
export const commandWords = (
  rules: readonly CommandRuleValue[],
  values: Readonly<Record<"ruleDeny" | "ruleAlert" | "noRules", string>>,
): string =>
  rules.map((rule) => `${rule.do === "deny" ? values.ruleDeny : values.ruleAlert}: ${rule.pattern}`).join(", ") ||
  values.noRules;

/** The words of a value. */
export function useValueWords(): (entry: Pick<CatalogueEntry, "kind">, value: SettingValue) => string {
  const { values } = useSettingTexts();
  const { values: rules } = useCommandRuleTexts();
  const roles = useQuery(rolesQuery);
  const sites = useQuery(permissionCatalogueQuery).data?.sites;
  return (entry, value) => {
    if (typeof value === "boolean") return value ? values.yes : values.no;
    if (typeof value === "number") return String(value);
    if (entry.kind === "paths" && typeof value === "object") return textsOf(value).join(", ") || values.everywhere;
    if (entry.kind === "commands" && typeof value === "object") return commandWords(rulesOf(value), rules);
    if (typeof value === "object") {
      return (
        textsOf(value)
          .map((id) => sites?.find((site) => site.id === id)?.name ?? id)
          .join(", ") || values.noSite
      );
    }
    if (entry.kind === "role") return roles.data?.find((role) => role.id === value)?.name ?? value;
    return (values as Record<string, string>)[value] ?? value;
  };
}

interface ValueProps {
  readonly entry: CatalogueEntry;
  readonly label: string;
  readonly said: Said | undefined;
  readonly disabled: boolean;
  readonly error: string | undefined;
  readonly onSay: (said: Said | undefined) => void;
}

function ValueField({ entry, label, said, disabled, error, onSay }: ValueProps) {
  const texts = useSettingTexts();
  const { values } = texts;
  const roles = useQuery(rolesQuery);
  const say = (value: SettingValue) => onSay({ ...said, value });
  if (entry.kind === "number") {
    return (
      <NumberInput
        size="xs"
        aria-label={label}
        placeholder={values.undefined}
        allowDecimal={false}
        allowNegative={false}
        clampBehavior="blur"
        {...(entry.least == null ? {} : { min: entry.least })}
        {...(entry.most == null ? {} : { max: entry.most })}
        disabled={disabled}
        error={error}
        value={typeof said?.value === "number" ? said.value : ""}
        onChange={(value) => (typeof value === "number" ? say(value) : onSay(undefined))}
      />
    );
  }
  if (entry.kind === "sites") {
    return <SitesField label={label} said={said} disabled={disabled} error={error} say={say} onSay={onSay} />;
  }
  const choices = {
    rule: [
      { value: "allow", label: values.allow },
      { value: "ask_once", label: values.ask_once },
      { value: "ask_each", label: values.ask_each },
      { value: "deny", label: values.deny },
    ],
    flag: [
      { value: "yes", label: values.yes },
      { value: "no", label: values.no },
    ],
    scan: (["off", "required"] as const).map((value) => ({ value, label: values[value] })),
    reach: (["nothing", "own", "team", "all"] as const).map((value) => ({ value, label: values[value] })),
    role: (roles.data ?? []).map((role) => ({ value: role.id, label: role.name })),
  }[entry.kind as "rule" | "flag" | "scan" | "reach" | "role"];
  const current =
    said === undefined ? UNDEFINED : typeof said.value === "boolean" ? (said.value ? "yes" : "no") : said.value;
  return (
    <Select
      size="xs"
      aria-label={label}
      allowDeselect={false}
      disabled={disabled}
      error={error}
      data={[{ value: UNDEFINED, label: values.undefined }, ...(choices ?? [])]}
      value={String(current)}
      onChange={(value) => {
        if (!value) onSay(undefined);
        else say(entry.kind === "flag" ? value === "yes" : value);
      }}
    />
  );
}

interface SitesProps extends Omit<ValueProps, "entry"> {
  readonly say: (value: SettingValue) => void;
}

const EVERY = "every";
const THESE = "these";

/** Every public site, or chosen ones. */
function SitesField({ label, said, disabled, error, say, onSay }: SitesProps) {
  const { values, words } = useSettingTexts();
  const sites = useQuery(permissionCatalogueQuery).data?.sites ?? [];
  const chosen = typeof said?.value === "object" ? said.value : undefined;
  return (
    <>
      <Select
        size="xs"
        aria-label={label}
        allowDeselect={false}
        disabled={disabled}
        error={chosen ? undefined : error}
        data={[
          { value: UNDEFINED, label: values.undefined },
          { value: EVERY, label: values.every },
          { value: THESE, label: values.these },
        ]}
        value={said === undefined ? UNDEFINED : chosen ? THESE : EVERY}
        onChange={(value) => {
          if (!value) onSay(undefined);
          else if (value === EVERY) say(EVERY);
          else if (!chosen) say([]);
        }}
      />
      {chosen ? (
        <MultiSelect
          size="xs"
          aria-label={words.chosen(label)}
          placeholder={chosen.length === 0 ? words.choose : ""}
          disabled={disabled}
          error={error}
          data={sites.map(({ id, name }) => ({ value: id, label: name }))}
          value={[...textsOf(chosen)]}
          onChange={say}
        />
      ) : null}
    </>
  );
}
