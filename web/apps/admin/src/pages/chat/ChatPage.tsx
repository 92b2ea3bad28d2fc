// Configuration > Chat: how large files may be, and when somebody who does nothing is removed (SES-30, SES-31a).

import { NumberInput, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type ChatSetup } from "@towline/api";
import { ErrorState, notify } from "@towline/ui";
import { FormGroup, SavingForm } from "../../form/FormParts";
import { type Form, useForm } from "../../form/useForm";
import { chatSetupQuery } from "../../queries";
import { Card } from "../../shell/Card";
import { Loading } from "../../shell/Loading";
import { Page } from "../../shell/Page";
import { chatTexts, useChatTexts, useFrameTexts } from "../../words";

export function ChatPage() {
  const { page } = useChatTexts();
  const { sections } = useFrameTexts();
  const setup = useQuery(chatSetupQuery);
  return (
    <Page title={sections.chat} lead={page.lead}>
      {setup.data ? (
        <Stack gap="md" maw={680}>
          <Settings setup={setup.data} />
        </Stack>
      ) : setup.isError ? (
        <ErrorState title={page.failed} error={setup.error} onRetry={() => void setup.refetch()} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

interface Values {
  file_mib: number;
  session_mib: number;
  idle_minutes: number;
}

const check = (values: Values) => ({
  idle_minutes: values.idle_minutes === 1 ? chatTexts().idle.minutesOdd : undefined,
});

function Settings({ setup }: { setup: ChatSetup }) {
  const client = useQueryClient();
  const { files, idle } = useChatTexts();
  const { form: formTexts, sections } = useFrameTexts();
  const { file_mib, session_mib, idle_minutes } = setup;
  const form = useForm<Values>({
    name: "chat-setup",
    saved: { file_mib, session_mib, idle_minutes },
    check,
    save: async (_, changes) => {
      client.setQueryData(chatSetupQuery.queryKey, await api.changeChat(changes));
    },
    onSaved: () => notify.done(formTexts.saved),
  });
  return (
    <Card>
      <SavingForm form={form} label={sections.chat}>
        <FormGroup title={files.title} text={files.text}>
          <CountField form={form} name="file_mib" label={files.file} hint={files.fileHint} least={0} most={100} />
          <CountField
            form={form}
            name="session_mib"
            label={files.session}
            hint={files.sessionHint}
            least={1}
            most={2000}
          />
        </FormGroup>
        <FormGroup title={idle.title} text={idle.text}>
          <CountField
            form={form}
            name="idle_minutes"
            label={idle.minutes}
            hint={idle.minutesHint}
            least={0}
            most={480}
          />
        </FormGroup>
      </SavingForm>
    </Card>
  );
}

interface CountProps {
  readonly form: Form<Values>;
  readonly name: keyof Values;
  readonly label: string;
  readonly hint: string;
  readonly least: number;
  readonly most: number;
}

function CountField({ form, name, label, hint, least, most }: CountProps) {
  return (
    <NumberInput
      label={label}
      description={hint}
      value={form.values[name]}
      error={form.error(name)}
      min={least}
      max={most}
      allowDecimal={false}
      allowNegative={false}
      styles={{ wrapper: { maxWidth: 160 } }}
      onChange={(value) => form.set(name, typeof value === "number" ? value : least)}
    />
  );
}
