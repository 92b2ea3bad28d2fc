// Making an API account: what it may, then its secret, once.

import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, type MadeApiAccount } from "@towline/api";
import { useState } from "react";
import { CreatingForm } from "../../form/FormParts";
import { useForm } from "../../form/useForm";
import { apiAccountsQuery } from "../../queries";
import { again } from "../../shell/Again";
import { Detail } from "../../shell/Detail";
import { useProgramTexts } from "../../words";
import { bodyOf, checkProgram, EMPTY, ProgramFields } from "./ProgramFields";
import { SecretShown } from "./SecretShown";

export function NewProgram() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { create: texts, secret } = useProgramTexts();
  const [made, setMade] = useState<MadeApiAccount | null>(null);
  const close = () => void navigate({ to: "/api-accounts", search: true });
  const form = useForm({
    name: "program:new",
    saved: EMPTY,
    check: checkProgram,
    save: async (values) => {
      const { enabled: _, ...body } = bodyOf(values);
      setMade(await again(() => api.addApiAccount(body)));
      await client.invalidateQueries({ queryKey: apiAccountsQuery.queryKey });
    },
  });
  return (
    <Detail title={made ? secret.title : texts.title} onClose={close}>
      {made ? (
        <SecretShown made={made} onDone={close} />
      ) : (
        <CreatingForm
          form={form}
          label={texts.title}
          submit={texts.submit}
          onCancel={() => {
            form.discard();
            close();
          }}
        >
          <ProgramFields form={form} fresh />
        </CreatingForm>
      )}
    </Detail>
  );
}
