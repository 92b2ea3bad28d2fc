// My Account (ADM-3): the console's launch, what others see, the password, second factors.

import { Button, Stack, Text } from "@mantine/core";
import { IconBrowserOff, IconExternalLink } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@towline/api";
import { notify } from "@towline/ui";
import { FormGroup, Problem, SavingForm } from "../../form/FormParts";
import { TextField } from "../../form/fields";
import { checkEmail } from "../../form/rules";
import { useForm } from "../../form/useForm";
import { consoleQuery, meQuery } from "../../queries";
import { useMe } from "../../session";
import { again } from "../../shell/Again";
import { Card } from "../../shell/Card";
import { TextLink } from "../../shell/links";
import { Page } from "../../shell/Page";
import { accountTexts, useAccountTexts, useFactorTexts, useFrameTexts, useProviderTexts } from "../../words";
import { AwayCard } from "./AwayCard";
import { Factors } from "./FactorsCard";
import { LoginsCard } from "./LoginsCard";
import { PasswordFields, usePasswordForm } from "./PasswordForm";
import { PortalCard } from "./PortalCard";
import { TimesCard } from "./TimesCard";

export function AccountPage() {
  const { page } = useAccountTexts();
  const { sections } = useFrameTexts();
  return (
    <Page title={sections.account} lead={page.lead}>
      <Stack gap="md" maw={680}>
        <LaunchCard />
        <ProfileCard />
        <PortalCard />
        <TimesCard />
        <AwayCard />
        <SignInCard />
        <FactorsCard />
        <LoginsCard />
      </Stack>
    </Page>
  );
}

/** ACC-2 and ACC-3: the launch button, or why there is none and who can change that. */
function LaunchCard() {
  const me = useMe();
  const { console: texts } = useAccountTexts();
  const setting = useQuery({ ...consoleQuery, enabled: !me.console_allowed });
  if (me.console_allowed) {
    return (
      <Card title={texts.title} text={texts.text}>
        <div>
          <Button
            component="a"
            href="/console/"
            target="_blank"
            rel="noopener"
            leftSection={<IconExternalLink size={16} stroke={1.8} />}
            aria-label={`${texts.launch} ${texts.newTab}`}
          >
            {texts.launch}
          </Button>
        </div>
      </Card>
    );
  }
  return (
    <Card title={texts.offTitle} icon={<IconBrowserOff size={18} stroke={1.6} />}>
      {me.areas.includes("admin.security") ? (
        <Text c="dimmed">
          {texts.offAdmin}{" "}
          <TextLink to="/security" inherit>
            {texts.offAdminLink}
          </TextLink>
        </Text>
      ) : (
        <Text c="dimmed">{texts.off((setting.data?.administrators ?? []).join(", "))}</Text>
      )}
    </Card>
  );
}

function FactorsCard() {
  const { card: texts } = useFactorTexts();
  return (
    <Card title={texts.title} text={texts.text}>
      <Factors />
    </Card>
  );
}

function checkProfile(values: { display_name: string; email: string }) {
  return {
    display_name: values.display_name.trim() === "" ? accountTexts().profile.displayNameMissing : undefined,
    email: checkEmail(values.email),
  };
}

function ProfileCard() {
  const me = useMe();
  const client = useQueryClient();
  const { profile: texts } = useAccountTexts();
  const { account: provided } = useProviderTexts();
  const { form: formTexts } = useFrameTexts();
  const kept = me.provider !== undefined && me.provider !== null;
  const form = useForm({
    name: "profile",
    saved: { display_name: me.display_name, email: me.email ?? "" },
    check: checkProfile,
    save: (_, changes) => again(() => api.changeMe(changes)),
    onSaved: () => {
      notify.done(formTexts.saved);
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
  return (
    <Card>
      <SavingForm form={form} label={texts.title}>
        <FormGroup title={texts.title} text={me.provider ? provided.profile(me.provider) : texts.text}>
          <div>
            <Text size="sm" fw={500}>
              {texts.username}
            </Text>
            <Text>{me.username}</Text>
            <Text size="xs" c="dimmed">
              {texts.usernameHint}
            </Text>
          </div>
          <TextField
            form={form}
            name="display_name"
            label={texts.displayName}
            maxLength={128}
            autoComplete="name"
            disabled={kept}
          />
          <TextField
            form={form}
            name="email"
            label={texts.email}
            hint={texts.emailHint}
            maxLength={254}
            autoComplete="email"
            disabled={kept}
          />
        </FormGroup>
      </SavingForm>
    </Card>
  );
}

/** The password, or what keeps it. */
function SignInCard() {
  const me = useMe();
  const { account: texts } = useProviderTexts();
  return me.provider ? <Card title={texts.title} text={texts.text(me.provider)} /> : <PasswordCard />;
}

function PasswordCard() {
  const { password: texts } = useAccountTexts();
  const form = usePasswordForm(() => notify.done(texts.done, texts.doneHint));
  return (
    <Card>
      <form
        noValidate
        aria-label={texts.title}
        onSubmit={(event) => {
          event.preventDefault();
          void form.submit();
        }}
      >
        <FormGroup title={texts.title} text={texts.text}>
          <PasswordFields form={form} />
          <Problem problem={form.problem} />
          <div>
            <Button type="submit" variant={form.dirty ? "filled" : "default"} loading={form.saving}>
              {texts.submit}
            </Button>
          </div>
        </FormGroup>
      </form>
    </Card>
  );
}
