// Users & Security > Group Policies: what groups of people may do, in the order in which it is read.

import { Text } from "@mantine/core";
import { IconPlus, IconStack2 } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { api, type GroupPolicy } from "@towline/api";
import { EmptyState, notify, number } from "@towline/ui";
import { asRead, moved, Order } from "../../list/Order";
import { type ListColumn, useListWish, WholeList } from "../../list/WholeList";
import { groupPoliciesQuery } from "../../queries";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Page } from "../../shell/Page";
import { useFrameTexts, usePolicyTexts } from "../../words";

/** Everybody in it, by choice or by a group elsewhere. */
const memberCount = (policy: GroupPolicy): number => policy.members.length + policy.members_by_providers;

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
  const [wish] = useListWish();
  const whole = asRead(wish);
  const place = (policy: GroupPolicy) => all.indexOf(policy) + 1;
  const defines = (policy: GroupPolicy) =>
    texts.page.defines(Object.keys(policy.settings).length, policy.groups.length);
  const add = (
    <ButtonLink to="/policies/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.page.add}
    </ButtonLink>
  );
  const columns: ListColumn<GroupPolicy>[] = [
    {
      key: "order",
      title: texts.columns.order,
      width: "112px",
      by: place,
      text: (policy) => String(place(policy)),
      render: (policy) => (
        <Order
          place={place(policy)}
          last={place(policy) === all.length}
          movable={whole}
          busy={order.isPending}
          up={texts.page.up(policy.name)}
          down={texts.page.down(policy.name)}
          onMove={(by) => order.mutate(moved(all, policy.id, by))}
        />
      ),
    },
    {
      key: "name",
      title: texts.columns.name,
      width: "28%",
      by: (policy) => policy.name,
      text: (policy) => policy.name,
      render: (policy) => (
        <NameLink to="/policies/$id" params={{ id: policy.id }} search draft={`policy:${policy.id}`}>
          {policy.name}
        </NameLink>
      ),
    },
    {
      key: "members",
      title: texts.columns.members,
      width: "96px",
      align: "end",
      by: memberCount,
      text: (policy) => String(memberCount(policy)),
      render: (policy) => number(memberCount(policy)),
    },
    {
      key: "defines",
      title: texts.columns.defines,
      width: "200px",
      hideBelow: 640,
      text: defines,
      render: defines,
    },
    {
      key: "description",
      title: texts.columns.description,
      hideBelow: 800,
      text: (policy) => policy.description,
      render: (policy) => policy.description,
    },
  ];
  return (
    <Page title={sections.groupPolicies} lead={texts.page.lead} action={add}>
      {whole ? null : <Text size="sm">{texts.page.orderHint}</Text>}
      <WholeList
        label={sections.groupPolicies}
        searchLabel={texts.page.searchLabel}
        query={policies}
        columns={columns}
        rows={policies.data}
        rowKey={(policy) => policy.id}
        rowName={(policy) => policy.name}
        words={(policy) => [policy.name, policy.description, ...policy.members.map((member) => member.name)]}
        natural="order"
        fileName="group-policies.csv"
        deeds={[
          {
            key: "remove",
            label: texts.remove.title,
            danger: true,
            title: texts.remove.askMany,
            will: texts.remove.willMany,
            submit: texts.remove.title,
            act: (policy) => api.removeGroupPolicy(policy),
            done: texts.remove.doneMany,
          },
        ]}
        onChanged={() => void client.invalidateQueries({ queryKey: groupPoliciesQuery.queryKey })}
        onOpen={(policy) => void navigate({ to: "/policies/$id", params: { id: policy.id }, search: true })}
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
