// The fields of a user, for making one and for changing one.

import { useQuery } from "@tanstack/react-query";
import type { UserDetails } from "@towline/api";
import { GroupAssignments, type GroupRole } from "../../form/Assignments";
import { FormGroup } from "../../form/FormParts";
import { DayField, ManyField, SwitchField, TextField } from "../../form/fields";
import { checkEmail, oddUsername } from "../../form/rules";
import { type Above, type SaidSettings, SettingsEditor } from "../../form/SettingsEditor";
import { type LimitsDraft, SignInLimitsEditor } from "../../form/SignInLimits";
import type { Form } from "../../form/useForm";
import { skillsQuery } from "../../queries";
import { useMe } from "../../session";
import { useLimitTexts, userTexts, useSkillTexts, useUserTexts } from "../../words";

export interface UserValues {
  display_name: string;
  username: string;
  email: string;
  administrator: boolean;
  /** A day, as the browser writes it; empty: never. */
  expires_ms: string;
  groups: GroupRole[];
  settings: SaidSettings;
  sign_in: LimitsDraft;
  skills: string[];
}

/** What the user's policies say, which the user's own settings cannot change. */
export const aboveOf = (user: UserDetails): Record<string, Above> =>
  Object.fromEntries(
    user.effective
      .filter((answer) => answer.source === "group_policy")
      .map((answer) => [
        answer.key,
        {
          value: answer.value,
          policy: answer.policy ?? "",
          policyId: user.policies.find((policy) => policy.name === answer.policy)?.id,
        },
      ]),
  );

/** Sections that a user has settings in, in the order in which they are shown. */
const SECTIONS = ["session", "support", "jump", "reports", "vault", "sign_in", "administration"] as const;

export function checkUser(values: UserValues) {
  const texts = userTexts().edit;
  const username = values.username.trim();
  return {
    display_name: values.display_name.trim() === "" ? texts.displayNameMissing : undefined,
    username: username === "" ? texts.usernameMissing : oddUsername(username) ? texts.usernameWrong : undefined,
    email: checkEmail(values.email),
  };
}

/** `self`: one cannot take the administrator's role from oneself. */
export function UserFields({
  form,
  fresh,
  self,
  above,
}: {
  form: Form<UserValues>;
  fresh?: boolean;
  self?: boolean;
  above?: Readonly<Record<string, Above>>;
}) {
  const { edit: texts } = useUserTexts();
  const { editor: limits } = useLimitTexts();
  const me = useMe();
  const may = (area: string) => me.areas.includes(area);
  return (
    <>
      <FormGroup title={texts.title}>
        <TextField
          form={form}
          name="display_name"
          label={texts.displayName}
          hint={texts.displayNameHint}
          maxLength={128}
          focusFirst={fresh ?? false}
        />
        <TextField form={form} name="username" label={texts.username} hint={texts.usernameHint} maxLength={64} mono />
        <TextField form={form} name="email" label={texts.email} maxLength={254} />
        <SwitchField
          form={form}
          name="administrator"
          label={texts.administrator}
          hint={self ? texts.administratorSelf : me.administrator ? texts.administratorHint : texts.administratorOnly}
          disabled={self === true || !me.administrator}
        />
        {fresh ? null : <DayField form={form} name="expires_ms" label={texts.expires} hint={texts.expiresHint} />}
      </FormGroup>
      {may("admin.jump_groups") ? (
        <FormGroup title={texts.groups} text={texts.groupsHint}>
          <GroupAssignments
            label={texts.groups}
            value={form.values.groups}
            onChange={(groups) => form.set("groups", groups)}
          />
        </FormGroup>
      ) : null}
      {fresh ? null : <Skills form={form} />}
      {may("admin.policies") ? (
        <SettingsEditor
          sections={SECTIONS}
          value={form.values.settings}
          onChange={(settings) => form.set("settings", settings)}
          above={above ?? {}}
          locked={me.administrator ? [] : ["administration"]}
          error={(key) => form.problem?.fields[key]}
        />
      ) : null}
      {fresh ? null : (
        <SignInLimitsEditor
          text={limits.userText}
          value={form.values.sign_in}
          onChange={(sign_in) => form.set("sign_in", sign_in)}
          error={form.error("sign_in")}
        />
      )}
    </>
  );
}

/** What a user is good at; nothing as long as the site has no skills. */
function Skills({ form }: { form: Form<UserValues> }) {
  const { user: texts } = useSkillTexts();
  const skills = useQuery(skillsQuery);
  if (!skills.data?.length) return null;
  return (
    <FormGroup title={texts.title} text={texts.text}>
      <ManyField
        form={form}
        name="skills"
        label={texts.title}
        options={skills.data.map((skill) => ({ value: skill.id, label: skill.name }))}
        placeholder={texts.placeholder}
        nothing={texts.nothing}
      />
    </FormGroup>
  );
}
