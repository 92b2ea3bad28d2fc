// The rules of a queue (SUP-32, SUP-34): told again, overflow, nobody there, assignment. Times are shown in minutes and kept in seconds.

import { NumberInput, Radio, Select, Stack, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { teamsQuery } from "../queries";
import { useRoutingTexts } from "../words";
import { FormGroup } from "./FormParts";
import { ASSIGNMENTS, GENERAL, type RulesValues } from "./queueRules";
import type { Form } from "./useForm";

const DAY_MINUTES = 24 * 60;

interface RulesProps<Values extends RulesValues> {
  readonly form: Form<Values>;
  /** The queue's own team, which it cannot overflow to. */
  readonly team?: string;
  readonly kind: "team" | "general" | "personal";
}

export function QueueRulesFields<Values extends RulesValues>({ form, team, kind }: RulesProps<Values>) {
  const { rules: texts } = useRoutingTexts();
  const { overflow_seconds: overflow, persistent, assignment } = form.values;
  return (
    <>
      <FormGroup title={texts[`wait_${kind}`]} text={texts.waitText}>
        <Minutes form={form} name="alert_seconds" label={texts.alert} hint={texts.alertHint} />
        <Minutes form={form} name="overflow_seconds" label={texts.overflow} hint={texts.overflowHint} />
        {overflow > 0 ? (
          <QueueSelect
            label={texts.overflowTo}
            value={form.values.overflow_to}
            error={form.error("overflow_to")}
            without={kind === "general" ? GENERAL : team}
            onChange={(to) => form.set("overflow_to", to as Values["overflow_to"])}
          />
        ) : null}
      </FormGroup>
      <FormGroup
        title={texts[`nobody_${kind}`]}
        text={kind === "personal" ? texts.nobodyTextPersonal : texts.nobodyText}
      >
        <Switch
          label={texts.persistent}
          description={texts.persistentHint}
          checked={persistent}
          onChange={(event) => form.set("persistent", event.currentTarget.checked as Values["persistent"])}
        />
        {persistent ? null : (
          <Minutes form={form} name="nobody_seconds" label={texts.nobody} hint={texts.nobodyHint} least={1} />
        )}
      </FormGroup>
      {kind === "personal" ? null : (
        <FormGroup title={texts.assignTitle} text={texts.assignText}>
          <Radio.Group
            label={texts.assignment}
            value={assignment}
            onChange={(value) => {
              const chosen = ASSIGNMENTS.find((known) => known === value);
              if (chosen) form.set("assignment", chosen as Values["assignment"]);
            }}
          >
            <Stack gap="xs" mt={6}>
              {ASSIGNMENTS.map((known) => (
                <Radio key={known} value={known} label={texts[known]} description={texts[`${known}_hint`]} />
              ))}
            </Stack>
          </Radio.Group>
          {assignment === "off" ? null : (
            <NumberInput
              label={texts.answer}
              description={texts.answerHint}
              value={form.values.answer_seconds}
              error={form.error("answer_seconds")}
              min={10}
              max={300}
              allowDecimal={false}
              allowNegative={false}
              styles={{ wrapper: { maxWidth: 160 } }}
              onChange={(value) =>
                form.set("answer_seconds", (typeof value === "number" ? value : 30) as Values["answer_seconds"])
              }
            />
          )}
        </FormGroup>
      )}
    </>
  );
}

interface MinutesProps<Values extends RulesValues> {
  readonly form: Form<Values>;
  readonly name: "alert_seconds" | "overflow_seconds" | "nobody_seconds";
  readonly label: string;
  readonly hint: string;
  readonly least?: number;
}

function Minutes<Values extends RulesValues>({ form, name, label, hint, least = 0 }: MinutesProps<Values>) {
  return (
    <NumberInput
      label={label}
      description={hint}
      value={form.values[name] / 60}
      error={form.error(name)}
      min={least}
      max={DAY_MINUTES}
      decimalScale={2}
      allowNegative={false}
      styles={{ wrapper: { maxWidth: 160 } }}
      onChange={(value) =>
        form.set(name, Math.round((typeof value === "number" ? value : least) * 60) as Values[typeof name])
      }
    />
  );
}

interface QueueSelectProps {
  readonly label: string;
  readonly hint?: string;
  /** Empty: none. */
  readonly value: string;
  readonly error?: string | undefined;
  /** The queue that cannot be chosen. */
  readonly without?: string | undefined;
  /** What choosing none means; without it none cannot be chosen. */
  readonly none?: string;
  readonly onChange: (queue: string) => void;
}

/** The general queue, or that of a team. */
export function QueueSelect({ label, hint, value, error, without, none, onChange }: QueueSelectProps) {
  const { rules: texts } = useRoutingTexts();
  const teams = useQuery(teamsQuery).data ?? [];
  const options = [
    ...(none === undefined ? [] : [{ value: "", label: none }]),
    { value: GENERAL, label: texts.general },
    ...teams.map((team) => ({ value: team.id, label: team.name })),
  ].filter((option) => option.value !== without);
  return (
    <Select
      label={label}
      description={hint}
      data={options}
      value={options.some((option) => option.value === value) ? value : null}
      error={error}
      placeholder={texts.choose}
      allowDeselect={false}
      onChange={(chosen) => onChange(chosen ?? "")}
      styles={{ wrapper: { maxWidth: 320 } }}
    />
  );
}
