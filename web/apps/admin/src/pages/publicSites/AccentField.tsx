// A site's colour: typed or picked, shown as a button has it, with a shade that works where it does not.

import { Button, Group, TextInput } from "@mantine/core";
import type { Form } from "../../form/useForm";
import { usePublicSiteTexts } from "../../words";
import styles from "./publicSites.module.css";
import { oddColour, paler, type SiteValues } from "./values";

/** What shows while the portal's own colour holds; the portal's style sheet has it. */
const OWN = "#0d6b6b";

export function AccentField({ form }: { form: Form<SiteValues> }) {
  const { look: texts } = usePublicSiteTexts();
  const colour = form.values.accent.trim();
  const shown = colour === "" || oddColour(colour) ? OWN : colour;
  const better = paler(colour);
  const put = (next: string) => form.set("accent", next);
  return (
    <div>
      <Group gap="sm" align="flex-end" wrap="nowrap">
        <TextInput
          className={styles.colourText}
          label={texts.accent}
          description={texts.accentHint}
          placeholder={OWN}
          value={form.values.accent}
          onChange={(event) => put(event.currentTarget.value)}
          onBlur={() => form.left("accent")}
          error={form.error("accent")}
          maxLength={7}
          spellCheck={false}
          autoComplete="off"
          leftSection={
            <input
              className={styles.colour}
              type="color"
              aria-label={texts.accentPick}
              value={shown.toLowerCase()}
              onChange={(event) => {
                put(event.currentTarget.value);
                form.left("accent");
              }}
            />
          }
        />
      </Group>
      <Group gap="sm" mt="xs">
        <span className={styles.sample} style={{ background: better ?? shown }}>
          {texts.accentSample}
        </span>
        {better ? (
          <Button size="xs" variant="default" onClick={() => put(better)}>
            {texts.accentUse(better)}
          </Button>
        ) : null}
        {colour === "" ? null : (
          <Button size="xs" variant="subtle" onClick={() => put("")}>
            {texts.accentPlain}
          </Button>
        )}
      </Group>
    </div>
  );
}
