// A password for somebody else: a generated one that can be read out, or a typed one. And showing it, once.

import { Alert, Button, Checkbox, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconEyeOff, IconRefresh } from "@tabler/icons-react";
import { CopyField } from "@towline/ui";
import { useId, useState } from "react";
import { PasswordField } from "../../form/fields";
import { generatePassword } from "../../form/passphrase";
import type { Form } from "../../form/useForm";
import { useMe } from "../../session";
import { accountTexts, useUserTexts } from "../../words";

export interface PasswordValues {
  password: string;
  must_change_password: boolean;
}

export const freshPassword = (minimum: number): PasswordValues => ({
  password: generatePassword(minimum),
  must_change_password: true,
});

/** `minimum`: characters that the site's rule asks for. */
export const checkGivenPassword = (values: PasswordValues, minimum: number) => ({
  password: [...values.password].length < minimum ? accountTexts().password.freshShort(minimum) : undefined,
});

export function PasswordChoice({ form }: { form: Form<PasswordValues> }) {
  const { reset: texts, create } = useUserTexts();
  const { password_minimum: minimum } = useMe();
  const [how, setHow] = useState<"generated" | "typed">("generated");
  const label = useId();
  return (
    <Stack gap="md">
      <div>
        <Text size="sm" fw={500} id={label} mb={4}>
          {texts.how}
        </Text>
        <SegmentedControl
          aria-labelledby={label}
          value={how}
          onChange={(value) => {
            setHow(value === "typed" ? "typed" : "generated");
            form.set("password", value === "typed" ? "" : generatePassword(minimum));
          }}
          data={[
            { value: "generated", label: texts.generated },
            { value: "typed", label: texts.typed },
          ]}
        />
      </div>
      {how === "generated" ? (
        <div>
          <CopyField label={texts.password} value={form.values.password} />
          <Button
            variant="subtle"
            size="compact-sm"
            mt={4}
            leftSection={<IconRefresh size={14} />}
            onClick={() => form.set("password", generatePassword(minimum))}
          >
            {texts.again}
          </Button>
        </div>
      ) : (
        <PasswordField form={form} name="password" label={texts.password} hint={texts.typedHint(minimum)} focusFirst />
      )}
      <Checkbox
        label={create.mustChange}
        checked={form.values.must_change_password}
        onChange={(event) => form.set("must_change_password", event.currentTarget.checked)}
      />
    </Stack>
  );
}

/** What was set, to be passed on. Afterwards nobody can look it up. */
export function PasswordShown({ title, password, onDone }: { title: string; password: string; onDone: () => void }) {
  const { create: texts, reset } = useUserTexts();
  return (
    <Stack gap="md">
      <div>
        <Text fw={600} fz="lg" role="status">
          {title}
        </Text>
        <Text c="dimmed">{texts.doneHint}</Text>
      </div>
      <CopyField label={reset.password} value={password} />
      <Alert color="yellow" variant="light" icon={<IconEyeOff />}>
        {texts.once}
      </Alert>
      <div>
        <Button onClick={onDone} data-autofocus>
          {texts.finish}
        </Button>
      </div>
    </Stack>
  );
}
