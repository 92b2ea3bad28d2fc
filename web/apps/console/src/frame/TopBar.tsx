// The 44 px bar: home with the number of those who wait, search, the sessions, and at the right end a new session, whether one is there for more, what tells of arrivals, help, theme and account.

import { Button, Kbd, Menu, Tooltip } from "@mantine/core";
import { IconHelp, IconHome, IconLogout, IconPlus, IconSearch, IconUserCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { IconButton, ThemeSwitch } from "@towline/ui";
import { ArrivalsMenu } from "../arrivals/ArrivalsMenu";
import { useMe } from "../entry/me";
import { useNewSession } from "../keys/newSession";
import { isWaiting, useSessions } from "../live/sessions";
import { ReadyMenu } from "../ready/ReadyMenu";
import { invitedTo } from "../share/invitations";
import { useWords } from "../words/en";
import classes from "./frame.module.css";
import { SessionsMenu } from "./SessionsMenu";

/** The letters for a person: "Jenny Pittman" is JP. */
export function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  const first = [...(parts[0] ?? "")][0] ?? "";
  const last = parts.length > 1 ? ([...(parts.at(-1) ?? "")][0] ?? "") : "";
  return (first + last).toUpperCase() || "?";
}

interface TopBarProps {
  onSearch: () => void;
  onHelp: () => void;
  onSignOut: () => void;
}

export function TopBar({ onSearch, onHelp, onSignOut }: TopBarProps) {
  const words = useWords().frame;
  const me = useMe();
  const sessions = useSessions();
  const waiting = sessions.filter(isWaiting).length + invitedTo(sessions).length;
  return (
    <header className={classes.bar}>
      <Tooltip label={waiting ? words.homeWaiting(waiting) : words.home}>
        <Link to="/" className={classes.home} aria-label={waiting ? words.homeWaiting(waiting) : words.home}>
          <IconHome size={20} aria-hidden="true" />
          {waiting ? <span className={classes.homeCount}>{waiting}</span> : null}
        </Link>
      </Tooltip>
      <button type="button" className={classes.search} onClick={onSearch} title={words.searchHint}>
        <IconSearch size={16} aria-hidden="true" />
        <span className={classes.searchText}>{words.search}</span>
        <Kbd className={classes.searchKey} aria-hidden="true">
          Ctrl K
        </Kbd>
      </button>
      <div className={classes.middle}>
        <SessionsMenu />
      </div>
      <NewSession />
      <ReadyMenu />
      <ArrivalsMenu />
      <IconButton label={words.shortcuts} shortcut="?" icon={<IconHelp size={20} />} onClick={onHelp} />
      <ThemeSwitch />
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <button type="button" className={classes.account} title={me.display_name}>
            {initials(me.display_name)} <span className={classes.hidden}>{words.account(me.display_name)}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <div className={classes.accountHead}>
            <strong>{me.display_name}</strong>
            <span>{me.username}</span>
          </div>
          <Menu.Divider />
          <Menu.Item
            component="a"
            href="/login/"
            target="_blank"
            rel="noopener"
            leftSection={<IconUserCircle size={16} />}
          >
            {words.myAccount}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={onSignOut}>
            {words.signOut}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </header>
  );
}

function NewSession() {
  const words = useWords().keys;
  const newSession = useNewSession();
  if (!newSession) return null;
  return (
    <Tooltip label={words.start}>
      <Button
        className={classes.newSession ?? ""}
        variant="light"
        size="compact-md"
        aria-label={words.start}
        leftSection={<IconPlus size={16} aria-hidden="true" />}
        onClick={newSession.start}
      >
        {words.startShort}
      </Button>
    </Tooltip>
  );
}
