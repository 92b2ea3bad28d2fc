// Choosing one of very many by typing a part of its name: people, Jump Items. The appliance searches; nothing is loaded that is not shown.

import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { itemsQuery, peopleQuery } from "../queries";

interface Choice {
  readonly value: string;
  readonly label: string;
}

interface PickerProps {
  readonly label: string;
  readonly placeholder: string;
  readonly nothing: string;
  /** What is chosen, with its name as far as it is known. */
  readonly chosen?: Choice | null;
  /** Left out of what is offered: those that are in the list already. */
  readonly without?: readonly string[];
  readonly clearable?: boolean;
  readonly onPick: (choice: Choice | null) => void;
}

/** Enough that a word typed at an ordinary pace is one question. */
const PAUSE_MS = 150;

function useSearch() {
  const [search, setSearch] = useState("");
  const [asked] = useDebouncedValue(search, PAUSE_MS);
  return { search, asked: asked.trim(), setSearch };
}

function Picker({
  choices,
  search,
  onSearch,
  ...props
}: PickerProps & { choices: Choice[]; search: string; onSearch: (search: string) => void }) {
  const { chosen, without = [] } = props;
  const offered = choices.filter((choice) => !without.includes(choice.value) && choice.value !== chosen?.value);
  return (
    <Select
      label={props.label}
      placeholder={props.placeholder}
      nothingFoundMessage={props.nothing}
      data={chosen ? [chosen, ...offered] : offered}
      // The appliance has filtered already, by more than the label.
      filter={({ options }) => options}
      searchable
      clearable={props.clearable ?? false}
      value={chosen?.value ?? null}
      searchValue={search}
      onSearchChange={onSearch}
      onChange={(_, option) => props.onPick(option ? { value: option.value, label: option.label } : null)}
    />
  );
}

export function PersonPicker(props: PickerProps) {
  const { search, asked, setSearch } = useSearch();
  const people = useQuery(peopleQuery(asked === props.chosen?.label ? "" : asked));
  const choices = (people.data ?? []).map((user) => ({
    value: user.id,
    label: `${user.display_name} (${user.username})`,
  }));
  return <Picker {...props} choices={choices} search={search} onSearch={setSearch} />;
}

export function ItemPicker(props: PickerProps) {
  const { search, asked, setSearch } = useSearch();
  const items = useQuery(itemsQuery(asked === props.chosen?.label ? "" : asked));
  const choices = (items.data ?? []).map((item) => ({
    value: item.id,
    label: `${item.name} · ${item.location.name}`,
  }));
  return <Picker {...props} choices={choices} search={search} onSearch={setSearch} />;
}
