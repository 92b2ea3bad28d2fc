// One support issue: its names, who handles it, what it needs; and removing it.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, type Issue } from "@towline/api";
import { notify } from "@towline/ui";
import { drafts } from "../../form/drafts";
import { SavingForm } from "../../form/FormParts";
import { RemoveSection } from "../../form/RemoveSection";
import { useForm } from "../../form/useForm";
import { issuesQuery } from "../../queries";
import { Detail, Gone, Waiting } from "../../shell/Detail";
import { useFrameTexts, useIssueTexts } from "../../words";
import { bodyOf, checkIssue, IssueFields, type IssueValues, NO_TEAM } from "./IssueFields";

const route = getRouteApi("/issues/$id");

export function IssueDetail() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const query = useQuery(issuesQuery);
  const { sections } = useFrameTexts();
  const issue = query.data?.find((each) => each.id === id);
  const close = () => void navigate({ to: "/issues", search: true });
  return (
    <Detail title={issue?.name ?? sections.issues} onClose={close}>
      <Waiting query={query}>{() => (issue ? <Loaded key={id} issue={issue} onGone={close} /> : <Gone />)}</Waiting>
    </Detail>
  );
}

function Loaded({ issue, onGone }: { issue: Issue; onGone: () => void }) {
  const client = useQueryClient();
  const { edit, remove } = useIssueTexts();
  const { form: formTexts } = useFrameTexts();
  const stale = () => {
    void client.invalidateQueries({ queryKey: ["teams"] });
    void client.invalidateQueries({ queryKey: ["skills"] });
    return client.invalidateQueries({ queryKey: ["issues"] });
  };
  const form = useForm<IssueValues>({
    name: `issue:${issue.id}`,
    saved: {
      name: issue.name,
      code_name: issue.code_name,
      description: issue.description,
      team_id: issue.team?.id ?? NO_TEAM,
      skill_ids: issue.skills.map((skill) => skill.id),
      help: issue.help,
    },
    check: checkIssue,
    save: (values) => api.changeIssue(issue, bodyOf(values)),
    onSaved: () => {
      notify.done(formTexts.saved);
      return stale();
    },
    onStale: stale,
  });
  return (
    <>
      <SavingForm form={form} label={edit.title}>
        <IssueFields form={form} />
      </SavingForm>
      <RemoveSection
        title={remove.title}
        will={remove.will}
        open={remove.open}
        ask={remove.ask(issue.name)}
        submit={remove.submit}
        remove={() => api.removeIssue(issue)}
        onDone={() => {
          drafts.discard(`issue:${issue.id}`);
          notify.done(remove.done(issue.name));
          onGone();
          void stale();
        }}
      />
    </>
  );
}
