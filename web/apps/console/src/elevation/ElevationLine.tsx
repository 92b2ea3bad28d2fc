// The line below a session's bar while administrative rights are being got: for whom, and how.

import { IconShieldQuestion } from "@tabler/icons-react";
import { ElevationWay, type SessionState } from "@towline/wire";
import classes from "../session/session.module.css";
import { useWords } from "../words/en";
import { isTrying } from "./elevation";

export function ElevationLine({ state }: { state: SessionState }) {
  const words = useWords().elevation;
  if (!isTrying(state)) return null;
  return (
    <div className={classes.pausedLine}>
      <IconShieldQuestion size={16} aria-hidden="true" />
      <span role="status">
        {state.elevation?.trying === ElevationWay.CUSTOMER
          ? words.lineCustomer(state.customer?.name ?? "")
          : words.lineAccount}
      </span>
    </div>
  );
}
