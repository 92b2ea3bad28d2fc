// Users & Security > Session Policies: what may be done in sessions with the items that name one, and what everybody may where nobody says otherwise.

import { IconListCheck, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { api, type SessionPolicy } from "@towline/api";
import { EmptyState, notify, number } from "@towline/ui";
import { SavingForm } from "../../form/FormParts";
import { plain, type SaidSettings, SettingsEditor, said } from "../../form/SettingsEditor";
import { useForm } from "../../form/useForm";
import { type ListColumn, WholeList } from "../../list/WholeList";
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
  const client = useQueryClient();
  const policies = useQuery(sessionPoliciesQuery);
  const everybody = useQuery(sessionPermissionsQuery);
  const add = (
    <ButtonLink to="/session-policies/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.page.add}
    </ButtonLink>
  );
  const defines = (policy: SessionPolicy) => policyWords.settings(Object.keys(policy.permissions).length);
  const columns: ListColumn<SessionPolicy>[] = [
    {
      key: "name",
      title: texts.columns.name,
      width: "32%",
      by: (policy) => policy.name,
      text: (policy) => policy.name,
      render: (policy) => (
        <NameLink to="/session-policies/$id" params={{ id: policy.id }} search draft={`session-policy:${policy.id}`}>
          {policy.name}
        </NameLink>
      ),
    },
    {
      key: "items",
      title: texts.columns.items,
      width: "110px",
      align: "end",
      by: (policy) => policy.items,
      text: (policy) => String(policy.items),
      render: (policy) => number(policy.items),
    },
    {
      key: "defines",
      title: texts.columns.defines,
      width: "120px",
      by: (policy) => Object.keys(policy.permissions).length,
      text: defines,
      render: defines,
    },
    {
      key: "external",
      title: texts.columns.external,
      width: "110px",
      hideBelow: 800,
      by: (policy) => (policy.external ? 0 : 1),
      text: (policy) => (policy.external ? texts.columns.externalYes : ""),
      render: (policy) => (policy.external ? texts.columns.externalYes : ""),
    },
    {
      key: "description",
      title: texts.columns.description,
      hideBelow: 640,
      text: (policy) => policy.description,
      render: (policy) => policy.description,
    },
  ];
  return (
    <Page title={sections.sessionPolicies} lead={texts.page.lead} action={add}>
      <WholeList
        label={sections.sessionPolicies}
        searchLabel={texts.page.searchLabel}
        query={policies}
        columns={columns}
        rows={policies.data}
        rowKey={(policy) => policy.id}
        rowName={(policy) => policy.name}
        words={(policy) => [policy.name, policy.description]}
        natural="name"
        fileName="session-policies.csv"
        deeds={[
          {
            key: "remove",
            label: texts.remove.title,
            danger: true,
            title: texts.remove.askMany,
            will: texts.remove.willMany,
            submit: texts.remove.title,
            act: (policy) => api.removeSessionPolicy(policy),
            done: texts.remove.doneMany,
          },
        ]}
        onChanged={() => void client.invalidateQueries({ queryKey: sessionPoliciesQuery.queryKey })}
        onOpen={(policy) => void navigate({ to: "/session-policies/$id", params: { id: policy.id }, search: true })}
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
          error={(key) => form.problem?.fields[key]}
        />
      </SavingForm>
    </Card>
  );
}
