// Two names of a thing: what people call it, and the code name by which links and programs do. Making a new one, the second follows the first until it is written by hand.

import { useState } from "react";
import { TextField } from "./fields";
import { CODE_NAME, codeNameOf } from "./rules";
import type { Form } from "./useForm";

interface CodedValues {
  name: string;
  code_name: string;
}

interface CodedNamesProps<Values extends CodedValues> {
  readonly form: Form<Values>;
  readonly fresh?: boolean;
  readonly texts: { readonly name: string; readonly code: string; readonly codeHint: string };
}

export function CodedNames<Values extends CodedValues>({ form, fresh, texts }: CodedNamesProps<Values>) {
  const both = form as unknown as Form<CodedValues>;
  const [follows, setFollows] = useState(
    () => fresh === true && both.values.code_name === codeNameOf(both.values.name),
  );
  const named: Form<CodedValues> = {
    ...both,
    set: (name, value) => {
      both.set(name, value);
      if (name === "code_name") setFollows(false);
      else if (follows) both.set("code_name", codeNameOf(value));
    },
  };
  return (
    <>
      <TextField form={named} name="name" label={texts.name} maxLength={100} focusFirst={fresh ?? false} />
      <TextField form={named} name="code_name" label={texts.code} hint={texts.codeHint} maxLength={CODE_NAME} mono />
    </>
  );
}
