// Says on a page that what it keeps has no effect in this release.

import { Alert } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";

export function NotYet({ children }: { children: ReactNode }) {
  return (
    <Alert variant="light" color="gray" icon={<IconInfoCircle />}>
      {children}
    </Alert>
  );
}
