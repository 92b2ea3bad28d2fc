// A row of buttons that never wraps: what has no room moves into a *More* menu, the least important first, and comes back when there is room.
//
// How to add a button: write it as a child, where it belongs in the order of the row. Nothing else is needed: an entry without a priority leaves after those at its right. Where the order of
// the row is not the order of importance, wrap it: `<BarEntry priority={8}>…</BarEntry>` (0 leaves first, 5 is what others have, 9 stays longest). An entry may be any component: a button, a
// menu, nothing at all, several buttons that belong together. It is drawn once and moved, never drawn twice, so that it keeps its state.

import { IconDots } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import {
  Children,
  Fragment,
  isValidElement,
  type ReactElement,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { createPortal } from "react-dom";
import { useWords } from "../words/en";
import classes from "./overflow.module.css";

/** For a menu in the bar: it hangs in the page's main part, as the bar cuts off what has no room, and nothing of a page is outside its landmarks. */
export const IN_MAIN = { portalProps: { target: "main" }, withInitialFocusPlaceholder: false } as const;

const USUAL = 5;
const GAP_PX = 2;
const BUTTON_PX = 32;
/** The row's padding, in which focus rings are drawn. */
const EDGE_PX = 3;

interface BarEntryProps {
  priority: number;
  children: ReactNode;
}

/** An entry with a priority of its own. */
export function BarEntry({ children }: BarEntryProps) {
  return children;
}

interface Entry {
  readonly key: string;
  readonly priority: number;
  readonly node: ReactNode;
}

/** The children of a bar one by one, those in fragments too. */
export function entriesOf(children: ReactNode, within = ""): Entry[] {
  return Children.toArray(children).flatMap((node, at): Entry[] => {
    const key = `${within}${isValidElement(node) ? (node.key ?? at) : at}`;
    if (isValidElement(node) && node.type === Fragment)
      return entriesOf((node as ReactElement<{ children?: ReactNode }>).props.children, `${key}/`);
    const own = isValidElement(node) && node.type === BarEntry;
    return [{ key, node, priority: own ? (node as ReactElement<BarEntryProps>).props.priority : USUAL }];
  });
}

/** Which of these stay in the row. Widths of nothing take no room; `more` is the room of the button that leads to the rest. */
export function staying(
  entries: readonly { readonly priority: number; readonly width: number }[],
  room: number,
  more: number,
): boolean[] {
  const taken = (width: number) => (width > 0 ? width + GAP_PX : 0);
  const stay = entries.map(() => true);
  let total = entries.reduce((sum, { width }) => sum + taken(width), 0);
  if (total <= room + GAP_PX) return stay;
  const leaving = entries.map((_, at) => at).sort((a, b) => order(entries, a, b));
  for (const at of leaving) {
    if (total + more <= room) break;
    stay[at] = false;
    total -= taken(entries[at]?.width ?? 0);
  }
  return stay;
}

/** The least important first; of equals the one at the end of the row. */
function order(entries: readonly { readonly priority: number }[], a: number, b: number): number {
  return (entries[a]?.priority ?? USUAL) - (entries[b]?.priority ?? USUAL) || b - a;
}

export function OverflowBar({ children }: { children: ReactNode }) {
  const words = useWords().session;
  const root = useRef<HTMLDivElement>(null);
  const row = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const more = useRef<HTMLButtonElement>(null);
  const [hosts] = useState(() => new Map<string, HTMLElement>());
  const [widths] = useState(() => new Map<HTMLElement, number>());
  const [away, setAway] = useState(0);
  const [open, setOpen] = useState(false);
  const entries = entriesOf(children);
  const latest = useRef(entries);
  latest.current = entries;

  const hostOf = (key: string): HTMLElement => {
    let host = hosts.get(key);
    if (!host) {
      host = document.createElement("span");
      host.className = classes.entry ?? "";
      hosts.set(key, host);
    }
    return host;
  };

  const place = useCallback(() => {
    const [inRow, inPanel] = [row.current, panel.current];
    if (!inRow || !inPanel) return;
    const known = new Set(latest.current.map((each) => each.key));
    for (const [key, host] of hosts)
      if (!known.has(key)) {
        host.remove();
        hosts.delete(key);
        widths.delete(host);
      }
    const all = latest.current.flatMap(({ key, priority }) => {
      const host = hosts.get(key);
      if (!host) return [];
      if (!host.parentElement) inRow.append(host);
      return [{ host, priority, width: widthOf(host, inRow, widths) }];
    });
    const stay = staying(all, inRow.clientWidth - 2 * EDGE_PX, BUTTON_PX + GAP_PX);
    sort(
      inRow,
      all.filter((_, at) => stay[at]).map(({ host }) => host),
    );
    const out = all.filter((_, at) => !stay[at]);
    sort(
      inPanel,
      out.map(({ host }) => host),
    );
    setAway(out.filter(({ width }) => width > 0).length);
  }, [hosts, widths]);

  useLayoutEffect(place);
  useEffect(() => {
    if (!row.current) return;
    const room = new ResizeObserver(place);
    room.observe(row.current);
    return () => room.disconnect();
  }, [place]);
  // An entry that shows or hides its button, by itself, needs no drawing of the bar.
  useEffect(() => {
    const changes = new MutationObserver(place);
    const sizes = new ResizeObserver(place);
    for (const host of hosts.values()) {
      changes.observe(host, { childList: true });
      sizes.observe(host);
    }
    return () => {
      changes.disconnect();
      sizes.disconnect();
    };
  });
  useEffect(() => {
    if (away === 0) setOpen(false);
  }, [away]);
  useEffect(() => {
    if (!open) return;
    const elsewhere = (event: Event) => {
      if (!(event.target instanceof Element)) return;
      if (!root.current?.contains(event.target) && !event.target.closest("[data-portal]")) setOpen(false);
    };
    document.addEventListener("pointerdown", elsewhere);
    document.addEventListener("focusin", elsewhere);
    return () => {
      document.removeEventListener("pointerdown", elsewhere);
      document.removeEventListener("focusin", elsewhere);
    };
  }, [open]);
  useEffect(() => {
    if (open) panel.current?.querySelector<HTMLElement>("button")?.focus();
  }, [open]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is pressed are the buttons in it; this only closes the menu after them.
    <div
      ref={root}
      className={classes.bar}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open || event.defaultPrevented) return;
        setOpen(false);
        more.current?.focus();
      }}
      onClick={(event) => {
        const pressed = event.target instanceof Element ? event.target.closest("button") : null;
        if (!open || !pressed || pressed === more.current) return;
        if (!pressed.hasAttribute("aria-haspopup") && !pressed.hasAttribute("aria-disabled")) setOpen(false);
      }}
    >
      <div ref={row} className={classes.row} />
      <IconButton
        ref={more}
        label={words.moreTools}
        icon={<IconDots size={20} />}
        aria-expanded={open}
        className={classes.more}
        data-none={away === 0 || undefined}
        onClick={() => setOpen(!open)}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: a set of fields is something else. */}
      <div ref={panel} role="group" aria-label={words.moreTools} className={classes.panel} hidden={!open} />
      {entries.map(({ key, node }) => createPortal(node, hostOf(key), key))}
    </div>
  );
}

/** How wide an entry is in the row; one in the menu is as wide as it was there. */
function widthOf(host: HTMLElement, row: HTMLElement, widths: Map<HTMLElement, number>): number {
  if (host.childElementCount === 0) return 0;
  if (host.parentElement === row) {
    widths.set(host, host.offsetWidth);
    return host.offsetWidth;
  }
  const buttons = Math.max(1, host.querySelectorAll("button").length);
  return widths.get(host) || buttons * (BUTTON_PX + GAP_PX) - GAP_PX;
}

/** Puts these elements into a parent in this order, and touches none that stands right: who moves loses its focus. */
function sort(parent: HTMLElement, hosts: readonly HTMLElement[]): void {
  let next = parent.firstElementChild;
  for (const host of hosts) {
    if (host === next) next = next.nextElementSibling;
    else parent.insertBefore(host, next);
  }
}
