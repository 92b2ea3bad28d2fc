// The session's custom fields: what it was started with or was given since, and, for whoever may, a form to change those that representatives see.

import { Button, TextInput } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { api } from "@towline/api";
import { ErrorState, IconButton, notify } from "@towline/ui";
import { SessionPhase, type SessionState } from "@towline/wire";
import { useState } from "react";
import { useMe } from "../entry/me";
import { useGuest } from "../external/guest";
import { useSessionActions } from "../session/actions";
import { bytesOf } from "../session/chat";
import classes from "../session/summary.module.css";
import { useWords } from "../words/en";
import { Fact, FreePart } from "./Part";

const VALUE_BYTES = 256;

const useFields = () =>
  useQuery({
    queryKey: ["session-fields"],
    queryFn: async ({ signal }) => (await api.sessionFields(signal)).fields,
    staleTime: 60_000,
  });

/** Somebody without an account sees what is set, and nothing that could be (SUP-70). */
export function Fields({ state }: { state: SessionState }) {
  const words = useWords().session;
  if (!useGuest()) return <OwnFields state={state} />;
  return state.custom.length === 0 ? null : (
    <FreePart title={words.summaryFields}>
      <Custom state={state} />
    </FreePart>
  );
}

function Custom({ state }: { state: SessionState }) {
  return (
    <dl>
      {state.custom.map((field) => (
        <Fact key={field.codeName || field.name} name={field.name}>
          {field.value}
        </Fact>
      ))}
    </dl>
  );
}

function OwnFields({ state }: { state: SessionState }) {
  const { session, summary: words } = useWords();
  const may = useMe().custom_fields;
  const fields = useFields();
  const [editing, setEditing] = useState(false);
  const known = (fields.data ?? []).filter((field) => field.shown);
  if (state.custom.length === 0 && known.length === 0) return null;
  const ended = state.phase === SessionPhase.ENDED;
  return (
    <FreePart
      title={session.summaryFields}
      aside={
        editing || ended || known.length === 0 ? null : (
          <IconButton
            size={28}
            label={words.editFields}
            icon={<IconPencil size={16} />}
            reason={may ? undefined : words.fieldsNotPermitted}
            onClick={() => setEditing(true)}
          />
        )
      }
    >
      {editing ? (
        <EditFields state={state} known={known} error={fields.error} onDone={() => setEditing(false)} />
      ) : state.custom.length === 0 ? (
        <p className={classes.none}>{words.noFields}</p>
      ) : (
        <Custom state={state} />
      )}
    </FreePart>
  );
}

interface EditFieldsProps {
  state: SessionState;
  known: readonly { code_name: string; name: string }[];
  error: unknown;
  onDone: () => void;
}

function EditFields({ state, known, error, onDone }: EditFieldsProps) {
  const { session, summary: words } = useWords();
  const actions = useSessionActions(state);
  const before = Object.fromEntries(state.custom.map((field) => [field.codeName, field.value]));
  const [values, setValues] = useState<Readonly<Record<string, string>>>(before);
  const [busy, setBusy] = useState(false);
  if (error) return <ErrorState error={error} />;
  const long = known.some((field) => bytesOf(values[field.code_name] ?? "") > VALUE_BYTES);
  const save = async () => {
    // Only what was changed here: what somebody else changed meanwhile stays.
    const changed = known
      .map((field) => [field.code_name, (values[field.code_name] ?? "").trim()] as const)
      .filter(([code, value]) => value !== (before[code] ?? ""));
    if (changed.length > 0) {
      setBusy(true);
      const done = await actions.setCustomFields(Object.fromEntries(changed));
      setBusy(false);
      if (!done) return;
      notify.done(words.fieldsChanged);
    }
    onDone();
  };
  return (
    <form
      className={classes.fields}
      aria-label={session.summaryFields}
      onSubmit={(event) => {
        event.preventDefault();
        if (!long) void save();
      }}
    >
      {known.map((field, index) => (
        <TextInput
          key={field.code_name}
          label={field.name}
          value={values[field.code_name] ?? ""}
          data-autofocus={index === 0 || undefined}
          error={bytesOf(values[field.code_name] ?? "") > VALUE_BYTES ? words.fieldTooLong : undefined}
          onChange={(event) => setValues({ ...values, [field.code_name]: event.currentTarget.value })}
        />
      ))}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onDone}>
          {words.cancelEdit}
        </Button>
        <Button type="submit" loading={busy} disabled={long}>
          {words.saveFields}
        </Button>
      </div>
    </form>
  );
}
