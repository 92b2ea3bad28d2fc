// What stands in the picture's place where there is no desktop to show: why, and what can be done about it (SCR-20).

import { Button, Group, Loader } from "@mantine/core";
import { IconDeviceDesktopOff, IconHandStop } from "@tabler/icons-react";
import { EmptyState } from "@towline/ui";
import { Permission, type ScreenStatus, type SessionState } from "@towline/wire";
import { useWords } from "../words/en";
import { mayUse } from "./actions";
import { withheldWords } from "./desktops";
import { Veil } from "./ScreenTool";
import type { ScreenView } from "./useDesktop";
import { useWorkspace } from "./workspaces";

interface NoDesktopProps {
  state: SessionState;
  screen: ScreenView;
  /** As the agent says it; absent: only the picture's own link said that there is none. */
  absent: ScreenStatus | undefined;
  problem: { code: string; title: string } | undefined;
}

export function NoDesktop({ state, screen, absent, problem }: NoDesktopProps) {
  const words = useWords().session;
  const [workspace] = useWorkspace(state.sessionId);
  const code = absent?.reasonCode ?? problem?.code ?? "";
  const said = withheldWords(code, absent?.desktop || words.desktopUnnamed, words, absent?.path === "wayland-portal");
  const known: Record<string, string> = {
    no_desktop: words.noDesktop,
    no_authority: words.noAuthority,
    helper_failed: words.helperFailed,
  };
  const text = `${known[code] ?? problem?.title ?? words.noDesktop} ${words.noDesktopWaits}`;
  const shell = mayUse(state, Permission.SHELL);
  return (
    <Veil solid>
      <EmptyState
        announce
        icon={
          said?.waits ? (
            <Loader size={20} aria-hidden="true" />
          ) : said?.person ? (
            <IconHandStop size={20} />
          ) : (
            <IconDeviceDesktopOff size={20} />
          )
        }
        title={said?.title ?? words.noDesktopTitle}
        text={said?.text ?? text}
        actions={
          <Group gap="xs" justify="center">
            {said?.again ? <Button onClick={() => screen.desktop?.ask()}>{words.askAgain}</Button> : null}
            {shell ? (
              <Button variant="default" onClick={() => workspace.change({ tool: "shell" })}>
                {words.shellInstead}
              </Button>
            ) : null}
          </Group>
        }
      />
    </Veil>
  );
}
