// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from "vitest";
import { Keyboard } from "../src/page/keyboard";

let said: string[];
let keyboard: Keyboard;
beforeEach(() => {
  said = [];
  document.body.replaceChildren();
  keyboard = new Keyboard(document, "Remote screen", {
    send: (event) => said.push(`${event.down ? "+" : "-"}${event.key}`),
    release: () => said.push("release"),
    has: (on) => said.push(on ? "has" : "has not"),
    leave: () => said.push("leave"),
  });
  document.body.append(keyboard.field);
});
const key = (type: string, code: string, name: string, more: KeyboardEventInit = {}): KeyboardEvent => {
  const event = new KeyboardEvent(type, { code, key: name, bubbles: true, cancelable: true, ...more });
  keyboard.field.dispatchEvent(event);
  return event;
};

describe("the keyboard of the remote screen_scr_15", () => {
  test("it takes the focus only while it is allowed, and letting go of it releases everything", () => {
    keyboard.focus();
    expect(said).toEqual([]);
    keyboard.allow(true);
    keyboard.focus();
    expect(key("keydown", "KeyA", "a").defaultPrevented).toBe(true);
    keyboard.allow(false);
    expect(said).toEqual(["has", "+a", "release", "has not"]);
  });

  test("dead keys pass to the browser, and the letter that comes of them is sent as text", () => {
    keyboard.allow(true);
    keyboard.focus();
    expect(key("keydown", "Quote", "Dead").defaultPrevented).toBe(false);
    keyboard.field.dispatchEvent(Object.assign(new Event("compositionend"), { data: "é" }));
    expect(said).toEqual(["has", "+é", "-é"]);
    expect(keyboard.field.value).toBe("");
  });

  test("text of an emoji picker is sent, what the browser would paste is not", () => {
    keyboard.allow(true);
    keyboard.focus();
    const input = (inputType: string, data: string): void => {
      keyboard.field.dispatchEvent(new InputEvent("beforeinput", { inputType, data, cancelable: true }));
    };
    input("insertText", "😀");
    input("insertFromPaste", "rm -rf ~");
    expect(said).toEqual(["has", "+😀", "-😀"]);
  });

  test("no key event leaves the field for the page's shortcuts", () => {
    keyboard.allow(true);
    keyboard.focus();
    let heard = 0;
    document.addEventListener("keydown", () => {
      heard += 1;
    });
    key("keydown", "KeyK", "k", { ctrlKey: true });
    expect(heard).toBe(0);
  });
});
