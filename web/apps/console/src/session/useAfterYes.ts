// Something that the customer may be asked for first (SES-5): it is said, waits for their yes, and is said again then.

import { notify } from "@towline/ui";
import { type Permission, ProblemError, type SessionState } from "@towline/wire";
import { useEffect, useRef, useState } from "react";
import { mayUse } from "./actions";

interface Order {
  readonly state: SessionState;
  readonly permission: Permission;
  readonly send: () => Promise<unknown>;
  readonly onDone: () => void;
  /** What is told when it does not begin, and when the customer is the reason. */
  readonly failed: string;
  readonly notAllowed: string;
}

export type Step = "ready" | "asking" | "sending";

/** As long as what uses it is shown. */
export function useAfterYes(order: Order): readonly [Step, () => Promise<void>] {
  const { state, permission, send, onDone, failed, notAllowed } = order;
  const [step, setStep] = useState<Step>("ready");
  const may = mayUse(state, permission);
  const asked = state.prompts.some((each) => each.permission === permission && each.participant === state.self);

  const begin = async () => {
    setStep("sending");
    try {
      await send();
      onDone();
    } catch (reason) {
      if (reason instanceof ProblemError && reason.code === "asking") return setStep("asking");
      notify.refused(reason, failed);
      setStep("ready");
    }
  };

  // The question is there once the state says so; when it is gone, it was answered, or nobody did in time.
  const seen = useRef(false);
  useEffect(() => {
    if (step !== "asking") {
      seen.current = false;
    } else if (may) {
      void begin();
    } else if (asked) {
      seen.current = true;
    } else if (seen.current) {
      notify.told(failed, notAllowed);
      setStep("ready");
    }
  });
  return [step, begin];
}
