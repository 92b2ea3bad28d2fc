// Home: the navigation at the left (the queues, Jump Items by place), the page at the right.

import {
  IconFileText,
  IconFolder,
  IconInbox,
  IconServer2,
  IconUser,
  IconUsersGroup,
  IconWorld,
} from "@tabler/icons-react";
import { Link, Outlet } from "@tanstack/react-router";
import { number } from "@towline/ui";
import { QueueKind } from "@towline/wire";
import type { ReactNode } from "react";
import { type Queue, useQueues } from "../live/queues";
import { useMayReadReports } from "../reports/may";
import { useWords } from "../words/en";
import classes from "./home.module.css";
import { useQueueName } from "./naming";
import { useLocations, useRefreshByItself } from "./queries";

export function HomeLayout() {
  const { home: words, reports } = useWords();
  const mayRead = useMayReadReports();
  const locations = useLocations().data;
  const queues = useQueues();
  useRefreshByItself();
  return (
    <div className={classes.layout}>
      <nav className={classes.navigation} aria-label={words.navigation}>
        <h2 className={classes.navHead}>{words.sessions}</h2>
        {queues.map((queue) => (
          <QueueLink key={queue.id} queue={queue} />
        ))}
        <h2 className={classes.navHead}>{words.jumpItems}</h2>
        <Place location="all" icon={<IconServer2 size={16} />} name={words.all} count={locations?.all} />
        <Place location="personal" icon={<IconUser size={16} />} name={words.personal} count={locations?.personal} />
        {locations?.groups.map((group) => (
          <Place
            key={group.id}
            location={group.id}
            icon={<IconFolder size={16} />}
            name={group.name}
            count={group.count}
          />
        ))}
        {mayRead ? (
          <>
            <h2 className={classes.navHead}>{reports.records}</h2>
            <Link
              to="/reports"
              className={classes.navLink}
              activeOptions={{ includeSearch: false, exact: true }}
              activeProps={{ "aria-current": "page" }}
            >
              <NavWords icon={<IconFileText size={16} />} name={reports.title} count={undefined} />
            </Link>
          </>
        ) : null}
      </nav>
      <div className={classes.page}>
        <Outlet />
      </div>
    </div>
  );
}

const icons: Partial<Record<QueueKind, ReactNode>> = {
  [QueueKind.TEAM]: <IconUsersGroup size={16} />,
  [QueueKind.GENERAL]: <IconWorld size={16} />,
};

function QueueLink({ queue }: { queue: Queue }) {
  const nameOf = useQueueName();
  const count = queue.waiting.length + queue.invited.length;
  return (
    <Link
      to="/sessions/$queue"
      params={{ queue: queue.id }}
      className={classes.navLink}
      activeOptions={{ includeSearch: false }}
      activeProps={{ "aria-current": "page" }}
    >
      <NavWords
        icon={icons[queue.kind] ?? <IconInbox size={16} />}
        name={nameOf(queue)}
        count={count}
        strong={count > 0}
      />
    </Link>
  );
}

interface PlaceProps {
  location: string;
  icon: ReactNode;
  name: string;
  count: number | undefined;
}

function Place({ location, icon, name, count }: PlaceProps) {
  return (
    <Link
      to="/jump-items/$location"
      params={{ location }}
      className={classes.navLink}
      activeOptions={{ includeSearch: false }}
      activeProps={{ "aria-current": "page" }}
    >
      <NavWords icon={icon} name={name} count={count} />
    </Link>
  );
}

function NavWords({
  icon,
  name,
  count,
  strong,
}: {
  icon: ReactNode;
  name: string;
  count: number | undefined;
  strong?: boolean;
}) {
  return (
    <>
      <span className={classes.navIcon} aria-hidden="true">
        {icon}
      </span>
      <span className={classes.navName}>{name}</span>
      {count === undefined ? null : (
        <span className={classes.navCount} data-strong={strong || undefined}>
          {number(count)}
        </span>
      )}
    </>
  );
}
