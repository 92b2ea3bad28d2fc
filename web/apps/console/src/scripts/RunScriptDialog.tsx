// The form of a script: its parameters, and as whom it runs, where that can be chosen (SCR-6). Where the customer is to be asked, it waits for their answer.

import { Button, Modal, NumberInput, Select, Switch, TextInput } from "@mantine/core";
import type { OwnScript, ScriptField } from "@towline/api";
import { Permission, type SessionState } from "@towline/wire";
import { type FormEvent, useState } from "react";
import actions from "../actions/actions.module.css";
import frame from "../frame/frame.module.css";
import { useTitleOf } from "../home/naming";
import { mustAsk } from "../session/actions";
import { useAfterYes } from "../session/useAfterYes";
import { useWords } from "../words/en";
import { bytesAlong, faultOf, initialValues, type Values } from "./scripts";
import { useRun } from "./useRun";
import { whyNotSystem } from "./whyNot";

interface DialogProps {
  state: SessionState;
  script: OwnScript;
  onClose: () => void;
}

export function RunScriptDialog({ state, script, onClose }: DialogProps) {
  const words = useWords().scripts;
  const machine = useTitleOf()(state);
  const run = useRun(state);
  const [values, setValues] = useState<Values>(() => initialValues(script));
  const [asSystem, setAsSystem] = useState(false);
  const [tried, setTried] = useState(false);
  const [step, begin] = useAfterYes({
    state,
    permission: Permission.RUN_SCRIPTS,
    send: () => run(script, values, asSystem),
    onDone: onClose,
    failed: words.notRun,
    notAllowed: words.notAllowed,
  });
  const faults = script.parameters.filter((field) => faultOf(field, values[field.name] ?? ""));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (faults.length === 0 && step === "ready") void begin();
  };
  const noSystem = whyNotSystem(state, words);
  return (
    <Modal opened onClose={onClose} title={script.name} size={480}>
      <form className={actions.form} onSubmit={submit} noValidate>
        {script.description ? <p className={frame.dialogText}>{script.description}</p> : null}
        {script.resources.length > 0 ? (
          <p className={frame.quiet}>{words.resources(script.resources.length, bytesAlong(script))}</p>
        ) : null}
        {script.parameters.map((field, at) => (
          <Field
            key={field.name}
            field={field}
            value={values[field.name] ?? ""}
            shown={tried}
            first={at === 0}
            disabled={step !== "ready"}
            onChange={(value) => setValues({ ...values, [field.name]: value })}
          />
        ))}
        {script.runs_as === "choose" ? (
          <Select
            label={words.runAs}
            data={[
              { value: "user", label: words.runAsUser },
              { value: "system", label: words.runAsSystem, disabled: noSystem !== undefined },
            ]}
            description={noSystem}
            value={asSystem ? "system" : "user"}
            allowDeselect={false}
            disabled={step !== "ready"}
            onChange={(value) => setAsSystem(value === "system")}
          />
        ) : null}
        {script.parameters.length > 0 ? <p className={frame.quiet}>{words.argumentsHint}</p> : null}
        {step === "asking" ? (
          <p className={frame.dialogText} role="status">
            {words.asking(machine)}
          </p>
        ) : mustAsk(state, Permission.RUN_SCRIPTS) ? (
          <p className={frame.dialogText}>{words.askFirst(machine)}</p>
        ) : null}
        <div className={frame.dialogFoot}>
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={step !== "ready"}>
            {words.run}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface FieldProps {
  field: ScriptField;
  value: string;
  /** What is wrong is said. */
  shown: boolean;
  first: boolean;
  disabled: boolean;
  onChange: (value: string) => void;
}

function Field({ field, value, shown, first, disabled, onChange }: FieldProps) {
  const words = useWords().scripts;
  const fault = shown ? faultOf(field, value) : undefined;
  const bound = (of: number | null | undefined) => String(of ?? "…");
  const error =
    fault === "missing"
      ? words.required
      : fault === "number"
        ? words.noNumber(bound(field.least), bound(field.most))
        : undefined;
  const common = {
    label: field.label || field.name,
    error,
    disabled,
    withAsterisk: field.required ?? false,
    ...(first ? { "data-autofocus": true } : {}),
  };
  switch (field.kind) {
    case "switch":
      return (
        <Switch
          label={field.label || field.name}
          checked={value === "yes"}
          disabled={disabled}
          onChange={(event) => onChange(event.currentTarget.checked ? "yes" : "no")}
        />
      );
    case "choice":
      return (
        <Select
          {...common}
          data={field.choices ?? []}
          value={value || null}
          placeholder={words.choose}
          clearable={!field.required}
          onChange={(next) => onChange(next ?? "")}
        />
      );
    case "number":
      return (
        <NumberInput
          {...common}
          value={value}
          allowDecimal={false}
          clampBehavior="none"
          {...(typeof field.least === "number" ? { min: field.least } : {})}
          {...(typeof field.most === "number" ? { max: field.most } : {})}
          onChange={(next) => onChange(String(next))}
        />
      );
    case "text":
      return (
        <TextInput
          {...common}
          value={value}
          maxLength={field.most ?? 1024}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}
