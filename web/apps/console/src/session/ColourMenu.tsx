// Colour optimisation (SCR-11): one mode for all who look. The menu shows the one in use, whoever chose it.

import { Menu } from "@mantine/core";
import { IconPalette } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import { ScreenMode, type SessionState } from "@towline/wire";
import { useWords } from "../words/en";
import { MODES, modeWords, whyNotChoose } from "./modes";
import { IN_MAIN } from "./OverflowBar";
import classes from "./picture.module.css";
import type { ScreenView } from "./useDesktop";
import { useWorkspace } from "./workspaces";

export function ColourMenu({ state, screen }: { state: SessionState; screen: ScreenView }) {
  const words = useWords().picture;
  const [workspace] = useWorkspace(state.sessionId);
  const used = screen.state?.look?.mode ?? ScreenMode.AUTOMATIC;
  const why = whyNotChoose(state, words);
  const choose = (mode: ScreenMode) => {
    screen.desktop?.setMode(mode);
    workspace.change({ mode });
  };
  return (
    <Menu position="bottom-start" width={320} {...IN_MAIN}>
      <Menu.Target>
        <IconButton
          label={words.menuOf(modeWords(used, words).name)}
          icon={<IconPalette size={20} />}
          reason={state.share ? words.notOfPage : undefined}
        />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label role="presentation">{words.menu}</Menu.Label>
        <Menu.RadioGroup
          value={String(used)}
          onChange={(value) => {
            const mode = MODES.find((each) => String(each) === value);
            if (mode !== undefined) choose(mode);
          }}
        >
          {MODES.map((mode) => {
            const { name, text } = modeWords(mode, words);
            return (
              <Menu.RadioItem key={mode} value={String(mode)} disabled={why !== undefined} closeMenuOnClick>
                <strong>{name}</strong>
                <span className={classes.text}>{text}</span>
              </Menu.RadioItem>
            );
          })}
        </Menu.RadioGroup>
        <p className={classes.foot} role="presentation">
          {why ?? words.foot}
        </p>
      </Menu.Dropdown>
    </Menu>
  );
}
