// One Jump Item Role: what it allows, and removing it. A built-in one is only shown.

import { Alert } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, type JumpItemRole } from "@towline/api";
import { notify } from "@towline/ui";
import { drafts } from "../../form/drafts";
import { FormGroup, SavingForm } from "../../form/FormParts";
import { RemoveSection } from "../../form/RemoveSection";
import { useForm } from "../../form/useForm";
import { rolesQuery } from "../../queries";
import { Detail, Gone, Waiting } from "../../shell/Detail";
import { useFrameTexts, useRoleTexts } from "../../words";
import { bodyOf, checkRole, Rights, RoleFields, type RoleValues } from "./RoleFields";

const route = getRouteApi("/jump/roles/$id");

export function RoleDetail() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const query = useQuery(rolesQuery);
  const { sections } = useFrameTexts();
  const role = query.data?.find((each) => each.id === id);
  const close = () => void navigate({ to: "/jump/roles", search: true });
  const shown = role?.built_in ? (
    <BuiltIn role={role} />
  ) : role ? (
    <Loaded key={id} role={role} onGone={close} />
  ) : (
    <Gone />
  );
  return (
    <Detail title={role?.name ?? sections.roles} onClose={close}>
      <Waiting query={query}>{() => shown}</Waiting>
    </Detail>
  );
}

function BuiltIn({ role }: { role: JumpItemRole }) {
  const { edit: texts } = useRoleTexts();
  return (
    <>
      <Alert variant="light" color="gray" icon={<IconLock />}>
        {texts.builtIn}
      </Alert>
      <FormGroup title={texts.rights}>
        <Rights rights={role.rights} />
      </FormGroup>
    </>
  );
}

function Loaded({ role, onGone }: { role: JumpItemRole; onGone: () => void }) {
  const client = useQueryClient();
  const { edit, remove } = useRoleTexts();
  const { form: formTexts } = useFrameTexts();
  const stale = () => client.invalidateQueries({ queryKey: ["jump-item-roles"] });
  const form = useForm<RoleValues>({
    name: `role:${role.id}`,
    saved: { name: role.name, description: role.description, rights: role.rights },
    check: checkRole,
    save: (values) => api.changeRole(role, bodyOf(values)),
    onSaved: () => {
      notify.done(formTexts.saved);
      return stale();
    },
    onStale: stale,
  });
  return (
    <>
      <SavingForm form={form} label={edit.title}>
        <RoleFields form={form} />
      </SavingForm>
      <RemoveSection
        title={remove.title}
        will={remove.will}
        open={remove.open}
        ask={remove.ask(role.name)}
        submit={remove.submit}
        remove={() => api.removeRole(role)}
        onDone={() => {
          drafts.discard(`role:${role.id}`);
          notify.done(remove.done(role.name));
          onGone();
          void stale();
        }}
      />
    </>
  );
}
