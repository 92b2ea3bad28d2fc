// What a site says of itself, in each language that it offers: heading, welcome, agreement (SUP-1, SUP-3).

import { Textarea, TextInput } from "@mantine/core";
import { FormGroup } from "../../form/FormParts";
import { LongTextField, TextField } from "../../form/fields";
import type { Form } from "../../form/useForm";
import { usePublicSiteTexts } from "../../words";
import { LanguageTabs } from "./LanguageTabs";
import { NOTHING_SAID, spokenIn, type TextPart, withText } from "./texts";
import type { SiteValues } from "./values";

const LONGEST = { title: 160, welcome: 4096, agreement: 32768 } as const;
/** Of the text that stands in, as much as a field shows. */
const GLIMPSE = 200;

interface Props {
  readonly form: Form<SiteValues>;
  readonly language: string;
  readonly onLanguage: (language: string) => void;
}

export function TextsFields({ form, language, onLanguage }: Props) {
  const { texts, spoken, languageNames } = usePublicSiteTexts();
  const { values } = form;
  const standard = values.default_language;
  const fields = {
    title: { label: texts.heading, hint: undefined },
    welcome: { label: texts.welcome, hint: texts.welcomeHint },
    agreement: { label: texts.agreement, hint: texts.agreementHint },
  } as const;
  const own = language === standard;
  const other = (part: TextPart) => ({
    label: fields[part].label,
    description: fields[part].hint,
    lang: language,
    value: (values.texts[language] ?? NOTHING_SAID)[part],
    placeholder: values[part].slice(0, GLIMPSE),
    maxLength: LONGEST[part],
    onChange: (event: { currentTarget: { value: string } }) =>
      form.set("texts", withText(values.texts, language, part, event.currentTarget.value)),
  });
  return (
    <FormGroup title={texts.title} text={values.languages.length > 1 ? texts.textSeveral : texts.text}>
      <LanguageTabs
        label={texts.title}
        languages={values.languages}
        standard={standard}
        value={language}
        onChange={onLanguage}
        marked={spokenIn(values)}
      >
        {own ? (
          <>
            <TextField form={form} name="title" label={fields.title.label} maxLength={LONGEST.title} />
            {(["welcome", "agreement"] as const).map((part) => (
              <LongTextField key={part} form={form} name={part} {...fields[part]} maxLength={LONGEST[part]} />
            ))}
          </>
        ) : (
          <>
            <TextInput
              {...other("title")}
              description={spoken.fallback(languageNames[standard] ?? standard)}
              autoComplete="off"
            />
            {(["welcome", "agreement"] as const).map((part) => (
              <Textarea key={part} {...other(part)} autosize minRows={2} maxRows={8} error={form.error("texts")} />
            ))}
          </>
        )}
      </LanguageTabs>
    </FormGroup>
  );
}
