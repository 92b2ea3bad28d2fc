// What the form of a canned script holds, what is wrong with it, and what of it is sent. The appliance checks again.

import type { Script, ScriptField, ScriptInput, ScriptInterpreter, ScriptRunsAs } from "@towline/api";
import { scriptTexts } from "../../words";

export interface ParameterValues {
  /** Tells one from the others while they are moved; not sent. */
  key: number;
  name: string;
  label: string;
  kind: ScriptField["kind"];
  required: boolean;
  default: string;
  /** One on each line. */
  choices: string;
  least: string;
  most: string;
  characters: number;
}

export interface ScriptValues {
  name: string;
  description: string;
  category: string;
  interpreter: ScriptInterpreter;
  text: string;
  runs_as: ScriptRunsAs;
  timeout_seconds: number;
  parameters: ParameterValues[];
  team_ids: string[];
}

export const KINDS: readonly ScriptField["kind"][] = ["text", "number", "choice", "switch"];
export const INTERPRETERS: readonly ScriptInterpreter[] = ["sh", "bash", "python3", "perl"];
export const RUNS_AS: readonly ScriptRunsAs[] = ["user", "system", "choose"];
export const MOST_PARAMETERS = 16;
const MOST_BYTES = 65_536;
const CHARACTERS = 200;

export const freshParameter = (key: number): ParameterValues => ({
  key,
  name: "",
  label: "",
  kind: "text",
  required: true,
  default: "",
  choices: "",
  least: "0",
  most: "100",
  characters: CHARACTERS,
});

export const EMPTY: ScriptValues = {
  name: "",
  description: "",
  category: "",
  interpreter: "sh",
  text: "",
  runs_as: "user",
  timeout_seconds: 300,
  parameters: [],
  team_ids: [],
};

export const valuesOf = (script: Script): ScriptValues => ({
  name: script.name,
  description: script.description,
  category: script.category,
  interpreter: script.interpreter,
  text: script.text ?? "",
  runs_as: script.runs_as,
  timeout_seconds: script.timeout_seconds,
  parameters: script.parameters.map((field, key) => ({
    ...freshParameter(key),
    name: field.name,
    label: field.label ?? "",
    kind: field.kind,
    required: field.required ?? false,
    default: field.default ?? "",
    choices: (field.choices ?? []).join("\n"),
    ...(field.kind === "number" ? { least: String(field.least ?? ""), most: String(field.most ?? "") } : {}),
    ...(field.kind === "text" ? { characters: field.most ?? CHARACTERS } : {}),
  })),
  team_ids: script.teams.map((team) => team.id),
});

export const choicesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

export const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

const WHOLE = /^-?[0-9]{1,15}$/;

function wrong(row: ParameterValues, at: number, rows: readonly ParameterValues[]): string | undefined {
  const { edit: texts } = scriptTexts();
  const number = at + 1;
  if (!/^[A-Z][A-Z0-9_]{0,31}$/.test(row.name)) return texts.oddName(number);
  if (rows.slice(0, at).some((before) => before.name === row.name)) return texts.sameName(number);
  switch (row.kind) {
    case "number": {
      if (!WHOLE.test(row.least) || !WHOLE.test(row.most) || Number(row.least) > Number(row.most))
        return texts.oddNumber(number);
      const count = Number(row.default);
      const fits = WHOLE.test(row.default) && count >= Number(row.least) && count <= Number(row.most);
      return row.default === "" || fits ? undefined : texts.oddDefault(number);
    }
    case "choice": {
      const choices = choicesOf(row.choices);
      if (choices.length === 0 || choices.length > 32 || new Set(choices).size < choices.length)
        return texts.oddChoices(number);
      return row.default === "" || choices.includes(row.default) ? undefined : texts.oddDefault(number);
    }
    case "text":
      if (!(row.characters >= 1 && row.characters <= 1024)) return texts.oddMost(number);
      return [...row.default].length > row.characters ? texts.oddDefault(number) : undefined;
    case "switch":
      return undefined;
  }
}

export const checkScript = (values: ScriptValues) => {
  const { edit: texts } = scriptTexts();
  const odd = values.parameters.map(wrong).find((each) => each !== undefined);
  return {
    name: values.name.trim() === "" ? texts.nameMissing : undefined,
    text:
      values.text.trim() === "" ? texts.textMissing : bytesOf(values.text) > MOST_BYTES ? texts.textLong : undefined,
    parameters: odd,
  };
};

const fieldOf = (row: ParameterValues): ScriptField => {
  const { name, kind, required } = row;
  const label = row.label.trim();
  const first = kind === "switch" && row.default !== "yes" ? "no" : row.default;
  const common = { name, label, kind, required: kind === "switch" ? false : required, default: first, choices: [] };
  switch (kind) {
    case "number":
      return { ...common, least: Number(row.least), most: Number(row.most) };
    case "choice":
      return { ...common, choices: choicesOf(row.choices) };
    case "text":
      return { ...common, most: row.characters };
    case "switch":
      return common;
  }
};

export const bodyOf = (values: ScriptValues): ScriptInput => ({
  name: values.name.trim(),
  description: values.description.trim(),
  category: values.category.trim(),
  interpreter: values.interpreter,
  text: values.text,
  runs_as: values.runs_as,
  timeout_seconds: values.timeout_seconds,
  parameters: values.parameters.map(fieldOf),
  team_ids: values.team_ids,
});
