// The name of a new folder.

import { Button, Modal, TextInput } from "@mantine/core";
import { wrongName } from "@towline/files";
import { type FormEvent, useState } from "react";
import frame from "../frame/frame.module.css";
import { useFilesWords } from "../words/files";
import { faultOf, faultText } from "./looks";

export function FolderDialog({ onMake, onClose }: { onMake: (name: string) => Promise<void>; onClose: () => void }) {
  const words = useFilesWords();
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const wrong = wrongName(name);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (wrong) {
      setFault(words.wrongName[wrong]);
      return;
    }
    setBusy(true);
    try {
      await onMake(name);
      onClose();
    } catch (why) {
      setFault(faultText(faultOf(why), words.fault));
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.files.newFolderTitle}
      closeButtonProps={{ "aria-label": words.files.close }}
    >
      <form onSubmit={(event) => void submit(event)} noValidate>
        <TextInput
          label={words.files.newFolderName}
          value={name}
          error={fault}
          data-autofocus
          spellCheck={false}
          onChange={(event) => {
            setFault(undefined);
            setName(event.currentTarget.value);
          }}
        />
        <div className={frame.dialogFoot}>
          <Button variant="default" onClick={onClose}>
            {words.files.cancel}
          </Button>
          <Button type="submit" loading={busy}>
            {words.files.create}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
