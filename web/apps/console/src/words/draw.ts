// English texts of drawing on the remote screen.

/** Why a machine's screen cannot be drawn on, by the agent's code. */
const cannot: Readonly<Record<string, string>> = {
  no_extension: "The machine's display cannot show anything above its windows.",
  wayland: "The machine's desktop lets no program draw above all others.",
};

/** As they are offered. */
const colours = ["Red", "Orange", "Yellow", "Green", "Blue", "Violet", "Black", "White"];
const widths = ["Thin", "Medium", "Thick"];

const tools: Readonly<Record<string, string>> = {
  pen: "Pen",
  highlighter: "Highlighter",
  arrow: "Arrow",
  rectangle: "Rectangle",
  ellipse: "Ellipse",
  pointer: "Pointer with your name",
  eraser: "Eraser, of your strokes",
};

export const draw = {
  start: "Annotate",
  stop: "Stop annotating",
  permission: "drawing on the screen",
  notPermitted: "Your permissions for this machine do not include this.",
  paused: "The customer has paused all access.",
  noPicture: "There is no picture of the machine's desktop yet.",
  old: "This machine's agent or desktop cannot do this.",
  cannot: (code: string) => cannot[code] ?? "This machine's screen cannot be drawn on.",
  refused: "You may not draw on this machine's screen now.",
  draws: "Draws",
  strip: "Annotate the remote screen",
  tool: (tool: string, key: string) => `${tools[tool] ?? tool} (${key})`,
  colour: (at: number) => colours[at] ?? "",
  width: (at: number) => widths[at] ?? "",
  undo: "Undo (Ctrl+Z)",
  clear: "Clear what you drew (Delete)",
  clearAll: "Clear everybody's drawings",
  leave: "Leave (Esc)",
  hint: "Mouse and keyboard draw; the machine gets neither until you leave. Drawings stay until they are cleared.",
  event_on: (who: string) => `${who} began to draw on the screen.`,
} as const;
