// Configuration > Support Buttons has three parts, each with an address of its own. This is the page around them.

import { Link, Outlet } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Page } from "../../shell/Page";
import { useFrameTexts, useSupportButtonTexts } from "../../words";
import styles from "./supportButtons.module.css";

const PARTS = [
  { to: "/support-buttons", name: "buttons" },
  { to: "/support-buttons/profiles", name: "profiles" },
  { to: "/support-buttons/installers", name: "installers" },
] as const;

interface FrameProps {
  readonly part: (typeof PARTS)[number]["name"];
  readonly lead: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

export function ButtonsFrame({ part, lead, action, children }: FrameProps) {
  const { sections } = useFrameTexts();
  const { parts: texts } = useSupportButtonTexts();
  return (
    <Page title={sections.supportButtons} lead={lead} action={action}>
      <nav className={styles.parts} aria-label={texts.label}>
        {PARTS.map(({ to, name }) => (
          <Link
            key={name}
            to={to}
            className={styles.part}
            activeOptions={{ exact: true, includeSearch: false }}
            aria-current={name === part ? "page" : undefined}
          >
            {texts[name]}
          </Link>
        ))}
      </nav>
      {children}
      <Outlet />
    </Page>
  );
}
