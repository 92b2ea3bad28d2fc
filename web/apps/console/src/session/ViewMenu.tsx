// How large the picture is shown: fitted, at its actual size, or any step between half and double (SCR-10).

import { Menu } from "@mantine/core";
import { IconArrowsMaximize, IconAspectRatio, IconCheck, IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import type { ScaleMode } from "@towline/desktop";
import { IconButton, number } from "@towline/ui";
import type { SessionState } from "@towline/wire";
import { useWords } from "../words/en";
import classes from "./menus.module.css";
import { IN_MAIN } from "./OverflowBar";
import type { ScreenView } from "./useDesktop";
import { useWorkspace } from "./workspaces";

const STEPS = [0.5, 0.75, 1.25, 1.5, 2];

export function ViewMenu({ state, screen }: { state: SessionState; screen: ScreenView }) {
  const words = useWords();
  const [workspace] = useWorkspace(state.sessionId);
  const { desktop } = screen;
  const now = screen.state?.scale ?? "fit";
  const choose = (mode: ScaleMode) => {
    desktop?.view.zoomAround(mode);
    workspace.change({ scale: mode });
  };
  const step = (by: 1 | -1) => {
    desktop?.view.step(by);
    if (desktop) workspace.change({ scale: desktop.view.mode });
  };
  const check = (mode: ScaleMode) => {
    const same = mode === now || (mode === "actual" && now === 1);
    return same ? <IconCheck size={16} /> : null;
  };
  const percent = (zoom: number) => words.screen.percent(number(Math.round(zoom * 100)));
  return (
    <Menu position="bottom-start" width={280} {...IN_MAIN} returnFocus={false}>
      <Menu.Target>
        <IconButton
          label={words.screen.size}
          icon={now === "fit" ? <IconArrowsMaximize size={20} /> : <IconAspectRatio size={20} />}
          reason={screen.state && screen.state.width > 0 ? undefined : words.session.noPictureYet}
        />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item rightSection={check("fit")} onClick={() => choose("fit")}>
          {words.screen.fit}
          {now === "fit" && screen.state ? <span className={classes.text}>{percent(screen.state.factor)}</span> : null}
        </Menu.Item>
        <Menu.Item rightSection={check("actual")} onClick={() => choose("actual")}>
          {words.screen.actual}
          <span className={classes.text}>{percent(1)}</span>
        </Menu.Item>
        <Menu.Divider />
        {STEPS.map((zoom) => (
          <Menu.Item key={zoom} rightSection={check(zoom)} onClick={() => choose(zoom)}>
            {percent(zoom)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconZoomIn size={16} />} closeMenuOnClick={false} onClick={() => step(1)}>
          {words.screen.zoomIn}
        </Menu.Item>
        <Menu.Item leftSection={<IconZoomOut size={16} />} closeMenuOnClick={false} onClick={() => step(-1)}>
          {words.screen.zoomOut}
        </Menu.Item>
        <p className={classes.note}>{words.screen.sizeHelp}</p>
      </Menu.Dropdown>
    </Menu>
  );
}
