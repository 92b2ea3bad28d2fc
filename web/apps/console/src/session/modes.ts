// The colours of a session's picture (SCR-11): their names in the order of what they cost, and who may choose.

import type { ScreenLook } from "@towline/desktop";
import { ScreenMode, type SessionState } from "@towline/wire";
import type { words } from "../words/en";
import { controllerOf, selfOf } from "./actions";

type Words = ReturnType<typeof words>["picture"];

/** In the order of the menu. */
export const MODES = [
  ScreenMode.AUTOMATIC,
  ScreenMode.BLACK_AND_WHITE,
  ScreenMode.FEW_COLORS,
  ScreenMode.MORE_COLORS,
  ScreenMode.VIDEO_OPTIMIZED,
  ScreenMode.FULL_COLOR,
] as const;

/** A mode that a newer endpoint knows is shown as the one that fits every link. */
export function modeWords(mode: ScreenMode, words: Words): { readonly name: string; readonly text: string } {
  switch (mode) {
    case ScreenMode.BLACK_AND_WHITE:
      return { name: words.blackAndWhite, text: words.blackAndWhiteText };
    case ScreenMode.FEW_COLORS:
      return { name: words.fewColors, text: words.fewColorsText };
    case ScreenMode.MORE_COLORS:
      return { name: words.moreColors, text: words.moreColorsText };
    case ScreenMode.VIDEO_OPTIMIZED:
      return { name: words.videoOptimized, text: words.videoOptimizedText };
    case ScreenMode.FULL_COLOR:
      return { name: words.fullColor, text: words.fullColorText };
    default:
      return { name: words.automatic, text: words.automaticText };
  }
}

/** The colours that exact pixels have now. */
export function depthWords({ colours, oneBit }: ScreenLook, words: Words): string {
  if (oneBit) return words.depthBit;
  if (colours === ScreenMode.BLACK_AND_WHITE) return words.depthGray;
  if (colours === ScreenMode.FEW_COLORS) return words.depthFew;
  return colours === ScreenMode.MORE_COLORS ? words.depthMore : words.depthFull;
}

/** Why this rep may not choose; `undefined`: they may. The appliance has the same rule: who controls, else the owner, and whoever is alone. */
export function whyNotChoose(state: SessionState, words: Words): string | undefined {
  if (state.share) return words.notOfPage;
  const self = selfOf(state);
  const holder = controllerOf(state);
  if (self?.controls || state.participants.length < 2) return undefined;
  if (holder) return words.notYours;
  return self?.owner ? undefined : words.notYoursOwner;
}
