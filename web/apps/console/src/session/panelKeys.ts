// What stands on the virtual keyboard, by the endpoint's platform (SCR-8). Data only.

import type { Modifier } from "@towline/desktop";

export type Platform = "linux" | "windows" | "mac";

export interface PanelKey {
  readonly code: string;
  readonly key: string;
  readonly label: string;
}

export interface PanelModifier {
  readonly modifier: Modifier;
  readonly label: string;
}

export interface PanelCombo {
  /** As `desktop.sendKeys` takes it. */
  readonly combo: string;
  readonly label: string;
}

/** By how the endpoint's picture is got: each platform has its own ways. */
export function platformOf(path: string): Platform {
  if (/^(dxgi|gdi|wgc|windows)/.test(path)) return "windows";
  return /^(quartz|screencapturekit|mac)/.test(path) ? "mac" : "linux";
}

const META: Readonly<Record<Platform, string>> = { linux: "Super", windows: "Win", mac: "⌘ Command" };
const ALT: Readonly<Record<Platform, string>> = { linux: "Alt", windows: "Alt", mac: "⌥ Option" };

export function modifiersOf(platform: Platform): readonly PanelModifier[] {
  const third: PanelModifier[] = platform === "mac" ? [] : [{ modifier: "AltGraph", label: "AltGr" }];
  return [
    { modifier: "Control", label: platform === "mac" ? "⌃ Control" : "Ctrl" },
    { modifier: "Alt", label: ALT[platform] },
    { modifier: "Shift", label: "Shift" },
    { modifier: "Meta", label: META[platform] },
    ...third,
  ];
}

const named = (code: string, label: string): PanelKey => ({ code, key: code, label });
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

/** The key of the system alone, to open its menu. */
const metaKey = (platform: Platform): PanelKey => ({ code: "MetaLeft", key: "Meta", label: META[platform] });

/** Rows of keys that have a name. */
export function specialRows(platform: Platform): readonly (readonly PanelKey[])[] {
  return [
    [
      named("Escape", "Esc"),
      named("Tab", "Tab"),
      named("Enter", "Enter"),
      named("Backspace", "⌫"),
      metaKey(platform),
      named("ContextMenu", "Menu"),
      named("PrintScreen", "PrtSc"),
      named("ScrollLock", "ScrLk"),
      named("Pause", "Pause"),
    ],
    [
      named("Insert", "Ins"),
      named("Delete", "Del"),
      named("Home", "Home"),
      named("End", "End"),
      named("PageUp", "PgUp"),
      named("PageDown", "PgDn"),
      named("ArrowLeft", "←"),
      named("ArrowUp", "↑"),
      named("ArrowDown", "↓"),
      named("ArrowRight", "→"),
    ],
    range(1, 12).map((n) => named(`F${n}`, `F${n}`)),
    range(13, 24).map((n) => named(`F${n}`, `F${n}`)),
    [
      named("AudioVolumeMute", "Mute"),
      named("AudioVolumeDown", "Quieter"),
      named("AudioVolumeUp", "Louder"),
      named("MediaTrackPrevious", "Previous"),
      named("MediaPlayPause", "Play"),
      named("MediaStop", "Stop"),
      named("MediaTrackNext", "Next"),
      named("BrowserBack", "Back"),
      named("BrowserForward", "Forward"),
      named("BrowserHome", "Web"),
      named("BrowserSearch", "Search"),
      named("LaunchMail", "Mail"),
      named("LaunchApp2", "Calculator"),
      named("BrightnessDown", "Darker"),
      named("BrightnessUp", "Brighter"),
    ],
  ];
}

const combo = (name: string, label: string): PanelCombo => ({ combo: name, label });
const COMMON: readonly PanelCombo[] = [
  combo("ctrl+alt+del", "Ctrl Alt Del"),
  combo("alt+tab", "Alt Tab"),
  combo("alt+shift+tab", "Alt Shift Tab"),
  combo("alt+f4", "Alt F4"),
  combo("ctrl+shift+esc", "Ctrl Shift Esc"),
  combo("ctrl+w", "Ctrl W"),
  combo("ctrl+t", "Ctrl T"),
  combo("ctrl+n", "Ctrl N"),
];

const COMBOS: Readonly<Record<Platform, readonly PanelCombo[]>> = {
  linux: [
    ...COMMON,
    combo("super+l", "Super L"),
    combo("super+d", "Super D"),
    combo("alt+f2", "Alt F2"),
    combo("ctrl+alt+t", "Ctrl Alt T"),
    combo("ctrl+alt+l", "Ctrl Alt L"),
    combo("ctrl+alt+backspace", "Ctrl Alt ⌫"),
    combo("alt+printscreen", "SysRq"),
    ...range(1, 12).map((n) => combo(`ctrl+alt+f${n}`, `Ctrl Alt F${n}`)),
  ],
  windows: [
    ...COMMON,
    combo("win+l", "Win L"),
    combo("win+d", "Win D"),
    combo("win+e", "Win E"),
    combo("win+r", "Win R"),
    combo("win+x", "Win X"),
    combo("win+tab", "Win Tab"),
    combo("ctrl+esc", "Ctrl Esc"),
    combo("alt+printscreen", "Alt PrtSc"),
  ],
  mac: [
    combo("meta+tab", "⌘ Tab"),
    combo("meta+q", "⌘ Q"),
    combo("meta+space", "⌘ Space"),
    combo("meta+alt+esc", "⌘ ⌥ Esc"),
    combo("ctrl+meta+q", "⌃ ⌘ Q"),
    combo("meta+shift+4", "⌘ ⇧ 4"),
    combo("ctrl+up", "⌃ ↑"),
    combo("ctrl+down", "⌃ ↓"),
  ],
};

export const combosOf = (platform: Platform): readonly PanelCombo[] => COMBOS[platform];

const letters = (row: string): PanelKey[] =>
  [...row].map((key) => ({ code: `Key${key.toUpperCase()}`, key, label: key.toUpperCase() }));
const signs = (keys: string, codes: readonly string[]): PanelKey[] =>
  [...keys].map((key, at) => ({ code: codes[at] ?? "", key, label: key }));

/** Letters and signs by their usual places. */
export const letterRows: readonly (readonly PanelKey[])[] = [
  [
    ...signs("`", ["Backquote"]),
    ...signs(
      "1234567890",
      range(1, 10).map((n) => `Digit${n % 10}`),
    ),
    ...signs("-=", ["Minus", "Equal"]),
    named("Backspace", "⌫"),
  ],
  [...letters("qwertyuiop"), ...signs("[]\\", ["BracketLeft", "BracketRight", "Backslash"])],
  [...letters("asdfghjkl"), ...signs(";'", ["Semicolon", "Quote"]), named("Enter", "Enter")],
  [...letters("zxcvbnm"), ...signs(",./", ["Comma", "Period", "Slash"])],
  [named("Tab", "Tab"), { code: "Space", key: " ", label: "Space" }],
];
