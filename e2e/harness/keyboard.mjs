// Keyboards of two countries, as a browser reports them: the place of a key (`code`) and what the layout makes of it (`key`) are told apart, as on real hardware.

const letters = "abcdefghijklmnopqrstuvwxyz";

/** Character to the key that makes it: [code, shift, altGraph]. */
const us = { " ": ["Space"], "\n": ["Enter"] };
const de = { " ": ["Space"], "\n": ["Enter"] };
for (const letter of letters) {
  const code = `Key${letter.toUpperCase()}`;
  us[letter] = [code];
  us[letter.toUpperCase()] = [code, true];
  // Z and Y change places.
  const german = letter === "y" ? "KeyZ" : letter === "z" ? "KeyY" : code;
  de[letter] = [german];
  de[letter.toUpperCase()] = [german, true];
}
for (let digit = 0; digit < 10; digit += 1) {
  us[digit] = [`Digit${digit}`];
  de[digit] = [`Digit${digit}`];
}
const row = (layout, characters, codes, ...how) => {
  [...characters].forEach((character, at) => {
    layout[character] = [codes[at], ...how];
  });
};
const digits = ["Digit1", "Digit2", "Digit3", "Digit4", "Digit5", "Digit6", "Digit7", "Digit8", "Digit9", "Digit0"];
row(us, "!@#$%^&*()", digits, true);
row(us, "-=[]\\;'`,./", [
  "Minus",
  "Equal",
  "BracketLeft",
  "BracketRight",
  "Backslash",
  "Semicolon",
  "Quote",
  "Backquote",
  "Comma",
  "Period",
  "Slash",
]);
row(
  us,
  '_+{}|:"~<>?',
  [
    "Minus",
    "Equal",
    "BracketLeft",
    "BracketRight",
    "Backslash",
    "Semicolon",
    "Quote",
    "Backquote",
    "Comma",
    "Period",
    "Slash",
  ],
  true,
);
row(de, '!"§$%&/()=', digits, true);
row(de, "ßüöä#,.-<+", [
  "Minus",
  "BracketLeft",
  "Semicolon",
  "Quote",
  "Backslash",
  "Comma",
  "Period",
  "Slash",
  "IntlBackslash",
  "BracketRight",
]);
row(
  de,
  "?ÜÖÄ';:_>*°",
  [
    "Minus",
    "BracketLeft",
    "Semicolon",
    "Quote",
    "Backslash",
    "Comma",
    "Period",
    "Slash",
    "IntlBackslash",
    "BracketRight",
    "Backquote",
  ],
  true,
);
row(
  de,
  "²³{[]}\\@€~|µ",
  [
    "Digit2",
    "Digit3",
    "Digit7",
    "Digit8",
    "Digit9",
    "Digit0",
    "Minus",
    "KeyQ",
    "KeyE",
    "BracketRight",
    "IntlBackslash",
    "KeyM",
  ],
  false,
  true,
);

/** Letters that a German keyboard makes of two strokes: [dead key's code, shift, code of the letter]. */
const dead = {
  é: ["Equal", false, "KeyE"],
  è: ["Equal", true, "KeyE"],
  ê: ["Backquote", false, "KeyE"],
  á: ["Equal", false, "KeyA"],
};

const layouts = { us, de };
const SHIFT = 8;

export class Keyboard {
  static async of(page, layout) {
    const keyboard = new Keyboard();
    keyboard.session = await page.context().newCDPSession(page);
    keyboard.layout = layouts[layout];
    return keyboard;
  }

  async type(text) {
    for (const character of text) {
      if (this.layout === de && dead[character]) await this.#dead(character, dead[character]);
      else await this.#stroke(character);
    }
  }

  async #stroke(character) {
    const [code, shift = false, altGraph = false] = this.layout[character] ?? [];
    if (!code) throw new Error(`no key makes ${character}`);
    if (shift) await this.down("ShiftLeft", "Shift", SHIFT);
    if (altGraph) await this.down("AltRight", "AltGraph");
    const key = character === "\n" ? "Enter" : character;
    await this.press(code, key, shift ? SHIFT : 0, character === "\n" ? "\r" : character);
    if (altGraph) await this.up("AltRight", "AltGraph");
    if (shift) await this.up("ShiftLeft", "Shift");
  }

  async #dead(character, [deadCode, shift, code]) {
    if (shift) await this.down("ShiftLeft", "Shift", SHIFT);
    await this.press(deadCode, "Dead", shift ? SHIFT : 0);
    if (shift) await this.up("ShiftLeft", "Shift");
    await this.press(code, character, 0, character);
  }

  async press(code, key, modifiers = 0, text) {
    await this.down(code, key, modifiers, text);
    await this.up(code, key, modifiers);
  }

  down(code, key, modifiers = 0, text) {
    return this.#send(text === undefined ? "rawKeyDown" : "keyDown", code, key, modifiers, text);
  }

  up(code, key, modifiers = 0) {
    return this.#send("keyUp", code, key, modifiers);
  }

  #send(type, code, key, modifiers, text) {
    return this.session.send("Input.dispatchKeyEvent", {
      type,
      code,
      key,
      modifiers,
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
  if (/^(Key|Digit)/.test(code)) return code.charCodeAt(code.length - 1);
  return 0;
}
