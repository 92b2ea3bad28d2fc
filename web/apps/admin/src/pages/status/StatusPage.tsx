// Status (ADM-2): what the appliance is, how it is, and who is signed in.

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Status } from "@towline/api";
import { ErrorState, exactTime, number, StatusDot, type Tone } from "@towline/ui";
import type { ReactNode } from "react";
import { statusQuery } from "../../queries";
import { Card } from "../../shell/Card";
import { Facts } from "../../shell/Facts";
import { Loading } from "../../shell/Loading";
import { Outdated } from "../../shell/Outdated";
import { Page } from "../../shell/Page";
import { useFrameTexts, useStatusTexts } from "../../words";
import { duration } from "../../words/measures";
import { FirstSteps } from "./FirstSteps";
import { RunningSessions } from "./RunningSessions";
import { SignedInList } from "./SignedInList";
import styles from "./status.module.css";

export function StatusPage() {
  const { page } = useStatusTexts();
  const { sections } = useFrameTexts();
  const status = useQuery(statusQuery);
  return (
    <Page title={sections.status} lead={page.lead}>
      <Outdated query={status} />
      {status.data ? (
        <Loaded status={status.data} asked={status.dataUpdatedAt} />
      ) : status.isError ? (
        <ErrorState error={status.error} onRetry={() => void status.refetch()} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function Loaded({ status, asked }: { status: Status; asked: number }) {
  const { info, counts } = useStatusTexts();
  return (
    <>
      <FirstSteps machines={status.counts.jump_clients} />
      <ul className={styles.tiles}>
        <Tile
          label={counts.online}
          value={status.counts.online}
          more={counts.ofAll(number(status.counts.jump_clients))}
          to="/jump/clients"
        />
        <Tile label={counts.sessions} value={status.counts.sessions} />
        <Tile label={counts.signedIn} value={status.counts.signed_in} />
      </ul>
      <div className={styles.pair}>
        <Card title={info.title}>
          <Facts
            facts={[
              [info.site, status.site],
              [info.hostName, status.host_name],
              [info.version, status.version],
              [
                info.running,
                <time
                  key="running"
                  dateTime={new Date(status.started_ms).toISOString()}
                  title={exactTime(status.started_ms)}
                >
                  {duration(asked - status.started_ms)}
                </time>,
              ],
            ]}
          />
        </Card>
        <Health health={status.health} />
      </div>
      <RunningSessions />
      <SignedInList logins={status.signed_in} />
    </>
  );
}

function Tile({ label, value, more, to }: { label: string; value: number; more?: string; to?: "/jump/clients" }) {
  const words: ReactNode = (
    <>
      <span className={styles.tileLabel}>{label}</span>
      <span className={styles.tileValue}>
        {number(value)} {more ? <span className={styles.tileMore}>{more}</span> : null}
      </span>
    </>
  );
  return <li className={styles.tile}>{to ? <Link to={to}>{words}</Link> : <div>{words}</div>}</li>;
}

const TONES: Record<Status["health"][number]["state"], Tone> = { ok: "online", warning: "waiting", error: "danger" };

function Health({ health }: { health: Status["health"] }) {
  const { health: texts, subjects } = useStatusTexts();
  const names: Readonly<Record<string, string>> = subjects;
  return (
    <Card title={texts.title}>
      <ul className={styles.health}>
        {health.map((line) => (
          <li key={line.what}>
            <div className={styles.healthHead}>
              <span className={styles.healthName}>{names[line.what] ?? line.what}</span>
              <StatusDot tone={TONES[line.state]}>{texts[line.state]}</StatusDot>
            </div>
            <p>{line.message}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
