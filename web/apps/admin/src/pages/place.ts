// How a list of machines is called: a group by its name, a personal list by its owner's, with the word that says which it is.

import type { Location } from "@towline/api";
import { clientTexts } from "../words";

export function placeName(location: Location): string {
  const { personal, personalOf } = clientTexts().page;
  if (location.kind === "group") return location.name ?? "";
  return location.name ? personalOf(location.name) : personal;
}
