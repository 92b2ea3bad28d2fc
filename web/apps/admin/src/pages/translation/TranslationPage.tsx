// Management > Translation: the service that translates the chat, and doing without (SES-31).

import { Alert, Badge, Group, Stack } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type TranslationSetup } from "@towline/api";
import { ErrorState, languageName, notify } from "@towline/ui";
import { FormGroup, SavingForm } from "../../form/FormParts";
import { LongTextField, PasswordField, TextField } from "../../form/fields";
import { RemoveSection } from "../../form/RemoveSection";
import { useForm } from "../../form/useForm";
import { translationQuery } from "../../queries";
import { again } from "../../shell/Again";
import { Card } from "../../shell/Card";
import { Loading } from "../../shell/Loading";
import { Page } from "../../shell/Page";
import { translationTexts, useFrameTexts, useTranslationTexts } from "../../words";

export function TranslationPage() {
  const { page } = useTranslationTexts();
  const { sections } = useFrameTexts();
  const setup = useQuery(translationQuery);
  return (
    <Page title={sections.translation} lead={page.lead}>
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

interface Values {
  address: string;
  /** Empty: the one that is kept. */
  key: string;
  authorities: string;
  language: string;
}

const check = (values: Values) => {
  const { service, language } = translationTexts();
  return {
    address: values.address.trim() === "" ? service.addressMissing : undefined,
    language: values.language.trim() === "" ? language.languageMissing : undefined,
  };
};

function Setup({ setup }: { setup: TranslationSetup }) {
  const client = useQueryClient();
  const { sections, form: formTexts } = useFrameTexts();
  const { service, language, remove } = useTranslationTexts();
  const stale = () => client.invalidateQueries({ queryKey: translationQuery.queryKey });
  const form = useForm<Values>({
    name: "translation",
    saved: { address: setup.address, key: "", authorities: setup.authorities, language: setup.language },
    check,
    save: async (_, changes) => {
      client.setQueryData(translationQuery.queryKey, await again(() => api.changeTranslation(setup, changes)));
    },
    onSaved: () => {
      notify.done(formTexts.saved);
      return stale();
    },
    onStale: stale,
  });
  const exists = setup.address !== "";
  return (
    <>
      <Alert color="yellow" variant="light" icon={<IconAlertTriangle />} title={service.privacyTitle}>
        {service.privacy}
      </Alert>
      <Card>
        <SavingForm form={form} label={sections.translation}>
          <FormGroup title={service.title} text={service.text}>
            <TextField form={form} name="address" label={service.address} hint={service.addressHint} required mono />
            <PasswordField
              form={form}
              name="key"
              label={service.key}
              hint={setup.has_key ? service.keyKept : service.keyHint}
            />
            <LongTextField form={form} name="authorities" label={service.authorities} hint={service.authoritiesHint} />
          </FormGroup>
          <FormGroup title={language.title} text={language.text}>
            <TextField
              form={form}
              name="language"
              label={language.language}
              hint={language.languageHint}
              required
              mono
            />
          </FormGroup>
        </SavingForm>
      </Card>
      {exists ? (
        <>
          <Card title={language.knownTitle} text={language.knownText}>
            <Group gap={6} component="ul" m={0} p={0} style={{ listStyle: "none" }}>
              {named(setup.languages).map(({ code, name }) => (
                <li key={code}>
                  <Badge variant="default" tt="none" fw={500}>
                    {name}
                  </Badge>
                </li>
              ))}
            </Group>
          </Card>
          <RemoveSection
            {...remove}
            remove={() => again(() => api.removeTranslation(setup))}
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

function named(codes: readonly string[]) {
  const found = codes.map((code) => ({ code, name: languageName(code) }));
  return found.sort((a, b) => a.name.localeCompare(b.name));
}
