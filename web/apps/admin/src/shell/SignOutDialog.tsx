// Leaving (ACC-4): the open sessions are listed, and the person says what becomes of them. Without open sessions it asks nothing.

import { Button, Group, List, Modal, Radio, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { ApiError, type Me } from "@towline/api";
import { useState } from "react";
import { Problem } from "../form/FormParts";
import { meQuery } from "../queries";
import { signOut } from "../session";
import { useFrameTexts } from "../words";

type Open = Me["sessions"];

/** The way out for the frame's button: asks for the newest list first, then either leaves or opens the dialog. */
export function useSigningOut() {
  const client = useQueryClient();
  const [open, setOpen] = useState<Open | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiError | null>(null);

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      setProblem(reason);
      setOpen((shown) => shown ?? []);
    } finally {
      setBusy(false);
    }
  };

  const leave = (choice: "hold" | "end", had: number) => attempt(() => signOut(client, choice, had));
  const start = () =>
    attempt(async () => {
      const me = await client.fetchQuery({ ...meQuery, staleTime: 0 });
      if (!me) return;
      // What is on hold already waits in the queue and stays there.
      const running = me.sessions.filter((session) => session.phase !== "on_hold");
      if (running.length === 0) await signOut(client, "hold", 0);
      else setOpen(running);
    });
  return { start, leave, close: () => setOpen(null), open, busy, problem };
}

export function SignOutDialog({ leaving }: { leaving: ReturnType<typeof useSigningOut> }) {
  const { signOutDialog: texts } = useFrameTexts();
  const [choice, setChoice] = useState<"hold" | "end">("hold");
  const sessions = leaving.open ?? [];
  return (
    <Modal opened={leaving.open !== null} onClose={leaving.close} title={texts.title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void leaving.leave(choice, sessions.length);
        }}
      >
        <Stack gap="md">
          {sessions.length > 0 ? (
            <>
              <Text>{texts.ask(sessions.length)}</Text>
              <List size="sm" spacing={4}>
                {sessions.map((session) => (
                  <List.Item key={session.id}>
                    <Text span fw={500}>
                      {session.item_name}
                    </Text>
                    {session.owned ? null : (
                      <Text span c="dimmed">
                        {` · ${texts.shared}`}
                      </Text>
                    )}
                  </List.Item>
                ))}
              </List>
              <Radio.Group
                value={choice}
                onChange={(value) => setChoice(value === "end" ? "end" : "hold")}
                aria-label={texts.ask(sessions.length)}
              >
                <Stack gap="sm">
                  <Radio value="hold" label={texts.hold} description={texts.holdHint} data-autofocus />
                  <Radio value="end" label={texts.end} description={texts.endHint} />
                </Stack>
              </Radio.Group>
            </>
          ) : null}
          <Problem problem={leaving.problem} title={texts.failed} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={leaving.close}>
              {texts.cancel}
            </Button>
            <Button type="submit" loading={leaving.busy} color={choice === "end" ? "red" : "teal"}>
              {texts.title}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
