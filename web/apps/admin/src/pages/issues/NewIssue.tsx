// Making a support issue.

import { api } from "@towline/api";
import { NewThing } from "../../form/NewThing";
import { useIssueTexts } from "../../words";
import { bodyOf, checkIssue, IssueFields, type IssueValues, NO_TEAM } from "./IssueFields";

const EMPTY: IssueValues = { name: "", code_name: "", description: "", team_id: NO_TEAM, skill_ids: [], help: false };

export function NewIssue() {
  const { create } = useIssueTexts();
  return (
    <NewThing
      texts={create}
      at="/issues"
      queryKey={["issues"]}
      draft="issue"
      empty={EMPTY}
      check={checkIssue}
      add={(values) => api.addIssue(bodyOf(values))}
    >
      {(form) => <IssueFields form={form} fresh />}
    </NewThing>
  );
}
