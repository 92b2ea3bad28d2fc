// Users & Security > Session Policies: what may be done in sessions with the items that name one, and what everybody may where nobody says otherwise.

import { IconListCheck, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { api, type SessionPolicy } from "@towline/api";
import { type Column, DataTable, EmptyState, notify, number } from "@towline/ui";
import { SavingForm } from "../../form/FormParts";
import { plain, type SaidSettings, SettingsEditor, said } from "../../form/SettingsEditor";
import { useForm } from "../../form/useForm";
import { sessionPermissionsQuery, sessionPoliciesQuery } from "../../queries";
import { Card } from "../../shell/Card";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Page } from "../../shell/Page";
import { useFrameTexts, usePolicyTexts, useSessionPolicyTexts } from "../../words";
import { SESSION_ONLY } from "./SessionPolicyFields";

export function SessionPoliciesPage() {
  const texts = useSessionPolicyTexts();
  const { page: policyWords } = usePolicyTexts();
  const { sections } = useFrameTexts();
  const navigate = useNavigate();
  const policies = useQuery(sessionPoliciesQuery);
  const everybody = useQuery(sessionPermissionsQuery);
  const add = (
    <ButtonLink to="/session-policies/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.page.add}
    </ButtonLink>
  );
  const columns: Column<SessionPolicy>[] = [
    {
      key: "name",
      title: texts.columns.name,
      width: "32%",
      render: (policy) => (
        <NameLink to="/session-policies/$id" params={{ id: policy.id }} draft={`session-policy:${policy.id}`}>
          {policy.name}
        </NameLink>
      ),
    },
    {
      key: "items",
      title: texts.columns.items,
      width: "110px",
      align: "end",
      render: (policy) => number(policy.items),
    },
    {
      key: "defines",
      title: texts.columns.defines,
      width: "120px",
      render: (policy) => policyWords.settings(Object.keys(policy.permissions).length),
    },
    { key: "description", title: texts.columns.description, hideBelow: 640, render: (policy) => policy.description },
  ];
  return (
    <Page title={sections.sessionPolicies} lead={texts.page.lead} action={add}>
      <DataTable
        label={sections.sessionPolicies}
        columns={columns}
        rows={policies.data}
        rowKey={(policy) => policy.id}
        rowName={(policy) => policy.name}
        error={policies.error}
        onRetry={() => void policies.refetch()}
        onOpen={(policy) => void navigate({ to: "/session-policies/$id", params: { id: policy.id } })}
        empty={
          <EmptyState
            icon={<IconListCheck size={20} />}
            title={texts.page.emptyTitle}
            text={texts.page.emptyText}
            actions={add}
          />
        }
      />
      {everybody.data ? <Everybody permissions={said(everybody.data)} /> : null}
      <Outlet />
    </Page>
  );
}

function Everybody({ permissions }: { permissions: SaidSettings }) {
  const client = useQueryClient();
  const { everybody: texts } = useSessionPolicyTexts();
  const { form: formTexts } = useFrameTexts();
  const form = useForm<{ permissions: SaidSettings }>({
    name: "session-permissions",
    saved: { permissions },
    save: (values) => api.changeSessionPermissions(plain(values.permissions)),
    onSaved: () => {
      notify.done(formTexts.saved);
      void client.invalidateQueries({ queryKey: sessionPermissionsQuery.queryKey });
    },
  });
  return (
    <Card title={texts.title} text={texts.text}>
      <SavingForm form={form} label={texts.title}>
        <SettingsEditor
          sections={SESSION_ONLY}
          value={form.values.permissions}
          onChange={(next) => form.set("permissions", next)}
        />
      </SavingForm>
    </Card>
  );
}
