// Restart, shut down and log off ask first (SCR-4, SCR-6); the customer may be asked besides, and then it waits for their answer.

import { Button, Modal } from "@mantine/core";
import { ActionKind, type SessionState } from "@towline/wire";
import frame from "../frame/frame.module.css";
import { useTitleOf } from "../home/naming";
import { mustAsk } from "../session/actions";
import { useAfterYes } from "../session/useAfterYes";
import { useWords } from "../words/en";
import classes from "./actions.module.css";
import { permissionOf, wayOf } from "./offers";
import { useAction } from "./useAction";

interface DialogProps {
  state: SessionState;
  kind: ActionKind;
  /** It was begun, with this nonce. */
  onTold: (nonce: string) => void;
  onClose: () => void;
}

interface Texts {
  readonly title: string;
  readonly text: string;
  readonly verb: string;
}

export function ActionDialog({ state, kind, onTold, onClose }: DialogProps) {
  const words = useWords().actions;
  const machine = useTitleOf()(state);
  const client = state.customer !== undefined;
  const restart: Texts = {
    title: words.restartTitle(machine),
    text: {
      system: words.restartText,
      desktop: words.restartDesktopText,
      byHand: words.restartByHandText,
      none: words.restartClientText,
    }[wayOf(state)],
    verb: words.restart,
  };
  const texts: Partial<Record<ActionKind, Texts>> = {
    [ActionKind.RESTART_SAFE]: { ...restart, title: words.safeTitle(machine) },
    [ActionKind.SHUT_DOWN]: {
      title: words.shutDownTitle(machine),
      text: words.shutDownText,
      verb: words.shutDown,
    },
    [ActionKind.LOG_OFF]: {
      title: words.logOffTitle(machine),
      text: client ? words.logOffClientText : words.logOffText,
      verb: words.logOff,
    },
  };
  const { title, text, verb } = texts[kind] ?? restart;
  const act = useAction(state);
  const [step, begin] = useAfterYes({
    state,
    permission: permissionOf(kind),
    send: async () => onTold(await act(kind)),
    onDone: onClose,
    failed: words.notBegun,
    notAllowed: words.notAllowed,
  });
  return (
    <Modal opened onClose={onClose} title={title} size={480}>
      <div className={classes.form}>
        <p className={frame.dialogText}>
          {text} {mustAsk(state, permissionOf(kind)) && step === "ready" ? words.askFirst(machine) : null}
        </p>
        {step === "asking" ? (
          <p className={frame.dialogText} role="status">
            {words.asking(machine)}
          </p>
        ) : null}
      </div>
      <div className={frame.dialogFoot}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {words.cancel}
        </Button>
        <Button color="red" loading={step !== "ready"} onClick={() => void begin()}>
          {verb}
        </Button>
      </div>
    </Modal>
  );
}
