// The name of a thing in a list, as the link to its details, with a mark while something about it is unsaved.

import { createLink, type LinkComponent } from "@tanstack/react-router";
import { type AnchorHTMLAttributes, forwardRef, useSyncExternalStore } from "react";
import { drafts } from "../form/drafts";
import { useFrameTexts } from "../words";
import styles from "./nameLink.module.css";

interface Props extends AnchorHTMLAttributes<HTMLAnchorElement> {
  /** Under which name the form about the thing keeps its unsaved changes. */
  draft: string;
}

const Anchor = forwardRef<HTMLAnchorElement, Props>(function Anchor({ draft, children, ...rest }, ref) {
  const { list } = useFrameTexts();
  const change = useSyncExternalStore(drafts.subscribe, () => drafts.of(draft));
  return (
    <>
      <a {...rest} ref={ref} className={styles.name}>
        {children}
      </a>
      {Object.keys(change).length > 0 ? <span className={styles.unsaved}>{list.unsaved}</span> : null}
    </>
  );
});

const Linked = createLink(Anchor);

export const NameLink: LinkComponent<typeof Anchor> = (props) => <Linked {...props} />;
