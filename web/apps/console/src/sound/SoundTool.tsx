// The sound's button in Screen Sharing (SCR-18): a click listens to the machine; another one opens how loud it is here, and whether anything comes. What cannot be is greyed with the reason.

import { create } from "@bufbuild/protobuf";
import { Button, Popover, Slider, Switch } from "@mantine/core";
import { IconVolume, IconVolume3, IconVolumeOff } from "@tabler/icons-react";
import type { RemoteDesktop, SoundState } from "@towline/desktop";
import { IconButton, notify } from "@towline/ui";
import { Permission, ProblemError, type SessionState, SetSoundSchema } from "@towline/wire";
import { useEffect, useId, useRef, useState } from "react";
import { useLiveLink } from "../live/useLive";
import { selfOf, useSessionActions } from "../session/actions";
import type { ScreenView } from "../session/useDesktop";
import { useWords } from "../words/en";
import { isHeard, meter, whyNoSound } from "./sound";
import classes from "./sound.module.css";

export function SoundTool({ state, screen }: { state: SessionState; screen: ScreenView }) {
  const words = useWords().sound;
  const actions = useSessionActions(state);
  const live = useLiveLink();
  const [opened, setOpened] = useState(false);
  const { desktop } = screen;
  const sound = useSound(desktop);
  const reason = whyNoSound(state, desktop !== undefined, sound?.supported ?? true, words);
  const on = sound?.on ?? false;
  const told = selfOf(state)?.sound ?? false;
  const stop = () => {
    setOpened(false);
    desktop?.sound.stop();
    void actions.setSound(false);
  };
  // A page that was loaded anew listens to nothing until it is clicked; the session is to know.
  const begun = useRef<RemoteDesktop>(undefined);
  useEffect(() => {
    if (!desktop || begun.current === desktop) return;
    begun.current = desktop;
    if (told && !desktop.sound.on) void actions.setSound(false);
  }, [desktop, told, actions]);
  // What the machine has no more is not listened to; the reason is told, as nobody sees it on a button.
  useEffect(() => {
    if (!on || reason === undefined) return;
    setOpened(false);
    desktop?.sound.stop();
    void actions.setSound(false);
    notify.failed(words.stopped, reason);
  }, [on, reason, desktop, actions, words]);
  const asking = state.prompts.some(
    ({ participant, permission }) => participant === state.self && permission === Permission.HEAR_SOUND,
  );
  const asked = useRef(false);
  useEffect(() => {
    if (asking) asked.current = true;
    else if (asked.current) {
      asked.current = false;
      if (!told) desktop?.sound.stop();
    }
  }, [asking, told, desktop]);
  const start = async () => {
    // Within the click, or the browser plays nothing.
    desktop?.sound.start();
    const value = create(SetSoundSchema, { sessionId: state.sessionId, on: true });
    try {
      await live.request({ case: "setSound", value });
    } catch (problem) {
      // The customer is being asked; a yes comes without another click.
      if (problem instanceof ProblemError && problem.code === "asking") return;
      desktop?.sound.stop();
      notify.refused(problem);
    }
  };
  if (!on || !sound || !desktop) {
    return (
      <IconButton
        label={words.on}
        icon={<IconVolumeOff size={20} />}
        pressed={false}
        reason={reason}
        onClick={() => void start()}
      />
    );
  }
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      width={280}
      shadow="none"
      withinPortal={false}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <IconButton
          label={words.open}
          icon={sound.muted ? <IconVolume3 size={20} /> : <IconVolume size={20} />}
          pressed
          onClick={() => setOpened(!opened)}
        />
      </Popover.Target>
      <Popover.Dropdown aria-label={words.title} className={classes.panel ?? ""}>
        <Meter sound={sound} />
        <Volume sound={sound} desktop={desktop} />
        <p className={classes.quiet}>{words.recording}</p>
        <Button variant="default" size="compact-sm" onClick={stop}>
          {words.off}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

function Meter({ sound }: { sound: SoundState }) {
  const words = useWords().sound;
  const heard = useHeard(sound);
  return (
    <div className={classes.part}>
      <div className={classes.meter} aria-hidden="true">
        <span style={{ inlineSize: `${meter(sound.level)}%` }} />
      </div>
      <span role="status">{heard ? words.comes : words.silent}</span>
    </div>
  );
}

function Volume({ sound, desktop }: { sound: SoundState; desktop: RemoteDesktop }) {
  const words = useWords().sound;
  const label = useId();
  const percent = `${Math.round(sound.volume * 100)} %`;
  return (
    <div className={classes.part}>
      <span className={classes.row}>
        <span id={label}>{words.volume}</span>
        <span aria-hidden="true">{percent}</span>
      </span>
      <Slider
        className={classes.slider ?? ""}
        value={Math.round(sound.volume * 100)}
        min={0}
        max={100}
        step={5}
        label={null}
        thumbProps={{ "aria-labelledby": label, "aria-valuetext": percent }}
        onChange={(value) => desktop.sound.setVolume(value / 100)}
      />
      <Switch
        label={words.mute}
        checked={sound.muted}
        onChange={(event) => desktop.sound.setMuted(event.currentTarget.checked)}
      />
    </div>
  );
}

function useSound(desktop: RemoteDesktop | undefined): SoundState | undefined {
  const [sound, setSound] = useState<SoundState>();
  useEffect(() => {
    setSound(undefined);
    return desktop?.sound.onState(setSound);
  }, [desktop]);
  return sound;
}

/** Between two words it is not quiet yet: what is told to a screen reader waits a moment. */
function useHeard({ level }: SoundState): boolean {
  const now = isHeard(level);
  const [heard, setHeard] = useState(now);
  useEffect(() => {
    if (now) setHeard(true);
    const later = now ? undefined : setTimeout(() => setHeard(false), 1_500);
    return () => clearTimeout(later);
  }, [now]);
  return heard;
}
