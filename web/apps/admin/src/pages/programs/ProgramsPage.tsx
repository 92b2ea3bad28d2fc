// Users & Security > API Accounts (ADM-8): which programs have access, to what, and whether they use it.

import { Anchor, Text } from "@mantine/core";
import { IconPlugConnected, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { type ApiAccount, api } from "@towline/api";
import { EmptyState, RelativeTime, StatusDot } from "@towline/ui";
import { momentIn } from "../../list/ListHead";
import { type ListColumn, WholeList } from "../../list/WholeList";
import { apiAccountsQuery } from "../../queries";
import { again } from "../../shell/Again";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Page } from "../../shell/Page";
import { useFrameTexts, useProgramTexts } from "../../words";

export function ProgramsPage() {
  const { page: texts, columns: titles, remove, many } = useProgramTexts();
  const { sections } = useFrameTexts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const list = useQuery(apiAccountsQuery);
  const add = (
    <ButtonLink to="/api-accounts/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.add}
    </ButtonLink>
  );
  const columns: ListColumn<ApiAccount>[] = [
    {
      key: "name",
      title: titles.name,
      width: "26%",
      by: (account) => account.name,
      text: (account) => account.name,
      render: (account) => (
        <NameLink to="/api-accounts/$id" params={{ id: account.id }} search draft={`program:${account.id}`}>
          {account.name}
        </NameLink>
      ),
    },
    {
      key: "state",
      title: titles.state,
      width: "150px",
      by: (account) => texts[stateOf(account)],
      text: (account) => texts[stateOf(account)],
      render: (account) => <ProgramState account={account} />,
    },
    {
      key: "scopes",
      title: titles.scopes,
      hideBelow: 640,
      text: (account) => account.scopes.join(", "),
      render: (account) => account.scopes.join(", "),
    },
    {
      key: "by",
      title: titles.by,
      width: "18%",
      hideBelow: 800,
      by: (account) => account.created_by,
      text: (account) => account.created_by,
      render: (account) => account.created_by,
    },
    {
      key: "used",
      title: titles.used,
      width: "150px",
      hideBelow: 480,
      by: (account) => account.used_ms ?? 0,
      text: (account) => momentIn(account.used_ms),
      render: (account) => (account.used_ms ? <RelativeTime at={account.used_ms} /> : texts.never),
    },
  ];
  return (
    <Page title={sections.apiAccounts} lead={texts.lead} action={add}>
      <Text size="sm" c="dimmed" mb="md">
        {texts.document}{" "}
        <Anchor href="/api/v1/openapi.json" target="_blank" rel="noopener" inherit underline="always">
          /api/v1/openapi.json
        </Anchor>
      </Text>
      <WholeList
        label={sections.apiAccounts}
        searchLabel={texts.searchLabel}
        query={list}
        columns={columns}
        rows={list.data?.accounts}
        rowKey={(account) => account.id}
        rowName={(account) => account.name}
        words={(account) => [account.name, account.comments, account.created_by, ...account.scopes]}
        natural="name"
        filter={{
          label: titles.state,
          any: texts.anyState,
          options: (["on", "off", "over", "makerOff"] as const).map((value) => ({
            value,
            label: texts[value],
            fits: (account: ApiAccount) => stateOf(account) === value,
          })),
        }}
        fileName="api-accounts.csv"
        deeds={[
          {
            key: "on",
            label: many.on,
            title: many.askOn,
            will: many.willOn,
            submit: many.on,
            act: (account) => again(() => api.changeApiAccount(account, { enabled: true })),
            done: many.doneOn,
          },
          {
            key: "off",
            label: many.off,
            danger: true,
            title: many.askOff,
            will: many.willOff,
            submit: many.off,
            act: (account) => again(() => api.changeApiAccount(account, { enabled: false })),
            done: many.doneOff,
          },
          {
            key: "remove",
            label: remove.title,
            danger: true,
            title: remove.askMany,
            will: remove.willMany,
            submit: remove.title,
            act: (account) => again(() => api.removeApiAccount(account)),
            done: remove.doneMany,
          },
        ]}
        onChanged={() => void client.invalidateQueries({ queryKey: apiAccountsQuery.queryKey })}
        onOpen={(account) => void navigate({ to: "/api-accounts/$id", params: { id: account.id }, search: true })}
        empty={
          <EmptyState
            icon={<IconPlugConnected size={20} />}
            title={texts.emptyTitle}
            text={texts.emptyText}
            actions={add}
          />
        }
      />
      <Outlet />
    </Page>
  );
}

/** Whether it gets tokens, and if not, why. */
export function ProgramState({ account, now = Date.now() }: { account: ApiAccount; now?: number }) {
  const { page: texts } = useProgramTexts();
  const is = stateOf(account, now);
  if (is === "on") return <StatusDot tone="online">{texts.on}</StatusDot>;
  return (
    <StatusDot tone="quiet" hollow>
      {texts[is]}
    </StatusDot>
  );
}

function stateOf(account: ApiAccount, now = Date.now()): "on" | "off" | "over" | "makerOff" {
  if (!account.enabled) return "off";
  if ((account.expires_ms ?? Number.POSITIVE_INFINITY) <= now) return "over";
  return account.maker_enabled ? "on" : "makerOff";
}
