// Users & Security > Security Providers (ADM-5, ACC-7): who else says who somebody is, in the order in which they are asked and shown.

import { IconArrowDown, IconArrowUp, IconKey, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { api, type SecurityProvider } from "@towline/api";
import { type Column, DataTable, EmptyState, IconButton, number, StatusDot } from "@towline/ui";
import styles from "../../form/rights.module.css";
import { providersQuery } from "../../queries";
import { again, refusedUnlessDeclined } from "../../shell/Again";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Page } from "../../shell/Page";
import { useFrameTexts, useProviderTexts } from "../../words";
import { moved } from "../policies/PoliciesPage";

export function ProvidersPage() {
  const texts = useProviderTexts();
  const { sections } = useFrameTexts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const list = useQuery(providersQuery);
  const order = useMutation({
    mutationFn: (ids: readonly string[]) => again(() => api.orderSecurityProviders(ids)),
    onSuccess: (answer) => client.setQueryData(providersQuery.queryKey, answer),
    onError: (reason) => {
      refusedUnlessDeclined(reason);
      void list.refetch();
    },
  });
  const all = list.data?.providers ?? [];
  const place = (provider: SecurityProvider) => all.indexOf(provider) + 1;
  const move = (provider: SecurityProvider, by: -1 | 1) => order.mutate(moved(all, provider.id, by));
  const add = (
    <ButtonLink to="/security-providers/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.page.add}
    </ButtonLink>
  );
  const columns: Column<SecurityProvider>[] = [
    {
      key: "order",
      title: texts.columns.order,
      width: "112px",
      render: (provider) => (
        <span className={styles.order}>
          <span className={styles.number}>{number(place(provider))}</span>
          <IconButton
            size={26}
            label={texts.page.up(provider.name)}
            icon={<IconArrowUp size={16} />}
            disabled={place(provider) === 1 || order.isPending}
            onClick={() => move(provider, -1)}
          />
          <IconButton
            size={26}
            label={texts.page.down(provider.name)}
            icon={<IconArrowDown size={16} />}
            disabled={place(provider) === all.length || order.isPending}
            onClick={() => move(provider, 1)}
          />
        </span>
      ),
    },
    {
      key: "name",
      title: texts.columns.name,
      render: (provider) => (
        <NameLink to="/security-providers/$id" params={{ id: provider.id }} draft={`provider:${provider.id}`}>
          {provider.name}
        </NameLink>
      ),
    },
    {
      key: "kind",
      title: texts.columns.kind,
      width: "190px",
      hideBelow: 640,
      render: (provider) => texts.kinds[provider.kind],
    },
    {
      key: "where",
      title: texts.columns.where,
      width: "26%",
      hideBelow: 800,
      render: (provider) => provider.open_id?.issuer ?? provider.ldap?.host ?? "",
    },
    {
      key: "state",
      title: texts.columns.state,
      width: "130px",
      render: (provider) => (
        <StatusDot tone={provider.enabled ? "online" : "quiet"} hollow={!provider.enabled}>
          {provider.enabled ? texts.page.on : texts.page.off}
        </StatusDot>
      ),
    },
    {
      key: "accounts",
      title: texts.columns.accounts,
      width: "100px",
      align: "end",
      hideBelow: 480,
      render: (provider) => number(provider.accounts),
    },
  ];
  return (
    <Page title={sections.providers} lead={texts.page.lead} action={add}>
      <DataTable
        label={sections.providers}
        columns={columns}
        rows={list.data?.providers}
        rowKey={(provider) => provider.id}
        rowName={(provider) => provider.name}
        error={list.error}
        onRetry={() => void list.refetch()}
        onOpen={(provider) => void navigate({ to: "/security-providers/$id", params: { id: provider.id } })}
        empty={
          <EmptyState
            icon={<IconKey size={20} />}
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
