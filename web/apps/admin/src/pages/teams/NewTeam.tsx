// Making a support team.

import { api } from "@towline/api";
import { NewThing } from "../../form/NewThing";
import { USUAL } from "../../form/queueRules";
import { useTeamTexts } from "../../words";
import { bodyOf, checkTeam, TeamFields, type TeamValues } from "./TeamFields";

const EMPTY: TeamValues = { name: "", comments: "", members: [], ...USUAL };

export function NewTeam() {
  const { create } = useTeamTexts();
  return (
    <NewThing
      texts={create}
      at="/teams"
      queryKey={["teams"]}
      draft="team"
      empty={EMPTY}
      check={checkTeam}
      add={(values) => api.addTeam(bodyOf(values))}
    >
      {(form) => <TeamFields form={form} fresh />}
    </NewThing>
  );
}
