// *Remove Support Button* asks first (SUP-50); the customer may be asked besides, and then it waits for their answer.

import { create } from "@bufbuild/protobuf";
import { Button, Modal } from "@mantine/core";
import { Permission, RemoveButtonSchema, type SessionState } from "@towline/wire";
import frame from "../frame/frame.module.css";
import homeClasses from "../home/home.module.css";
import { useTitleOf } from "../home/naming";
import { useLiveLink } from "../live/useLive";
import { useAfterYes } from "../session/useAfterYes";
import { useWords } from "../words/en";

interface RemoveDialogProps {
  state: SessionState;
  description: string;
  opened: boolean;
  onClose: () => void;
}

export function RemoveDialog({ state, description, opened, onClose }: RemoveDialogProps) {
  const words = useWords().button;
  return (
    <Modal opened={opened} onClose={onClose} title={words.removeTitle(description)} size={480}>
      <Ask state={state} onClose={onClose} />
    </Modal>
  );
}

function Ask({ state, onClose }: { state: SessionState; onClose: () => void }) {
  const words = useWords().button;
  const live = useLiveLink();
  const title = useTitleOf()(state);
  const [step, begin] = useAfterYes({
    state,
    permission: Permission.BUTTON,
    send: () =>
      live.request({ case: "removeButton", value: create(RemoveButtonSchema, { sessionId: state.sessionId }) }),
    onDone: onClose,
    failed: words.notRemoved,
    notAllowed: words.notAllowed,
  });
  return (
    <>
      <div className={homeClasses.lockForm}>
        <p className={frame.dialogText}>{words.removeText}</p>
        {step === "asking" ? (
          <p className={frame.dialogText} role="status">
            {words.asking(title)}
          </p>
        ) : null}
      </div>
      <div className={frame.dialogFoot}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {words.cancel}
        </Button>
        <Button color="red" loading={step !== "ready"} onClick={() => void begin()}>
          {words.remove}
        </Button>
      </div>
    </>
  );
}
