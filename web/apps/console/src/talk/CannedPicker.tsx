// The picker of canned messages (SES-31): search, arrows, Enter. What is chosen goes into the field, where it can be changed before it is sent.

import { Combobox, useCombobox } from "@mantine/core";
import { IconMessage2Plus } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import { useState } from "react";
import { useWords } from "../words/en";
import { filledIn, foundCanned } from "./canned";
import { useOwnChat } from "./queries";
import classes from "./talk.module.css";

interface CannedPickerProps {
  names: { customer: string; rep: string };
  onChoose: (text: string) => void;
}

export function CannedPicker({ names, onChoose }: CannedPickerProps) {
  const words = useWords().talk;
  const own = useOwnChat();
  const [search, setSearch] = useState("");
  const messages = own.data?.canned_messages ?? [];
  const groups = foundCanned(messages, search);
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setSearch("");
    },
    onDropdownOpen: () => {
      void own.refetch();
      combobox.focusSearchInput();
      combobox.selectFirstOption();
    },
  });
  const choose = (id: string) => {
    const found = messages.find((each) => each.id === id);
    combobox.closeDropdown();
    if (found) onChoose(filledIn(found.text, names));
  };
  return (
    <Combobox
      store={combobox}
      width={320}
      position="top-end"
      shadow="none"
      withinPortal
      onOptionSubmit={choose}
      classNames={{ dropdown: classes.canned ?? "" }}
    >
      <Combobox.Target targetType="button" withAriaAttributes={false}>
        <IconButton
          size={28}
          label={words.canned}
          icon={<IconMessage2Plus size={16} />}
          tooltipPosition="top"
          aria-haspopup="dialog"
          aria-expanded={combobox.dropdownOpened}
          onClick={() => combobox.toggleDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        {/* The dropdown itself takes no role. */}
        <div role="dialog" aria-label={words.canned}>
          <Combobox.Search
            value={search}
            onChange={(event) => {
              setSearch(event.currentTarget.value);
              combobox.updateSelectedOptionIndex();
            }}
            placeholder={words.cannedSearch}
            aria-label={words.cannedSearch}
          />
          <Combobox.Options className={classes.cannedOptions ?? ""} aria-label={words.canned}>
            {groups.length === 0 ? (
              <Combobox.Empty>{messages.length === 0 ? words.cannedEmpty : words.cannedNone}</Combobox.Empty>
            ) : null}
            {groups.map((group) => (
              <Combobox.Group key={group.category} label={group.category || words.cannedOther}>
                {group.messages.map((message) => (
                  <Combobox.Option key={message.id} value={message.id}>
                    <strong>{message.name}</strong>
                    <span className={classes.cannedText}>{message.text}</span>
                  </Combobox.Option>
                ))}
              </Combobox.Group>
            ))}
          </Combobox.Options>
        </div>
      </Combobox.Dropdown>
    </Combobox>
  );
}
