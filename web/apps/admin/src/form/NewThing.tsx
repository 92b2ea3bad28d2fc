// Making a thing that has a list and a name: the form in the drawer beside the list, and back to the list when it is made.

import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { notify } from "@towline/ui";
import type { ReactNode } from "react";
import { Detail } from "../shell/Detail";
import { CreatingForm } from "./FormParts";
import { type Form, type FormOptions, useForm } from "./useForm";

interface Props<Values extends object> {
  readonly texts: { readonly title: string; readonly submit: string; readonly done: (name: string) => string };
  /** The list that it is made in, and how it is read. */
  readonly at:
    | "/issues"
    | "/skills"
    | "/custom-fields"
    | "/canned-messages"
    | "/scripts"
    | "/surveys"
    | "/teams"
    | "/jump/roles"
    | "/support-buttons/profiles";
  readonly queryKey: readonly string[];
  /** Unsaved values are kept under this word. */
  readonly draft: string;
  readonly empty: Values;
  readonly check: NonNullable<FormOptions<Values>["check"]>;
  readonly add: (values: Values) => Promise<{ readonly name: string }>;
  /** How wide the drawer is. */
  readonly size?: number;
  readonly children: (form: Form<Values>) => ReactNode;
}

export function NewThing<Values extends object>(props: Props<Values>) {
  const { texts, at, queryKey, draft, empty, check, add, size, children } = props;
  const navigate = useNavigate();
  const client = useQueryClient();
  const close = () => void navigate({ to: at, search: true });
  const form = useForm({
    name: `${draft}:new`,
    saved: empty,
    check,
    save: async (values) => {
      const made = await add(values);
      notify.done(texts.done(made.name));
      await client.invalidateQueries({ queryKey });
    },
    onSaved: close,
  });
  return (
    <Detail title={texts.title} onClose={close} {...(size === undefined ? {} : { size })}>
      <CreatingForm
        form={form}
        label={texts.title}
        submit={texts.submit}
        onCancel={() => {
          form.discard();
          close();
        }}
      >
        {children(form)}
      </CreatingForm>
    </Detail>
  );
}
