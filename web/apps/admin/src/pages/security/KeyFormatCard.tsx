// The format of session keys (SUP-2): how short they may be says the appliance, by arithmetic.

import { NumberInput, Switch } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { api, type SecuritySettings } from "@towline/api";
import { notify } from "@towline/ui";
import { FormGroup, SavingForm } from "../../form/FormParts";
import { useForm } from "../../form/useForm";
import { securityQuery } from "../../queries";
import { Card } from "../../shell/Card";
import { useFrameTexts, useSecurityTexts } from "../../words";

interface Format {
  session_key_letters: boolean;
  session_key_length: number;
}

export function KeyFormatCard({ settings }: { settings: SecuritySettings }) {
  const client = useQueryClient();
  const { keys: texts } = useSecurityTexts();
  const { form: formTexts } = useFrameTexts();
  const form = useForm<Format>({
    name: "session-keys",
    saved: { session_key_letters: settings.session_key_letters, session_key_length: settings.session_key_length },
    save: async (_, changes) => {
      client.setQueryData(securityQuery.queryKey, await api.changeSecuritySettings(changes));
    },
    onSaved: () => notify.done(formTexts.saved),
  });
  const same = form.values.session_key_letters === settings.session_key_letters;
  return (
    <Card>
      <SavingForm form={form} label={texts.title}>
        <FormGroup title={texts.title} text={`${texts.text} ${texts.now(settings.session_key_example)}`}>
          <Switch
            label={texts.letters}
            description={texts.lettersHint}
            checked={form.values.session_key_letters}
            onChange={(event) => form.set("session_key_letters", event.currentTarget.checked)}
          />
          <NumberInput
            label={texts.length}
            description={same ? texts.lengthHint(settings.session_key_least, settings.session_key_most) : undefined}
            value={form.values.session_key_length}
            error={form.error("session_key_length")}
            max={settings.session_key_most}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="none"
            styles={{ wrapper: { maxWidth: 160 } }}
            onChange={(value) => form.set("session_key_length", typeof value === "number" ? value : 0)}
          />
        </FormGroup>
      </SavingForm>
    </Card>
  );
}
