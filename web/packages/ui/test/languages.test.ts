import { expect, test } from "vitest";
import { languageName } from "../src/messages/languages";

test("a language is named as the reader calls it, and what browsers refuse as it came (SES-31)", () => {
  expect(languageName("de")).toBe("German");
  expect(languageName("pt-BR")).toBe("Brazilian Portuguese");
  for (const odd of ["pt-12", "<b>"]) expect(languageName(odd)).toBe(odd);
});
