// A thing's details in a drawer at the right, as one form. While something is unsaved a bar at the bottom says so, with Save and Discard, and closing asks.
//
// It knows nothing of the fields: the caller keeps their values and says whether they differ from what is stored.

import { Button, Drawer } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useUiTexts } from "../messages/en";
import { ConfirmDialog } from "./ConfirmDialog";
import classes from "./parts.module.css";
import { useBlocker } from "./useBlocker";

export interface FormDrawerProps {
  opened: boolean;
  title: ReactNode;
  unsaved: boolean;
  saving?: boolean;
  /** The verb on the button; "Save" unless said otherwise. */
  save?: string;
  onSave: () => unknown;
  onDiscard?: () => void;
  onClose: () => void;
  children: ReactNode;
  size?: number | string;
}

export function FormDrawer({
  opened,
  title,
  unsaved,
  saving,
  save,
  onSave,
  onDiscard,
  onClose,
  children,
  size = 480,
}: FormDrawerProps) {
  const texts = useUiTexts();
  const [asking, setAsking] = useState(false);
  useBlocker(opened && unsaved);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave();
  };
  const close = () => (unsaved && !saving ? setAsking(true) : onClose());
  return (
    <>
      <Drawer
        opened={opened}
        onClose={close}
        title={title}
        size={size}
        padding={0}
        closeButtonProps={{ "aria-label": texts.dialog.close }}
      >
        <form className={classes.drawerBody} onSubmit={submit} noValidate>
          <div className={classes.drawerFields}>{children}</div>
          <UnsavedBar shown={unsaved} saving={saving ?? false} save={save} onDiscard={onDiscard ?? onClose} />
        </form>
      </Drawer>
      <ConfirmDialog
        opened={asking}
        title={texts.unsaved.leaveTitle}
        confirm={texts.unsaved.discard}
        cancel={texts.unsaved.leaveStay}
        danger
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          onDiscard?.();
          onClose();
        }}
      >
        {texts.unsaved.leaveText}
      </ConfirmDialog>
    </>
  );
}

/** The bar at the bottom of a form that has unsaved changes. Its Save submits the form around it. */
export function UnsavedBar({
  shown,
  saving,
  save,
  onDiscard,
}: {
  shown: boolean;
  saving: boolean;
  save?: string | undefined;
  onDiscard: () => void;
}) {
  const texts = useUiTexts().unsaved;
  if (!shown) return null;
  return (
    <section className={classes.unsaved} aria-label={texts.title}>
      <span className={classes.unsavedWords}>{texts.title}</span>
      <Button variant="default" onClick={onDiscard} disabled={saving}>
        {texts.discard}
      </Button>
      <Button type="submit" loading={saving}>
        {save ?? texts.save}
      </Button>
    </section>
  );
}
