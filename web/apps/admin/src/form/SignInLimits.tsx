// From where and when somebody may sign in (ACC-5): networks, and hours of the week by the wall clock of a time zone. For a user and for a group policy.

import { Button, Checkbox, Group, Select, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { SignInLimits, WeekWindow } from "@towline/api";
import { IconButton, timeZone } from "@towline/ui";
import { useLimitTexts, useSettingTexts } from "../words";
import { FormGroup } from "./FormParts";
import styles from "./limits.module.css";

const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

/** As it stands in the form. */
export interface LimitsDraft {
  readonly onlyNetworks: boolean;
  readonly networks: string;
  readonly networksFinal: boolean;
  readonly zone: string;
  readonly onlyHours: boolean;
  readonly windows: readonly WeekWindow[];
  readonly hoursFinal: boolean;
}

/** Names that the appliance has for what is wrong here. */
export const LIMIT_NAMES = { networks: "sign_in", hours: "sign_in", time_zone: "sign_in" } as const;

export const draftOf = (limits?: SignInLimits): LimitsDraft => ({
  onlyNetworks: Boolean(limits?.networks),
  networks: (limits?.networks?.value ?? []).join("\n"),
  networksFinal: limits?.networks?.final ?? false,
  zone: limits?.hours?.value.time_zone ?? "",
  onlyHours: Boolean(limits?.hours),
  windows: limits?.hours?.value.windows ?? [],
  hoursFinal: limits?.hours?.final ?? false,
});

export const limitsOf = (draft: LimitsDraft): SignInLimits => ({
  ...(!draft.onlyNetworks
    ? {}
    : { networks: { value: draft.networks.split(/[\s,]+/).filter(Boolean), final: draft.networksFinal } }),
  ...(!draft.onlyHours
    ? {}
    : {
        hours: {
          value: { time_zone: draft.zone || timeZone(), windows: [...draft.windows] },
          final: draft.hoursFinal,
        },
      }),
});

const WORK: WeekWindow = { days: ["monday", "tuesday", "wednesday", "thursday", "friday"], from: "08:00", to: "18:00" };

interface EditorProps {
  readonly value: LimitsDraft;
  readonly onChange: (value: LimitsDraft) => void;
  readonly error: string | undefined;
  /** In a policy: whether a later one may say otherwise. */
  readonly finality?: boolean;
  readonly text: string;
}

export function SignInLimitsEditor({ value, onChange, error, finality, text }: EditorProps) {
  const texts = useLimitTexts().editor;
  const { words } = useSettingTexts();
  const set = (part: Partial<LimitsDraft>) => onChange({ ...value, ...part });
  const final = (checked: boolean, name: "networksFinal" | "hoursFinal", of: string) =>
    finality ? (
      <Checkbox
        size="xs"
        label={words.final}
        title={words.finalHint}
        aria-label={`${words.final}: ${of}`}
        checked={checked}
        onChange={(event) => set({ [name]: event.currentTarget.checked })}
      />
    ) : null;
  return (
    <FormGroup title={texts.title} text={text}>
      <Switch
        label={texts.onlyNetworks}
        checked={value.onlyNetworks}
        onChange={(event) => set({ onlyNetworks: event.currentTarget.checked })}
      />
      {value.onlyNetworks ? (
        <div className={styles.part}>
          <Textarea
            label={texts.networks}
            description={texts.networksHint}
            autosize
            minRows={2}
            maxRows={8}
            maxLength={4096}
            spellCheck={false}
            value={value.networks}
            onChange={(event) => set({ networks: event.currentTarget.value })}
          />
          {final(value.networksFinal, "networksFinal", texts.networks)}
        </div>
      ) : null}
      <Switch
        label={texts.onlyHours}
        checked={value.onlyHours}
        onChange={(event) =>
          set({
            onlyHours: event.currentTarget.checked,
            windows: value.windows.length ? value.windows : [WORK],
            zone: value.zone || timeZone(),
          })
        }
      />
      {value.onlyHours ? (
        <div className={styles.part}>
          <Hours windows={value.windows} onChange={(windows) => set({ windows })} />
          <Select
            label={texts.zone}
            description={texts.zoneHint}
            searchable
            allowDeselect={false}
            data={zones(value.zone)}
            value={value.zone || timeZone()}
            onChange={(zone) => zone && set({ zone })}
            maw={320}
          />
          {final(value.hoursFinal, "hoursFinal", texts.hours)}
        </div>
      ) : null}
      {error ? (
        <Text size="sm" c="red" role="alert">
          {error}
        </Text>
      ) : null}
    </FormGroup>
  );
}

/** All that this browser knows, with the one that is chosen. */
export function zones(chosen: string): string[] {
  const known = Intl.supportedValuesOf("timeZone");
  return [...new Set([...known, "UTC", ...(chosen ? [chosen] : [])])];
}

function Hours({ windows, onChange }: { windows: readonly WeekWindow[]; onChange: (next: WeekWindow[]) => void }) {
  const texts = useLimitTexts();
  const change = (at: number, part: Partial<WeekWindow>) =>
    onChange(windows.map((window, index) => (index === at ? { ...window, ...part } : window)));
  return (
    <>
      {windows.map((window, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of the week have no names, and keep their places
        <fieldset key={at} className={styles.window}>
          <legend>{texts.editor.window(at + 1)}</legend>
          <div className={styles.days}>
            {DAYS.map((day) => {
              const on = window.days.includes(day);
              const others = window.days.filter((each) => each !== day);
              return (
                <button
                  key={day}
                  type="button"
                  className={styles.day}
                  aria-label={texts.editor.day(texts.shortDays[day], texts.days[day])}
                  aria-pressed={on}
                  onClick={() =>
                    change(at, { days: on ? others : DAYS.filter((each) => each === day || others.includes(each)) })
                  }
                >
                  {texts.shortDays[day]}
                </button>
              );
            })}
          </div>
          <Group gap="xs" align="flex-end" wrap="nowrap">
            <TextInput
              type="time"
              label={texts.editor.from}
              value={window.from}
              onChange={(event) => change(at, { from: event.currentTarget.value })}
            />
            <TextInput
              type="time"
              label={texts.editor.to}
              value={window.to}
              onChange={(event) => change(at, { to: event.currentTarget.value })}
            />
            <IconButton
              label={texts.editor.remove(at + 1)}
              icon={<IconTrash size={16} />}
              onClick={() => onChange(windows.filter((_, index) => index !== at))}
            />
          </Group>
        </fieldset>
      ))}
      <div>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} stroke={1.8} />}
          onClick={() => onChange([...windows, WORK])}
        >
          {texts.editor.add}
        </Button>
      </div>
    </>
  );
}
