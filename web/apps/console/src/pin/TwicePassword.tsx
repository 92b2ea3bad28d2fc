// A new password, typed twice.

import { PasswordInput } from "@mantine/core";
import { useWords } from "../words/en";
import type { pin } from "../words/pin";

/** The shortest that the appliance takes. */
const SHORTEST = 8;

export interface TwiceProblem {
  readonly field: "password" | "again";
  readonly text: string;
}

/** What is wrong with the two; nothing is wrong with none at all where it is optional. */
export function twiceProblem(
  words: Pick<typeof pin, "tooShort" | "differs">,
  password: string,
  again: string,
  optional: boolean,
): TwiceProblem | undefined {
  if (optional && password === "" && again === "") return undefined;
  if (password.length < SHORTEST) return { field: "password", text: words.tooShort };
  return password === again ? undefined : { field: "again", text: words.differs };
}

interface TwicePasswordProps {
  password: string;
  again: string;
  hint?: string;
  problem: TwiceProblem | undefined;
  disabled?: boolean;
  onPassword: (next: string) => void;
  onAgain: (next: string) => void;
}

export function TwicePassword({ password, again, hint, problem, disabled, onPassword, onAgain }: TwicePasswordProps) {
  const words = useWords().pin;
  const of = (field: TwiceProblem["field"]) => (problem?.field === field ? problem.text : undefined);
  return (
    <>
      <PasswordInput
        label={words.password}
        description={hint}
        value={password}
        error={of("password")}
        autoComplete="new-password"
        maxLength={256}
        disabled={disabled ?? false}
        onChange={(event) => onPassword(event.currentTarget.value)}
      />
      <PasswordInput
        label={words.again}
        value={again}
        error={of("again")}
        autoComplete="new-password"
        maxLength={256}
        disabled={disabled ?? false}
        onChange={(event) => onAgain(event.currentTarget.value)}
      />
    </>
  );
}
