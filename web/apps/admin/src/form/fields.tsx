// Fields bound to a form: label, explanation, what is wrong, all tied together for screen readers by Mantine.
//
// No rule lives here: what is right and wrong says the form's own check.

import { MultiSelect, PasswordInput, Switch, Textarea, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useFrameTexts } from "../words";
import type { Form } from "./useForm";

type NamesOf<Values, Kind> = { [Name in keyof Values]: Values[Name] extends Kind ? Name : never }[keyof Values] &
  string;

interface FieldProps<Values extends object, Kind> {
  readonly form: Form<Values>;
  readonly name: NamesOf<Values, Kind>;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly required?: boolean;
  readonly disabled?: boolean;
}

interface TextProps {
  readonly autoComplete?: string;
  readonly maxLength?: number;
  readonly placeholder?: string;
  readonly focusFirst?: boolean;
  readonly mono?: boolean;
}

function bound<Values extends object>({ form, name, label, hint, required, disabled }: FieldProps<Values, string>) {
  return {
    name,
    label,
    description: hint,
    error: form.error(name),
    required: required ?? false,
    disabled: disabled ?? false,
    value: String(form.values[name] ?? ""),
    onChange: (event: { currentTarget: { value: string } }) =>
      form.set(name, event.currentTarget.value as Values[typeof name]),
    onBlur: () => form.left(name),
  };
}

export function TextField<Values extends object>(props: FieldProps<Values, string> & TextProps) {
  return (
    <TextInput
      {...bound(props)}
      autoComplete={props.autoComplete ?? "off"}
      maxLength={props.maxLength}
      placeholder={props.placeholder}
      autoFocus={props.focusFirst ?? false}
      data-autofocus={props.focusFirst || undefined}
      spellCheck={props.mono ? false : undefined}
      autoCapitalize={props.mono ? "none" : undefined}
    />
  );
}

export function PasswordField<Values extends object>(props: FieldProps<Values, string> & TextProps) {
  const { form } = useFrameTexts();
  return (
    <PasswordInput
      {...bound(props)}
      autoComplete={props.autoComplete ?? "new-password"}
      maxLength={1024}
      autoFocus={props.focusFirst ?? false}
      data-autofocus={props.focusFirst || undefined}
      visibilityToggleButtonProps={{ "aria-label": form.show, tabIndex: 0 }}
    />
  );
}

/** A day, or none. */
export function DayField<Values extends object>(props: FieldProps<Values, string>) {
  return <TextInput {...bound(props)} type="date" autoComplete="off" />;
}

export function LongTextField<Values extends object>(props: FieldProps<Values, string> & TextProps) {
  return <Textarea {...bound(props)} autosize minRows={2} maxRows={8} maxLength={props.maxLength} />;
}

export function SwitchField<Values extends object>({ form, name, label, hint, disabled }: FieldProps<Values, boolean>) {
  return (
    <Switch
      name={name}
      label={label}
      description={hint}
      disabled={disabled ?? false}
      error={form.error(name)}
      checked={Boolean(form.values[name])}
      onChange={(event) => form.set(name, event.currentTarget.checked as Values[typeof name])}
    />
  );
}

interface ManyProps {
  readonly options: readonly { value: string; label: string }[];
  readonly placeholder: string;
  readonly nothing: string;
}

/** Several of a list, by typing or choosing. */
export function ManyField<Values extends object>({
  form,
  name,
  label,
  hint,
  disabled,
  options,
  placeholder,
  nothing,
}: FieldProps<Values, string[]> & ManyProps) {
  const chosen = (form.values[name] as unknown as string[]) ?? [];
  return (
    <MultiSelect
      label={label}
      description={hint}
      data={[...options]}
      value={chosen}
      onChange={(next) => form.set(name, next as Values[typeof name])}
      error={form.error(name)}
      disabled={(disabled ?? false) || options.length === 0}
      placeholder={options.length === 0 ? nothing : chosen.length === 0 ? placeholder : ""}
      nothingFoundMessage={nothing}
      searchable
      hidePickedOptions
      clearable
      styles={{ inputField: { minWidth: 48 } }}
    />
  );
}
