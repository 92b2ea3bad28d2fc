// Running sessions (ADM-9): with which machine, who is in it, and ending it from here.

import { Button, Group, Text } from "@mantine/core";
import { IconScreenShare } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type RunningSession } from "@towline/api";
import { ConfirmDialog, EmptyState, notify, RelativeTime, StatusBadge, StatusDot, type Tone } from "@towline/ui";
import { useState } from "react";
import { momentIn } from "../../list/ListHead";
import { type ListColumn, WholeList } from "../../list/WholeList";
import { runningSessionsQuery, statusQuery } from "../../queries";
import { useStatusTexts } from "../../words";
import styles from "./status.module.css";

const TONES: Record<RunningSession["phase"], Tone> = {
  waiting: "waiting",
  connecting: "waiting",
  active: "online",
  on_hold: "quiet",
  endpoint_lost: "danger",
};
const PHASES = Object.keys(TONES) as RunningSession["phase"][];

export function RunningSessions() {
  const client = useQueryClient();
  const { sessions: texts, phases } = useStatusTexts();
  const list = useQuery(runningSessionsQuery);
  const [asking, setAsking] = useState<RunningSession | null>(null);
  const changed = () =>
    Promise.all(
      [runningSessionsQuery, statusQuery].map(({ queryKey }) => client.invalidateQueries({ queryKey: [...queryKey] })),
    );
  const end = async (session: RunningSession) => {
    try {
      await api.endSession(session.id);
      notify.done(texts.done(session.name));
    } catch (reason) {
      notify.refused(reason);
    }
    await changed();
    setAsking(null);
  };
  const group = (session: RunningSession) => (session.item_id ? session.group_name || texts.personal : texts.attended);
  const names = (session: RunningSession) => session.representatives.map((rep) => rep.display_name);
  const columns: ListColumn<RunningSession>[] = [
    {
      key: "item",
      title: texts.item,
      by: (session) => session.name,
      text: (session) => session.name,
      render: (session) => (
        <div>
          {session.name}
          <Text size="xs" c="dimmed">
            {group(session)}
          </Text>
        </div>
      ),
    },
    {
      key: "reps",
      title: texts.reps,
      by: (session) => names(session)[0] ?? session.owner_name,
      text: (session) => names(session).join(", "),
      render: (session) => <Reps session={session} />,
    },
    {
      key: "phase",
      title: texts.phase,
      width: "180px",
      hideBelow: 640,
      by: (session) => phases[session.phase],
      text: (session) => phases[session.phase],
      render: (session) => <StatusDot tone={TONES[session.phase]}>{phases[session.phase]}</StatusDot>,
    },
    {
      key: "since",
      title: texts.since,
      width: "150px",
      hideBelow: 480,
      by: (session) => session.started_ms,
      text: (session) => momentIn(session.started_ms),
      render: (session) => <RelativeTime at={session.started_ms} />,
    },
  ];
  const inFile: ListColumn<RunningSession>[] = [
    ...columns,
    { key: "group", title: texts.group, text: group, render: group },
    { key: "owner", title: texts.owner, text: (session) => session.owner_name, render: () => null },
    {
      key: "fields",
      title: texts.fields,
      text: (session) => session.custom.map((field) => `${field.name}: ${field.value}`).join("\n"),
      render: () => null,
    },
  ];
  return (
    <section aria-labelledby="running-sessions" className={styles.people}>
      <h2 id="running-sessions">{texts.title}</h2>
      <WholeList
        beside
        label={texts.title}
        searchLabel={texts.searchLabel}
        columns={columns}
        rows={list.data}
        query={list}
        rowKey={(session) => session.id}
        rowName={(session) => session.name}
        words={(session) => [session.name, group(session), session.owner_name, session.queue_name, ...names(session)]}
        filter={{
          label: texts.phase,
          any: texts.anyPhase,
          options: PHASES.map((value) => ({
            value,
            label: phases[value],
            fits: (session: RunningSession) => session.phase === value,
          })),
        }}
        fileName="running-sessions.csv"
        fileColumns={inFile}
        deeds={[
          {
            key: "end",
            label: texts.submit,
            danger: true,
            title: texts.askMany,
            will: texts.will,
            submit: texts.submit,
            act: (session) => api.endSession(session.id),
            done: texts.doneMany,
          },
        ]}
        onChanged={() => void changed()}
        empty={<EmptyState icon={<IconScreenShare size={20} />} title={texts.nobody} text={texts.nobodyText} />}
        actions={(session) => (
          <Button
            variant="default"
            size="compact-sm"
            aria-label={texts.endName(session.name)}
            onClick={() => setAsking(session)}
          >
            {texts.end}
          </Button>
        )}
      />
      <ConfirmDialog
        opened={asking !== null}
        title={texts.ask(asking?.name ?? "")}
        confirm={texts.submit}
        danger
        onConfirm={() => (asking ? end(asking) : undefined)}
        onClose={() => setAsking(null)}
      >
        {texts.will}
      </ConfirmDialog>
    </section>
  );
}

/** Who is in it; of one that nobody is in, whom it waits for. */
function Reps({ session }: { session: RunningSession }) {
  const { sessions: texts } = useStatusTexts();
  if (session.representatives.length === 0)
    return <Text c="dimmed">{texts.waits(session.queue_name || session.owner_name)}</Text>;
  return (
    <Group gap="2px 12px">
      {session.representatives.map((rep) => (
        <Group key={rep.user_id} gap="6px">
          <span>{rep.display_name}</span>
          {session.representatives.length > 1 && rep.user_id === session.owner_id ? (
            <StatusBadge>{texts.owner}</StatusBadge>
          ) : null}
          {typeof rep.external_by === "string" ? <StatusBadge>{texts.external(rep.external_by)}</StatusBadge> : null}
        </Group>
      ))}
    </Group>
  );
}
