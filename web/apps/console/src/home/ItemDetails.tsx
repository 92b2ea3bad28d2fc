// What folds out below a Jump Item (JMP-2). Figures of the machine come live while it is open; everything here is text from the machine, shown as text.

import { Progress } from "@mantine/core";
import type { JumpItem, JumpItemDetails } from "@towline/api";
import { ErrorState, number, RelativeTime } from "@towline/ui";
import type { ItemStatus, Statistics } from "@towline/wire";
import type { ReactNode } from "react";
import { useSeconds } from "../live/useSeconds";
import { useWords } from "../words/en";
import { sizeInWords } from "../words/sizes";
import classes from "./home.module.css";
import { ItemPassword } from "./ItemPassword";
import { standingOf } from "./itemStatus";
import { useItemDetails } from "./queries";
import { WhatMayIDo } from "./WhatMayIDo";

export function ItemDetails({ item, status }: { item: JumpItem; status: ItemStatus | undefined }) {
  const details = useItemDetails(item.id);
  if (details.error) return <ErrorState error={details.error} onRetry={() => void details.refetch()} />;
  if (!details.data) return <div className={classes.detailsLoading} />;
  return <Loaded details={details.data} status={status} />;
}

function Loaded({ details, status }: { details: JumpItemDetails; status: ItemStatus | undefined }) {
  const { home: words, pin } = useWords();
  const standing = standingOf(details, status);
  const inventory = status?.inventory;
  const online = standing.availability === "online" || standing.availability === "duplicate";
  const facts: [string, ReactNode][] = [
    [words.detailTag, details.tag],
    [words.detailComments, details.comments],
    [words.detailAttendedPolicy, details.attended_policy?.name ?? ""],
    [words.detailUnattendedPolicy, details.unattended_policy?.name ?? ""],
    [words.detailHost, inventory?.hostName || details.host_name],
    [words.detailOs, [details.os, details.os_version, details.architecture].filter(Boolean).join(" ")],
    [words.detailPublicIp, details.public_ip],
    [words.detailPrivateIp, (inventory?.privateAddresses ?? details.private_ips).join(", ")],
    [words.detailInstallMode, details.install_mode === "user" ? words.detailUser : words.detailService],
    [words.detailConsoleUser, status?.statistics?.consoleUser || inventory?.consoleUser || details.console_user],
    [words.detailDomain, inventory?.domain || details.domain],
    [
      words.detailUptime,
      online ? (
        <Uptime key="uptime" bootedAtMs={inventory ? Number(inventory.bootedAt) * 1000 : (details.booted_at_ms ?? 0)} />
      ) : (
        ""
      ),
    ],
    [online ? words.detailOnlineSince : words.detailLastSeen, <RelativeTime key="since" at={standing.sinceMs} />],
    [words.detailProcessor, details.cpu_model ? `${details.cpu_model} (${number(details.cpu_count)})` : ""],
    [words.detailAgent, inventory?.agentVersion || details.agent_version],
    [
      pin.detail,
      details.password_set_ms ? (
        <span key="password">
          {pin.setSince} <RelativeTime at={details.password_set_ms} />
        </span>
      ) : (
        ""
      ),
    ],
    [
      words.detailDuplicate,
      details.duplicate_seen_ms ? <RelativeTime key="twin" at={details.duplicate_seen_ms} /> : "",
    ],
  ];
  const memory = inventory ? Number(inventory.memoryBytes) : details.memory_bytes;
  return (
    <div className={classes.details}>
      <dl className={classes.facts}>
        {facts
          .filter(([, value]) => value !== "")
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <WhatMayIDo itemId={details.id} itemName={details.name} />
      <ItemPassword details={details} />
      {online ? <Figures statistics={status?.statistics} memoryBytes={memory} /> : null}
    </div>
  );
}

function Uptime({ bootedAtMs }: { bootedAtMs: number }) {
  const words = useWords().home;
  const minutes = Math.floor(useSeconds(bootedAtMs || undefined) / 60);
  if (!bootedAtMs) return <>{words.detailNone}</>;
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  return <>{days > 0 ? words.uptimeDays(days, hours) : words.uptimeHours(hours, minutes % 60)}</>;
}

function Figures({ statistics, memoryBytes }: { statistics: Statistics | undefined; memoryBytes: number }) {
  const words = useWords().home;
  if (!statistics) return <p className={classes.figuresWaiting}>{words.waitingForStatistics}</p>;
  const cpu = statistics.cpuPermille / 10;
  const used = Number(statistics.memoryUsedBytes);
  return (
    <div className={classes.figures}>
      <Figure name={words.cpuUse} percent={cpu} text={`${number(Math.round(cpu))} %`} />
      {memoryBytes > 0 ? (
        <Figure
          name={words.memoryUse}
          percent={(100 * used) / memoryBytes}
          text={words.usedOf(sizeInWords(used), sizeInWords(memoryBytes))}
        />
      ) : null}
      {statistics.volumes.slice(0, 12).map((volume) => {
        const total = Number(volume.totalBytes);
        const free = Number(volume.freeBytes);
        return (
          <Figure
            key={volume.mountPoint}
            name={words.diskUse(volume.mountPoint)}
            percent={total > 0 ? (100 * (total - free)) / total : 0}
            text={words.freeOf(sizeInWords(free), sizeInWords(total))}
          />
        );
      })}
    </div>
  );
}

function Figure({ name, percent, text }: { name: string; percent: number; text: string }) {
  const value = Math.max(0, Math.min(100, percent));
  return (
    <div className={classes.figure}>
      <span className={classes.figureName}>{name}</span>
      <Progress value={value} size={6} color={value >= 90 ? "yellow" : "teal"} aria-label={`${name}: ${text}`} />
      <span className={classes.figureText}>{text}</span>
    </div>
  );
}
