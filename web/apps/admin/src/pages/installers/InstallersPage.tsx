// Jump > Installers: the commands that were made, how far they are used, and making another.

import { Text } from "@mantine/core";
import { IconPackageImport, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import type { JumpInstaller } from "@towline/api";
import { type Column, DataTable, EmptyState, RelativeTime, StatusBadge } from "@towline/ui";
import { installersQuery } from "../../queries";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Outdated } from "../../shell/Outdated";
import { Page } from "../../shell/Page";
import { useFrameTexts, useInstallerTexts } from "../../words";
import { placeName } from "../place";

export function InstallersPage() {
  const { page: texts, columns: titles, state } = useInstallerTexts();
  const { sections } = useFrameTexts();
  const navigate = useNavigate();
  const list = useQuery(installersQuery);
  const add = (
    <ButtonLink to="/jump/installers/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.add}
    </ButtonLink>
  );
  const columns: Column<JumpInstaller>[] = [
    {
      key: "what",
      title: titles.what,
      render: (each) => (
        <div>
          <NameLink to="/jump/installers/$id" params={{ id: each.id }} draft={`installer:${each.id}`}>
            {placeName(each.location)}
          </NameLink>
          {each.name || each.comments ? (
            <Text size="xs" c="dimmed" lineClamp={1}>
              {[each.name, each.comments].filter(Boolean).join(" · ")}
            </Text>
          ) : null}
        </div>
      ),
    },
    { key: "state", title: titles.state, width: "120px", render: (each) => <InstallerState installer={each} /> },
    { key: "uses", title: titles.uses, width: "110px", render: (each) => state.uses(each.uses, each.uses_allowed) },
    {
      key: "expires",
      title: titles.expires,
      width: "180px",
      hideBelow: 480,
      render: (each) => <RelativeTime at={each.expires_ms} />,
    },
    { key: "tag", title: titles.tag, width: "14%", hideBelow: 800, render: (each) => each.tag ?? "" },
    { key: "created", title: titles.created, width: "16%", hideBelow: 640, render: (each) => each.created_by },
  ];
  return (
    <Page title={sections.installers} lead={texts.lead} action={add}>
      <Outdated query={list} />
      <DataTable
        label={sections.installers}
        columns={columns}
        rows={list.data}
        rowKey={(each) => each.id}
        rowName={(each) => placeName(each.location)}
        error={list.error}
        onRetry={() => void list.refetch()}
        onOpen={(each) => void navigate({ to: "/jump/installers/$id", params: { id: each.id } })}
        empty={
          <EmptyState
            icon={<IconPackageImport size={20} />}
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

/** Whether the command still works, and if not, why. */
export function InstallerState({ installer }: { installer: JumpInstaller }) {
  const { state } = useInstallerTexts();
  if (installer.valid) return <StatusBadge tone="online">{state.valid}</StatusBadge>;
  return <StatusBadge>{installer.uses >= installer.uses_allowed ? state.usedUp : state.expired}</StatusBadge>;
}
