// @vitest-environment happy-dom
import { Terminal } from "@xterm/xterm";
import { describe, expect, test } from "vitest";
import { cleanPaste, cleanTitle, guard, openableLink } from "../src/guard";

/** What the terminal would type by itself on reading this output. */
async function answersTo(output: string, answers: boolean): Promise<string> {
  const terminal = new Terminal({ allowProposedApi: true, cols: 80, rows: 24 });
  let typed = "";
  terminal.onData((text) => {
    typed += text;
  });
  guard(terminal, { answers: () => answers });
  await new Promise<void>((done) => terminal.write(output, done));
  terminal.dispose();
  return typed;
}

describe("answer-backs_shl_8", () => {
  test.each<[string, string, string]>([
    ["device attributes", "\u001b[c", "\u001b[?1;2c"],
    ["secondary attributes", "\u001b[>c", "\u001b[>0;276;0c"],
    ["status", "\u001b[5n", "\u001b[0n"],
    ["cursor position", "ab\u001b[6n", "\u001b[1;3R"],
    ["a mode", "\u001b[?2004$p", "\u001b[?2004;2$y"],
  ])("%s gets its fixed answer from the one who answers, and none from the others", async (_what, query, answer) => {
    expect(await answersTo(query, true)).toBe(answer);
    expect(await answersTo(query, false)).toBe("");
  });

  test.each<[string, string]>([
    ["the title", "\u001b]2;rm -rf ~\u0007\u001b[21t"],
    ["the icon's name", "\u001b[20t"],
    ["the window's size", "\u001b[14t\u001b[18t"],
    ["a setting read back", '\u001bP$qm\u001b\\\u001bP$q"p\u001b\\'],
    ["the terminal's name", "\u001b[>q"],
    ["colours", "\u001b]11;?\u0007\u001b]4;1;?\u0007\u001b]10;?;?\u0007"],
    ["the clipboard", "\u001b]52;c;?\u0007"],
    ["an answer-back", "\u0005"],
  ])("%s is never typed, whoever asks", async (_what, query) => {
    expect(await answersTo(query, true)).toBe("");
  });

  test("random output never throws and types nothing where nobody answers", async () => {
    let state = 9;
    const random = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const letters = "\u001b[]P>?$;0123456789nctpqhlRym\u0007\\ab52 ";
    let output = "";
    for (let at = 0; at < 60_000; at += 1) output += letters[random(letters.length)];
    const typed = await answersTo(output, false);
    expect(typed.replaceAll("\u001b[I", "").replaceAll("\u001b[O", "")).toBe("");
  });
});

describe("texts from the endpoint_shl_8", () => {
  test("a title is one bounded line", () => {
    expect(cleanTitle(`a\u001b]0;b\u0007\n\u202ec${"x".repeat(500)}`)).toHaveLength(120);
    expect(cleanTitle("  root@web: ~ ")).toBe("root@web: ~");
  });

  test("a paste cannot end its bracket from inside", () => {
    expect(cleanPaste("ls\u001b[201~\nrm -rf ~\u009b201~")).toBe("ls[201~\nrm -rf ~201~");
  });

  test("only web addresses open", () => {
    expect(openableLink("https://example.org/a b")).toBe("https://example.org/a%20b");
    for (const bad of ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "vscode://x", "nonsense"]) {
      expect(openableLink(bad)).toBeUndefined();
    }
  });
});
