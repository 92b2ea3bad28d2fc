// Adding an authenticator app: a picture to scan, the same as text, and a code that shows that it worked.

import { Modal, Text } from "@mantine/core";
import { api, type TotpSecret } from "@towline/api";
import { CopyField } from "@towline/ui";
import { useEffect, useMemo, useRef, useState } from "react";
import { encode } from "uqr";
import { DialogForm } from "../../form/FormParts";
import { TextField } from "../../form/fields";
import { useForm } from "../../form/useForm";
import { again, refusedUnlessDeclined } from "../../shell/Again";
import { Loading } from "../../shell/Loading";
import { factorTexts, useFactorTexts, useFrameTexts } from "../../words";
import styles from "./factors.module.css";

interface AddProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onAdded: (name: string, codes: readonly string[]) => void;
}

export function AddApp({ opened, onClose, onAdded }: AddProps) {
  const { app: texts } = useFactorTexts();
  const { drawer } = useFrameTexts();
  return (
    <Modal opened={opened} onClose={onClose} title={texts.title} closeButtonProps={{ "aria-label": drawer.close }}>
      {opened ? <Offer onClose={onClose} onAdded={onAdded} /> : null}
    </Modal>
  );
}

/** A new key each time that the dialog is opened. */
function Offer({ onClose, onAdded }: Omit<AddProps, "opened">) {
  const { drawer } = useFrameTexts();
  const [secret, setSecret] = useState<TotpSecret | null>(null);
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    again(() => api.beginTotp()).then(setSecret, (reason: unknown) => {
      refusedUnlessDeclined(reason);
      onClose();
    });
  }, [onClose]);
  return secret ? <Scan secret={secret} onClose={onClose} onAdded={onAdded} /> : <Loading label={drawer.loading} />;
}

function Scan({ secret, onClose, onAdded }: Omit<AddProps, "opened"> & { secret: TotpSecret }) {
  const { app: texts } = useFactorTexts();
  const [saved] = useState({ name: factorTexts().app.defaultName, code: "" });
  const form = useForm({
    saved,
    save: async ({ name, code }) => {
      const { codes } = await again(() => api.finishTotp(name, code));
      onAdded(name, codes);
    },
  });
  return (
    <DialogForm form={form} label={texts.title} submit={texts.submit} onCancel={onClose}>
      <Text size="sm">{texts.scan}</Text>
      <QrCode text={secret.uri} label={texts.picture} />
      <CopyField value={secret.secret.replace(/(.{4})(?=.)/g, "$1 ")} label={texts.key} wrap />
      <TextField form={form} name="name" label={texts.name} maxLength={64} />
      <TextField
        form={form}
        name="code"
        label={texts.code}
        hint={texts.codeHint}
        maxLength={16}
        autoComplete="one-time-code"
        mono
        focusFirst
      />
    </DialogForm>
  );
}

/** Dark on light in both colour schemes: not every camera reads the other way round. */
function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const code = encode(text, { ecc: "M", border: 2 });
    const dark = code.data.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : "")));
    return { size: code.size, path: dark.join("") };
  }, [text]);
  return (
    <svg
      className={styles.qr}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}
