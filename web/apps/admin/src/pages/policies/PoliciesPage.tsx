// Users & Security > Group Policies: what groups of people may do, in the order in which it is read.

import { IconArrowDown, IconArrowUp, IconPlus, IconStack2 } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { api, type GroupPolicy } from "@towline/api";
import { type Column, DataTable, EmptyState, IconButton, notify, number } from "@towline/ui";
import styles from "../../form/rights.module.css";
import { groupPoliciesQuery } from "../../queries";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Page } from "../../shell/Page";
import { useFrameTexts, usePolicyTexts } from "../../words";

/** The ids with one of them moved. */
export function moved(policies: readonly GroupPolicy[], id: string, by: -1 | 1): string[] {
  const ids = policies.map((policy) => policy.id);
  const from = ids.indexOf(id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= ids.length) return ids;
  ids.splice(from, 1);
  ids.splice(to, 0, id);
  return ids;
}

export function PoliciesPage() {
  const texts = usePolicyTexts();
  const { sections } = useFrameTexts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const policies = useQuery(groupPoliciesQuery);
  const order = useMutation({
    mutationFn: api.orderGroupPolicies,
    onSuccess: (answer) => client.setQueryData(groupPoliciesQuery.queryKey, answer.policies),
    onError: (reason) => {
      notify.refused(reason);
      void policies.refetch();
    },
  });
  const all = policies.data ?? [];
  const place = (policy: GroupPolicy) => all.indexOf(policy) + 1;
  const move = (policy: GroupPolicy, by: -1 | 1) => order.mutate(moved(all, policy.id, by));
  const add = (
    <ButtonLink to="/policies/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.page.add}
    </ButtonLink>
  );
  const columns: Column<GroupPolicy>[] = [
    {
      key: "order",
      title: texts.columns.order,
      width: "112px",
      render: (policy) => (
        <span className={styles.order}>
          <span className={styles.number}>{number(place(policy))}</span>
          <IconButton
            size={26}
            label={texts.page.up(policy.name)}
            icon={<IconArrowUp size={16} />}
            disabled={place(policy) === 1 || order.isPending}
            onClick={() => move(policy, -1)}
          />
          <IconButton
            size={26}
            label={texts.page.down(policy.name)}
            icon={<IconArrowDown size={16} />}
            disabled={place(policy) === all.length || order.isPending}
            onClick={() => move(policy, 1)}
          />
        </span>
      ),
    },
    {
      key: "name",
      title: texts.columns.name,
      width: "28%",
      render: (policy) => (
        <NameLink to="/policies/$id" params={{ id: policy.id }} draft={`policy:${policy.id}`}>
          {policy.name}
        </NameLink>
      ),
    },
    {
      key: "members",
      title: texts.columns.members,
      width: "96px",
      align: "end",
      render: (policy) => number(policy.members.length),
    },
    {
      key: "defines",
      title: texts.columns.defines,
      width: "200px",
      hideBelow: 640,
      render: (policy) => texts.page.defines(Object.keys(policy.settings).length, policy.groups.length),
    },
    { key: "description", title: texts.columns.description, hideBelow: 800, render: (policy) => policy.description },
  ];
  return (
    <Page title={sections.groupPolicies} lead={texts.page.lead} action={add}>
      <DataTable
        label={sections.groupPolicies}
        columns={columns}
        rows={policies.data}
        rowKey={(policy) => policy.id}
        rowName={(policy) => policy.name}
        error={policies.error}
        onRetry={() => void policies.refetch()}
        onOpen={(policy) => void navigate({ to: "/policies/$id", params: { id: policy.id } })}
        empty={
          <EmptyState
            icon={<IconStack2 size={20} />}
            title={texts.page.emptyTitle}
            text={texts.page.emptyText}
            actions={add}
          />
        }
      />
      <Outlet />
    </Page>
  );
}
