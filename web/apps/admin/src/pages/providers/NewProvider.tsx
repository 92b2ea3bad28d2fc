// Adding a security provider.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@towline/api";
import { notify } from "@towline/ui";
import { CreatingForm } from "../../form/FormParts";
import { useForm } from "../../form/useForm";
import { providersQuery } from "../../queries";
import { again } from "../../shell/Again";
import { Detail, Waiting } from "../../shell/Detail";
import { useProviderTexts } from "../../words";
import { ProviderFields } from "./ProviderFields";
import { bodyOf, checkProvider, EMPTY } from "./values";

export function NewProvider() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const query = useQuery(providersQuery);
  const { create: texts } = useProviderTexts();
  const close = () => void navigate({ to: "/security-providers", search: true });
  const form = useForm({
    name: "provider:new",
    saved: EMPTY,
    check: checkProvider,
    save: async (values) => {
      const made = await again(() => api.addSecurityProvider(bodyOf(values)));
      await client.invalidateQueries({ queryKey: providersQuery.queryKey });
      notify.done(texts.done(made.name));
      void navigate({ to: "/security-providers/$id", params: { id: made.id } });
    },
  });
  return (
    <Detail size={620} title={texts.title} onClose={close}>
      <Waiting query={query}>
        {({ redirect_uri }) => (
          <CreatingForm
            form={form}
            label={texts.title}
            submit={texts.submit}
            onCancel={() => {
              form.discard();
              close();
            }}
          >
            <ProviderFields form={form} fresh redirectUri={redirect_uri} />
          </CreatingForm>
        )}
      </Waiting>
    </Detail>
  );
}
