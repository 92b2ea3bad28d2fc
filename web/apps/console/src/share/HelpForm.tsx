// Request help on an issue (SES-21): it asks the team that handles it.

import { Button, Select, Skeleton, Textarea } from "@mantine/core";
import { ErrorState } from "@towline/ui";
import type { SessionState } from "@towline/wire";
import { type FormEvent, useState } from "react";
import frame from "../frame/frame.module.css";
import { useWords } from "../words/en";
import { useOwnerWork } from "./actions";
import { COMMENTS, tooManyBytes } from "./comments";
import { useRepresentativesNow } from "./queries";
import classes from "./share.module.css";

export function HelpForm({ state, onClose }: { state: SessionState; onClose: () => void }) {
  const words = useWords().share;
  const { data, error, refetch } = useRepresentativesNow();
  const { askForHelp } = useOwnerWork(state.sessionId);
  const [issueId, setIssueId] = useState<string>();
  const [comments, setComments] = useState("");
  const [busy, setBusy] = useState(false);
  const tooLong = tooManyBytes(comments);
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Skeleton height={240} />;
  const issue = data.issues.find((each) => each.id === issueId) ?? data.issues[0];
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!issue || tooLong || busy) return;
    setBusy(true);
    const done = await askForHelp(issue.id, comments.trim());
    setBusy(false);
    if (done) onClose();
    // Whoever could have helped may be gone.
    else void refetch();
  };
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <p className={frame.dialogText}>{words.helpText}</p>
      <Select
        label={words.issue}
        description={issue ? words.issueTeam(issue.team_name) : undefined}
        data={data.issues.map(({ id, name }) => ({ value: id, label: name }))}
        value={issue?.id ?? null}
        allowDeselect={false}
        searchable={data.issues.length > 7}
        onChange={(value) => value !== null && setIssueId(value)}
      />
      <Textarea
        label={words.comments}
        description={words.commentsHint}
        error={tooLong ? words.commentsTooLong : undefined}
        value={comments}
        maxLength={COMMENTS}
        autosize
        minRows={2}
        maxRows={5}
        onChange={(event) => setComments(event.currentTarget.value)}
      />
      <div className={frame.dialogFoot}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button type="submit" loading={busy} disabled={!issue || tooLong}>
          {words.askHelp}
        </Button>
      </div>
    </form>
  );
}
