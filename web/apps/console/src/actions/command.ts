// A program and its arguments, as somebody types them (SCR-6): words between spaces; quotes, single or double, keep spaces together; a backslash is a backslash. No shell reads them, so nothing else means anything.

export interface Command {
  readonly words: readonly string[];
  /** A quote is not closed. */
  readonly unclosed: boolean;
}

export function splitCommand(text: string): Command {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (const sign of text) {
    if (quote) {
      if (sign === quote) quote = "";
      else word = (word ?? "") + sign;
    } else if (sign === '"' || sign === "'") {
      quote = sign;
      word ??= "";
    } else if (/\s/u.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + sign;
    }
  }
  if (word !== undefined) words.push(word);
  return { words, unclosed: quote !== "" };
}

const MOST_ARGUMENTS = 32;
const ARGUMENT_BYTES = 1024;
const PROGRAM_BYTES = 512;

/** Whether it is within what the machine takes. */
export function fitsCommand({ words }: Command): boolean {
  const bytes = (word: string) => new TextEncoder().encode(word).length;
  const [program = "", ...rest] = words;
  return (
    bytes(program) <= PROGRAM_BYTES &&
    rest.length <= MOST_ARGUMENTS &&
    rest.every((each) => bytes(each) <= ARGUMENT_BYTES)
  );
}

/** The file name of a program, as the log shows it. */
export const fileName = (program: string) => program.slice(program.lastIndexOf("/") + 1);
