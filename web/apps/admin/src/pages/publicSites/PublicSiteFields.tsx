// The fields of a public site, for making one and for changing one.

import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { FormGroup } from "../../form/FormParts";
import { LongTextField, ManyField, SwitchField, TextField } from "../../form/fields";
import type { Form } from "../../form/useForm";
import { issuesQuery, sessionPoliciesQuery, surveysQuery } from "../../queries";
import { useMe } from "../../session";
import { usePublicSiteTexts } from "../../words";
import { AccentField } from "./AccentField";
import { NoticesField } from "./NoticesField";
import { TextsFields } from "./TextsFields";
import { withDefault } from "./texts";
import { LANGUAGES, NO_POLICY, NO_SURVEY, type SiteValues } from "./values";

interface Props {
  readonly form: Form<SiteValues>;
  /** The site that answers everywhere else. */
  readonly isDefault?: boolean;
  readonly fresh?: boolean;
  /** Where the logo is chosen. */
  readonly logo?: ReactNode;
  /** Beside the host names. */
  readonly address?: ReactNode;
}

export function PublicSiteFields({ form, isDefault = false, fresh = false, logo, address }: Props) {
  const texts = usePublicSiteTexts();
  const [chosen, setChosen] = useState<string>();
  const { languages, default_language: standard } = form.values;
  const language = chosen !== undefined && languages.includes(chosen) ? chosen : standard;
  const spoken = LANGUAGES.map((code) => ({ value: code, label: texts.languageNames[code] ?? code }));
  return (
    <>
      <FormGroup title={texts.edit.title} text={isDefault ? texts.edit.hostsDefault : undefined}>
        <TextField
          form={form}
          name="name"
          label={texts.edit.name}
          hint={isDefault ? texts.edit.nameHintDefault : texts.edit.nameHint}
          maxLength={100}
          focusFirst={fresh}
          required
        />
        {isDefault ? null : (
          <LongTextField form={form} name="hosts" label={texts.edit.hosts} hint={texts.edit.hostsHint} />
        )}
        {address}
      </FormGroup>
      <FormGroup title={texts.languages.title} text={texts.languages.text}>
        <ManyField
          form={form}
          name="languages"
          label={texts.languages.offered}
          options={spoken}
          placeholder={texts.languages.placeholder}
          nothing={texts.languages.nothing}
        />
        <Select
          label={texts.languages.own}
          description={texts.languages.ownHint}
          data={spoken.filter(({ value }) => form.values.languages.includes(value))}
          value={form.values.default_language}
          onChange={(next) => {
            const changed = withDefault(form.values, next ?? "en");
            for (const name of Object.keys(changed) as (keyof typeof changed)[]) form.set(name, changed[name]);
          }}
          error={form.error("default_language")}
          allowDeselect={false}
        />
      </FormGroup>
      <TextsFields form={form} language={language} onLanguage={setChosen} />
      <FormGroup title={texts.look.title} text={fresh ? texts.look.logoLater : undefined}>
        {logo}
        <AccentField form={form} />
      </FormGroup>
      <FormGroup title={texts.parts.title}>
        <SwitchField form={form} name="session_keys" label={texts.parts.keys} hint={texts.parts.keysHint} />
        <Offers form={form} />
        <SwitchField
          form={form}
          name="offers_transcript"
          label={texts.parts.transcript}
          hint={texts.parts.transcriptHint}
        />
      </FormGroup>
      <SurveyFields form={form} />
      <NoticesField form={form} language={language} onLanguage={setChosen} />
      <PolicyFields form={form} />
    </>
  );
}

/** What customers find besides the field for a key (SUP-1). */
function Offers({ form }: { form: Form<SiteValues> }) {
  const issues = useQuery(issuesQuery);
  const { parts: texts } = usePublicSiteTexts();
  return (
    <>
      <SwitchField form={form} name="issues" label={texts.issues} hint={texts.issuesHint} />
      <ManyField
        form={form}
        name="issue_ids"
        label={texts.issueIds}
        options={(issues.data ?? []).map((issue) => ({ value: issue.id, label: issue.name }))}
        placeholder={texts.issueIdsPlaceholder}
        nothing={texts.issueIdsNothing}
        disabled={!form.values.issues}
      />
      <SwitchField form={form} name="representatives" label={texts.reps} hint={texts.repsHint} />
    </>
  );
}

/** What is asked at the end of sessions that come by the site (SUP-80). */
function SurveyFields({ form }: { form: Form<SiteValues> }) {
  const surveys = useQuery(surveysQuery);
  const { parts: texts } = usePublicSiteTexts();
  const choices = [
    { value: NO_SURVEY, label: texts.noSurvey },
    ...(surveys.data ?? []).map((survey) => ({ value: survey.id, label: survey.name })),
  ];
  return (
    <FormGroup title={texts.surveys} text={texts.surveysText}>
      {(["customer_survey", "rep_survey"] as const).map((name) => (
        <Select
          key={name}
          label={name === "customer_survey" ? texts.customerSurvey : texts.repSurvey}
          data={choices}
          value={form.values[name]}
          onChange={(next) => form.set(name, next ?? NO_SURVEY)}
          error={form.error(name)}
          allowDeselect={false}
        />
      ))}
    </FormGroup>
  );
}

/** Session policies are chosen by those who make them. */
function PolicyFields({ form }: { form: Form<SiteValues> }) {
  const may = useMe().areas.includes("admin.policies");
  const policies = useQuery({ ...sessionPoliciesQuery, enabled: may });
  const { policies: texts } = usePublicSiteTexts();
  if (!policies.data) return null;
  return (
    <FormGroup title={texts.title} text={texts.text}>
      {(["attended", "unattended"] as const).map((name) => (
        <Select
          key={name}
          label={texts[name]}
          data={[
            { value: NO_POLICY, label: texts.none },
            ...policies.data.map((policy) => ({ value: policy.id, label: policy.name })),
          ]}
          value={form.values[name]}
          onChange={(next) => form.set(name, next ?? NO_POLICY)}
          error={form.error(name)}
          allowDeselect={false}
        />
      ))}
    </FormGroup>
  );
}
