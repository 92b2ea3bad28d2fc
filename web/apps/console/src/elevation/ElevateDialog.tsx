// Two ways to administrative rights (SUP-41): the customer proves themselves at the machine, or the representative gives an account of it. With a browser only, the full client comes first (SUP-40).

import { create } from "@bufbuild/protobuf";
import { Alert, Button, Modal, PasswordInput, TextInput } from "@mantine/core";
import { IconDeviceDesktopDown, IconKey, IconUserQuestion } from "@tabler/icons-react";
import { ElevateRequestSchema, ElevationWay, Permission, type SessionState } from "@towline/wire";
import { type FormEvent, useEffect, useState } from "react";
import { ChoiceButton } from "../frame/ChoiceButton";
import frame from "../frame/frame.module.css";
import { mayUse, mustAsk, useAsk, useSessionActions } from "../session/actions";
import { useWords } from "../words/en";
import { isElevated, isTrying } from "./elevation";
import classes from "./elevation.module.css";
import { sealCredentials } from "./sealed";

interface DialogProps {
  state: SessionState;
  onClose: () => void;
}

export function ElevateDialog({ state, onClose }: DialogProps) {
  const words = useWords().elevation;
  const [specific, setSpecific] = useState(false);
  return (
    <Modal opened onClose={onClose} title={words.title} size={480}>
      {specific && state.agent ? (
        <SpecificUser state={state} onBack={() => setSpecific(false)} onClose={onClose} />
      ) : (
        <Ways state={state} onSpecific={() => setSpecific(true)} onClose={onClose} />
      )}
    </Modal>
  );
}

function Ways({ state, onSpecific, onClose }: DialogProps & { onSpecific: () => void }) {
  const { elevation: words, session } = useWords();
  const ask = useAsk();
  const { offerClient } = useSessionActions(state);
  const [busy, setBusy] = useState(false);
  const prompt = async () => {
    setBusy(true);
    const value = create(ElevateRequestSchema, { sessionId: state.sessionId, way: ElevationWay.CUSTOMER });
    await ask({ case: "elevate", value });
    onClose();
  };
  const offer = async () => {
    setBusy(true);
    await offerClient();
    onClose();
  };
  return (
    <>
      <p className={frame.dialogText}>
        {words.text} {mustAsk(state, Permission.ELEVATION) ? words.askFirst : null}
      </p>
      <div className={frame.choices}>
        {state.agent ? (
          <>
            {state.elevation?.byCustomer ? (
              <ChoiceButton
                icon={<IconUserQuestion size={20} />}
                title={words.prompt}
                text={words.promptText(state.customer?.name ?? "")}
                busy={busy}
                autoFocus
                onClick={() => void prompt()}
              />
            ) : (
              <p className={frame.dialogText}>{words.noPrompt}</p>
            )}
            {state.elevation?.byAccount ? (
              <ChoiceButton
                icon={<IconKey size={20} />}
                title={words.specific}
                text={words.specificText}
                onClick={onSpecific}
              />
            ) : (
              <p className={frame.dialogText}>{words.noAccount}</p>
            )}
          </>
        ) : (
          <ChoiceButton
            icon={<IconDeviceDesktopDown size={20} />}
            title={session.runClient}
            text={session.runClientText}
            busy={busy}
            autoFocus
            onClick={() => void offer()}
          />
        )}
      </div>
      <div className={frame.dialogFoot}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
      </div>
    </>
  );
}

function SpecificUser({ state, onBack, onClose }: DialogProps & { onBack: () => void }) {
  const words = useWords().elevation;
  const ask = useAsk();
  const [account, setAccount] = useState("");
  const [password, setPassword] = useState("");
  const [sending, setSending] = useState(false);
  /** The attempt before the one that this form made; undefined: it made none yet. */
  const [before, setBefore] = useState<number>();
  const attempt = state.elevation?.attempt ?? 0;
  const over = before !== undefined && attempt !== before && !isTrying(state);
  const code = over ? (state.elevation?.code ?? "") : "";
  const trying = sending || (before !== undefined && !over);
  const asks = mustAsk(state, Permission.ELEVATION) && !mayUse(state, Permission.ELEVATION);
  const elevated = isElevated(state);
  useEffect(() => {
    if (elevated) onClose();
  }, [elevated, onClose]);

  const request = async (sealed: Uint8Array) => {
    const { sessionId } = state;
    return ask({
      case: "elevate",
      value: create(ElevateRequestSchema, { sessionId, way: ElevationWay.ACCOUNT, sealed }),
    });
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (asks) {
      await request(new Uint8Array());
      return;
    }
    const key = state.elevation?.key;
    if (!key || !account.trim() || !password) return;
    setSending(true);
    setBefore(attempt);
    const sealed = await sealCredentials(key, state.sessionId, account.trim(), password).catch(() => undefined);
    // Typed once, sealed once: it does not stay in the page.
    setPassword("");
    const begun = sealed && (await request(sealed));
    setSending(false);
    if (!begun) setBefore(undefined);
  };

  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <p className={frame.dialogText}>{words.specificText}</p>
      {code ? (
        <Alert color="red" role="alert">
          {words.failure(code)}
        </Alert>
      ) : null}
      {asks ? (
        <p className={frame.dialogText}>{words.askFirst}</p>
      ) : (
        <>
          <TextInput
            label={words.account}
            value={account}
            maxLength={128}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            disabled={trying}
            data-autofocus
            onChange={(event) => setAccount(event.currentTarget.value)}
          />
          <PasswordInput
            label={words.password}
            value={password}
            maxLength={128}
            autoComplete="off"
            disabled={trying}
            visibilityToggleButtonProps={{ "aria-label": words.show, tabIndex: 0 }}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <p className={frame.dialogText}>{words.specificSafe}</p>
        </>
      )}
      {trying ? (
        <p className={frame.dialogText} role="status">
          {words.busy}
        </p>
      ) : null}
      <div className={frame.dialogFoot}>
        <Button variant="default" disabled={trying} onClick={onBack}>
          {words.back}
        </Button>
        <Button type="submit" loading={trying} disabled={!asks && (!account.trim() || !password)}>
          {asks ? words.askNow : words.get}
        </Button>
      </div>
    </form>
  );
}
