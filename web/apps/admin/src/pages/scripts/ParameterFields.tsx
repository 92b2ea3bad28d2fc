// The parameters of a canned script, in their order.

import { Button, NumberInput, Select, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import { FormGroup } from "../../form/FormParts";
import type { Form } from "../../form/useForm";
import { useScriptTexts } from "../../words";
import styles from "./scripts.module.css";
import { choicesOf, freshParameter, KINDS, MOST_PARAMETERS, type ParameterValues, type ScriptValues } from "./values";

export function ParameterFields({ form }: { form: Form<ScriptValues> }) {
  const { edit: texts } = useScriptTexts();
  const rows = form.values.parameters;
  const put = (next: readonly ParameterValues[]) => form.set("parameters", [...next]);
  const move = (at: number, by: -1 | 1) => {
    const next = [...rows];
    next.splice(at + by, 0, ...next.splice(at, 1));
    put(next);
  };
  const key = Math.max(-1, ...rows.map((row) => row.key)) + 1;
  return (
    <FormGroup title={texts.parameters} text={texts.parametersText}>
      {rows.length > 0 ? (
        <ol className={styles.parameters}>
          {rows.map((row, at) => (
            <li key={row.key} className={styles.parameter} aria-label={texts.one(at + 1)}>
              <div className={styles.head}>
                <strong>{texts.one(at + 1)}</strong>
                <span className={styles.moves}>
                  <IconButton
                    label={texts.up(at + 1)}
                    icon={<IconArrowUp size={16} />}
                    disabled={at === 0}
                    onClick={() => move(at, -1)}
                  />
                  <IconButton
                    label={texts.down(at + 1)}
                    icon={<IconArrowDown size={16} />}
                    disabled={at === rows.length - 1}
                    onClick={() => move(at, 1)}
                  />
                  <IconButton
                    label={texts.remove(at + 1)}
                    icon={<IconX size={16} />}
                    onClick={() => put(rows.filter((_, index) => index !== at))}
                  />
                </span>
              </div>
              <Parameter
                row={row}
                position={at + 1}
                python={form.values.interpreter === "python3"}
                onChange={(part) => put(rows.map((each, index) => (index === at ? { ...each, ...part } : each)))}
                onLeft={() => form.left("parameters")}
              />
            </li>
          ))}
        </ol>
      ) : null}
      {form.error("parameters") ? (
        <Text size="sm" c="red" role="alert">
          {form.error("parameters")}
        </Text>
      ) : null}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} stroke={1.8} />}
          disabled={rows.length >= MOST_PARAMETERS}
          onClick={() => put([...rows, freshParameter(key)])}
        >
          {texts.addOne}
        </Button>
      </div>
    </FormGroup>
  );
}

interface ParameterProps {
  readonly row: ParameterValues;
  readonly position: number;
  readonly python: boolean;
  readonly onChange: (part: Partial<ParameterValues>) => void;
  readonly onLeft: () => void;
}

function Parameter({ row, position, python, onChange, onLeft }: ParameterProps) {
  const { edit: texts, kinds } = useScriptTexts();
  return (
    <>
      <div className={styles.pair}>
        <TextInput
          label={texts.variable}
          value={row.name}
          maxLength={32}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange({ name: event.currentTarget.value.toUpperCase() })}
          onBlur={onLeft}
        />
        <TextInput
          label={texts.label}
          value={row.label}
          maxLength={100}
          autoComplete="off"
          onChange={(event) => onChange({ label: event.currentTarget.value })}
        />
      </div>
      {row.name ? <code className={styles.usage}>{texts.variableHint(row.name, position, python)}</code> : null}
      <div className={styles.pair}>
        <Select
          label={texts.kind}
          data={KINDS.map((value) => ({ value, label: kinds[value] }))}
          value={row.kind}
          allowDeselect={false}
          onChange={(next) => onChange({ kind: KINDS.find((kind) => kind === next) ?? "text", default: "" })}
        />
        <First row={row} onChange={onChange} onLeft={onLeft} />
      </div>
      {row.kind === "number" ? (
        <div className={styles.pair}>
          {(["least", "most"] as const).map((end) => (
            <TextInput
              key={end}
              label={end === "least" ? texts.least : texts.upTo}
              value={row[end]}
              inputMode="numeric"
              maxLength={16}
              onChange={(event) => onChange({ [end]: event.currentTarget.value })}
              onBlur={onLeft}
            />
          ))}
        </div>
      ) : null}
      {row.kind === "text" ? (
        <NumberInput
          label={texts.most}
          value={row.characters}
          min={1}
          max={1024}
          clampBehavior="strict"
          allowDecimal={false}
          onChange={(value) => onChange({ characters: typeof value === "number" ? value : 1 })}
        />
      ) : null}
      {row.kind === "choice" ? (
        <Textarea
          label={texts.choices}
          description={texts.choicesHint}
          value={row.choices}
          autosize
          minRows={2}
          maxRows={12}
          onChange={(event) => onChange({ choices: event.currentTarget.value })}
          onBlur={onLeft}
        />
      ) : null}
      {row.kind === "switch" ? null : (
        <Switch
          label={texts.required}
          checked={row.required}
          onChange={(event) => onChange({ required: event.currentTarget.checked })}
        />
      )}
    </>
  );
}

type FirstProps = Pick<ParameterProps, "row" | "onChange" | "onLeft">;

function First({ row, onChange, onLeft }: FirstProps) {
  const { edit: texts } = useScriptTexts();
  if (row.kind === "switch")
    return (
      <Select
        label={texts.default}
        data={[
          { value: "no", label: texts.no },
          { value: "yes", label: texts.yes },
        ]}
        value={row.default === "yes" ? "yes" : "no"}
        allowDeselect={false}
        onChange={(next) => onChange({ default: next ?? "no" })}
      />
    );
  if (row.kind === "choice")
    return (
      <Select
        label={texts.default}
        data={[...new Set(choicesOf(row.choices))]}
        value={row.default || null}
        placeholder={texts.none}
        clearable
        onChange={(next) => onChange({ default: next ?? "" })}
      />
    );
  return (
    <TextInput
      label={texts.default}
      value={row.default}
      maxLength={1024}
      autoComplete="off"
      placeholder={texts.none}
      onChange={(event) => onChange({ default: event.currentTarget.value })}
      onBlur={onLeft}
    />
  );
}
