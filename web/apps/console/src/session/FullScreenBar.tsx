// The thin bar that leads back from full screen (SCR-12): everything that the bar above the picture has, and the way out.

import { IconMinimize } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import type { SessionState } from "@towline/wire";
import { useTitleOf } from "../home/naming";
import { useWords } from "../words/en";
import { ScreenButtons } from "./ScreenButtons";
import classes from "./session.module.css";
import type { ScreenView } from "./useDesktop";
import type { FullScreen } from "./useFullScreen";

interface FullScreenBarProps {
  state: SessionState;
  screen: ScreenView;
  full: FullScreen;
}

export function FullScreenBar({ state, screen, full }: FullScreenBarProps) {
  const words = useWords();
  const titleOf = useTitleOf();
  return (
    <div className={classes.fullBar}>
      <span className={classes.fullGrip} aria-hidden="true" />
      <div className={classes.fullButtons}>
        <strong className={classes.fullTitle}>{titleOf(state)}</strong>
        {state.share ? <span>{words.session.viewOnly}</span> : null}
        <ScreenButtons state={state} screen={screen} />
        {full.keysStay && !state.share ? <span className={classes.fullNote}>{words.screen.keysStay}</span> : null}
        <IconButton label={words.session.leaveFullScreen} icon={<IconMinimize size={20} />} onClick={full.leave} />
      </div>
    </div>
  );
}
