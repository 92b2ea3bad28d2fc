// What every form shares: its groups, the notice of what went wrong, and the bar that appears when something is unsaved.

import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { ApiError } from "@towline/api";
import { UnsavedBar } from "@towline/ui";
import { type FormEvent, type ReactNode, useId } from "react";
import { useFrameTexts } from "../words";
import styles from "./form.module.css";
import type { Form } from "./useForm";

/** A group of fields with a heading and one sentence that explains it. */
export function FormGroup({ title, text, children }: { title: string; text?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has no place for a heading with a text; and a landmark it is not, there are many in a form
    <div className={styles.group} role="group" aria-labelledby={id}>
      <div>
        <h2 id={id} className={styles.heading}>
          {title}
        </h2>
        {text ? (
          <Text size="sm" c="dimmed">
            {text}
          </Text>
        ) : null}
      </div>
      {children}
    </div>
  );
}

/** What the appliance said, or what silence means, with what is kept. */
export function Problem({ problem, title }: { problem: ApiError | Error | null; title?: string }) {
  const { form } = useFrameTexts();
  if (!problem) return null;
  const said = problem instanceof ApiError ? problem : null;
  const text = said?.unreachable ? form.offline : said?.detail || form.failed;
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertCircle />}
      title={title ?? (said?.title || form.notSaved)}
      role="alert"
    >
      {text}
    </Alert>
  );
}

interface SavingFormProps<Values extends object> {
  readonly form: Form<Values>;
  readonly label: string;
  readonly children: ReactNode;
}

/** A form over something that exists: the bar with *Save* and *Discard* shows only while something is unsaved. */
export function SavingForm<Values extends object>({ form, label, children }: SavingFormProps<Values>) {
  const { form: texts } = useFrameTexts();
  return (
    <form
      className={styles.form}
      aria-label={label}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void form.submit();
      }}
    >
      {children}
      <Problem problem={form.problem} />
      {form.dirty ? (
        <div className={styles.saving}>
          <UnsavedBar shown={form.dirty} saving={form.saving} save={texts.save} onDiscard={form.discard} />
        </div>
      ) : null}
    </form>
  );
}

interface CreatingFormProps<Values extends object> extends SavingFormProps<Values> {
  readonly submit: string;
  readonly onCancel: () => void;
}

/** A form that makes something new: *Create* and *Cancel* always show. */
export function CreatingForm<Values extends object>({
  form,
  label,
  submit,
  onCancel,
  children,
}: CreatingFormProps<Values>) {
  const { form: texts } = useFrameTexts();
  return (
    <form
      className={styles.form}
      data-alone
      aria-label={label}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void form.submit();
      }}
    >
      {children}
      <Problem problem={form.problem} />
      <div className={styles.bar}>
        <span className={styles.unsaved} />
        <Button variant="default" onClick={onCancel} disabled={form.saving}>
          {texts.cancel}
        </Button>
        <Button type="submit" loading={form.saving}>
          {submit}
        </Button>
      </div>
    </form>
  );
}

/** A form in a dialog or a section: its two buttons at the end. */
export function DialogForm<Values extends object>({
  form,
  label,
  submit,
  onCancel,
  children,
}: CreatingFormProps<Values>) {
  const { form: texts } = useFrameTexts();
  return (
    <form
      aria-label={label}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void form.submit();
      }}
    >
      <Stack gap="md">
        {children}
        <Problem problem={form.problem} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            {texts.cancel}
          </Button>
          <Button type="submit" loading={form.saving}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
