// What stands in the files of lists.

import type { User } from "@towline/api";
import { expect, it } from "vitest";
import { stateOf } from "../src/pages/users/UsersPage";

it("a file says of an account what the page says_adm_7", () => {
  const user = { disabled: false } as User;
  expect(stateOf(user, 1000)).toBe("active");
  expect(stateOf({ ...user, locked_until_ms: 2000 }, 1000)).toBe("locked");
  expect(stateOf({ ...user, locked_until_ms: 2000, expires_ms: 1000 }, 1000)).toBe("over");
  expect(stateOf({ ...user, expires_ms: 1000, disabled: true }, 1000)).toBe("disabled");
});
