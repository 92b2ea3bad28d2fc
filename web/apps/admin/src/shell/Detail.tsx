// One thing of a list, in a drawer with its own address: closing it goes back to the list as it was.
//
// What was typed and not saved stays in its draft, so closing asks nothing.

import { Drawer } from "@mantine/core";
import { IconGhost2 } from "@tabler/icons-react";
import { ApiError } from "@towline/api";
import { EmptyState, ErrorState } from "@towline/ui";
import { type ReactNode, useEffect, useState } from "react";
import { useFrameTexts } from "../words";
import styles from "./detail.module.css";
import { Loading } from "./Loading";

interface DetailProps {
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly size?: number;
}

export function Detail({ title, onClose, children, size = 520 }: DetailProps) {
  const { drawer } = useFrameTexts();
  useReturningFocus();
  return (
    <Drawer
      opened
      onClose={onClose}
      title={title}
      size={size}
      closeButtonProps={{ "aria-label": drawer.close }}
      classNames={{
        body: styles.body ?? "",
        content: styles.content ?? "",
        header: styles.header ?? "",
        title: styles.title ?? "",
      }}
    >
      {children}
    </Drawer>
  );
}

/** Closing gives the keyboard back to where it was, or, when the address was opened directly, to the page's heading. */
function useReturningFocus(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        if (document.activeElement && document.activeElement !== document.body) return;
        const there = before instanceof HTMLElement && before !== document.body && before.isConnected ? before : null;
        const target = there ?? document.querySelector<HTMLElement>("main h1");
        if (target && !there) target.tabIndex = -1;
        target?.focus();
      });
    },
    [before],
  );
}

interface WaitingProps<Data> {
  readonly query: { readonly data: Data | undefined; readonly error: Error | null; readonly refetch: () => unknown };
  readonly children: (data: Data) => ReactNode;
}

/** The details once they are here; before that a sign of life, and otherwise what is the matter. */
export function Waiting<Data>({ query, children }: WaitingProps<Data>) {
  const { drawer } = useFrameTexts();
  if (query.error instanceof ApiError && query.error.status === 404) return <Gone />;
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading label={drawer.loading} />;
}

export function Gone() {
  const { drawer } = useFrameTexts();
  return <EmptyState announce icon={<IconGhost2 size={20} />} title={drawer.gone} text={drawer.goneHint} />;
}
