// @vitest-environment happy-dom
// Instructions for pictures of the screen of an iPhone or iPad: who is on one, and when the card is there (SUP-26).

import { afterEach, beforeEach, expect, test } from "vitest";
import type { Entry } from "../src/messages";
import { Picture, systemOf } from "../src/picture";

let taken: (FileList | null)[];
let picture: Picture;

beforeEach(() => {
  document.body.innerHTML = `<section id="picture" hidden><h2 id="picture_title" data-asked="{name} would like to see your screen"></h2>
<button id="picture_choose"></button><button id="picture_not"></button><input type="file" id="picture_file" hidden></section>`;
  taken = [];
  picture = new Picture((files) => taken.push(files));
});
afterEach(() => {
  document.body.innerHTML = "";
});

const part = (id: string) => document.getElementById(id) as HTMLElement;
const entry = (kind: string, who: Entry["who"], name = "Olga") =>
  ({ sequence: 1, at_ms: 0, who, name, kind, text: "", nonce: "" }) as const;

test("a_tablet_that_calls_itself_a_mac_is_known_by_the_fingers_that_it_takes_sup_26", () => {
  expect(systemOf("macOS", 5)).toBe("iOS");
  expect(systemOf("macOS", 0)).toBe("macOS");
  expect(systemOf("macOS", 1)).toBe("macOS");
  expect(systemOf("iOS", 0)).toBe("iOS");
  for (const other of ["", "Windows", "Linux", "Android"]) expect(systemOf(other, 10)).toBe(other);
});

test("instructions_stand_there_until_a_picture_was_sent_or_they_are_put_off_sup_26", () => {
  picture.heard([entry("instructions_sent", "rep", "Olga {name} <b>")]);
  expect(part("picture").hidden).toBe(true);
  picture.allow(true);
  expect(part("picture").hidden).toBe(false);
  expect(part("picture_title").textContent).toBe("Olga {name} <b> would like to see your screen");
  expect(part("picture_title").children.length).toBe(0);
  picture.heard([entry("file_sent", "rep")]);
  expect(part("picture").hidden).toBe(false);
  picture.heard([entry("file_sent", "you")]);
  expect(part("picture").hidden).toBe(true);
  picture.heard([entry("instructions_sent", "rep")]);
  part("picture_not").click();
  expect(part("picture").hidden).toBe(true);
  picture.heard([entry("instructions_sent", "rep")]);
  picture.allow(false);
  expect(part("picture").hidden).toBe(true);
});

test("what_is_chosen_goes_the_way_of_every_file_sup_26", () => {
  let asked = 0;
  part("picture_file").addEventListener("click", () => {
    asked += 1;
  });
  part("picture_choose").click();
  expect(asked).toBe(1);
  part("picture_file").dispatchEvent(new Event("change"));
  expect(taken.length).toBe(1);
});
