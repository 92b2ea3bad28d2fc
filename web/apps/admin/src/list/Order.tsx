// Where a thing stands in an order that somebody gave, and moving it by one. Between rows that are left out, one step would be another one than it seems: then there are no buttons.

import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { IconButton, number } from "@towline/ui";
import styles from "../form/rights.module.css";
import type { ListSearch } from "./shown";

interface Props {
  /** Counted from 1. */
  readonly place: number;
  readonly last: boolean;
  /** The whole list is shown in its order. */
  readonly movable: boolean;
  readonly busy: boolean;
  readonly up: string;
  readonly down: string;
  readonly onMove: (by: -1 | 1) => void;
}

/** Whether a list is shown as a whole, in its own order. */
export const asRead = (wish: ListSearch) => !wish.search && !wish.filter && !wish.sort && !wish.order;

/** The ids with one of them moved. */
export function moved(things: readonly { readonly id: string }[], id: string, by: -1 | 1): string[] {
  const ids = things.map((thing) => thing.id);
  const from = ids.indexOf(id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= ids.length) return ids;
  ids.splice(from, 1);
  ids.splice(to, 0, id);
  return ids;
}

export function Order({ place, last, movable, busy, up, down, onMove }: Props) {
  return (
    <span className={styles.order}>
      <span className={styles.number}>{number(place)}</span>
      {movable ? (
        <>
          <IconButton
            size={26}
            label={up}
            icon={<IconArrowUp size={16} />}
            disabled={place === 1 || busy}
            onClick={() => onMove(-1)}
          />
          <IconButton
            size={26}
            label={down}
            icon={<IconArrowDown size={16} />}
            disabled={last || busy}
            onClick={() => onMove(1)}
          />
        </>
      ) : null}
    </span>
  );
}
