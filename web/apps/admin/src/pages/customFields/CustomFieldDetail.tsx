// One custom field: its names, whether it is shown; and removing it.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, type CustomField } from "@towline/api";
import { notify } from "@towline/ui";
import { drafts } from "../../form/drafts";
import { SavingForm } from "../../form/FormParts";
import { RemoveSection } from "../../form/RemoveSection";
import { useForm } from "../../form/useForm";
import { customFieldsQuery } from "../../queries";
import { Detail, Gone, Waiting } from "../../shell/Detail";
import { useCustomFieldTexts, useFrameTexts } from "../../words";
import { bodyOf, CustomFieldFields, type CustomFieldValues, checkCustomField } from "./CustomFieldFields";

const route = getRouteApi("/custom-fields/$id");

export function CustomFieldDetail() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const query = useQuery(customFieldsQuery);
  const { sections } = useFrameTexts();
  const field = query.data?.find((each) => each.id === id);
  const close = () => void navigate({ to: "/custom-fields", search: true });
  return (
    <Detail title={field?.name ?? sections.customFields} onClose={close}>
      <Waiting query={query}>{() => (field ? <Loaded key={id} field={field} onGone={close} /> : <Gone />)}</Waiting>
    </Detail>
  );
}

function Loaded({ field, onGone }: { field: CustomField; onGone: () => void }) {
  const client = useQueryClient();
  const { edit, remove } = useCustomFieldTexts();
  const { form: formTexts } = useFrameTexts();
  const stale = () => client.invalidateQueries({ queryKey: ["custom-fields"] });
  const form = useForm<CustomFieldValues>({
    name: `custom-field:${field.id}`,
    saved: { name: field.name, code_name: field.code_name, shown: field.shown, asked: field.asked },
    check: checkCustomField,
    save: (values) => api.changeCustomField(field, bodyOf(values)),
    onSaved: () => {
      notify.done(formTexts.saved);
      return stale();
    },
    onStale: stale,
  });
  return (
    <>
      <SavingForm form={form} label={edit.title}>
        <CustomFieldFields form={form} />
      </SavingForm>
      <RemoveSection
        title={remove.title}
        will={remove.will}
        open={remove.open}
        ask={remove.ask(field.name)}
        submit={remove.submit}
        remove={() => api.removeCustomField(field)}
        onDone={() => {
          drafts.discard(`custom-field:${field.id}`);
          notify.done(remove.done(field.name));
          onGone();
          void stale();
        }}
      />
    </>
  );
}
