// Available, busy or away (SUP-32), in the bar: what the rep says, and what holds when the appliance knows better.

import { create } from "@bufbuild/protobuf";
import { Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { notify, StatusDot, type Tone } from "@towline/ui";
import { Readiness, SetReadinessSchema } from "@towline/wire";
import { useLive, useLiveLink } from "../live/useLive";
import { useWords } from "../words/en";
import { useIdleReport } from "./idle";
import classes from "./ready.module.css";

const CHOICES = [Readiness.AVAILABLE, Readiness.BUSY, Readiness.AWAY] as const;
type Choice = (typeof CHOICES)[number];

const tones: Readonly<Record<Choice, Tone>> = {
  [Readiness.AVAILABLE]: "online",
  [Readiness.BUSY]: "waiting",
  [Readiness.AWAY]: "quiet",
};

const known = (readiness: Readiness): Choice => CHOICES.find((each) => each === readiness) ?? Readiness.AVAILABLE;

export function ReadyMenu() {
  const words = useWords().ready;
  const live = useLiveLink();
  const state = useLive((snapshot) => snapshot.readiness);
  const serves = useLive((snapshot) => snapshot.queues.length > 0);
  const connected = useLive((snapshot) => snapshot.link.phase === "open");
  useIdleReport();
  // Whoever serves no queue is not asked for.
  if (!state || !serves) return null;
  const [chosen, now] = [known(state.chosen), known(state.now)];
  const names = {
    [Readiness.AVAILABLE]: { name: words.available, text: words.availableText },
    [Readiness.BUSY]: { name: words.busy, text: words.busyText },
    [Readiness.AWAY]: { name: words.away, text: words.awayText },
  };
  const say = async (readiness: Choice) => {
    try {
      await live.request({ case: "setReadiness", value: create(SetReadinessSchema, { readiness }) });
    } catch (reason) {
      notify.refused(reason, words.notSaved);
    }
  };
  const why = now === chosen ? undefined : now === Readiness.AWAY ? words.idle : words.full(state.busySessions);
  return (
    <Menu position="bottom-end" width={300} withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button type="button" className={classes.ready} title={words.label(names[now].name)}>
          <StatusDot tone={tones[now]} hollow={now !== Readiness.AVAILABLE}>
            <span className={classes.name}>{names[now].name}</span>
          </StatusDot>
          <span className={classes.hidden}>{words.label(names[now].name)}</span>
          <IconChevronDown size={14} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label role="presentation">{words.title}</Menu.Label>
        <Menu.RadioGroup
          value={String(chosen)}
          onChange={(value) => {
            const choice = CHOICES.find((each) => String(each) === value);
            if (choice !== undefined) void say(choice);
          }}
        >
          {CHOICES.map((choice) => (
            <Menu.RadioItem key={choice} value={String(choice)} disabled={!connected} closeMenuOnClick>
              <StatusDot tone={tones[choice]} hollow={choice !== Readiness.AVAILABLE}>
                <strong>{names[choice].name}</strong>
              </StatusDot>
              <span className={classes.text}>{names[choice].text}</span>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <p className={classes.foot} role="presentation">
          {why ? <strong>{why} </strong> : null}
          {words.everybody}
        </p>
      </Menu.Dropdown>
    </Menu>
  );
}
