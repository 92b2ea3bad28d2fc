// How the picture comes, in the bar at the bottom (SCR-19): round trip, pictures and bytes a second, the mode in use; and in a box above it everything in words, with what holds the
// picture up.

import { Popover } from "@mantine/core";
import type { DesktopState } from "@towline/desktop";
import { ScreenMode } from "@towline/wire";
import { useState } from "react";
import { useWords } from "../words/en";
import { sizeInWords } from "../words/sizes";
import { depthWords, modeWords } from "./modes";
import classes from "./picture.module.css";

interface FiguresProps {
  screen: DesktopState;
  rtt: number;
  /** What the remote desktop calls itself, where that says more than the path. */
  desktop: string;
}

export function Figures({ screen, rtt, desktop }: FiguresProps) {
  const all = useWords();
  const words = all.picture;
  const [opened, setOpened] = useState(false);
  const { stats, look } = screen;
  const path = pathWords(screen.path, words);
  const mode = look ? words.inUse(modeWords(look.mode, words).name, look.step) : "";
  const { bottleneckBrowser, bottleneckEndpoint, bottleneckNetwork, bottleneckNone } = all.session;
  const long = { endpoint: words.limitEndpoint, network: words.limitNetwork, browser: words.limitBrowser };
  const short = { endpoint: bottleneckEndpoint, network: bottleneckNetwork, browser: bottleneckBrowser };
  return (
    <Popover position="top-start" width={340} shadow="none" opened={opened} onChange={setOpened} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={classes.figures}
          title={words.show}
          aria-haspopup="dialog"
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          {rtt > 0 ? <span className={classes.figure}>{all.session.rtt(rtt)}</span> : null}
          <span className={classes.figure}>{all.session.fps(Math.round(stats.fps))}</span>
          <span className={classes.figure}>{all.session.rate(sizeInWords(stats.bytesPerSecond))}</span>
          {mode ? <span>{mode}</span> : null}
          {path ? <span className={classes.wide}>{path}</span> : null}
          <span className={classes.wide}>
            {stats.encoding === "lossless" ? all.session.lossless : exactness(screen, words)}
          </span>
          <span className={classes.wide} data-limit={stats.bottleneck}>
            {stats.bottleneck ? short[stats.bottleneck] : bottleneckNone}
          </span>
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={words.title}>
        <h2 className={classes.title}>{words.title}</h2>
        <dl className={classes.list}>
          <Row name={words.rtt} value={rtt > 0 ? words.rttValue(rtt) : ""} />
          <Row name={words.fps} value={look ? words.fpsValue(stats.fps, look.mostFps) : all.session.fps(stats.fps)} />
          <Row name={words.rate} value={all.session.rate(sizeInWords(stats.bytesPerSecond))} />
          <Row
            name={words.mode}
            value={look ? `${modeWords(look.mode, words).name}: ${depthWords(look, words)}` : ""}
          />
          <Row name={words.step} value={look ? (look.step > 0 ? words.stepValue(look.step) : words.stepBest) : ""} />
          <Row name={words.codec} value={codec(screen, words)} />
          <Row name={words.path} value={path ? words.pathOf(path, desktop) : ""} />
        </dl>
        <p className={classes.limit} data-limit={stats.bottleneck}>
          {stats.bottleneck ? long[stats.bottleneck] : words.limitNone}
        </p>
      </Popover.Dropdown>
    </Popover>
  );
}

function Row({ name, value }: { name: string; value: string }) {
  if (value === "") return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

type Words = ReturnType<typeof useWords>["picture"];

/** How the picture is got (SCR-19). */
function pathWords(path: string, words: Words): string {
  const known: Readonly<Record<string, string>> = {
    x11: words.pathX11,
    "wayland-wlroots": words.pathWlroots,
    "wayland-portal": words.pathPortal,
  };
  return known[path] ?? path;
}

/** What becomes of what is not exact yet. */
function exactness({ look }: DesktopState, words: Words): string {
  const ends = !look || look.mode === ScreenMode.AUTOMATIC || look.mode === ScreenMode.FULL_COLOR;
  return ends ? words.sharpening : words.reduced;
}

function codec({ stats, look }: DesktopState, words: Words): string {
  const photos = stats.codec.includes("JPEG") && look && look.photoQuality > 0;
  return photos ? words.codecPhotos(stats.codec, look.photoQuality) : stats.codec;
}
