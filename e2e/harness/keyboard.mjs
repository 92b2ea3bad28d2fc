// Keyboards of several countries, as a browser reports them: the place of a key (`code`) and what the layout makes of it (`key`) are told apart, as on real hardware. What a layout makes is read from a real X
// server's XKB.

const letters = "abcdefghijklmnopqrstuvwxyz";
const row = (codes, first) => Object.fromEntries(codes.map((code, at) => [first + at, code]));
const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0].map((digit) => `Digit${digit}`);
const keys = (letters) => [...letters].map((letter) => `Key${letter}`);

/** Keycodes of X, which are those of evdev and eight, and what browsers call the place. */
const PLACES = {
  ...row([...digits, "Minus", "Equal"], 10),
  ...row([...keys("QWERTYUIOP"), "BracketLeft", "BracketRight"], 24),
  ...row([...keys("ASDFGHJKL"), "Semicolon", "Quote", "Backquote"], 38),
  ...row(["Backslash", ...keys("ZXCVBNM"), "Comma", "Period", "Slash"], 51),
  94: "IntlBackslash",
  97: "IntlRo",
  132: "IntlYen",
};
/** What XKB calls dead, and the mark that it adds to a letter. */
const MARKS = { 65104: "\u0300", 65105: "\u0301", 65106: "\u0302", 65107: "\u0303", 65111: "\u0308" };
/** Where X numbered letters before Unicode did: from 0x6c0. */
const CYRILLIC = "юабцдефгхийклмнопярстужвьызшэщчъЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ";
const NAMED = { 1699: "ё", 1715: "Ё", 1712: "№", 5052: "Œ", 5053: "œ", 8364: "€" };

function character(keysym) {
  if ((keysym > 0x20 && keysym < 0x7f) || (keysym > 0xa0 && keysym < 0x100)) return String.fromCodePoint(keysym);
  if (keysym >= 0x6c0 && keysym < 0x700) return CYRILLIC[keysym - 0x6c0];
  return keysym >= 0x01000100 ? String.fromCodePoint(keysym - 0x01000000) : NAMED[keysym];
}

/** A layout as an X server knows it: for each character how it is typed, and for those of two strokes the dead key. The display has it afterwards. */
export function readLayout(display, name) {
  display.layout(name);
  const layout = { " ": ["Space"], "\n": ["Enter"] };
  const dead = {};
  const marks = [];
  const columns = [
    [0, false, false],
    [1, true, false],
    [4, false, true],
  ];
  for (const line of display.run("xmodmap", ["-pk"]).split("\n")) {
    const [, keycode, symbols] = /^ +(\d+) +\t(.*)$/.exec(line) ?? [];
    const code = PLACES[keycode];
    if (!code) continue;
    const keysyms = [...symbols.matchAll(/0x([0-9a-f]+)/g)].map(([, hex]) => Number.parseInt(hex, 16));
    for (const [column, shift, altGraph] of columns) {
      const made = character(keysyms[column]);
      if (made) layout[made] ??= [code, shift, altGraph];
      else if (MARKS[keysyms[column]]) marks.push([MARKS[keysyms[column]], code, shift, altGraph]);
    }
  }
  for (const [mark, ...stroke] of marks) {
    for (const letter of "aeoE") {
      const whole = (letter + mark).normalize("NFC");
      if (whole.length === 1 && layout[letter] && !layout[whole]) dead[whole] ??= [stroke, letter];
    }
  }
  const text = Object.keys(layout)
    .filter((made) => made !== "\n")
    .concat(Object.keys(dead))
    .join("");
  // Spaces stand where nothing takes them off.
  return { layout, dead, text: `-${text.replaceAll(" ", "")} .` };
}

/** An American one, for journeys that are about something else: [code, shift, altGraph]. */
const us = { " ": ["Space"], "\n": ["Enter"] };
for (const letter of letters) {
  us[letter] = [`Key${letter.toUpperCase()}`];
  us[letter.toUpperCase()] = [`Key${letter.toUpperCase()}`, true];
}
for (const [codes, plain, shifted] of [
  [digits, "1234567890", "!@#$%^&*()"],
  [["Minus", "Equal", "BracketLeft", "BracketRight", "Backslash"], "-=[]\\", "_+{}|"],
  [["Semicolon", "Quote", "Backquote", "Comma", "Period", "Slash"], ";'`,./", ':"~<>?'],
]) {
  for (const [at, code] of codes.entries()) {
    us[plain[at]] = [code];
    us[shifted[at]] = [code, true];
  }
}

const SHIFT = 8;

export class Keyboard {
  /** `of`: what `readLayout` read; else an American one. */
  static async of(page, { layout = us, dead = {} } = {}) {
    const keyboard = new Keyboard();
    keyboard.session = await page.context().newCDPSession(page);
    Object.assign(keyboard, { layout, dead });
    return keyboard;
  }

  async type(text) {
    // The browser takes them in the order in which they are told; some are on their way at a time.
    const waiting = [];
    for (const character of text) {
      const two = this.dead[character];
      waiting.push(two ? this.#dead(character, ...two) : this.#stroke(character));
      if (waiting.length > 16) await waiting.shift();
    }
    await Promise.all(waiting);
  }

  #stroke(character) {
    const [code, shift = false, altGraph = false] = this.layout[character] ?? [];
    if (!code) throw new Error(`no key makes ${character}`);
    const key = character === "\n" ? "Enter" : character;
    const text = character === "\n" ? "\r" : character;
    return this.#with(shift, altGraph, (modifiers) => this.press(code, key, modifiers, text));
  }

  /** Two strokes: what the browser tells of the second one is the whole letter. */
  #dead(whole, [code, shift, altGraph], letter) {
    const [letterCode, shifted = false] = this.layout[letter];
    return Promise.all([
      this.#with(shift, altGraph, (modifiers) => this.press(code, "Dead", modifiers)),
      this.#with(shifted, false, (modifiers) => this.press(letterCode, whole, modifiers, whole)),
    ]);
  }

  #with(shift, altGraph, press) {
    const told = [];
    if (shift) told.push(this.down("ShiftLeft", "Shift", SHIFT));
    if (altGraph) told.push(this.down("AltRight", "AltGraph"));
    told.push(press(shift ? SHIFT : 0));
    if (altGraph) told.push(this.up("AltRight", "AltGraph"));
    if (shift) told.push(this.up("ShiftLeft", "Shift"));
    return Promise.all(told);
  }

  /** An input method: what is being composed, and what comes of it. */
  async compose(shown, whole) {
    await this.session.send("Input.imeSetComposition", { text: shown, selectionStart: 0, selectionEnd: shown.length });
    await this.session.send("Input.insertText", { text: whole });
  }

  press(code, key, modifiers = 0, text) {
    return Promise.all([this.down(code, key, modifiers, text), this.up(code, key, modifiers)]);
  }

  down(code, key, modifiers = 0, text, autoRepeat = false) {
    return this.#send(text === undefined ? "rawKeyDown" : "keyDown", code, key, modifiers, text, autoRepeat);
  }

  up(code, key, modifiers = 0) {
    return this.#send("keyUp", code, key, modifiers);
  }

  #send(type, code, key, modifiers, text, autoRepeat = false) {
    return this.session.send("Input.dispatchKeyEvent", {
      type,
      code,
      key,
      modifiers,
      autoRepeat,
      windowsVirtualKeyCode: virtualKey(code, key),
      ...(text === undefined ? {} : { text, unmodifiedText: text }),
    });
  }
}

function virtualKey(code, key) {
  const named = {
    Enter: 13,
    Escape: 27,
    Backspace: 8,
    Tab: 9,
    Shift: 16,
    Control: 17,
    Alt: 18,
    AltGraph: 225,
    Dead: 229,
  };
  if (named[key]) return named[key];
  if (/^Numpad\d$/.test(code)) return 96 + Number(code.at(-1));
  if (/^(Key|Digit)/.test(code)) return code.charCodeAt(code.length - 1);
  return 0;
}
