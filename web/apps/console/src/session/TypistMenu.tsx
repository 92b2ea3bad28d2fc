// Who types into shells that several see: everybody, or one whom the owner names (SHL-3).

import { Menu } from "@mantine/core";
import { IconKeyboard } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import type { SessionState } from "@towline/wire";
import { useNotOwner } from "../share/SessionShare";
import { useWords } from "../words/en";
import { useSessionActions } from "./actions";
import classes from "./menus.module.css";
import { IN_MAIN } from "./OverflowBar";

/** What the one is called who alone types, if it is not everybody's turn. */
export function typistName(state: SessionState): string | undefined {
  if (state.typist === 0) return undefined;
  return state.participants.find((each) => each.number === state.typist)?.displayName ?? "";
}

export function TypistMenu({ state }: { state: SessionState }) {
  const { shells: words, session } = useWords();
  const actions = useSessionActions(state);
  const notOwner = useNotOwner(state);
  if (state.participants.length < 2) return null;
  const typist = typistName(state);
  return (
    <Menu position="bottom-start" width={280} {...IN_MAIN}>
      <Menu.Target>
        <IconButton
          label={typist === undefined ? words.everybodyTypes : words.oneTypes(typist)}
          icon={<IconKeyboard size={20} />}
          pressed={typist !== undefined}
          reason={notOwner}
        />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label role="presentation">{words.whoTypes}</Menu.Label>
        <Menu.RadioGroup value={String(state.typist)} onChange={(value) => void actions.letType(Number(value))}>
          <Menu.RadioItem value="0" closeMenuOnClick>
            {words.everybody}
            <span className={classes.text}>{words.everybodyText}</span>
          </Menu.RadioItem>
          {state.participants.map((each) => (
            <Menu.RadioItem key={each.number} value={String(each.number)} closeMenuOnClick>
              {words.only(each.displayName)}
              {each.number === state.self ? ` (${session.you})` : ""}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
