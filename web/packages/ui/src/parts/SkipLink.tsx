// The first stop of the keyboard: past the frame, to what the page is about.

import classes from "./parts.module.css";

export function SkipLink({ target, children }: { target: string; children: string }) {
  return (
    <a
      className={classes.skip}
      href={`#${target}`}
      onClick={(event) => {
        event.preventDefault();
        document.getElementById(target)?.focus();
      }}
    >
      {children}
    </a>
  );
}
