// The fields of a canned script, for making one and for changing one: what it is, its text, as whom it runs, for whom it is.

import { Autocomplete, NumberInput, Select, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { number } from "@towline/ui";
import { FormGroup } from "../../form/FormParts";
import { LongTextField, ManyField, TextField } from "../../form/fields";
import type { Form } from "../../form/useForm";
import { scriptsQuery, teamsQuery } from "../../queries";
import { useScriptTexts } from "../../words";
import { ParameterFields } from "./ParameterFields";
import styles from "./scripts.module.css";
import { bytesOf, INTERPRETERS, RUNS_AS, type ScriptValues } from "./values";

interface Props {
  form: Form<ScriptValues>;
  fresh?: boolean;
  sha256?: string;
}

export function ScriptFields({ form, fresh, sha256 }: Props) {
  const { edit: texts, files, interpreters, runsAsChoice } = useScriptTexts();
  const teams = useQuery(teamsQuery);
  const scripts = useQuery(scriptsQuery);
  const categories = [...new Set((scripts.data ?? []).map((each) => each.category).filter(Boolean))];
  const { values } = form;
  return (
    <>
      <FormGroup title={texts.title}>
        <TextField form={form} name="name" label={texts.name} maxLength={100} focusFirst={fresh ?? false} />
        <LongTextField
          form={form}
          name="description"
          label={texts.description}
          hint={texts.descriptionHint}
          maxLength={1000}
        />
        <Autocomplete
          label={texts.category}
          description={texts.categoryHint}
          data={categories}
          value={values.category}
          maxLength={100}
          error={form.error("category")}
          onChange={(next) => form.set("category", next)}
          onBlur={() => form.left("category")}
        />
        <ManyField
          form={form}
          name="team_ids"
          label={texts.teams}
          hint={texts.teamsHint}
          options={(teams.data ?? []).map((team) => ({ value: team.id, label: team.name }))}
          placeholder={texts.teamsChoose}
          nothing={texts.noTeam}
        />
      </FormGroup>
      <FormGroup title={texts.script} text={texts.scriptText}>
        <div className={styles.pair}>
          <Select
            label={texts.interpreter}
            description={texts.interpreterHint}
            data={INTERPRETERS.map((value) => ({ value, label: interpreters[value] }))}
            value={values.interpreter}
            allowDeselect={false}
            onChange={(next) => form.set("interpreter", INTERPRETERS.find((each) => each === next) ?? "sh")}
          />
          <NumberInput
            label={texts.minutes}
            description={texts.minutesHint}
            value={values.timeout_seconds / 60}
            min={1}
            max={60}
            clampBehavior="strict"
            allowDecimal={false}
            error={form.error("timeout_seconds")}
            onChange={(value) => form.set("timeout_seconds", (typeof value === "number" ? Math.max(1, value) : 1) * 60)}
          />
        </div>
        <Textarea
          label={texts.text}
          name="text"
          value={values.text}
          error={form.error("text")}
          autosize
          minRows={10}
          maxRows={24}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          classNames={{ input: styles.code ?? "" }}
          onChange={(event) => form.set("text", event.currentTarget.value)}
          onBlur={() => form.left("text")}
        />
        <p className={styles.about}>
          <span>{texts.bytes(number(bytesOf(values.text)))}</span>
          {sha256 ? (
            <span className={styles.hash} title={sha256}>
              {texts.sha256}: {sha256.slice(0, 16)}…
            </span>
          ) : null}
        </p>
        <Select
          label={texts.runsAs}
          description={texts.runsAsHint}
          data={RUNS_AS.map((value) => ({ value, label: runsAsChoice[value] }))}
          value={values.runs_as}
          allowDeselect={false}
          onChange={(next) => form.set("runs_as", RUNS_AS.find((each) => each === next) ?? "user")}
        />
      </FormGroup>
      <ParameterFields form={form} />
      {fresh ? (
        <FormGroup title={files.title} text={files.later}>
          {null}
        </FormGroup>
      ) : null}
    </>
  );
}
