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
