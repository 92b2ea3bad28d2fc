// What a link to a Jump Item shows before the console opens: who and what, with Start, if another site led here; then that an open console took it, or the console itself.

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, type Me } from "@towline/api";
import { SignInFrame } from "@towline/ui";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Opening } from "../entry/Plain";
import { useWords } from "../words/en";
import type { Command, Errand } from "./command";
import { commandOf, offer } from "./command";
import classes from "./script.module.css";

type Step = "ask" | "offer" | "taken" | "here" | "declined";

interface DoorProps {
  readonly me: Me;
  readonly command: Command;
  /** The console, with what it is to do once it is open. */
  readonly children: (errand: Errand | undefined) => ReactNode;
}

export function CommandDoor({ me, command, children }: DoorProps) {
  const words = useWords().script;
  const [step, setStep] = useState<Step>(() => (commandOf(location) ? (command.ask ? "ask" : "offer") : "declined"));
  const fields = useSessionFields(command.errand);
  const pending = step === "ask" || step === "offer";
  const offered = useRef(false);
  useEffect(() => {
    if (step !== "offer" || !fields.known || fields.unknown || offered.current) return;
    offered.current = true;
    void offer(me.id, command.errand).then((taken) => setStep(taken ? "taken" : "here"));
  }, [step, me.id, command, fields.known, fields.unknown]);
  useEffect(() => {
    // The address is used up: loading the page again must not start anything again.
    if (step === "here" || step === "declined") history.replaceState(null, "", "/console/");
  }, [step]);

  if (pending && fields.unknown !== undefined) {
    return (
      <SignInFrame title={words.refusedTitle} text={words.unknownField(fields.unknown)}>
        <Button component="a" href="/console/" variant="default" mt="lg">
          {words.openHere}
        </Button>
      </SignInFrame>
    );
  }
  if (step === "offer" || (pending && !fields.known)) return <Opening />;
  if (step === "here") return children(command.errand);
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
  return (
    <Ask me={me} errand={command.errand} names={fields.names} onAnswer={(yes) => setStep(yes ? "offer" : "declined")} />
  );
}

/** What the custom fields of a link are called here, and the first that this site does not have. When it cannot be asked, the appliance still refuses it at the start. */
function useSessionFields({ custom }: Errand) {
  const codes = Object.keys(custom);
  const found = useQuery({
    queryKey: ["session-fields"],
    queryFn: async ({ signal }) => (await api.sessionFields(signal)).fields,
    enabled: codes.length > 0,
  });
  const names = new Map(found.data?.map((field) => [field.code_name, field.name]));
  return {
    known: codes.length === 0 || !found.isPending,
    unknown: found.data ? codes.find((code) => !names.has(code)) : undefined,
    names,
  };
}

interface AskProps {
  me: Me;
  errand: Errand;
  /** Of the custom fields, by code name. */
  names: ReadonlyMap<string, string>;
  onAnswer: (yes: boolean) => void;
}

function Ask({ me, errand, names: fields, onAnswer }: AskProps) {
  const { criteria, custom } = errand;
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
        {Object.keys(custom).length > 0 ? (
          <div>
            <dt>{words.carries}</dt>
            <dd>
              {Object.entries(custom).map(([code, value]) => (
                <div key={code}>
                  {fields.get(code) ?? code}: {value}
                </div>
              ))}
            </dd>
          </div>
        ) : null}
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
