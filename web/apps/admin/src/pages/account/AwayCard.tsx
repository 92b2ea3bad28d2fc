// Whether invitations to sessions come by mail while one is signed out (SUP-33).

import { useQueryClient } from "@tanstack/react-query";
import { api } from "@towline/api";
import { notify } from "@towline/ui";
import { FormGroup, SavingForm } from "../../form/FormParts";
import { SwitchField } from "../../form/fields";
import { useForm } from "../../form/useForm";
import { meQuery } from "../../queries";
import { useMe } from "../../session";
import { Card } from "../../shell/Card";
import { useAccountTexts, useFrameTexts } from "../../words";

/** Nothing for those who may not; whoever has it on can always switch it off. */
export function AwayCard() {
  const me = useMe();
  return me.may_be_asked_away || me.asked_away ? <Choice /> : null;
}

function Choice() {
  const me = useMe();
  const client = useQueryClient();
  const { away: texts } = useAccountTexts();
  const { form: formTexts } = useFrameTexts();
  const form = useForm({
    name: "away",
    saved: { asked_away: me.asked_away },
    save: (_, changes) => api.changeMe(changes),
    onSaved: () => {
      notify.done(formTexts.saved);
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
  return (
    <Card>
      <SavingForm form={form} label={texts.title}>
        <FormGroup title={texts.title} text={texts.text}>
          <SwitchField
            form={form}
            name="asked_away"
            label={texts.label}
            hint={me.email ? texts.hint(me.email) : texts.noAddress}
          />
        </FormGroup>
      </SavingForm>
    </Card>
  );
}
