// Trying the mail server out: one message, and what the server said to it.

import { Alert, Button, TextInput } from "@mantine/core";
import { IconAlertCircle, IconCircleCheck, IconSend } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { ApiError, api } from "@towline/api";
import { type FormEvent, useState } from "react";
import { checkEmail } from "../../form/rules";
import { useMe } from "../../session";
import { again, refusedUnlessDeclined } from "../../shell/Again";
import { Card } from "../../shell/Card";
import { useMailTexts } from "../../words";

export function MailTest({ unsaved }: { unsaved: boolean }) {
  const me = useMe();
  const { test: texts } = useMailTexts();
  const [to, setTo] = useState(me.email);
  const [wrong, setWrong] = useState<string>();
  const test = useMutation({
    mutationFn: () => again(() => api.testMail(to.trim())),
    onError: (reason) => {
      const said = reason instanceof ApiError ? reason.fields.to : undefined;
      if (said) setWrong(said);
      else refusedUnlessDeclined(reason);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const odd = to.trim() === "" || checkEmail(to) !== undefined;
    setWrong(odd ? texts.toMissing : undefined);
    if (!odd) test.mutate();
  };
  return (
    <Card title={texts.title} text={texts.text}>
      <form noValidate aria-label={texts.title} onSubmit={submit}>
        <TextInput
          label={texts.to}
          name="to"
          type="email"
          autoComplete="email"
          maxLength={254}
          value={to}
          error={wrong}
          onChange={(event) => {
            setTo(event.currentTarget.value);
            setWrong(undefined);
          }}
        />
        <Button
          type="submit"
          variant="default"
          mt="md"
          loading={test.isPending}
          disabled={unsaved}
          title={unsaved ? texts.unsaved : undefined}
          leftSection={<IconSend size={16} stroke={1.8} />}
        >
          {texts.submit}
        </Button>
      </form>
      <div role="status">
        {test.data && !test.isPending ? (
          <Alert
            color={test.data.sent ? "green" : "red"}
            variant="light"
            icon={test.data.sent ? <IconCircleCheck /> : <IconAlertCircle />}
            title={test.data.sent ? texts.sent : texts.failed}
          >
            {test.data.message}
          </Alert>
        ) : null}
      </div>
    </Card>
  );
}
