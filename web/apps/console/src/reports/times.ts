// Moments of a report: written out, because it is read long after, and on paper. The zone stands once, with the start.

import { written } from "@towline/ui";

export const moment = (at: number): string => written(at, { dateStyle: "medium", timeStyle: "medium" });
