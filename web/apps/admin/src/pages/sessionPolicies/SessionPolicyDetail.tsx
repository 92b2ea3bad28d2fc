// One session policy: what it defines, and removing it.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, type SessionPolicy } from "@towline/api";
import { notify } from "@towline/ui";
import { drafts } from "../../form/drafts";
import { SavingForm } from "../../form/FormParts";
import { RemoveSection } from "../../form/RemoveSection";
import { plain, said } from "../../form/SettingsEditor";
import { useForm } from "../../form/useForm";
import { sessionPoliciesQuery } from "../../queries";
import { Detail, Gone, Waiting } from "../../shell/Detail";
import { useFrameTexts, useSessionPolicyTexts } from "../../words";
import { checkSessionPolicy, SessionPolicyFields, type SessionPolicyValues } from "./SessionPolicyFields";

const route = getRouteApi("/session-policies/$id");

export function SessionPolicyDetail() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const query = useQuery(sessionPoliciesQuery);
  const { sections } = useFrameTexts();
  const policy = query.data?.find((each) => each.id === id);
  const close = () => void navigate({ to: "/session-policies", search: true });
  return (
    <Detail title={policy?.name ?? sections.sessionPolicies} onClose={close} size={620}>
      <Waiting query={query}>{() => (policy ? <Loaded key={id} policy={policy} onGone={close} /> : <Gone />)}</Waiting>
    </Detail>
  );
}

function Loaded({ policy, onGone }: { policy: SessionPolicy; onGone: () => void }) {
  const client = useQueryClient();
  const { edit, remove } = useSessionPolicyTexts();
  const { form: formTexts } = useFrameTexts();
  const stale = () => client.invalidateQueries({ queryKey: ["session-policies"] });
  const form = useForm<SessionPolicyValues>({
    name: `session-policy:${policy.id}`,
    saved: {
      name: policy.name,
      description: policy.description,
      permissions: said(policy.permissions),
      external: policy.external,
    },
    check: checkSessionPolicy,
    save: (_, { permissions, ...changes }) =>
      api.changeSessionPolicy(policy, {
        ...changes,
        ...(permissions ? { permissions: plain(permissions) } : {}),
      }),
    onSaved: () => {
      notify.done(formTexts.saved);
      return stale();
    },
    onStale: stale,
  });
  return (
    <>
      <SavingForm form={form} label={edit.title}>
        <SessionPolicyFields form={form} />
      </SavingForm>
      <RemoveSection
        title={remove.title}
        will={
          policy.items > 0
            ? remove.inUse(policy.items)
            : policy.sites.length > 0
              ? remove.onSites(policy.sites)
              : remove.will
        }
        open={remove.open}
        ask={remove.ask(policy.name)}
        submit={remove.submit}
        disabled={policy.items > 0 || policy.sites.length > 0}
        remove={() => api.removeSessionPolicy(policy)}
        onDone={() => {
          drafts.discard(`session-policy:${policy.id}`);
          notify.done(remove.done(policy.name));
          onGone();
          void stale();
        }}
      />
    </>
  );
}
