// Configuration > Support Buttons: those on desktops, what they do, and withdrawing them (SUP-50).

import { Text } from "@mantine/core";
import { IconHandClick, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, type SupportButton } from "@towline/api";
import { EmptyState, RelativeTime, StatusBadge, type Tone } from "@towline/ui";
import { momentIn } from "../../list/ListHead";
import { type ListColumn, WholeList } from "../../list/WholeList";
import { supportButtonsQuery } from "../../queries";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Outdated } from "../../shell/Outdated";
import { useFrameTexts, useSupportButtonTexts } from "../../words";
import { ButtonsFrame } from "./ButtonsFrame";
import { queueName } from "./queues";
import { targetColumns } from "./targetColumns";

const STATES = ["active", "expired", "withdrawn"] as const;
const TONES: Readonly<Record<SupportButton["state"], Tone>> = {
  active: "online",
  expired: "waiting",
  withdrawn: "quiet",
};

export function ButtonsPage() {
  const { page: texts, columns: titles, state, queue, withdraw } = useSupportButtonTexts();
  const { sections } = useFrameTexts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const list = useQuery(supportButtonsQuery);
  const columns: ListColumn<SupportButton>[] = [
    {
      key: "description",
      title: titles.description,
      by: (each) => each.description,
      text: (each) => each.description,
      render: (each) => (
        <div>
          <NameLink to="/support-buttons/$id" params={{ id: each.id }} search draft={`support-button:${each.id}`}>
            {each.description}
          </NameLink>
          {each.machine ? (
            <Text size="xs" c="dimmed" lineClamp={1}>
              {each.machine}
            </Text>
          ) : null}
        </div>
      ),
    },
    {
      key: "state",
      title: titles.state,
      width: "112px",
      by: (each) => state[each.state],
      text: (each) => state[each.state],
      render: (each) => <ButtonState button={each} />,
    },
    ...targetColumns<SupportButton>(titles, queue.forIssue),
    {
      key: "made",
      title: titles.madeBy,
      width: "12%",
      hideBelow: 800,
      by: (each) => each.made_by,
      text: (each) => each.made_by,
      render: (each) => each.made_by,
    },
    {
      key: "expires",
      title: titles.expires,
      width: "120px",
      hideBelow: 480,
      by: (each) => each.expires_ms,
      text: (each) => momentIn(each.expires_ms),
      render: (each) => <RelativeTime at={each.expires_ms} />,
    },
    {
      key: "used",
      title: titles.used,
      width: "128px",
      hideBelow: 640,
      by: (each) => each.used_ms ?? 0,
      text: (each) => momentIn(each.used_ms),
      render: (each) => <LastUsed button={each} />,
    },
  ];
  const fileColumns: ListColumn<SupportButton>[] = [
    ...columns,
    { key: "machine", title: titles.machine, text: (each) => each.machine, render: () => null },
    { key: "issue", title: titles.issue, text: (each) => each.issue_name, render: () => null },
    { key: "uses", title: titles.uses, text: (each) => String(each.uses), render: () => null },
  ];
  return (
    <ButtonsFrame part="buttons" lead={texts.lead}>
      <Outdated query={list} />
      <WholeList
        label={sections.supportButtons}
        searchLabel={texts.searchLabel}
        columns={columns}
        fileColumns={fileColumns}
        query={list}
        rows={list.data}
        rowKey={(each) => each.id}
        rowName={(each) => each.description}
        words={(each) => [
          each.description,
          each.machine,
          each.profile_name,
          queueName(each.queue),
          each.issue_name,
          each.made_by,
        ]}
        filter={{
          label: titles.state,
          any: texts.anyState,
          options: STATES.map((value) => ({
            value,
            label: state[value],
            fits: (each: SupportButton) => each.state === value,
          })),
        }}
        fileName="support-buttons.csv"
        deeds={[
          {
            key: "withdraw",
            label: withdraw.submit,
            danger: true,
            title: withdraw.askMany,
            will: withdraw.willMany,
            submit: withdraw.submit,
            act: async (each) => {
              if (each.state !== "withdrawn") await api.withdrawSupportButton(each.id);
            },
            done: withdraw.doneMany,
          },
        ]}
        onChanged={() => void client.invalidateQueries({ queryKey: supportButtonsQuery.queryKey })}
        onOpen={(each) => void navigate({ to: "/support-buttons/$id", params: { id: each.id }, search: true })}
        empty={
          <EmptyState
            icon={<IconHandClick size={20} />}
            title={texts.emptyTitle}
            text={texts.emptyText}
            actions={
              <ButtonLink to="/support-buttons/installers/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
                {texts.addInstaller}
              </ButtonLink>
            }
          />
        }
      />
    </ButtonsFrame>
  );
}

export function ButtonState({ button }: { button: SupportButton }) {
  const { state } = useSupportButtonTexts();
  return <StatusBadge tone={TONES[button.state]}>{state[button.state]}</StatusBadge>;
}

/** When a session was last started with it, and how many were. */
export function LastUsed({ button }: { button: SupportButton }) {
  const { state } = useSupportButtonTexts();
  if (!button.used_ms) return state.never;
  return (
    <div>
      <RelativeTime at={button.used_ms} />
      <Text size="xs" c="dimmed">
        {state.times(button.uses)}
      </Text>
    </div>
  );
}
