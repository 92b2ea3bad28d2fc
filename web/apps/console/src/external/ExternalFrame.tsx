// The frame of an external representative's console: whose it is, the theme, and the way out.

import { create } from "@bufbuild/protobuf";
import { Button } from "@mantine/core";
import { IconDoorExit } from "@tabler/icons-react";
import { Navigate, Outlet } from "@tanstack/react-router";
import { BrandMark, ConfirmDialog, Failsafe, SkipLink, StatusBadge, ThemeSwitch } from "@towline/ui";
import { LeaveSessionSchema } from "@towline/wire";
import { useState } from "react";
import frame from "../frame/frame.module.css";
import { LinkLine } from "../frame/LinkLine";
import { JumpProvider } from "../home/jump";
import { useAsk } from "../session/actions";
import { useWords } from "../words/en";
import classes from "./external.module.css";
import { useGuest } from "./guest";

export function ExternalFrame() {
  const words = useWords();
  const guest = useGuest();
  const ask = useAsk();
  const [leaving, setLeaving] = useState(false);
  if (!guest) return null;
  const leave = async () => {
    await ask({ case: "leaveSession", value: create(LeaveSessionSchema, { sessionId: guest.session_id }) });
    setLeaving(false);
  };
  return (
    <div className={frame.frame}>
      <SkipLink target="content">{words.frame.skip}</SkipLink>
      <header className={frame.bar}>
        <span className={classes.brand}>
          <BrandMark size={20} />
        </span>
        <span className={classes.who}>{guest.name}</span>
        <span className={classes.mark}>
          <StatusBadge tone="accent">{words.external.mark}</StatusBadge>
        </span>
        <span className={classes.gap} />
        <ThemeSwitch />
        <Button
          variant="default"
          size="compact-md"
          leftSection={<IconDoorExit size={16} aria-hidden="true" />}
          aria-label={words.external.leave}
          onClick={() => setLeaving(true)}
        >
          {words.external.leaveConfirm}
        </Button>
      </header>
      <LinkLine />
      <main id="content" className={frame.content} tabIndex={-1}>
        <Failsafe>
          <JumpProvider>
            <Outlet />
          </JumpProvider>
        </Failsafe>
      </main>
      <ConfirmDialog
        opened={leaving}
        title={words.external.leaveTitle}
        confirm={words.external.leaveConfirm}
        onConfirm={leave}
        onClose={() => setLeaving(false)}
      >
        {words.external.leaveText}
      </ConfirmDialog>
    </div>
  );
}

/** There is one page, wherever the address leads. */
export function ToSession() {
  const guest = useGuest();
  if (!guest) return null;
  return <Navigate to="/session/$sessionId" params={{ sessionId: guest.session_id }} replace />;
}
