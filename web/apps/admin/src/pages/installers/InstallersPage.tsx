// Jump > Installers: the commands that were made, how far they are used, and making another.

import { Text } from "@mantine/core";
import { IconPackageImport, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { api, type JumpInstaller } from "@towline/api";
import { EmptyState, RelativeTime, StatusBadge } from "@towline/ui";
import { momentIn } from "../../list/ListHead";
import { type ListColumn, WholeList } from "../../list/WholeList";
import { installersQuery } from "../../queries";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Outdated } from "../../shell/Outdated";
import { Page } from "../../shell/Page";
import { useFrameTexts, useInstallerTexts } from "../../words";
import { placeName } from "../place";

export function InstallersPage() {
  const { page: texts, columns: titles, state, details, withdraw } = useInstallerTexts();
  const { sections } = useFrameTexts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const list = useQuery(installersQuery);
  const add = (
    <ButtonLink to="/jump/installers/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.add}
    </ButtonLink>
  );
  const columns: ListColumn<JumpInstaller>[] = [
    {
      key: "what",
      title: titles.what,
      by: (each) => placeName(each.location),
      text: (each) => placeName(each.location),
      render: (each) => (
        <div>
          <NameLink to="/jump/installers/$id" params={{ id: each.id }} search draft={`installer:${each.id}`}>
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
    {
      key: "state",
      title: titles.state,
      width: "120px",
      by: (each) => state[stateOf(each)],
      text: (each) => state[stateOf(each)],
      render: (each) => <InstallerState installer={each} />,
    },
    {
      key: "uses",
      title: titles.uses,
      width: "110px",
      by: (each) => each.uses,
      text: (each) => state.uses(each.uses, each.uses_allowed),
      render: (each) => state.uses(each.uses, each.uses_allowed),
    },
    {
      key: "expires",
      title: titles.expires,
      width: "180px",
      hideBelow: 480,
      by: (each) => each.expires_ms,
      text: (each) => momentIn(each.expires_ms),
      render: (each) => <RelativeTime at={each.expires_ms} />,
    },
    {
      key: "tag",
      title: titles.tag,
      width: "14%",
      hideBelow: 800,
      by: (each) => each.tag,
      text: (each) => each.tag,
      render: (each) => each.tag,
    },
    {
      key: "created",
      title: titles.created,
      width: "16%",
      hideBelow: 640,
      by: (each) => each.created_by,
      text: (each) => each.created_by,
      render: (each) => each.created_by,
    },
  ];
  const fileColumns: ListColumn<JumpInstaller>[] = [
    ...columns,
    { key: "name", title: details.name, text: (each) => each.name, render: () => null },
    { key: "comments", title: details.comments, text: (each) => each.comments, render: () => null },
  ];
  return (
    <Page title={sections.installers} lead={texts.lead} action={add}>
      <Outdated query={list} />
      <WholeList
        label={sections.installers}
        searchLabel={texts.searchLabel}
        columns={columns}
        fileColumns={fileColumns}
        query={list}
        rows={list.data}
        rowKey={(each) => each.id}
        rowName={(each) => placeName(each.location)}
        words={(each) => [placeName(each.location), each.name, each.tag, each.comments, each.created_by]}
        filter={{
          label: titles.state,
          any: texts.anyState,
          options: (["valid", "usedUp", "expired"] as const).map((value) => ({
            value,
            label: state[value],
            fits: (each: JumpInstaller) => stateOf(each) === value,
          })),
        }}
        fileName="installers.csv"
        deeds={[
          {
            key: "withdraw",
            label: withdraw.many,
            danger: true,
            title: withdraw.askMany,
            will: withdraw.willMany,
            submit: withdraw.submit,
            act: (each) => api.removeInstaller(each.id),
            done: withdraw.doneMany,
          },
        ]}
        onChanged={() => void client.invalidateQueries({ queryKey: installersQuery.queryKey })}
        onOpen={(each) => void navigate({ to: "/jump/installers/$id", params: { id: each.id }, search: true })}
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
  const is = stateOf(installer);
  return <StatusBadge {...(is === "valid" ? { tone: "online" } : {})}>{state[is]}</StatusBadge>;
}

function stateOf(installer: JumpInstaller): "valid" | "usedUp" | "expired" {
  if (installer.valid) return "valid";
  return installer.uses >= installer.uses_allowed ? "usedUp" : "expired";
}
