// One group policy: its members, what it defines, and removing it.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, type GroupPolicy } from "@towline/api";
import { notify } from "@towline/ui";
import { drafts } from "../../form/drafts";
import { SavingForm } from "../../form/FormParts";
import { RemoveSection } from "../../form/RemoveSection";
import { LIMIT_NAMES } from "../../form/SignInLimits";
import { useForm } from "../../form/useForm";
import { groupPoliciesQuery } from "../../queries";
import { Detail, Gone, Waiting } from "../../shell/Detail";
import { useFrameTexts, usePolicyTexts } from "../../words";
import { bodyOf, checkPolicy, PolicyFields, type PolicyValues, valuesOf } from "./PolicyFields";

const route = getRouteApi("/policies/$id");

export function PolicyDetail() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const query = useQuery(groupPoliciesQuery);
  const { sections } = useFrameTexts();
  const policy = query.data?.find((each) => each.id === id);
  const close = () => void navigate({ to: "/policies", search: true });
  return (
    <Detail title={policy?.name ?? sections.groupPolicies} onClose={close} size={620}>
      <Waiting query={query}>{() => (policy ? <Loaded key={id} policy={policy} onGone={close} /> : <Gone />)}</Waiting>
    </Detail>
  );
}

function Loaded({ policy, onGone }: { policy: GroupPolicy; onGone: () => void }) {
  const client = useQueryClient();
  const { edit, remove } = usePolicyTexts();
  const { form: formTexts } = useFrameTexts();
  // What a policy gives is shown at its members, in lists and at the person who is signed in.
  const stale = () => client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "permission-catalogue" });
  const form = useForm<PolicyValues>({
    name: `policy:${policy.id}`,
    saved: valuesOf(policy),
    check: checkPolicy,
    theirNames: LIMIT_NAMES,
    save: (values, changes) => {
      const body = bodyOf(values);
      const names = Object.keys(changes) as (keyof PolicyValues)[];
      return api.changeGroupPolicy(policy, Object.fromEntries(names.map((name) => [name, body[name]])));
    },
    onSaved: () => {
      notify.done(formTexts.saved);
      return stale();
    },
    onStale: stale,
  });
  return (
    <>
      <SavingForm form={form} label={edit.title}>
        <PolicyFields form={form} byProviders={policy.members_by_providers} />
      </SavingForm>
      <RemoveSection
        title={remove.title}
        will={remove.will}
        open={remove.open}
        ask={remove.ask(policy.name)}
        submit={remove.submit}
        remove={() => api.removeGroupPolicy(policy)}
        onDone={() => {
          drafts.discard(`policy:${policy.id}`);
          notify.done(remove.done(policy.name));
          onGone();
          void stale();
        }}
      />
    </>
  );
}
