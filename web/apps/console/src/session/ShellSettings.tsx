// How shells look and behave for this person: size, colours, copying, guessed letters, screen reader mode (SHL-9).

import { Menu } from "@mantine/core";
import { IconAdjustments, IconTextDecrease, IconTextIncrease } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import { useWords } from "../words/en";
import classes from "./menus.module.css";
import { IN_MAIN } from "./OverflowBar";
import { changeShellLook, LARGEST, SHELL_THEMES, SMALLEST, useShellLook } from "./shellLook";

export function ShellSettings() {
  const { shells: words, shellThemes } = useWords();
  const look = useShellLook();
  const switches = [
    ["copyOnSelect", words.copyOnSelect, words.copyOnSelectText],
    ["guessing", words.guessing, words.guessingText],
    ["screenReader", words.screenReader, words.screenReaderText],
  ] as const;
  return (
    <Menu position="bottom-start" width={300} {...IN_MAIN} closeOnItemClick={false}>
      <Menu.Target>
        <IconButton label={words.settings} icon={<IconAdjustments size={20} />} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label role="presentation">
          {words.size} · {words.sizeOf(look.fontSize)}
        </Menu.Label>
        <Menu.Item
          leftSection={<IconTextDecrease size={16} />}
          disabled={look.fontSize <= SMALLEST}
          onClick={() => changeShellLook({ fontSize: look.fontSize - 1 })}
        >
          {words.smaller}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconTextIncrease size={16} />}
          disabled={look.fontSize >= LARGEST}
          onClick={() => changeShellLook({ fontSize: look.fontSize + 1 })}
        >
          {words.larger}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label role="presentation">{words.theme}</Menu.Label>
        <Menu.RadioGroup
          value={look.theme}
          onChange={(value) => {
            const theme = SHELL_THEMES.find((each) => each === value);
            if (theme) changeShellLook({ theme });
          }}
        >
          {SHELL_THEMES.map((theme) => (
            <Menu.RadioItem key={theme} value={theme} closeMenuOnClick={false}>
              {shellThemes[theme]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        {switches.map(([name, label, text]) => (
          <Menu.CheckboxItem
            key={name}
            checked={look[name]}
            closeMenuOnClick={false}
            onChange={() => changeShellLook({ [name]: !look[name] })}
          >
            {label}
            <span className={classes.text}>{text}</span>
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
