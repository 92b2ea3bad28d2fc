// Who is in the session: the owner, who controls, who is away.

import { Menu } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { IconButton, StatusBadge, StatusDot } from "@towline/ui";
import type { SessionState } from "@towline/wire";
import { initials } from "../frame/TopBar";
import { useWords } from "../words/en";
import classes from "./session.module.css";

export function Participants({ state }: { state: SessionState }) {
  const words = useWords().session;
  const others = state.participants.length - 1;
  return (
    <Menu position="bottom-end" width={300} trapFocus={false}>
      <Menu.Target>
        <IconButton
          label={words.participants}
          icon={<IconUsers size={20} />}
          count={others > 0 ? state.participants.length : 0}
        />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{words.participants}</Menu.Label>
        <ul className={classes.participants}>
          {state.participants.map((each) => (
            <li key={each.number}>
              <span className={classes.participantFace} aria-hidden="true">
                {initials(each.displayName)}
              </span>
              <span className={classes.participantName}>
                {each.displayName}
                {each.number === state.self ? ` (${words.you})` : ""}
              </span>
              {each.owner ? <StatusBadge>{words.owner}</StatusBadge> : null}
              {each.controls ? <StatusBadge tone="accent">{words.controls}</StatusBadge> : null}
              {each.connected ? null : (
                <StatusDot tone="waiting" hollow>
                  {words.away}
                </StatusDot>
              )}
            </li>
          ))}
        </ul>
      </Menu.Dropdown>
    </Menu>
  );
}
