// What a link to a Jump Item shows before the console opens: who and what, with Start, if another site led here; then that an open console took it, or the console itself.

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, type Me } from "@towline/api";
import { SignInFrame } from "@towline/ui";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Opening } from "../entry/Plain";
import { useWords } from "../words/en";
import type { Command, Criteria } from "./command";
import { commandOf, offer } from "./command";
import classes from "./script.module.css";

type Step = "ask" | "offer" | "taken" | "here" | "declined";

interface DoorProps {
  readonly me: Me;
  readonly command: Command;
  /** The console, with what it is to do once it is open. */
  readonly children: (criteria: Criteria | undefined) => ReactNode;
}

export function CommandDoor({ me, command, children }: DoorProps) {
  const words = useWords().script;
  const [step, setStep] = useState<Step>(() => (commandOf(location) ? (command.ask ? "ask" : "offer") : "declined"));
  const offered = useRef(false);
  useEffect(() => {
    if (step !== "offer" || offered.current) return;
    offered.current = true;
    void offer(me.id, command.criteria).then((taken) => setStep(taken ? "taken" : "here"));
  }, [step, me.id, command]);
  useEffect(() => {
    // The address is used up: loading the page again must not start anything again.
    if (step === "here" || step === "declined") history.replaceState(null, "", "/console/");
  }, [step]);

  if (step === "offer") return <Opening />;
  if (step === "here") return children(command.criteria);
  if (step === "declined") return children(undefined);
  if (step === "taken") {
    return (
      <SignInFrame title={words.takenTitle} text={words.takenText}>
        <Button component="a" href="/console/" variant="default" mt="lg">
          {words.openHere}
        </Button>
      </SignInFrame>
    );
  }
  return <Ask me={me} criteria={command.criteria} onAnswer={(yes) => setStep(yes ? "offer" : "declined")} />;
}

function Ask({ me, criteria, onAnswer }: { me: Me; criteria: Criteria; onAnswer: (yes: boolean) => void }) {
  const { script: words, scriptCriteria: names } = useWords();
  const found = useQuery({
    queryKey: ["script", criteria],
    queryFn: ({ signal }) => api.findItems(criteria, signal),
  });
  const items = found.data?.items ?? [];
  const target =
    found.data === undefined
      ? words.looking
      : items.length === 0
        ? words.matchesNone
        : items.length === 1
          ? (items[0]?.name ?? "")
          : words.matchesMany(items.length, found.data.more);
  return (
    <SignInFrame title={words.askTitle} text={words.askText}>
      <dl className={classes.facts}>
        <div>
          <dt>{words.target}</dt>
          <dd aria-live="polite">{target}</dd>
        </div>
        <div>
          <dt>{words.lookedFor}</dt>
          <dd>
            {Object.entries(criteria).map(([name, value]) => (
              <div key={name}>
                {names[name] ?? name}: {value}
              </div>
            ))}
          </dd>
        </div>
        <div>
          <dt>{words.as}</dt>
          <dd>{me.display_name}</dd>
        </div>
      </dl>
      <div className={classes.answers}>
        <Button variant="default" onClick={() => onAnswer(false)}>
          {words.cancel}
        </Button>
        <Button onClick={() => onAnswer(true)} data-autofocus>
          {words.start}
        </Button>
      </div>
    </SignInFrame>
  );
}
