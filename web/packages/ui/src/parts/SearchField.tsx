// A field that searches as one types: the wish goes out 150 ms after the last key, at once with Enter; Escape empties it.

import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useUiTexts } from "../messages/en";

export interface SearchFieldProps {
  value: string;
  onSearch: (text: string) => void;
  label?: string;
  placeholder?: string;
  width?: number | string;
}

export function SearchField({ value, onSearch, label, placeholder, width = 240 }: SearchFieldProps) {
  const texts = useUiTexts().table;
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const sent = useRef(value);
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const wish = (text: string, wait: number) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      sent.current = text;
      onSearch(text.trim());
    }, wait);
  };
  return (
    <TextInput
      type="search"
      w={width}
      aria-label={label ?? texts.search}
      placeholder={placeholder ?? texts.search}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      rightSection={typed ? <CloseButton size="sm" aria-label={texts.clearSearch} onClick={() => wish("", 0)} /> : null}
      value={typed}
      onChange={(event) => wish(event.currentTarget.value, 150)}
      onKeyDown={(event) => {
        if (event.key === "Enter") wish(typed, 0);
        if (event.key === "Escape" && typed) {
          event.stopPropagation();
          wish("", 0);
        }
      }}
    />
  );
}
