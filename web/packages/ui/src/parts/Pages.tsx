// The foot of a list: which rows of how many, and the way to the others.

import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { number } from "../messages/catalogue";
import { useUiTexts } from "../messages/en";
import { IconButton } from "./IconButton";
import classes from "./table.module.css";

export interface Paging {
  /** From 1. */
  page: number;
  limit: number;
  total: number;
  onPage: (page: number) => void;
}

/** The pages to offer: the first, the last and those around the current one; 0 stands for a gap. */
export function pagesToShow(page: number, pages: number): number[] {
  const wanted = new Set([1, pages, page - 1, page, page + 1].filter((each) => each >= 1 && each <= pages));
  const sorted = [...wanted].sort((a, b) => a - b);
  return sorted.flatMap((each, index) => {
    const before = sorted[index - 1];
    if (before === undefined || each - before === 1) return [each];
    return each - before === 2 ? [each - 1, each] : [0, each];
  });
}

export function Pages({ page, limit, total, onPage }: Paging) {
  const texts = useUiTexts().table;
  const pages = Math.max(1, Math.ceil(total / limit));
  const from = total === 0 ? 0 : (page - 1) * limit + 1;
  return (
    <div className={classes.foot}>
      <span>{texts.range(from, Math.min(page * limit, total), total)}</span>
      {pages > 1 ? (
        <nav className={classes.pages} aria-label={texts.pages}>
          <IconButton
            size={28}
            label={texts.previous}
            icon={<IconChevronLeft size={16} />}
            disabled={page <= 1}
            onClick={() => onPage(page - 1)}
          />
          {pagesToShow(page, pages).map((each, index) =>
            each === 0 ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place of a gap is its identity
              <span key={`gap-${index}`} aria-hidden="true">
                …
              </span>
            ) : (
              <button
                key={each}
                type="button"
                className={classes.page}
                aria-label={texts.pageOf(each, pages)}
                aria-current={each === page ? "page" : undefined}
                onClick={() => onPage(each)}
              >
                {number(each)}
              </button>
            ),
          )}
          <IconButton
            size={28}
            label={texts.next}
            icon={<IconChevronRight size={16} />}
            disabled={page >= pages}
            onClick={() => onPage(page + 1)}
          />
        </nav>
      ) : null}
    </div>
  );
}
