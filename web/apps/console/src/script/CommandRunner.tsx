// Does what a link asks of a console that is open: finds the Jump Item and starts a session; several are offered to choose from, none is said.

import { Modal } from "@mantine/core";
import { api, type JumpItem } from "@towline/api";
import { notify, StatusDot } from "@towline/ui";
import { createContext, useCallback, useContext, useEffect, useRef, useState } from "react";
import { useMe } from "../entry/me";
import { useJump } from "../home/jump";
import { useLive } from "../live/useLive";
import { useWords } from "../words/en";
import { type Custom, type Errand, takeOffers } from "./command";
import classes from "./script.module.css";

const FirstContext = createContext<Errand | undefined>(undefined);

/** Gives a console what it is to do once it is open. */
export const FirstCommand = FirstContext.Provider;

export function CommandRunner() {
  const first = useContext(FirstContext);
  const words = useWords();
  const me = useMe();
  const { jump } = useJump();
  const connected = useLive((snapshot) => snapshot.link.phase === "open" && snapshot.sessions !== undefined);
  const [waiting, setWaiting] = useState<Errand | undefined>(first);
  const [choice, setChoice] = useState<{ items: readonly JumpItem[]; more: boolean; custom: Custom }>();
  const done = useRef<Errand | undefined>(undefined);

  useEffect(
    () =>
      takeOffers(me.id, (errand) => {
        window.focus();
        setWaiting(errand);
      }),
    [me.id],
  );

  const run = useCallback(
    async ({ criteria, custom }: Errand) => {
      try {
        const { items, more } = await api.findItems(criteria);
        const [only] = items;
        if (!only) notify.failed(words.script.noneTitle, words.script.noneText);
        else if (items.length === 1) jump(only, custom);
        else setChoice({ items, more, custom });
      } catch (reason) {
        notify.refused(reason, words.script.failed);
      }
    },
    [jump, words],
  );
  useEffect(() => {
    if (!connected || !waiting || done.current === waiting) return;
    done.current = waiting;
    setWaiting(undefined);
    void run(waiting);
  }, [connected, waiting, run]);

  return (
    <Modal
      opened={choice !== undefined}
      onClose={() => setChoice(undefined)}
      title={words.script.chooseTitle}
      closeButtonProps={{ "aria-label": words.session.cancel }}
    >
      <p className={classes.hint}>{choice?.more ? words.script.chooseMore : words.script.chooseText}</p>
      <ul className={classes.choices}>
        {choice?.items.map((item) => (
          <li key={item.id}>
            <button
              type="button"
              disabled={!item.may_start}
              onClick={() => {
                setChoice(undefined);
                jump(item, choice.custom);
              }}
            >
              <StatusDot
                tone={item.availability === "online" ? "online" : "quiet"}
                hollow={item.availability !== "online"}
              >
                {item.name}
              </StatusDot>
              <span>{[item.location.name, item.tag].filter(Boolean).join(" · ")}</span>
            </button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
