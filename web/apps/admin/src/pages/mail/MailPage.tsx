// Management > E-mail: the server that takes the site's messages, trying it out, doing without (ADM-2, ACC-5).

import { Alert, NumberInput, Radio, Stack } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type MailSetup } from "@towline/api";
import { ErrorState, notify } from "@towline/ui";
import { FormGroup, SavingForm } from "../../form/FormParts";
import { LongTextField, PasswordField, TextField } from "../../form/fields";
import { RemoveSection } from "../../form/RemoveSection";
import { type Form, useForm } from "../../form/useForm";
import { consoleQuery, mailQuery } from "../../queries";
import { again } from "../../shell/Again";
import { Card } from "../../shell/Card";
import { Loading } from "../../shell/Loading";
import { Page } from "../../shell/Page";
import { useFrameTexts, useMailTexts } from "../../words";
import { MailTest } from "./MailTest";
import { bodyOf, checkMail, type MailValues, portFor, SECURITIES, valuesOf } from "./values";

export function MailPage() {
  const { page } = useMailTexts();
  const { sections } = useFrameTexts();
  const setup = useQuery(mailQuery);
  return (
    <Page title={sections.mail} lead={page.lead}>
      {setup.data ? (
        <Stack gap="md" maw={680}>
          <Setup setup={setup.data} />
        </Stack>
      ) : setup.isError ? (
        <ErrorState error={setup.error} onRetry={() => void setup.refetch()} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function Setup({ setup }: { setup: MailSetup }) {
  const client = useQueryClient();
  const { sections, form: formTexts } = useFrameTexts();
  const { login, sender, remove } = useMailTexts();
  const stale = async () => {
    await client.invalidateQueries({ queryKey: mailQuery.queryKey });
    await client.invalidateQueries({ queryKey: consoleQuery.queryKey });
  };
  const form = useForm<MailValues>({
    name: "mail",
    saved: valuesOf(setup),
    check: checkMail,
    save: async (_, changes) => {
      client.setQueryData(mailQuery.queryKey, await again(() => api.changeMail(setup, bodyOf(changes))));
    },
    onSaved: () => {
      notify.done(formTexts.saved);
      return stale();
    },
    onStale: stale,
  });
  const exists = setup.server !== "";
  return (
    <>
      <Card>
        <SavingForm form={form} label={sections.mail}>
          <ServerFields form={form} />
          <FormGroup title={login.title} text={login.text}>
            <TextField form={form} name="user" label={login.user} maxLength={256} mono />
            <PasswordField
              form={form}
              name="password"
              label={login.password}
              hint={setup.has_password ? login.passwordKept : login.passwordHint}
              disabled={form.values.user === ""}
            />
          </FormGroup>
          <FormGroup title={sender.title} text={sender.text}>
            <TextField form={form} name="sender_address" label={sender.address} maxLength={254} required mono />
            <TextField form={form} name="sender_name" label={sender.name} hint={sender.nameHint} maxLength={100} />
          </FormGroup>
        </SavingForm>
      </Card>
      {exists ? (
        <>
          <MailTest unsaved={form.dirty} />
          <RemoveSection
            {...remove}
            remove={() => again(() => api.removeMail(setup))}
            onDone={() => {
              form.discard();
              notify.done(remove.done);
              void stale();
            }}
          />
        </>
      ) : null}
    </>
  );
}

function ServerFields({ form }: { form: Form<MailValues> }) {
  const { server: texts } = useMailTexts();
  const { security, port } = form.values;
  return (
    <FormGroup title={texts.title} text={texts.text}>
      <TextField form={form} name="server" label={texts.server} hint={texts.serverHint} maxLength={253} required mono />
      <Radio.Group
        label={texts.security}
        value={security}
        error={form.error("security")}
        onChange={(value) => {
          const chosen = SECURITIES.find((known) => known === value);
          if (!chosen) return;
          form.set("security", chosen);
          form.set("port", portFor(chosen, port));
        }}
      >
        <Stack gap="xs" mt={6}>
          {SECURITIES.map((known) => (
            <Radio key={known} value={known} label={texts[known]} description={texts[`${known}Hint`]} />
          ))}
        </Stack>
      </Radio.Group>
      {security === "plain" ? (
        <Alert color="yellow" variant="light" icon={<IconAlertTriangle />} title={texts.plainTitle}>
          {texts.plainWarning}
        </Alert>
      ) : null}
      <NumberInput
        label={texts.port}
        value={port}
        error={form.error("port")}
        min={1}
        max={65535}
        allowDecimal={false}
        allowNegative={false}
        thousandSeparator=""
        styles={{ wrapper: { maxWidth: 160 } }}
        onChange={(value) => form.set("port", typeof value === "number" ? value : 587)}
      />
      {security === "plain" ? null : (
        <LongTextField form={form} name="authorities" label={texts.authorities} hint={texts.authoritiesHint} />
      )}
    </FormGroup>
  );
}
