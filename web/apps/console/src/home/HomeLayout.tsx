// Home: the navigation at the left (Sessions, Jump Items by place), the page at the right.

import { IconFolder, IconInbox, IconServer2, IconUser } from "@tabler/icons-react";
import { Link, Outlet } from "@tanstack/react-router";
import { number } from "@towline/ui";
import type { ReactNode } from "react";
import { isWaiting, useSessions } from "../live/sessions";
import { useWords } from "../words/en";
import classes from "./home.module.css";
import { useLocations, useRefreshByItself } from "./queries";

export function HomeLayout() {
  const words = useWords().home;
  const locations = useLocations().data;
  const waiting = useSessions().filter(isWaiting).length;
  useRefreshByItself();
  return (
    <div className={classes.layout}>
      <nav className={classes.navigation} aria-label={words.navigation}>
        <h2 className={classes.navHead}>{words.sessions}</h2>
        <Link to="/sessions" className={classes.navLink} activeProps={{ "aria-current": "page" }}>
          <NavWords icon={<IconInbox size={16} />} name={words.personalQueue} count={waiting} strong={waiting > 0} />
        </Link>
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
      </nav>
      <div className={classes.page}>
        <Outlet />
      </div>
    </div>
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
