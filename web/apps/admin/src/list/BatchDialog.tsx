// Does something to what is chosen in a list: finds it, says what will happen, does it part by part while it shows how far it is, and lists what was refused and why. That stays chosen.

import { Button, Modal, Progress } from "@mantine/core";
import { ErrorState, notify, number } from "@towline/ui";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { isDeclined } from "../shell/Again";
import { useFrameTexts, useListTexts } from "../words";
import styles from "./list.module.css";
import { type Act, BATCH, type Done, type Working, workThrough } from "./work";

type Names = ReadonlyMap<string, string>;

export interface Plan {
  /** "Disable 12 users?" */
  readonly title: (text: string, count: number) => string;
  /** What will happen, and what must be said before. */
  readonly children: (found: Names) => ReactNode;
  /** The verb on the button. */
  readonly submit: string;
  readonly danger?: boolean;
  /** Whether all is said that must be. */
  readonly ready?: boolean;
  readonly act: Act;
  /** Things in one request; those that are asked for one by one are cancelled between any two. */
  readonly size?: number;
  /** "12 users are disabled" */
  readonly done: (text: string, count: number) => string;
}

interface Props {
  readonly plan: Plan;
  /** All that is chosen, with their names. */
  readonly find: (working: Working) => Promise<Names>;
  /** Something changed; these stay chosen. */
  readonly onDone: (left: Names) => void;
  readonly onClose: () => void;
}

type Phase =
  | { readonly at: "finding" | "working"; readonly done: number; readonly total: number }
  | { readonly at: "failed"; readonly reason: unknown }
  | { readonly at: "asking" }
  | { readonly at: "over"; readonly outcome: Done };

export function BatchDialog({ plan, find, onDone, onClose }: Props) {
  const { batch: texts } = useListTexts();
  const { drawer } = useFrameTexts();
  const [phase, setPhase] = useState<Phase>({ at: "finding", done: 0, total: 0 });
  const [found, setFound] = useState<Names>(new Map());
  const stop = useRef(new AbortController());
  // Only once: what was found when the question was asked is what it is done to.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the search must not follow the page
  useEffect(() => {
    const controller = new AbortController();
    stop.current = controller;
    const onProgress = (done: number, total: number) => setPhase({ at: "finding", done, total });
    find({ signal: controller.signal, onProgress }).then(
      (names) => {
        if (controller.signal.aborted) return;
        setFound(names);
        setPhase({ at: "asking" });
      },
      (reason: unknown) => {
        if (!controller.signal.aborted) setPhase({ at: "failed", reason });
      },
    );
    // Whoever leaves the page stops it, as far as it has not begun.
    return () => stop.current.abort();
  }, []);

  const run = async () => {
    const ids = [...found.keys()];
    const controller = new AbortController();
    stop.current = controller;
    setPhase({ at: "working", done: 0, total: ids.length });
    const onProgress = (done: number, total: number) => setPhase({ at: "working", done, total });
    const outcome = await workThrough(ids, plan.act, { signal: controller.signal, onProgress }, plan.size ?? BATCH);
    const kept = [...outcome.refused.map(({ id }) => id), ...outcome.left];
    onDone(new Map(kept.map((id) => [id, found.get(id) ?? ""])));
    if (isDeclined(outcome.reason)) return setPhase({ at: "asking" });
    if (kept.length > 0) return setPhase({ at: "over", outcome });
    notify.done(plan.done(number(outcome.done), outcome.done));
    onClose();
  };
  const close = () => {
    stop.current.abort();
    if (phase.at !== "working") onClose();
  };
  const question = plan.title(number(found.size), found.size);
  const title = phase.at === "finding" ? texts.finding : phase.at === "over" ? texts.over : question;
  return (
    <Modal opened onClose={close} title={title} closeButtonProps={{ "aria-label": drawer.close }}>
      {phase.at === "finding" || phase.at === "working" ? (
        <>
          <Progress value={phase.total ? (100 * phase.done) / phase.total : 0} aria-label={title} />
          <p role="status">{texts.progress(number(phase.done), number(phase.total))}</p>
          <div className={styles.actions}>
            <Button variant="default" onClick={close}>
              {texts.stop}
            </Button>
          </div>
        </>
      ) : null}
      {phase.at === "failed" ? <ErrorState error={phase.reason} /> : null}
      {phase.at === "asking" ? (
        <>
          <div className={styles.will}>{plan.children(found)}</div>
          <div className={styles.actions}>
            <Button variant="default" onClick={onClose} data-autofocus>
              {texts.cancel}
            </Button>
            <Button
              color={plan.danger ? "red" : "teal"}
              disabled={plan.ready === false || found.size === 0}
              onClick={() => void run()}
            >
              {plan.submit}
            </Button>
          </div>
        </>
      ) : null}
      {phase.at === "over" ? <Outcome outcome={phase.outcome} found={found} plan={plan} onClose={onClose} /> : null}
    </Modal>
  );
}

/** What was done, what was not, and why. */
function Outcome({ outcome, found, plan, onClose }: { outcome: Done; found: Names; plan: Plan; onClose: () => void }) {
  const { batch: texts } = useListTexts();
  const { done, refused, left, reason } = outcome;
  return (
    <div className={styles.will} role="status">
      {done > 0 ? <div>{plan.done(number(done), done)}.</div> : null}
      {refused.length > 0 ? (
        <>
          <div>{texts.refused(number(refused.length), refused.length)}</div>
          <ul className={styles.refused}>
            {refused.map((each) => (
              <li key={each.id}>
                {found.get(each.id) ?? each.id}
                <p>{[each.title, each.detail].filter(Boolean).join(" ")}</p>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {left.length > 0 ? <div>{texts.left(number(left.length), left.length)}</div> : null}
      {reason === undefined ? null : <ErrorState error={reason} />}
      <div>{texts.stay}</div>
      <div className={styles.actions}>
        <Button onClick={onClose}>{texts.close}</Button>
      </div>
    </div>
  );
}
