// Users & Security > Security Providers (ADM-5, ACC-7): who else says who somebody is, in the order in which they are asked and shown.

import { Text } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { api, type SecurityProvider } from "@towline/api";
import { EmptyState, number, StatusDot } from "@towline/ui";
import { asRead, moved, Order } from "../../list/Order";
import { type ListColumn, useListWish, WholeList } from "../../list/WholeList";
import { providersQuery } from "../../queries";
import { again, refusedUnlessDeclined } from "../../shell/Again";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Page } from "../../shell/Page";
import { useFrameTexts, useProviderTexts } from "../../words";

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
  const [wish] = useListWish();
  const whole = asRead(wish);
  const where = (provider: SecurityProvider) => provider.open_id?.issuer ?? provider.ldap?.host ?? "";
  const state = (provider: SecurityProvider) => (provider.enabled ? texts.page.on : texts.page.off);
  const add = (
    <ButtonLink to="/security-providers/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.page.add}
    </ButtonLink>
  );
  const columns: ListColumn<SecurityProvider>[] = [
    {
      key: "order",
      title: texts.columns.order,
      width: "112px",
      by: place,
      text: (provider) => String(place(provider)),
      render: (provider) => (
        <Order
          place={place(provider)}
          last={place(provider) === all.length}
          movable={whole}
          busy={order.isPending}
          up={texts.page.up(provider.name)}
          down={texts.page.down(provider.name)}
          onMove={(by) => order.mutate(moved(all, provider.id, by))}
        />
      ),
    },
    {
      key: "name",
      title: texts.columns.name,
      by: (provider) => provider.name,
      text: (provider) => provider.name,
      render: (provider) => (
        <NameLink to="/security-providers/$id" params={{ id: provider.id }} search draft={`provider:${provider.id}`}>
          {provider.name}
        </NameLink>
      ),
    },
    {
      key: "kind",
      title: texts.columns.kind,
      width: "190px",
      hideBelow: 640,
      by: (provider) => texts.kinds[provider.kind],
      text: (provider) => texts.kinds[provider.kind],
      render: (provider) => texts.kinds[provider.kind],
    },
    {
      key: "where",
      title: texts.columns.where,
      width: "26%",
      hideBelow: 800,
      by: where,
      text: where,
      render: where,
    },
    {
      key: "state",
      title: texts.columns.state,
      width: "130px",
      by: state,
      text: state,
      render: (provider) => (
        <StatusDot tone={provider.enabled ? "online" : "quiet"} hollow={!provider.enabled}>
          {state(provider)}
        </StatusDot>
      ),
    },
    {
      key: "accounts",
      title: texts.columns.accounts,
      width: "100px",
      align: "end",
      hideBelow: 480,
      by: (provider) => provider.accounts,
      text: (provider) => String(provider.accounts),
      render: (provider) => number(provider.accounts),
    },
  ];
  return (
    <Page title={sections.providers} lead={texts.page.lead} action={add}>
      {whole ? null : <Text size="sm">{texts.page.orderHint}</Text>}
      <WholeList
        label={sections.providers}
        searchLabel={texts.page.searchLabel}
        columns={columns}
        rows={list.data?.providers}
        query={list}
        rowKey={(provider) => provider.id}
        rowName={(provider) => provider.name}
        words={(provider) => [provider.name, where(provider), texts.kinds[provider.kind]]}
        natural="order"
        filter={{
          label: texts.columns.state,
          any: texts.page.anyState,
          options: [
            { value: "on", label: texts.page.on, fits: (provider) => provider.enabled },
            { value: "off", label: texts.page.off, fits: (provider) => !provider.enabled },
          ],
        }}
        fileName="security-providers.csv"
        onOpen={(provider) =>
          void navigate({ to: "/security-providers/$id", params: { id: provider.id }, search: true })
        }
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
