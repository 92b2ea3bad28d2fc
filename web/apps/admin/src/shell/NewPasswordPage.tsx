// Shown after signing in with a password that somebody else has set: nothing else is answered until it is replaced.

import { Button, Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { SignInFrame } from "@towline/ui";
import { Problem } from "../form/FormParts";
import { PasswordFields, usePasswordForm } from "../pages/account/PasswordForm";
import { meQuery } from "../queries";
import { useFrameTexts } from "../words";
import { SignOutDialog, useSigningOut } from "./SignOutDialog";

export function NewPasswordPage() {
  const client = useQueryClient();
  const { newPassword: texts, frame } = useFrameTexts();
  const leaving = useSigningOut();
  const form = usePasswordForm(() => void client.invalidateQueries({ queryKey: meQuery.queryKey }));
  return (
    <SignInFrame title={texts.title} text={texts.lead}>
      <form
        noValidate
        aria-label={texts.title}
        onSubmit={(event) => {
          event.preventDefault();
          void form.submit();
        }}
      >
        <Stack gap="md" mt="lg">
          <PasswordFields form={form} />
          <Problem problem={form.problem} />
          <Button type="submit" size="md" fullWidth loading={form.saving}>
            {texts.submit}
          </Button>
          <Button variant="subtle" color="gray" fullWidth onClick={() => void leaving.start()}>
            {frame.signOut}
          </Button>
        </Stack>
      </form>
      <SignOutDialog leaving={leaving} />
    </SignInFrame>
  );
}
