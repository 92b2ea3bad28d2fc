// Whom to ask: a list with one choice, in groups, that can be searched. Who cannot be asked is there, and says why.

import { Radio } from "@mantine/core";
import { SearchField } from "@towline/ui";
import { type ReactNode, useState } from "react";
import { useWords } from "../words/en";
import classes from "./share.module.css";

export interface Option {
  readonly value: string;
  readonly name: string;
  /** A few words more. */
  readonly text?: string | undefined;
  readonly icon?: ReactNode;
  /** Set: cannot be chosen, and this says why. */
  readonly reason?: string | undefined;
}

export interface OptionGroup {
  readonly title: string;
  readonly options: readonly Option[];
}

/** Lists of at least so many have a search. */
const SEARCH_FROM = 6;

interface ChooserProps {
  label: string;
  groups: readonly OptionGroup[];
  value: string | undefined;
  onChoose: (value: string) => void;
}

export function Chooser({ label, groups, value, onChoose }: ChooserProps) {
  const words = useWords().share;
  const [search, setSearch] = useState("");
  const all = groups.reduce((count, group) => count + group.options.length, 0);
  const wanted = search.toLowerCase();
  const found = groups
    .map((group) => ({
      ...group,
      options: group.options.filter((option) => option.name.toLowerCase().includes(wanted)),
    }))
    .filter((group) => group.options.length > 0);
  return (
    <div>
      {all >= SEARCH_FROM || search !== "" ? (
        <div className={classes.search}>
          <SearchField
            value={search}
            onSearch={setSearch}
            label={words.search}
            placeholder={words.search}
            width="100%"
          />
        </div>
      ) : null}
      <Radio.Group aria-label={label} value={value ?? null} onChange={onChoose}>
        <div className={classes.options}>
          {found.map((group) => (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset in the radio group would begin another one
            <div key={group.title} role="group" aria-label={group.title}>
              {groups.length > 1 ? (
                <p className={classes.groupTitle} aria-hidden="true">
                  {group.title}
                </p>
              ) : null}
              {group.options.map((option) => (
                <Radio
                  key={option.value}
                  value={option.value}
                  disabled={option.reason !== undefined}
                  label={option.name}
                  description={option.reason ?? option.text}
                  className={classes.option}
                  data-off={option.reason === undefined ? undefined : true}
                />
              ))}
            </div>
          ))}
          {found.length === 0 ? (
            <p className={classes.none} role="status">
              {words.noneFound}
            </p>
          ) : null}
        </div>
      </Radio.Group>
    </div>
  );
}
