// In which language one writes: the languages that a site offers, with a mark at those that say something.

import { Tabs, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import { usePublicSiteTexts } from "../../words";
import styles from "./publicSites.module.css";

interface Props {
  readonly label: string;
  readonly languages: readonly string[];
  readonly standard: string;
  readonly value: string;
  readonly onChange: (language: string) => void;
  /** Those that say something. */
  readonly marked: ReadonlySet<string>;
  readonly children: ReactNode;
}

export function LanguageTabs({ label, languages, standard, value, onChange, marked, children }: Props) {
  const texts = usePublicSiteTexts();
  // Nothing to choose, nothing to explain.
  if (languages.length < 2) return <>{children}</>;
  return (
    <Tabs value={value} onChange={(next) => onChange(next ?? standard)} variant="pills" radius="sm">
      <Tabs.List aria-label={label} className={styles.languages ?? ""}>
        {languages.map((code) => (
          <Tabs.Tab key={code} value={code} className={styles.language ?? ""}>
            {texts.languageNames[code] ?? code}
            {code === standard ? ` (${texts.spoken.standard})` : ""}
            {marked.has(code) ? (
              <>
                <span className={styles.mark} aria-hidden="true" />
                <VisuallyHidden>, {texts.spoken.has}</VisuallyHidden>
              </>
            ) : null}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={value} className={styles.spoken ?? ""}>
        {children}
      </Tabs.Panel>
    </Tabs>
  );
}
