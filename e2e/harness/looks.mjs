// Looking at a page as others see it: in the dark, and on a phone.

import assert from "node:assert/strict";

import { assertAccessible, picture } from "./browser.mjs";

/** Nothing is beside the window: who zooms reads down, not across (WCAG 1.4.10). */
export async function assertReadsDown(page, what) {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(content <= window, `${what} is ${content} wide in a window of ${window}`);
}

/** Colours that fade into others, and what slides, have arrived: half way between two looks nothing is what it will be. */
const settled = (page) =>
  page.evaluate(async () => {
    const ends = (animation) => animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY;
    const running = () => document.getAnimations().filter((one) => one.playState === "running" && ends(one));
    for (let found = running(); found.length > 0; found = running()) {
      await Promise.allSettled(found.map((one) => one.finished));
    }
  });

/** As it is, dark, and as wide as a phone. `narrowed` is done on the phone first, and answers with what undoes it. */
export async function looks(page, name, { narrowed } = {}) {
  const size = page.viewportSize();
  // No tooltip is in the picture.
  await page.mouse.move(size.width / 2, 2);
  let undo;
  for (const [look, colorScheme, width] of [
    ["", "light", size.width],
    ["-dark", "dark", size.width],
    ["-480", "light", 480],
  ]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: size.height });
    if (width < size.width) undo = await narrowed?.(page);
    await page.mouse.move(width / 2, 2);
    await settled(page);
    // In the dark the page is the same but for its colours.
    await assertAccessible(
      page,
      `${name}${look}`,
      colorScheme === "dark" ? ["color-contrast", "link-in-text-block"] : undefined,
    );
    await assertReadsDown(page, `${name}${look}`);
    await picture(page, `${name}${look}`);
  }
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await undo?.();
}
