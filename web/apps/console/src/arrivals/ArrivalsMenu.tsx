// The bell in the bar: by which of the ways this browser tells of new sessions (SUP-31).

import { Button, Popover, Switch } from "@mantine/core";
import { IconBell, IconBellOff, IconVolume } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import { useState } from "react";
import { useWords } from "../words/en";
import classes from "./arrivals.module.css";
import { choose, useArrivalChoices } from "./choices";
import { askDesktopLeave, type DesktopLeave, desktopLeave } from "./desktop";
import { chime } from "./sound";

export function ArrivalsMenu() {
  const words = useWords().arrivals;
  const choices = useArrivalChoices();
  const [opened, setOpened] = useState(false);
  const silent = !choices.popup && !choices.sound && !choices.desktop;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={320} trapFocus returnFocus shadow="none">
      <Popover.Target>
        <IconButton
          label={words.menu}
          icon={silent ? <IconBellOff size={20} /> : <IconBell size={20} />}
          aria-haspopup="dialog"
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        />
      </Popover.Target>
      <Popover.Dropdown aria-label={words.menu} className={classes.menu}>
        <Ways />
      </Popover.Dropdown>
    </Popover>
  );
}

function Ways() {
  const words = useWords().arrivals;
  const choices = useArrivalChoices();
  const [leave, setLeave] = useState<DesktopLeave>(desktopLeave);
  const wantDesktop = async (on: boolean) => {
    if (!on) return choose("desktop", false);
    const given = await askDesktopLeave();
    setLeave(given);
    choose("desktop", given === "granted");
  };
  const hindered = leave === "denied" ? words.desktopDenied : leave === "none" ? words.desktopNone : undefined;
  return (
    <>
      <h2 className={classes.title}>{words.menu}</h2>
      <p className={classes.text}>{words.menuText}</p>
      <Switch
        data-autofocus
        label={words.popup}
        checked={choices.popup}
        onChange={(event) => choose("popup", event.currentTarget.checked)}
      />
      <div className={classes.row}>
        <Switch
          label={words.sound}
          checked={choices.sound}
          onChange={(event) => choose("sound", event.currentTarget.checked)}
        />
        <Button variant="subtle" size="compact-sm" leftSection={<IconVolume size={16} />} onClick={() => void chime()}>
          {words.soundTry}
        </Button>
      </div>
      <Switch
        label={words.desktop}
        description={hindered ?? words.desktopText}
        // What the browser took back since is not on, whatever was chosen.
        checked={choices.desktop && leave === "granted"}
        disabled={hindered !== undefined}
        onChange={(event) => void wantDesktop(event.currentTarget.checked)}
      />
    </>
  );
}
