// In which time zone one reads times (ADM-3, ADM-11). A language is no choice yet: there is one.

import { Select } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "@towline/api";
import { isTimeZone, locale, notify, ownTimeZone } from "@towline/ui";
import { FormGroup, SavingForm } from "../../form/FormParts";
import { zones } from "../../form/SignInLimits";
import { useForm } from "../../form/useForm";
import { meQuery } from "../../queries";
import { useMe } from "../../session";
import { Card } from "../../shell/Card";
import { useAccountTexts, useFrameTexts } from "../../words";

/** Stands for the browser's own: the control cannot hold an empty value. */
const OWN = "own";

/** What clocks show there. */
const clockIn = (zone: string): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short", timeZone: zone }).format(Date.now());

export function TimesCard() {
  const me = useMe();
  const client = useQueryClient();
  const { times: texts } = useAccountTexts();
  const { form: formTexts } = useFrameTexts();
  const form = useForm({
    name: "times",
    saved: { time_zone: me.time_zone },
    save: (_, changes) => api.changeMe(changes),
    onSaved: () => {
      notify.done(formTexts.saved);
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
  const chosen = form.values.time_zone;
  return (
    <Card>
      <SavingForm form={form} label={texts.title}>
        <FormGroup title={texts.title} text={texts.text}>
          <Select
            label={texts.zone}
            description={texts.now(clockIn(isTimeZone(chosen) ? chosen : ownTimeZone()))}
            searchable
            allowDeselect={false}
            data={[
              { value: OWN, label: texts.own(ownTimeZone()) },
              ...zones(chosen).map((zone) => ({ value: zone, label: zone })),
            ]}
            value={chosen || OWN}
            onChange={(zone) => form.set("time_zone", zone === OWN || !zone ? "" : zone)}
            error={form.error("time_zone")}
            maw={360}
          />
        </FormGroup>
      </SavingForm>
    </Card>
  );
}
