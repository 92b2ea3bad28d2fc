// What a new site needs before anybody can work: shown until both are done.

import { IconCircle, IconCircleCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useMe } from "../../session";
import { Card } from "../../shell/Card";
import { ButtonLink } from "../../shell/links";
import { useStatusTexts } from "../../words";
import styles from "./status.module.css";

export function FirstSteps({ machines }: { machines: number }) {
  const me = useMe();
  const { first: texts } = useStatusTexts();
  const installed = machines > 0;
  if (me.console_allowed && installed) return null;
  return (
    <Card title={texts.title} text={texts.text}>
      <ol className={styles.steps}>
        <Step done={me.console_allowed} title={texts.console} hint={texts.consoleHint}>
          <ButtonLink to="/security" variant="default">
            {texts.consoleGo}
          </ButtonLink>
        </Step>
        <Step done={installed} title={texts.install} hint={texts.installHint}>
          <ButtonLink to="/jump/installers/new" variant="default">
            {texts.installGo}
          </ButtonLink>
        </Step>
      </ol>
    </Card>
  );
}

function Step({ done, title, hint, children }: { done: boolean; title: string; hint: string; children: ReactNode }) {
  const { first: texts } = useStatusTexts();
  return (
    <li className={styles.step} data-done={done || undefined}>
      {done ? (
        <IconCircleCheck size={20} aria-label={texts.done} role="img" />
      ) : (
        <IconCircle size={20} aria-hidden="true" />
      )}
      <div className={styles.stepWords}>
        <span className={styles.stepTitle}>{title}</span>
        {done ? null : <span className={styles.stepHint}>{hint}</span>}
      </div>
      {done ? null : children}
    </li>
  );
}
