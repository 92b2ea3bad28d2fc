// One security provider: its settings, trying it, and removing it.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, type SecurityProvider } from "@towline/api";
import { notify } from "@towline/ui";
import { drafts } from "../../form/drafts";
import { SavingForm } from "../../form/FormParts";
import { RemoveSection } from "../../form/RemoveSection";
import { useForm } from "../../form/useForm";
import { providersQuery } from "../../queries";
import { again } from "../../shell/Again";
import { Detail, Gone, Waiting } from "../../shell/Detail";
import { Facts } from "../../shell/Facts";
import { useFrameTexts, useProviderTexts } from "../../words";
import { ProviderFields } from "./ProviderFields";
import { ProviderTest } from "./ProviderTest";
import { changeOf, checkProvider, type ProviderValues, valuesOf } from "./values";

const route = getRouteApi("/security-providers/$id");

export function ProviderDetail() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const query = useQuery(providersQuery);
  const { sections } = useFrameTexts();
  const provider = query.data?.providers.find((each) => each.id === id);
  const close = () => void navigate({ to: "/security-providers", search: true });
  return (
    <Detail size={620} title={provider?.name ?? sections.providers} onClose={close}>
      <Waiting query={query}>
        {() => (provider ? <Loaded key={id} provider={provider} onGone={close} /> : <Gone />)}
      </Waiting>
    </Detail>
  );
}

function Loaded({ provider, onGone }: { provider: SecurityProvider; onGone: () => void }) {
  const client = useQueryClient();
  const { columns, edit, kinds, page, remove } = useProviderTexts();
  const { form: formTexts } = useFrameTexts();
  const stale = () => client.invalidateQueries({ queryKey: providersQuery.queryKey });
  const form = useForm<ProviderValues>({
    name: `provider:${provider.id}`,
    saved: valuesOf(provider),
    check: checkProvider,
    save: (values, changes) => again(() => api.changeSecurityProvider(provider, changeOf(values, changes))),
    onSaved: () => {
      notify.done(formTexts.saved);
      return stale();
    },
    onStale: stale,
  });
  return (
    <>
      <Facts
        facts={[
          [columns.kind, kinds[provider.kind]],
          [columns.accounts, page.accounts(provider.accounts)],
        ]}
      />
      <SavingForm form={form} label={edit.title}>
        <ProviderFields form={form} hasSecret={provider.has_secret} redirectUri={provider.redirect_uri} />
      </SavingForm>
      <ProviderTest provider={provider} dirty={form.dirty} />
      <RemoveSection
        title={remove.title}
        will={remove.will}
        open={remove.open}
        ask={remove.ask(provider.name)}
        submit={remove.submit}
        remove={() => again(() => api.removeSecurityProvider({ id: provider.id }))}
        onDone={() => {
          drafts.discard(`provider:${provider.id}`);
          notify.done(remove.done(provider.name));
          onGone();
          void stale();
        }}
      />
    </>
  );
}
