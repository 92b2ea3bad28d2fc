// The page behind a link that resets a forgotten password (ACC-5): it knows nobody, and whoever has the link chooses a new password, once.

import { Button, Center, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ApiError, api, type ResetFacts } from "@towline/api";
import { ErrorState, number, SignInFrame } from "@towline/ui";
import { useEffect, useState } from "react";
import { Problem } from "../form/FormParts";
import { PasswordField } from "../form/fields";
import { useForm } from "../form/useForm";
import { resetTexts, useResetTexts } from "../words";
import { Loading } from "./Loading";

export function ResetPage({ token }: { token: string }) {
  const { page: texts, void: voided } = useResetTexts();
  const [done, setDone] = useState(false);
  const link = useQuery({
    queryKey: ["reset-link"],
    queryFn: () => api.resetLink(token),
    enabled: token !== "" && !done,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  useEffect(() => {
    document.title = texts.title;
  }, [texts]);
  useEffect(() => {
    // Another link that is pasted into this tab changes only what stands behind the `#`.
    const opened = () => location.reload();
    addEventListener("hashchange", opened);
    return () => removeEventListener("hashchange", opened);
  }, []);

  if (done) return <Done />;
  if (token === "") return <Void title={voided.title} text={voided.cut} />;
  if (link.data) return <NewPassword token={token} facts={link.data} onDone={() => setDone(true)} />;
  if (link.error instanceof ApiError && !link.error.unreachable)
    return <Void title={link.error.title} text={link.error.detail} />;
  return (
    <Center component="main" mih="100dvh" p="md">
      {link.isError ? <ErrorState error={link.error} onRetry={() => void link.refetch()} /> : <Loading />}
    </Center>
  );
}

function Void({ title, text }: { title: string; text: string }) {
  const { void: texts } = useResetTexts();
  return (
    <SignInFrame title={title} text={text}>
      <Button component="a" href="/login/" size="md" fullWidth mt="lg">
        {texts.back}
      </Button>
    </SignInFrame>
  );
}

function Done() {
  const { done: texts } = useResetTexts();
  return (
    <SignInFrame title={texts.title} text={<div role="status">{texts.text}</div>}>
      <Stack gap="sm" mt="lg">
        <Button component="a" href="/console/" size="md" fullWidth>
          {texts.console}
        </Button>
        <Button component="a" href="/login/" size="md" fullWidth variant="default">
          {texts.admin}
        </Button>
      </Stack>
    </SignInFrame>
  );
}

const EMPTY = { password: "", again: "" };

export function checkReset(values: typeof EMPTY, minimum: number) {
  const { page: texts } = resetTexts();
  return {
    password: [...values.password].length < minimum ? texts.freshShort(number(minimum)) : undefined,
    again: values.again === values.password ? undefined : texts.againDifferent,
  };
}

function NewPassword({ token, facts, onDone }: { token: string; facts: ResetFacts; onDone: () => void }) {
  const { page: texts } = useResetTexts();
  const form = useForm({
    saved: EMPTY,
    check: (values) => checkReset(values, facts.password_minimum),
    save: (values) => api.finishReset(token, values.password),
    onSaved: onDone,
  });
  if (form.problem && form.problem.status === 404)
    return <Void title={form.problem.title} text={form.problem.detail} />;
  return (
    <SignInFrame title={texts.title} text={texts.lead(facts.username)}>
      <form
        noValidate
        aria-label={texts.title}
        onSubmit={(event) => {
          event.preventDefault();
          void form.submit();
        }}
      >
        <Stack gap="md" mt="lg">
          {/* For the browser's own store of passwords. */}
          <input type="hidden" name="username" autoComplete="username" value={facts.username} readOnly />
          <PasswordField
            form={form}
            name="password"
            label={texts.fresh}
            hint={texts.freshHint(number(facts.password_minimum))}
            focusFirst
          />
          <PasswordField form={form} name="again" label={texts.again} />
          <Problem problem={form.problem} />
          <Text size="sm" c="dimmed">
            {texts.effect}
          </Text>
          <Button type="submit" size="md" fullWidth loading={form.saving}>
            {texts.submit}
          </Button>
        </Stack>
      </form>
    </SignInFrame>
  );
}
