// Browsers by the names that their owners know.

import { expect, it } from "vitest";
import { browserOf } from "../src/pages/account/browsers";

const of = (agent: string) => Object.values(browserOf(agent)).join(" on ");

it("a browser is called what it is and not what it pretends to be_adm_3", () => {
  const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
  expect(of(`Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/156.0.0.0 Safari/537.36`)).toBe("Chrome on Linux");
  expect(of(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0`)).toBe(
    "Edge on Windows",
  );
  expect(of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")).toBe("Firefox on Linux");
  expect(
    of(
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15",
    ),
  ).toBe("Safari on macOS");
  expect(
    of(
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156.0 Mobile/15E148 Safari/604.1",
    ),
  ).toBe("Chrome on iOS");
});

it("one that says nothing, or anything, is unknown and harmless_adm_3", () => {
  for (const odd of ["", "curl/8", "<script>", "🦊".repeat(50)]) {
    expect(browserOf(odd)).toEqual({ browser: undefined, system: undefined });
  }
});
