// Configuration > Support Buttons > Installers: the commands that were made, how far they are used, and making another.

import { IconPackageImport, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, type SupportButtonInstaller } from "@towline/api";
import { EmptyState, RelativeTime, StatusBadge } from "@towline/ui";
import { momentIn } from "../../list/ListHead";
import { type ListColumn, WholeList } from "../../list/WholeList";
import { supportButtonInstallersQuery } from "../../queries";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Outdated } from "../../shell/Outdated";
import { useButtonInstallerTexts, useSupportButtonTexts } from "../../words";
import { ButtonsFrame } from "./ButtonsFrame";
import { queueName } from "./queues";
import { targetColumns } from "./targetColumns";

export function ButtonInstallersPage() {
  const { page: texts, columns: titles, state, remove } = useButtonInstallerTexts();
  const { parts, queue } = useSupportButtonTexts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const list = useQuery(supportButtonInstallersQuery);
  const add = (
    <ButtonLink to="/support-buttons/installers/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.add}
    </ButtonLink>
  );
  const columns: ListColumn<SupportButtonInstaller>[] = [
    {
      key: "description",
      title: titles.description,
      by: (each) => each.description,
      text: (each) => each.description,
      render: (each) => (
        <NameLink
          to="/support-buttons/installers/$id"
          params={{ id: each.id }}
          search
          draft={`support-button-installer:${each.id}`}
        >
          {each.description}
        </NameLink>
      ),
    },
    {
      key: "state",
      title: titles.state,
      width: "112px",
      by: (each) => state[stateOf(each)],
      text: (each) => state[stateOf(each)],
      render: (each) => <ButtonInstallerState installer={each} />,
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
      width: "128px",
      hideBelow: 480,
      by: (each) => each.expires_ms,
      text: (each) => momentIn(each.expires_ms),
      render: (each) => <RelativeTime at={each.expires_ms} />,
    },
    ...targetColumns<SupportButtonInstaller>(titles, queue.forIssue),
    {
      key: "lasts",
      title: titles.lasts,
      width: "120px",
      hideBelow: 800,
      by: (each) => each.button_days,
      text: (each) => state.days(each.button_days),
      render: (each) => state.days(each.button_days),
    },
    {
      key: "created",
      title: titles.created,
      width: "12%",
      hideBelow: 800,
      by: (each) => each.created_by,
      text: (each) => each.created_by,
      render: (each) => each.created_by,
    },
  ];
  return (
    <ButtonsFrame part="installers" lead={texts.lead} action={add}>
      <Outdated query={list} />
      <WholeList
        label={parts.installers}
        searchLabel={texts.searchLabel}
        columns={columns}
        query={list}
        rows={list.data}
        rowKey={(each) => each.id}
        rowName={(each) => each.description}
        words={(each) => [each.description, each.profile_name, queueName(each.queue), each.issue_name, each.created_by]}
        filter={{
          label: titles.state,
          any: texts.anyState,
          options: (["valid", "usedUp", "expired"] as const).map((value) => ({
            value,
            label: state[value],
            fits: (each: SupportButtonInstaller) => stateOf(each) === value,
          })),
        }}
        fileName="support-button-installers.csv"
        deeds={[
          {
            key: "remove",
            label: remove.submit,
            danger: true,
            title: remove.askMany,
            will: remove.willMany,
            submit: remove.submit,
            act: (each) => api.removeSupportButtonInstaller(each.id),
            done: remove.doneMany,
          },
        ]}
        onChanged={() => void client.invalidateQueries({ queryKey: supportButtonInstallersQuery.queryKey })}
        onOpen={(each) =>
          void navigate({ to: "/support-buttons/installers/$id", params: { id: each.id }, search: true })
        }
        empty={
          <EmptyState
            icon={<IconPackageImport size={20} />}
            title={texts.emptyTitle}
            text={texts.emptyText}
            actions={add}
          />
        }
      />
    </ButtonsFrame>
  );
}

/** Whether the command still works, and if not, why. */
export function ButtonInstallerState({ installer }: { installer: SupportButtonInstaller }) {
  const { state } = useButtonInstallerTexts();
  const is = stateOf(installer);
  return <StatusBadge {...(is === "valid" ? { tone: "online" } : {})}>{state[is]}</StatusBadge>;
}

function stateOf(installer: SupportButtonInstaller): "valid" | "usedUp" | "expired" {
  if (installer.valid) return "valid";
  return installer.uses >= installer.uses_allowed ? "usedUp" : "expired";
}
