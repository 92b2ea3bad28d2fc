// One support team: its members with their ranks, and removing it.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, type Team } from "@towline/api";
import { notify } from "@towline/ui";
import { drafts } from "../../form/drafts";
import { SavingForm } from "../../form/FormParts";
import { rulesValues } from "../../form/queueRules";
import { RemoveSection } from "../../form/RemoveSection";
import { useForm } from "../../form/useForm";
import { teamsQuery } from "../../queries";
import { Detail, Gone, Waiting } from "../../shell/Detail";
import { cannedFor, handledBy, scriptsFor, useFrameTexts, useTeamTexts } from "../../words";
import { bodyOf, checkTeam, TeamFields, type TeamValues } from "./TeamFields";

const route = getRouteApi("/teams/$id");

export function TeamDetail() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const query = useQuery(teamsQuery);
  const { sections } = useFrameTexts();
  const team = query.data?.find((each) => each.id === id);
  const close = () => void navigate({ to: "/teams", search: true });
  return (
    <Detail title={team?.name ?? sections.teams} onClose={close}>
      <Waiting query={query}>{() => (team ? <Loaded key={id} team={team} onGone={close} /> : <Gone />)}</Waiting>
    </Detail>
  );
}

function Loaded({ team, onGone }: { team: Team; onGone: () => void }) {
  const client = useQueryClient();
  const { edit, remove } = useTeamTexts();
  const { form: formTexts } = useFrameTexts();
  const stale = () => {
    void client.invalidateQueries({ queryKey: ["jump-items"] });
    return client.invalidateQueries({ queryKey: ["teams"] });
  };
  const form = useForm<TeamValues>({
    name: `team:${team.id}`,
    saved: { name: team.name, comments: team.comments, members: team.members, ...rulesValues(team.rules) },
    check: checkTeam,
    save: (values) => api.changeTeam(team, bodyOf(values)),
    onSaved: () => {
      notify.done(formTexts.saved);
      return stale();
    },
    onStale: stale,
  });
  const inUse =
    team.issues.length > 0
      ? handledBy(team.issues)
      : team.canned_messages.length > 0
        ? cannedFor(team.canned_messages)
        : team.scripts.length > 0
          ? scriptsFor(team.scripts)
          : undefined;
  return (
    <>
      <SavingForm form={form} label={edit.title}>
        <TeamFields form={form} id={team.id} />
      </SavingForm>
      <RemoveSection
        title={remove.title}
        will={inUse ?? remove.will}
        disabled={inUse !== undefined}
        open={remove.open}
        ask={remove.ask(team.name)}
        submit={remove.submit}
        remove={() => api.removeTeam(team)}
        onDone={() => {
          drafts.discard(`team:${team.id}`);
          notify.done(remove.done(team.name));
          onGone();
          void stale();
        }}
      />
    </>
  );
}
