// Users & Security > API Accounts (ADM-8): which programs have access, to what, and whether they use it.

import { Anchor, Text } from "@mantine/core";
import { IconPlugConnected, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import type { ApiAccount } from "@towline/api";
import { type Column, DataTable, EmptyState, RelativeTime, StatusDot } from "@towline/ui";
import { apiAccountsQuery } from "../../queries";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Page } from "../../shell/Page";
import { useFrameTexts, useProgramTexts } from "../../words";

export function ProgramsPage() {
  const { page: texts, columns: titles } = useProgramTexts();
  const { sections } = useFrameTexts();
  const navigate = useNavigate();
  const list = useQuery(apiAccountsQuery);
  const add = (
    <ButtonLink to="/api-accounts/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.add}
    </ButtonLink>
  );
  const columns: Column<ApiAccount>[] = [
    {
      key: "name",
      title: titles.name,
      width: "26%",
      render: (account) => (
        <NameLink to="/api-accounts/$id" params={{ id: account.id }} draft={`program:${account.id}`}>
          {account.name}
        </NameLink>
      ),
    },
    { key: "state", title: titles.state, width: "150px", render: (account) => <ProgramState account={account} /> },
    { key: "scopes", title: titles.scopes, hideBelow: 640, render: (account) => account.scopes.join(", ") },
    { key: "by", title: titles.by, width: "18%", hideBelow: 800, render: (account) => account.created_by },
    {
      key: "used",
      title: titles.used,
      width: "150px",
      hideBelow: 480,
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
      <DataTable
        label={sections.apiAccounts}
        columns={columns}
        rows={list.data?.accounts}
        rowKey={(account) => account.id}
        rowName={(account) => account.name}
        error={list.error}
        onRetry={() => void list.refetch()}
        onOpen={(account) => void navigate({ to: "/api-accounts/$id", params: { id: account.id } })}
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
  const why = !account.enabled
    ? texts.off
    : (account.expires_ms ?? Number.POSITIVE_INFINITY) <= now
      ? texts.over
      : account.maker_enabled
        ? null
        : texts.makerOff;
  if (why === null) return <StatusDot tone="online">{texts.on}</StatusDot>;
  return (
    <StatusDot tone="quiet" hollow>
      {why}
    </StatusDot>
  );
}
