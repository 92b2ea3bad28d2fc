// The Sessions drop-down (SES-10): how many are open, each with its tool, and which have unread messages, also while it is closed.

import { Menu } from "@mantine/core";
import {
  IconChevronDown,
  IconDeviceDesktop,
  IconFolders,
  IconListDetails,
  IconMessage2,
  IconMessageFilled,
  IconServer,
  IconTerminal2,
} from "@tabler/icons-react";
import { useNavigate, useParams } from "@tanstack/react-router";
import { StatusDot, type Tone } from "@towline/ui";
import { SessionPhase, type SessionSummary } from "@towline/wire";
import { useTitleOf } from "../home/naming";
import { openSessions, useSessions, useUnread } from "../live/sessions";
import { useWorkspaces } from "../session/workspaces";
import { useWords } from "../words/en";
import classes from "./frame.module.css";

export function toneOf(phase: SessionPhase): Tone {
  if (phase === SessionPhase.ACTIVE) return "online";
  return phase === SessionPhase.ENDED ? "quiet" : "waiting";
}

export function SessionsMenu() {
  const words = useWords().frame;
  const navigate = useNavigate();
  const { sessionId } = useParams({ strict: false });
  const titleOf = useTitleOf();
  const open = openSessions(useSessions());
  const unread = useUnread(open);
  const current = open.find((session) => session.sessionId === sessionId);
  const anyUnread = open.some((session) => session.sessionId !== sessionId && (unread.get(session.sessionId) ?? 0) > 0);
  return (
    <Menu position="bottom-start" width={320} trapFocus={false}>
      <Menu.Target>
        <button type="button" className={classes.sessions}>
          {current ? (
            <>
              <StatusDot tone={toneOf(current.phase)} hollow={current.phase !== SessionPhase.ACTIVE} />
              <strong className={classes.sessionsName}>{titleOf(current)}</strong>
              <span className={classes.sessionsCount}>{words.sessions(open.length)}</span>
            </>
          ) : (
            <span>{open.length ? words.sessions(open.length) : words.sessionsLabel}</span>
          )}
          {anyUnread ? (
            <>
              <IconMessageFilled size={16} className={classes.unread} aria-hidden="true" />
              <span className={classes.hidden}>{words.unread}</span>
            </>
          ) : null}
          <IconChevronDown size={16} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {open.length === 0 ? (
          <p className={classes.menuEmpty}>
            <strong>{words.noSessions}</strong>
            {words.noSessionsHint}
          </p>
        ) : null}
        {open.map((session) => (
          <SessionEntry
            key={session.sessionId}
            session={session}
            unread={unread.get(session.sessionId) ?? 0}
            here={session.sessionId === sessionId}
            onOpen={() => void navigate({ to: "/session/$sessionId", params: { sessionId: session.sessionId } })}
          />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface EntryProps {
  session: SessionSummary;
  unread: number;
  here: boolean;
  onOpen: () => void;
}

function SessionEntry({ session, unread, here, onOpen }: EntryProps) {
  const words = useWords();
  const title = useTitleOf()(session);
  const tool = useWorkspaces().of(session.sessionId).view().tool;
  const { Icon, named } = {
    chat: { Icon: IconMessage2, named: words.session.chat },
    screen: { Icon: IconDeviceDesktop, named: words.session.screen },
    shell: { Icon: IconTerminal2, named: words.session.shell },
    files: { Icon: IconFolders, named: words.filesTool.title },
    system: { Icon: IconServer, named: words.system.title },
    summary: { Icon: IconListDetails, named: words.session.summary },
  }[tool];
  const more = session.customer ? session.customer.siteName : session.groupName;
  return (
    <Menu.Item
      onClick={onOpen}
      aria-current={here ? "true" : undefined}
      data-here={here || undefined}
      className={classes.sessionEntry}
      leftSection={<Icon size={16} aria-hidden="true" />}
      rightSection={
        unread ? (
          <span className={classes.unreadCount}>
            <IconMessageFilled size={14} aria-hidden="true" />
            {unread}
            <span className={classes.hidden}>{words.frame.unread}</span>
          </span>
        ) : null
      }
    >
      <span className={classes.entryName}>
        <StatusDot tone={toneOf(session.phase)} hollow={session.phase !== SessionPhase.ACTIVE}>
          <span className={classes.ellipsis}>{title}</span>
        </StatusDot>
      </span>
      <span className={classes.entryTool}>
        {named}
        {more ? ` · ${more}` : ""}
      </span>
    </Menu.Item>
  );
}
