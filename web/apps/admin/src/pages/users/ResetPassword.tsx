// A new password for a user who has lost theirs: generated or typed, shown once.

import { Button, Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { api, type User } from "@towline/api";
import { useState } from "react";
import { DialogForm } from "../../form/FormParts";
import { useForm } from "../../form/useForm";
import { useMe } from "../../session";
import { again } from "../../shell/Again";
import { DetailSection } from "../../shell/Facts";
import { useFrameTexts, useUserTexts } from "../../words";
import {
  checkGivenPassword,
  freshPassword,
  PasswordChoice,
  PasswordShown,
  type PasswordValues,
} from "./PasswordChoice";

export function ResetPassword({ user }: { user: User }) {
  const { reset: texts } = useUserTexts();
  const { drawer } = useFrameTexts();
  const [open, setOpen] = useState(false);
  return (
    <DetailSection title={texts.title} text={texts.text}>
      <div>
        <Button variant="default" onClick={() => setOpen(true)}>
          {texts.open}
        </Button>
      </div>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={texts.ask(user.display_name)}
        closeButtonProps={{ "aria-label": drawer.close }}
      >
        {open ? <Choose user={user} onDone={() => setOpen(false)} /> : null}
      </Modal>
    </DetailSection>
  );
}

function Choose({ user, onDone }: { user: User; onDone: () => void }) {
  const client = useQueryClient();
  const { reset: texts } = useUserTexts();
  const { password_minimum: minimum } = useMe();
  const [saved] = useState(() => freshPassword(minimum));
  const [set, setSet] = useState<string | null>(null);
  const form = useForm<PasswordValues>({
    saved,
    check: (values) => checkGivenPassword(values, minimum),
    save: async (values) => {
      await again(() => api.setPassword(user.id, values.password, values.must_change_password));
      setSet(values.password);
      await client.invalidateQueries({ queryKey: ["users"] });
    },
  });
  if (set !== null) return <PasswordShown title={texts.done(user.display_name)} password={set} onDone={onDone} />;
  return (
    <DialogForm form={form} label={texts.ask(user.display_name)} submit={texts.submit} onCancel={onDone}>
      <PasswordChoice form={form} />
    </DialogForm>
  );
}
