// A bordered part of a page with an optional heading and sentence.

import { Text } from "@mantine/core";
import { type ReactNode, useId } from "react";
import styles from "./shell.module.css";

interface CardProps {
  readonly title?: string;
  readonly text?: ReactNode;
  readonly icon?: ReactNode;
  /** At the right end of the heading. */
  readonly action?: ReactNode;
  readonly children?: ReactNode;
  /** Lists and tables reach to the border. */
  readonly flush?: boolean;
}

export function Card({ title, text, icon, action, children, flush }: CardProps) {
  const id = useId();
  return (
    <section className={styles.part} aria-labelledby={title ? id : undefined} data-flush={flush || undefined}>
      {title ? (
        <header className={styles.partHead}>
          <div className={styles.partWords}>
            <h2 id={id} className={styles.partTitle}>
              {icon}
              {title}
            </h2>
            {text ? (
              <Text size="sm" c="dimmed">
                {text}
              </Text>
            ) : null}
          </div>
          {action}
        </header>
      ) : null}
      {children}
    </section>
  );
}
