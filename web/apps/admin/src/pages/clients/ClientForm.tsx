// What can be changed about a Jump Client: name, list, tag, comments, session policies; each as far as one's role there allows it, which the appliance checks again.

import { Select } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type JumpItemChange, type JumpItemDetails, type RightName } from "@towline/api";
import { notify } from "@towline/ui";
import { FormGroup, SavingForm } from "../../form/FormParts";
import { LongTextField, TextField } from "../../form/fields";
import { useForm } from "../../form/useForm";
import { groupsQuery, sessionPoliciesQuery } from "../../queries";
import { useMe } from "../../session";
import { clientTexts, useClientTexts, useFrameTexts, useSessionPolicyTexts } from "../../words";
import { placeName } from "../place";

const PERSONAL = "personal";

interface Values {
  name: string;
  tag: string;
  comments: string;
  location: string;
  attended: string;
  unattended: string;
}

const NO_POLICY = "";

const check = (values: Values) => ({
  name: values.name.trim() === "" ? clientTexts().edit.nameMissing : undefined,
});

/** The request for what was changed; the list is one field in the form and two in the interface. */
export function changeOf({ location, attended, unattended, ...rest }: Partial<Values>): JumpItemChange {
  return {
    ...rest,
    ...(attended === undefined ? {} : { attended_policy_id: attended || null }),
    ...(unattended === undefined ? {} : { unattended_policy_id: unattended || null }),
    ...(location === undefined
      ? {}
      : { location: location === PERSONAL ? { kind: "personal" } : { kind: "group", group_id: location } }),
  };
}

/** Areas that see the site's groups and policies, and so can choose among them. */
export const CHOOSERS = ["admin.policies", "admin.users", "admin.jump_groups", "admin.installers"];

export function ClientForm({ item }: { item: JumpItemDetails }) {
  const me = useMe();
  const may = (right: RightName) => item.rights.includes(right);
  const client = useQueryClient();
  const { edit: texts, page } = useClientTexts();
  const { form: formTexts } = useFrameTexts();
  const groups = useQuery({ ...groupsQuery, enabled: me.areas.some((area) => CHOOSERS.includes(area)) });
  const policies = useQuery({ ...sessionPoliciesQuery, enabled: me.areas.some((area) => CHOOSERS.includes(area)) });
  const { item: policyTexts } = useSessionPolicyTexts();
  const stale = () => client.invalidateQueries({ queryKey: ["jump-items"] });
  const form = useForm<Values>({
    name: `client:${item.id}`,
    saved: {
      name: item.name,
      tag: item.tag,
      comments: item.comments,
      location: item.location.kind === "group" ? (item.location.group_id ?? PERSONAL) : PERSONAL,
      attended: item.attended_policy?.id ?? NO_POLICY,
      unattended: item.unattended_policy?.id ?? NO_POLICY,
    },
    check,
    save: (_, changes) => api.changeJumpItem(item, changeOf(changes)),
    onSaved: () => {
      notify.done(formTexts.saved);
      return stale();
    },
    onStale: stale,
  });
  const places = [
    { value: PERSONAL, label: item.location.kind === "personal" ? placeName(item.location) : page.myPersonal },
    ...(groups.data ?? []).map((group) => ({ value: group.id, label: group.name })),
  ];
  return (
    <SavingForm form={form} label={texts.title}>
      <FormGroup title={texts.title}>
        <TextField
          form={form}
          name="name"
          label={texts.name}
          hint={texts.nameHint}
          maxLength={128}
          disabled={!may("edit_name")}
        />
        {groups.data ? (
          <Select
            label={texts.location}
            description={texts.locationHint}
            data={places}
            value={form.values.location}
            onChange={(next) => form.set("location", next ?? PERSONAL)}
            error={form.error("location")}
            allowDeselect={false}
            disabled={!may("move")}
          />
        ) : null}
        <TextField
          form={form}
          name="tag"
          label={texts.tag}
          hint={texts.tagHint}
          maxLength={128}
          disabled={!may("edit_tag")}
        />
        <LongTextField
          form={form}
          name="comments"
          label={texts.comments}
          hint={texts.commentsHint}
          maxLength={1024}
          disabled={!may("edit_comments")}
        />
      </FormGroup>
      {policies.data ? (
        <FormGroup title={policyTexts.title} text={policyTexts.text}>
          {(["attended", "unattended"] as const).map((name) => (
            <Select
              key={name}
              label={policyTexts[name]}
              data={[
                { value: NO_POLICY, label: policyTexts.none },
                ...policies.data.map((policy) => ({ value: policy.id, label: policy.name })),
              ]}
              value={form.values[name]}
              onChange={(next) => form.set(name, next ?? NO_POLICY)}
              allowDeselect={false}
              disabled={!may("edit_policies")}
            />
          ))}
        </FormGroup>
      ) : null}
    </SavingForm>
  );
}
