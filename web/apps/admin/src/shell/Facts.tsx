// What is known about a thing, as pairs of term and value, and the parts of a drawer below each other.

import { Text } from "@mantine/core";
import { Fragment, type ReactNode, useId } from "react";
import styles from "./detail.module.css";

export type Fact = readonly [term: string, value: ReactNode];

/** Facts without a value are left out. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([term, value]) =>
        value === null || value === undefined || value === "" ? null : (
          <Fragment key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </Fragment>
        ),
      )}
    </dl>
  );
}

/** A part of a drawer: heading, one sentence, and what belongs to it. */
export function DetailSection({ title, text, children }: { title: string; text?: ReactNode; children?: ReactNode }) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h3 id={id} className={styles.heading}>
        {title}
      </h3>
      {text ? (
        <Text size="sm" c="dimmed">
          {text}
        </Text>
      ) : null}
      {children}
    </section>
  );
}
