// What can be changed about a Jump Client: name, list, tag, comments.

import { Select } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type JumpItemChange, type JumpItemDetails } from "@towline/api";
import { notify } from "@towline/ui";
import { FormGroup, SavingForm } from "../../form/FormParts";
import { LongTextField, TextField } from "../../form/fields";
import { useForm } from "../../form/useForm";
import { groupsQuery } from "../../queries";
import { useMe } from "../../session";
import { clientTexts, useClientTexts, useFrameTexts } from "../../words";
import { placeName } from "../place";

const PERSONAL = "personal";

interface Values {
  name: string;
  tag: string;
  comments: string;
  location: string;
}

const check = (values: Values) => ({
  name: values.name.trim() === "" ? clientTexts().edit.nameMissing : undefined,
});

/** The request for what was changed; the list is one field in the form and two in the interface. */
export function changeOf({ location, ...rest }: Partial<Values>): JumpItemChange {
  if (location === undefined) return rest;
  return { ...rest, location: location === PERSONAL ? { kind: "personal" } : { kind: "group", group_id: location } };
}

export function ClientForm({ item }: { item: JumpItemDetails }) {
  const me = useMe();
  const client = useQueryClient();
  const { edit: texts, page } = useClientTexts();
  const { form: formTexts } = useFrameTexts();
  const groups = useQuery({ ...groupsQuery, enabled: me.administrator });
  const form = useForm<Values>({
    name: `client:${item.id}`,
    saved: {
      name: item.name,
      tag: item.tag,
      comments: item.comments,
      location: item.location.kind === "group" ? (item.location.group_id ?? PERSONAL) : PERSONAL,
    },
    check,
    save: (_, changes) => api.changeJumpItem(item.id, changeOf(changes)),
    onSaved: () => {
      notify.done(formTexts.saved);
      void client.invalidateQueries({ queryKey: ["jump-items"] });
    },
  });
  const places = [
    { value: PERSONAL, label: item.location.kind === "personal" ? placeName(item.location) : page.myPersonal },
    ...(groups.data ?? []).map((group) => ({ value: group.id, label: group.name })),
  ];
  return (
    <SavingForm form={form} label={texts.title}>
      <FormGroup title={texts.title}>
        <TextField form={form} name="name" label={texts.name} hint={texts.nameHint} maxLength={128} />
        {me.administrator ? (
          <Select
            label={texts.location}
            description={texts.locationHint}
            data={places}
            value={form.values.location}
            onChange={(next) => form.set("location", next ?? PERSONAL)}
            error={form.error("location")}
            allowDeselect={false}
            disabled={!groups.data}
          />
        ) : null}
        <TextField form={form} name="tag" label={texts.tag} hint={texts.tagHint} maxLength={128} />
        <LongTextField form={form} name="comments" label={texts.comments} hint={texts.commentsHint} maxLength={1024} />
      </FormGroup>
    </SavingForm>
  );
}
