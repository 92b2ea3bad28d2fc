// What journeys of the chat have in common: pictures and files to send, and the parts of a session's chat.

import { deflateSync } from "node:zlib";

import { until } from "./processes.mjs";

/** A PNG of one colour. */
export function png(width, height, [red, green, blue]) {
  const table = Array.from({ length: 256 }, (_, index) => {
    let crc = index;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
    return crc >>> 0;
  });
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    let crc = 0xffffffff;
    for (const byte of body) crc = table[(crc ^ byte) & 255] ^ (crc >>> 8);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const line = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([red, green, blue]))]);
  const lines = deflateSync(Buffer.concat(Array.from({ length: height }, () => line)));
  const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([start, chunk("IHDR", header), chunk("IDAT", lines), chunk("IEND", Buffer.alloc(0))]);
}

export const log = (console) => console.page.getByRole("log", { name: "Messages" });
export const bar = (console) => console.page.getByRole("toolbar", { name: "Tools" });
export const repsOnly = (console) => console.page.getByText("Representatives only", { exact: true }).first().click();
export const toEveryone = (console) => console.page.getByText("Everyone", { exact: true }).first().click();
export const field = (console) => console.page.getByRole("textbox", { name: /^Type/ });

export async function end(console) {
  await console.close("end");
  await console.jumpItems.waitFor();
}

/** Whether the browser could show a picture. */
export const isShown = (image) => until("the picture is shown", () => image.evaluate((each) => each.naturalWidth > 0));

/** Pastes a file into the field that has the focus. */
export const paste = (page, bytes, name, type) =>
  page.evaluate(
    ({ bytes, name, type }) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], name, { type }));
      document.activeElement.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
      );
    },
    { bytes: [...bytes], name, type },
  );
