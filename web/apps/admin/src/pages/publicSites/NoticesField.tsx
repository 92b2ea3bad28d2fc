// The notices of a site: what each says, whether and when it shows.

import { Button, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { IconButton, timeZone } from "@towline/ui";
import { FormGroup } from "../../form/FormParts";
import type { Form } from "../../form/useForm";
import { usePublicSiteTexts } from "../../words";
import { LanguageTabs } from "./LanguageTabs";
import styles from "./publicSites.module.css";
import { noticedIn, withSaid } from "./texts";
import type { NoticeValues, SiteValues } from "./values";

const MOST = 10;

interface Props {
  readonly form: Form<SiteValues>;
  readonly language: string;
  readonly onLanguage: (language: string) => void;
}

export function NoticesField({ form, language, onLanguage }: Props) {
  const { notices: texts } = usePublicSiteTexts();
  const rows = form.values.notices;
  const { languages, default_language: standard } = form.values;
  const own = language === standard;
  const put = (next: readonly NoticeValues[]) => form.set("notices", [...next]);
  const change = (at: number, part: Partial<NoticeValues>) =>
    put(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  const list = (
    <ul className={styles.notices}>
      {rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: notices have no name of their own
        <li key={at} className={styles.notice} aria-label={texts.one(at + 1)}>
          <div className={styles.head}>
            <Switch
              label={texts.on}
              checked={row.on}
              onChange={(event) => change(at, { on: event.currentTarget.checked })}
            />
            <IconButton
              label={texts.remove(at + 1)}
              icon={<IconX size={16} />}
              onClick={() => put(rows.filter((_, index) => index !== at))}
            />
          </div>
          <Switch
            label={texts.away}
            description={texts.awayHint}
            checked={row.away}
            disabled={!row.on}
            onChange={(event) => change(at, { away: event.currentTarget.checked })}
          />
          <Textarea
            label={texts.says}
            lang={language}
            value={own ? row.text : (row.texts[language] ?? "")}
            placeholder={own ? "" : row.text}
            maxLength={1024}
            autosize
            minRows={2}
            onChange={(event) => {
              const said = event.currentTarget.value;
              change(at, own ? { text: said } : { texts: withSaid(row.texts, language, said) });
            }}
            onBlur={() => form.left("notices")}
          />
          <div className={styles.times}>
            {(["from", "until"] as const).map((end) => (
              <TextInput
                key={end}
                type="datetime-local"
                label={texts[end]}
                value={row[end]}
                onChange={(event) => change(at, { [end]: event.currentTarget.value })}
                onBlur={() => form.left("notices")}
              />
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
  return (
    <FormGroup title={texts.title} text={texts.text}>
      {rows.length > 0 ? (
        <LanguageTabs
          label={texts.title}
          languages={languages}
          standard={standard}
          value={language}
          onChange={onLanguage}
          marked={noticedIn(form.values, languages)}
        >
          {list}
        </LanguageTabs>
      ) : null}
      {rows.length > 0 ? (
        <Text size="sm" c="dimmed">
          {texts.times(timeZone())}
        </Text>
      ) : null}
      {form.error("notices") ? (
        <Text size="sm" c="red" role="alert">
          {form.error("notices")}
        </Text>
      ) : null}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} stroke={1.8} />}
          disabled={rows.length >= MOST}
          onClick={() => put([...rows, { text: "", texts: {}, on: true, away: false, from: "", until: "" }])}
        >
          {texts.add}
        </Button>
      </div>
    </FormGroup>
  );
}
