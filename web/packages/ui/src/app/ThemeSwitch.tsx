// Light, dark or as the system: a menu behind one button of the top bar.

import { Menu, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";
import { useUiTexts } from "../messages/en";
import { IconButton } from "../parts/IconButton";

export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const texts = useUiTexts().theme;
  const choices = [
    { value: "light", name: texts.light, icon: <IconSun size={16} /> },
    { value: "dark", name: texts.dark, icon: <IconMoon size={16} /> },
    { value: "auto", name: texts.system, icon: <IconDeviceDesktop size={16} /> },
  ] as const;
  const chosen = choices.find((choice) => choice.value === colorScheme) ?? choices[2];
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <IconButton label={texts.switchTo(chosen.name)} icon={chosen.icon} />
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map((choice) => (
          <Menu.Item
            key={choice.value}
            leftSection={choice.icon}
            rightSection={choice === chosen ? <IconCheck size={16} /> : null}
            onClick={() => setColorScheme(choice.value)}
          >
            {choice.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
