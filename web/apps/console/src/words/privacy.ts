// English texts of privacy: what is withheld from whoever sits at the machine.

const blankOnly = "Mouse and keyboard can be disabled without it.";

/** Why something cannot be withheld on this machine, by the agent's code. */
const cannot: Readonly<Record<string, string>> = {
  no_extension: "The machine's display has no way to hold its devices.",
  nested: "This desktop is a window on another one, whose devices cannot be held from here.",
  wayland: "Not possible on Wayland: no program there can hold the machine's devices or darken its screen.",
  no_gamma: `The machine's screen cannot be made dark: its graphics have no brightness to set. ${blankOnly}`,
  virtual_output: `The machine's screen is shown by a program, not on a monitor of its own, so it cannot be shown to be dark. ${blankOnly}`,
};

/** Why it ended, by its code; nothing: it was a representative. */
const ended: Readonly<Record<string, string>> = {
  person: "The person at the machine took it back.",
  lease: "The machine gave it back because it did not hear from this site.",
  connection: "The machine gives it back because it is not connected.",
  in_use: "Another program on the machine holds a device.",
  not_blank: "The screen could not be kept dark.",
  failed: "The machine could not do it.",
  no_desktop: "The machine's desktop is not shown any more.",
  paused: "The customer has paused all access.",
  not_permitted: "The permission is not there any more.",
  control: "It needs keyboard and mouse of the session.",
  tool_stopped: "Screen Sharing was stopped.",
  busy: "Another session does it already.",
};

export const privacy = {
  menu: "Privacy",
  input: "Disable the remote mouse and keyboard",
  inputText: "Whoever sits at the machine cannot use them. A notice on its screen says who did it.",
  blank: "Blank the remote screen",
  blankText: "Disables mouse and keyboard as well. You go on seeing the picture.",
  takeBack: "Whoever sits there can take it back with Ctrl+Alt+Shift+Esc.",
  off: "Give back",
  notPermitted: "Your permissions for this machine do not include this.",
  controlFirst: "Take control first.",
  paused: "The customer has paused all access.",
  noPicture: "There is no picture of the machine's desktop yet.",
  old: "This machine's agent or desktop cannot do this.",
  cannot: (code: string) => cannot[code] ?? "This machine cannot do this.",
  lineInput: (who: string) => `${who} disabled the remote mouse and keyboard.`,
  lineBlank: (who: string) => `${who} blanked the remote screen and disabled its mouse and keyboard.`,
  lineBlanking: (who: string) =>
    `${who} disabled the remote mouse and keyboard. The screen shows a notice for a few seconds, then it is dark.`,
  lineBusy: "The machine is being told.",
  endedTitle: "The remote mouse and keyboard are enabled again",
  ended: (code: string) => ended[code] ?? "The machine gave everything back.",
  you: "You",
} as const;

export const privacyEvents = {
  privacyPermission: "disabling mouse, keyboard and screen of the machine",
  event_privacy_input: (who: string) => `${who} disabled the remote mouse and keyboard.`,
  event_privacy_screen: (who: string) =>
    `${who} disabled the remote mouse and keyboard, and blanked the remote screen.`,
  event_privacy_rep: (who: string) => `${who} gave mouse, keyboard and screen of the machine back.`,
  event_privacy_off: (why: string) =>
    `Mouse, keyboard and screen of the machine were given back. ${privacy.ended(why)}`,
} as const;
