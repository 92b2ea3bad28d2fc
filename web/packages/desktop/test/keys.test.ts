import { describe, expect, test } from "vitest";
import { comboEvents } from "../src/page/combos";
import { type KeySource, Keys } from "../src/page/keys";
import { wheelUnits, wireButtons } from "../src/page/pointer";

function press(code: string, key: string, on: string[] = [], more: Partial<KeySource> = {}): KeySource {
  const rest = { keyCode: 65, repeat: false, isComposing: false, timeStamp: 1_000, ...more };
  return { code, key, ...rest, getModifierState: (name) => on.includes(name) };
}
const brief = (events: readonly { down: boolean; code: string; key: string; modifiers: number }[]) =>
  events.map((e) => `${e.down ? "+" : "-"}${e.code || "text"}:${e.key}:${e.modifiers}`);

describe("keys_scr_15", () => {
  test("a letter goes with its place, its meaning and what is held", () => {
    const keys = new Keys("other");
    expect(brief(keys.down(press("KeyZ", "Y", ["Shift", "CapsLock"])).send)).toEqual(["+KeyZ:Y:33"]);
    expect(brief(keys.up(press("KeyZ", "y")).send)).toEqual(["-KeyZ:Y:0"]);
    expect(keys.holding).toBe(false);
  });

  test("loss of focus lets go of every key that the endpoint holds, once", () => {
    const keys = new Keys("other");
    keys.down(press("ControlLeft", "Control", ["Control"]));
    keys.down(press("KeyC", "c", ["Control"]));
    expect(brief(keys.releaseAll())).toEqual(["-ControlLeft:Control:0", "-KeyC:c:0"]);
    expect(keys.up(press("KeyC", "c")).send).toEqual([]);
    expect(keys.releaseAll()).toEqual([]);
  });

  test("the Control that Windows adds to AltGr is taken back", () => {
    const keys = new Keys("windows");
    keys.down(press("ControlLeft", "Control", ["Control"], { timeStamp: 500 }));
    const altGr = keys.down(press("AltRight", "AltGraph", ["AltGraph", "Control", "Alt"], { timeStamp: 501 }));
    expect(brief(altGr.send)).toEqual(["-ControlLeft:Control:0", "+AltRight:AltGraph:16"]);
    expect(brief(keys.down(press("KeyQ", "@", ["AltGraph", "Control", "Alt"])).send)).toEqual(["+KeyQ:@:16"]);
    expect(keys.up(press("ControlLeft", "Control")).send).toEqual([]);
    expect(brief(keys.up(press("AltRight", "AltGraph")).send)).toEqual(["-AltRight:AltGraph:0"]);
  });

  test("a Mac's Option types its letter as AltGr does, and is Alt with other keys", () => {
    const keys = new Keys("mac");
    expect(keys.down(press("AltLeft", "Alt", ["Alt"])).send).toEqual([]);
    expect(brief(keys.down(press("KeyL", "@", ["Alt"])).send)).toEqual(["+KeyL:@:16"]);
    keys.up(press("KeyL", "@", ["Alt"]));
    expect(brief(keys.down(press("ArrowLeft", "ArrowLeft", ["Alt"])).send)).toEqual([
      "+AltLeft:Alt:4",
      "+ArrowLeft:ArrowLeft:4",
    ]);
    expect(brief(keys.releaseAll())).toEqual(["-AltLeft:Alt:0", "-ArrowLeft:ArrowLeft:0"]);
  });

  test("no key stays down on a Mac whose Command is held", () => {
    const keys = new Keys("mac");
    keys.down(press("MetaLeft", "Meta", ["Meta"]));
    expect(brief(keys.down(press("KeyC", "c", ["Meta"])).send)).toEqual(["+KeyC:c:8", "-KeyC:c:8"]);
  });

  test("dead keys and input methods become text, not keys", () => {
    const keys = new Keys("other");
    expect(keys.down(press("Quote", "Dead"))).toEqual({ send: [], pass: true });
    expect(keys.down(press("KeyE", "é", [], { isComposing: true })).pass).toBe(true);
    expect(keys.down(press("KeyN", "Process", [], { keyCode: 229 })).pass).toBe(true);
    expect(brief(keys.text("é日😀\n"))).toEqual([
      "+text:é:0",
      "-text:é:0",
      "+text:日:0",
      "-text:日:0",
      "+text:😀:0",
      "-text:😀:0",
      "+Enter:Enter:0",
      "-Enter:Enter:0",
    ]);
  });

  test("Control, Alt and Shift alone give the keyboard back; with another key they do not", () => {
    const keys = new Keys("other");
    const all = ["Control", "Alt", "Shift"];
    const hold = () => {
      keys.down(press("ControlLeft", "Control", ["Control"]));
      keys.down(press("AltLeft", "Alt", ["Control", "Alt"]));
      keys.down(press("ShiftLeft", "Shift", all));
    };
    hold();
    const left = keys.up(press("ShiftLeft", "Shift", ["Control", "Alt"]));
    expect(left.leave).toBe(true);
    expect(keys.holding).toBe(false);
    hold();
    keys.down(press("Escape", "Escape", all));
    keys.up(press("Escape", "Escape", all));
    expect(keys.up(press("ShiftLeft", "Shift", ["Control", "Alt"])).leave).toBeUndefined();
  });

  test("a key of which only the end is told is a whole key", () => {
    const keys = new Keys("other");
    expect(brief(keys.up(press("PrintScreen", "PrintScreen")).send)).toEqual([
      "+PrintScreen:PrintScreen:0",
      "-PrintScreen:PrintScreen:0",
    ]);
  });
});

describe("combinations by name_scr_5", () => {
  test("Ctrl-Alt-Del goes down in order and up again", () => {
    expect(brief(comboEvents("ctrl+alt+del")!)).toEqual([
      "+ControlLeft:Control:2",
      "+AltLeft:Alt:6",
      "+Delete:Delete:6",
      "-Delete:Delete:6",
      "-AltLeft:Alt:2",
      "-ControlLeft:Control:0",
    ]);
    expect(comboEvents("ctrl+alt+f3")).toHaveLength(6);
    expect(comboEvents("ctrl+nonsense")).toBeUndefined();
  });
});

describe("pointer_scr_16", () => {
  test("buttons are counted as the wire counts them", () => {
    expect([1, 2, 4, 8, 16, 31].map(wireButtons)).toEqual([1, 4, 2, 8, 16, 31]);
  });

  test("a wheel is told in 1/120 of a notch, positive down and right", () => {
    expect(wheelUnits({ deltaX: 0, deltaY: 100, deltaMode: 0, wheelDeltaX: 0, wheelDeltaY: -120 })).toEqual({
      deltaX: 0,
      deltaY: 120,
    });
    expect(wheelUnits({ deltaX: 0, deltaY: -3, deltaMode: 1 })).toEqual({ deltaX: 0, deltaY: -120 });
    expect(wheelUnits({ deltaX: 4, deltaY: 0, deltaMode: 0, wheelDeltaX: -12 })).toEqual({ deltaX: 12, deltaY: 0 });
    expect(wheelUnits({ deltaX: 0, deltaY: 1e9, deltaMode: 0 }).deltaY).toBe(12_000);
  });
});
