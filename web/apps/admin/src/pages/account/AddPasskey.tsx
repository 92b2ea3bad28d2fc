// Adding a passkey: a name for it, then the browser asks where to keep it.

import { Modal, Text } from "@mantine/core";
import { ApiError, api } from "@towline/api";
import { makePasskey } from "@towline/ui";
import { useState } from "react";
import { DialogForm } from "../../form/FormParts";
import { TextField } from "../../form/fields";
import { useForm } from "../../form/useForm";
import { again } from "../../shell/Again";
import { factorTexts, useFactorTexts, useFrameTexts } from "../../words";

interface AddProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onAdded: (name: string, codes: readonly string[]) => void;
}

export function AddPasskey({ opened, onClose, onAdded }: AddProps) {
  const { passkey: texts } = useFactorTexts();
  const { drawer } = useFrameTexts();
  return (
    <Modal opened={opened} onClose={onClose} title={texts.title} closeButtonProps={{ "aria-label": drawer.close }}>
      {opened ? <Name onClose={onClose} onAdded={onAdded} /> : null}
    </Modal>
  );
}

function Name({ onClose, onAdded }: Omit<AddProps, "opened">) {
  const { passkey: texts } = useFactorTexts();
  const [saved] = useState({ name: factorTexts().passkey.defaultName });
  const form = useForm({
    saved,
    save: async ({ name }) => {
      const { options } = await again(() => api.beginPasskey());
      const made = await makePasskey(options).catch(() => {
        throw new ApiError("passkey_failed", factorTexts().passkey.failed, factorTexts().passkey.failedHint, 400);
      });
      const { codes } = await again(() => api.finishPasskey(name, made));
      onAdded(name, codes);
    },
  });
  return (
    <DialogForm form={form} label={texts.title} submit={texts.submit} onCancel={onClose}>
      <Text size="sm">{texts.text}</Text>
      <TextField form={form} name="name" label={texts.name} maxLength={64} focusFirst />
    </DialogForm>
  );
}
