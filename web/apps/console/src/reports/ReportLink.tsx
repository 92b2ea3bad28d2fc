// The way from an ended session to its report, for who may read it.

import { IconFileText } from "@tabler/icons-react";
import { ButtonLink } from "../frame/links";
import { useWords } from "../words/en";
import { useMayReadReports } from "./may";

export function ReportLink({ sessionId }: { sessionId: string }) {
  const words = useWords().reports;
  if (!useMayReadReports()) return null;
  return (
    <ButtonLink
      to="/reports/$reportId"
      params={{ reportId: sessionId }}
      variant="default"
      leftSection={<IconFileText size={16} />}
    >
      {words.open}
    </ButtonLink>
  );
}
