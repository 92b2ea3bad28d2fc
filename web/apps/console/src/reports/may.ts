// Whether this person may read reports at all, and so is led to them.

import { useMe } from "../entry/me";

export const useMayReadReports = (): boolean => useMe().reads_reports;
