// Where one is: each directory above is a button; the whole can be typed.

import { IconChevronRight, IconPencil } from "@tabler/icons-react";
import { crumbsOf, shownName } from "@towline/files";
import { IconButton } from "@towline/ui";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useFilesWords } from "../words/files";
import classes from "./files.module.css";

interface CrumbsProps {
  path: string;
  onOpen: (path: string) => void;
  /** Where there is more than one path on the page. */
  label?: string;
}

export function Crumbs({ path, onOpen, label }: CrumbsProps) {
  const words = useFilesWords().files;
  const [typing, setTyping] = useState(false);
  const list = useRef<HTMLOListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the end of the path is in sight when it changes
  useEffect(() => {
    if (list.current) list.current.scrollLeft = list.current.scrollWidth;
  }, [path, typing]);
  if (typing) {
    return (
      <PathField
        path={path}
        onDone={(typed) => {
          setTyping(false);
          if (typed !== undefined) onOpen(typed);
        }}
      />
    );
  }
  const crumbs = crumbsOf(path);
  return (
    <nav className={classes.crumbs} aria-label={label ?? words.crumbs}>
      <ol ref={list}>
        {crumbs.map((crumb, index) => (
          <li key={crumb.path}>
            {index > 0 ? <IconChevronRight size={14} aria-hidden="true" /> : null}
            <button
              type="button"
              aria-current={index === crumbs.length - 1 ? "page" : undefined}
              onClick={() => onOpen(crumb.path)}
            >
              <bdi>{shownName(crumb.name)}</bdi>
            </button>
          </li>
        ))}
      </ol>
      <IconButton
        label={words.editPath}
        shortcut="Ctrl L"
        data-edit-path
        icon={<IconPencil size={16} />}
        size={28}
        onClick={() => setTyping(true)}
      />
    </nav>
  );
}

function PathField({ path, onDone }: { path: string; onDone: (path: string | undefined) => void }) {
  const words = useFilesWords().files;
  const shown = shownName(path);
  const [typed, setTyped] = useState(shown);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = typed.trim();
    // Bytes that are no text are only shown, so what was not changed is the path as it is.
    if (wanted === shown) return onDone(path);
    if (wanted === "") return onDone(undefined);
    const absolute = wanted.startsWith("/") || /^(?:[A-Za-z]:|\\\\)/u.test(wanted);
    onDone(absolute ? wanted : `${path.endsWith("/") ? path : `${path}/`}${wanted}`);
  };
  return (
    <form className={classes.pathForm} onSubmit={submit}>
      <input
        aria-label={words.path}
        value={typed}
        spellCheck={false}
        autoCapitalize="off"
        // biome-ignore lint/a11y/noAutofocus: it stands there because the person asked to type
        autoFocus
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => onDone(undefined)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onDone(undefined);
        }}
      />
    </form>
  );
}
