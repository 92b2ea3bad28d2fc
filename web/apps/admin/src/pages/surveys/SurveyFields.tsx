// The fields of a survey, for making one and for changing one: its name, and its questions in their order.

import { Button, NumberInput, Select, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import { FormGroup } from "../../form/FormParts";
import { TextField } from "../../form/fields";
import type { Form } from "../../form/useForm";
import { useSurveyTexts } from "../../words";
import styles from "./surveys.module.css";
import { freshQuestion, KINDS, MOST_QUESTIONS, type QuestionValues, type SurveyValues } from "./values";

export function SurveyFields({ form, fresh }: { form: Form<SurveyValues>; fresh?: boolean }) {
  const { edit: texts } = useSurveyTexts();
  const rows = form.values.questions;
  const put = (next: readonly QuestionValues[]) => form.set("questions", [...next]);
  const move = (at: number, by: -1 | 1) => {
    const next = [...rows];
    next.splice(at + by, 0, ...next.splice(at, 1));
    put(next);
  };
  const key = Math.max(-1, ...rows.map((row) => row.key)) + 1;
  return (
    <>
      <FormGroup title={texts.title}>
        <TextField
          form={form}
          name="name"
          label={texts.name}
          hint={texts.nameHint}
          maxLength={100}
          focusFirst={fresh ?? false}
        />
      </FormGroup>
      <FormGroup title={texts.questions} text={texts.questionsText}>
        <ol className={styles.questions}>
          {rows.map((row, at) => (
            <li key={row.key} className={styles.question} aria-label={texts.one(at + 1)}>
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
              <Question
                row={row}
                onChange={(part) => put(rows.map((each, index) => (index === at ? { ...each, ...part } : each)))}
                onLeft={() => form.left("questions")}
              />
            </li>
          ))}
        </ol>
        {form.error("questions") ? (
          <Text size="sm" c="red" role="alert">
            {form.error("questions")}
          </Text>
        ) : null}
        <div>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} stroke={1.8} />}
            disabled={rows.length >= MOST_QUESTIONS}
            onClick={() => put([...rows, freshQuestion(key)])}
          >
            {texts.add}
          </Button>
        </div>
      </FormGroup>
    </>
  );
}

interface QuestionProps {
  readonly row: QuestionValues;
  readonly onChange: (part: Partial<QuestionValues>) => void;
  readonly onLeft: () => void;
}

function Question({ row, onChange, onLeft }: QuestionProps) {
  const { edit: texts, kinds } = useSurveyTexts();
  return (
    <>
      <TextInput
        label={texts.asks}
        value={row.text}
        maxLength={256}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
        onBlur={onLeft}
      />
      <Select
        label={texts.kind}
        data={KINDS.map((value) => ({ value, label: kinds[value] }))}
        value={row.kind}
        onChange={(next) => onChange({ kind: KINDS.find((kind) => kind === next) ?? "text" })}
        allowDeselect={false}
      />
      {row.kind === "choice" ? (
        <>
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
          <Switch
            label={texts.several}
            checked={row.several}
            onChange={(event) => onChange({ several: event.currentTarget.checked })}
          />
        </>
      ) : null}
      {row.kind === "scale" ? (
        <div className={styles.scale}>
          <NumberInput
            label={texts.most}
            value={row.most}
            min={2}
            max={10}
            clampBehavior="strict"
            allowDecimal={false}
            onChange={(value) => onChange({ most: typeof value === "number" ? value : 2 })}
          />
          {(["low", "high"] as const).map((end) => (
            <TextInput
              key={end}
              label={texts[end]}
              value={row[end]}
              maxLength={256}
              onChange={(event) => onChange({ [end]: event.currentTarget.value })}
            />
          ))}
        </div>
      ) : null}
      <Switch
        label={texts.required}
        checked={row.required}
        onChange={(event) => onChange({ required: event.currentTarget.checked })}
      />
    </>
  );
}
