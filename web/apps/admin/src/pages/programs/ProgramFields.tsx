// The fields of an API account, for making one and for changing one.

import { SegmentedControl, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ApiAccount, ApiAccountInput } from "@towline/api";
import { dayStart } from "@towline/ui";
import { dayOf } from "../../form/days";
import { FormGroup } from "../../form/FormParts";
import { DayField, LongTextField, SwitchField, TextField } from "../../form/fields";
import styles from "../../form/rights.module.css";
import type { Form } from "../../form/useForm";
import { apiAccountsQuery } from "../../queries";
import { useMe } from "../../session";
import { programTexts, useProgramTexts } from "../../words";
import own from "./programs.module.css";

export interface ProgramValues {
  name: string;
  comments: string;
  enabled: boolean;
  scopes: string[];
  /** One to a line. */
  networks: string;
  /** A day, as the browser writes it; empty: never. */
  expires_ms: string;
}

export const EMPTY: ProgramValues = {
  name: "",
  comments: "",
  enabled: true,
  scopes: [],
  networks: "",
  expires_ms: "",
};

export const valuesOf = (account: ApiAccount): ProgramValues => ({
  name: account.name,
  comments: account.comments,
  enabled: account.enabled,
  scopes: account.scopes,
  networks: account.networks.join("\n"),
  expires_ms: dayOf(account.expires_ms),
});

export const checkProgram = (values: ProgramValues) => ({
  name: values.name.trim() === "" ? programTexts().edit.nameMissing : undefined,
  scopes: values.scopes.length === 0 ? programTexts().edit.scopesMissing : undefined,
});

const networksOf = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

/** As the appliance takes it. */
export const bodyOf = (values: ProgramValues): Required<ApiAccountInput> & { enabled: boolean } => ({
  name: values.name.trim(),
  comments: values.comments,
  enabled: values.enabled,
  scopes: values.scopes,
  networks: networksOf(values.networks),
  expires_ms: dayStart(values.expires_ms) ?? null,
});

/** Scopes with the access to one thing replaced. */
export function withAccess(scopes: readonly string[], about: string, access: string): string[] {
  const others = scopes.filter((scope) => !scope.startsWith(`${about}:`));
  return access === "none" ? others : [...others, `${about}:${access}`];
}

function Scopes({ form }: { form: Form<ProgramValues> }) {
  const me = useMe();
  const { access: texts, about: names } = useProgramTexts();
  const known = useQuery(apiAccountsQuery).data?.scopes ?? [];
  const abouts = [...new Set(known.map((scope) => scope.split(":")[0] ?? ""))];
  const open = (about: string) => {
    if (about === "reports" || about === "recordings") return me[about] !== "nothing";
    return about === "jump_items" || me.areas.includes(`admin.${about}`);
  };
  const chosen = (about: string) => {
    const found = form.values.scopes.filter((scope) => scope.startsWith(`${about}:`));
    return found.some((scope) => scope.endsWith(":write")) ? "write" : found.length ? "read" : "none";
  };
  return (
    <>
      <ul className={styles.settings}>
        {abouts
          .filter((about) => open(about) || chosen(about) !== "none")
          .map((about) => (
            <li key={about} className={styles.setting}>
              <span className={own.about} id={`scope-${about}`}>
                {names[about] ?? about}
              </span>
              <SegmentedControl
                size="xs"
                aria-labelledby={`scope-${about}`}
                value={chosen(about)}
                disabled={!open(about)}
                onChange={(access) => form.set("scopes", withAccess(form.values.scopes, about, access))}
                data={(["none", "read", "write"] as const)
                  .filter((access) => access === "none" || known.includes(`${about}:${access}`))
                  .map((access) => ({ value: access, label: texts[access] }))}
              />
            </li>
          ))}
      </ul>
      {form.error("scopes") ? (
        <Text size="sm" c="red" role="alert">
          {form.error("scopes")}
        </Text>
      ) : null}
    </>
  );
}

export function ProgramFields({ form, fresh }: { form: Form<ProgramValues>; fresh?: boolean }) {
  const { edit: texts } = useProgramTexts();
  return (
    <>
      <FormGroup title={texts.title}>
        <TextField form={form} name="name" label={texts.name} maxLength={100} focusFirst={fresh ?? false} />
        <LongTextField form={form} name="comments" label={texts.comments} maxLength={1024} />
        {fresh ? null : <SwitchField form={form} name="enabled" label={texts.enabled} hint={texts.enabledHint} />}
      </FormGroup>
      <FormGroup title={texts.scopes} text={texts.scopesText}>
        <Scopes form={form} />
      </FormGroup>
      <FormGroup title={texts.limits}>
        <LongTextField form={form} name="networks" label={texts.networks} hint={texts.networksHint} maxLength={4096} />
        <DayField form={form} name="expires_ms" label={texts.expires} hint={texts.expiresHint} />
      </FormGroup>
    </>
  );
}
