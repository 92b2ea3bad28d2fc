// One API account: what it may, a new secret, and removing it.

import { Button, Modal, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type ApiAccount, api, type MadeApiAccount } from "@towline/api";
import { ConfirmDialog, CopyField, notify } from "@towline/ui";
import { useState } from "react";
import { drafts } from "../../form/drafts";
import { SavingForm } from "../../form/FormParts";
import { RemoveSection } from "../../form/RemoveSection";
import { useForm } from "../../form/useForm";
import { apiAccountsQuery } from "../../queries";
import { again, refusedUnlessDeclined } from "../../shell/Again";
import { Detail, Gone, Waiting } from "../../shell/Detail";
import { DetailSection } from "../../shell/Facts";
import { useFrameTexts, useProgramTexts } from "../../words";
import { bodyOf, checkProgram, ProgramFields, type ProgramValues, valuesOf } from "./ProgramFields";
import { SecretShown } from "./SecretShown";

const route = getRouteApi("/api-accounts/$id");

export function ProgramDetail() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const query = useQuery(apiAccountsQuery);
  const { sections } = useFrameTexts();
  const account = query.data?.accounts.find((each) => each.id === id);
  const close = () => void navigate({ to: "/api-accounts", search: true });
  return (
    <Detail title={account?.name ?? sections.apiAccounts} onClose={close}>
      <Waiting query={query}>
        {() => (account ? <Loaded key={id} account={account} onGone={close} /> : <Gone />)}
      </Waiting>
    </Detail>
  );
}

function Loaded({ account, onGone }: { account: ApiAccount; onGone: () => void }) {
  const client = useQueryClient();
  const { edit, remove, secret } = useProgramTexts();
  const { form: formTexts } = useFrameTexts();
  const stale = () => client.invalidateQueries({ queryKey: apiAccountsQuery.queryKey });
  const form = useForm<ProgramValues>({
    name: `program:${account.id}`,
    saved: valuesOf(account),
    check: checkProgram,
    save: (values, changes) => {
      const body = bodyOf(values);
      const names = Object.keys(changes) as (keyof ProgramValues)[];
      return again(() => api.changeApiAccount(account, Object.fromEntries(names.map((name) => [name, body[name]]))));
    },
    onSaved: () => {
      notify.done(formTexts.saved);
      return stale();
    },
    onStale: stale,
  });
  return (
    <>
      <Text size="sm" fw={500}>
        {secret.id}
      </Text>
      <CopyField value={account.id} label={secret.id} />
      <Text size="sm" c="dimmed" mt={4} mb="md">
        {edit.maker(account.created_by)}
      </Text>
      <SavingForm form={form} label={edit.title}>
        <ProgramFields form={form} />
      </SavingForm>
      <Secret account={account} onDone={stale} />
      <RemoveSection
        title={remove.title}
        will={remove.will}
        open={remove.open}
        ask={remove.ask(account.name)}
        submit={remove.submit}
        remove={() => again(() => api.removeApiAccount({ id: account.id }))}
        onDone={() => {
          drafts.discard(`program:${account.id}`);
          notify.done(remove.done(account.name));
          onGone();
          void stale();
        }}
      />
    </>
  );
}

function Secret({ account, onDone }: { account: ApiAccount; onDone: () => unknown }) {
  const { secret: texts } = useProgramTexts();
  const { drawer } = useFrameTexts();
  const [asking, setAsking] = useState(false);
  const [made, setMade] = useState<MadeApiAccount | null>(null);
  const renew = async () => {
    try {
      setMade(await again(() => api.renewApiSecret(account.id)));
      void onDone();
    } catch (reason) {
      refusedUnlessDeclined(reason);
    } finally {
      setAsking(false);
    }
  };
  return (
    <DetailSection title={texts.title} text={texts.renewText}>
      <div>
        <Button variant="default" onClick={() => setAsking(true)}>
          {texts.renew}
        </Button>
      </div>
      <ConfirmDialog
        opened={asking}
        title={texts.renewAsk(account.name)}
        confirm={texts.renew}
        danger
        onConfirm={renew}
        onClose={() => setAsking(false)}
      >
        {texts.renewText}
      </ConfirmDialog>
      <Modal
        opened={made !== null}
        onClose={() => setMade(null)}
        title={texts.title}
        closeButtonProps={{ "aria-label": drawer.close }}
      >
        {made ? <SecretShown made={made} onDone={() => setMade(null)} /> : null}
      </Modal>
    </DetailSection>
  );
}
