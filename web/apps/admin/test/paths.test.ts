import { expect, test } from "vitest";
import { pathFault, tidyPath } from "../src/form/paths";

test("a_path_of_a_list_is_absolute_and_goes_up_nowhere_fil_6", () => {
  for (const fine of ["/", "/srv/reports", "/srv//reports/", "/a/.../b", "/ä b"])
    expect(pathFault(fine)).toBeUndefined();
  expect(["", " ", "srv", "~/x", "/a/../b", "/..", "/a\nb", "/a\u009bb", `/${"ä".repeat(256)}`].map(pathFault)).toEqual(
    ["blank", "blank", "relative", "relative", "up", "up", "control", "control", "long"],
  );
});

test("a_path_is_shown_as_the_appliance_keeps_it_fil_6", () => {
  expect(["/srv//reports/", "/home/./a", "//", "srv/"].map(tidyPath)).toEqual(["/srv/reports", "/home/a", "/", "srv/"]);
});
