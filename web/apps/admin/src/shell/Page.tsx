// A page: its heading, one sentence, its main action, and the title of the browser's tab. Moves the focus to the heading when the page changes, so that a screen reader says where it is.

import { PageHeader } from "@towline/ui";
import { type ReactNode, useEffect, useRef } from "react";
import { useMe } from "../session";
import { useFrameTexts } from "../words";
import styles from "./shell.module.css";

interface PageProps {
  readonly title: string;
  readonly lead: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

let lastTitle = "";

export function Page({ title, lead, action, children }: PageProps) {
  const { site } = useMe();
  const { frame } = useFrameTexts();
  const page = useRef<HTMLDivElement>(null);
  useEffect(() => {
    document.title = frame.pageTitle(title, site.name);
    // Not on the first page of a visit: there the browser itself starts at the top.
    if (lastTitle !== "" && lastTitle !== title && !document.querySelector("[role=dialog]")) {
      const heading = page.current?.querySelector("h1");
      if (heading) heading.tabIndex = -1;
      heading?.focus();
    }
    lastTitle = title;
  }, [title, site.name, frame]);
  return (
    <div className={styles.page} ref={page}>
      <PageHeader title={title} text={lead} actions={action} />
      {children}
    </div>
  );
}
