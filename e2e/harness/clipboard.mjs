// The clipboard of the machine's desktop as another program there uses it.

import { execFileSync } from "node:child_process";

/** Copies something at the machine. The program stays behind, as whoever copied has to. */
export function copyAt(display, content, target = "UTF8_STRING") {
  execFileSync("xclip", ["-selection", "clipboard", "-t", target, "-i"], {
    input: content,
    env: { ...process.env, ...display.env },
    stdio: ["pipe", "ignore", "ignore"],
  });
}

/** What a program at the machine would paste; nothing where there is none. */
export function pasteAt(display, target = "UTF8_STRING") {
  try {
    return execFileSync("xclip", ["-selection", "clipboard", "-t", target, "-o"], {
      env: { ...process.env, ...display.env },
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 64 << 20,
      timeout: 15_000,
    });
  } catch {
    return undefined;
  }
}

/**
 * What is of `type` on the clipboard of the page's browser, if anything: text as it is, of a picture its size and its
 * pixel at `at`. A clipboard that is changed while it is read is read again: the browser gives up what it had begun.
 */
export const heldBy = (page, type, at = { x: 0, y: 0 }) =>
  page.evaluate(
    async ({ type, at }) => {
      const read = async () => {
        const [item] = await navigator.clipboard.read();
        return item?.types.includes(type) ? item.getType(type) : undefined;
      };
      let blob = null;
      while (blob === null) {
        blob = await read().catch((error) => {
          if (error.name === "InvalidStateError") return null;
          throw error;
        });
      }
      if (blob === undefined) return undefined;
      if (type !== "image/png") return blob.text();
      const picture = await createImageBitmap(blob);
      const context = new OffscreenCanvas(1, 1).getContext("2d");
      context.drawImage(picture, -at.x, -at.y);
      const pixel = [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
      return { width: picture.width, height: picture.height, pixel };
    },
    { type, at },
  );
