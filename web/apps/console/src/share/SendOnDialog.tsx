// Transfer of a session that waits (SUP-30): to another queue, or to a rep, by whoever serves the queue in which it is.

import { create } from "@bufbuild/protobuf";
import { Button, Modal, Skeleton } from "@mantine/core";
import { IconArrowRightCircle, IconUserOff } from "@tabler/icons-react";
import type { Representatives } from "@towline/api";
import { EmptyState, ErrorState, notify } from "@towline/ui";
import { ProblemError, QueueKind, type QueueRef, SendOnSchema, type SessionSummary } from "@towline/wire";
import { type FormEvent, useState } from "react";
import frame from "../frame/frame.module.css";
import home from "../home/home.module.css";
import { useTitleOf } from "../home/naming";
import { useLiveLink } from "../live/useLive";
import { useWords } from "../words/en";
import { targetKey, targetOf } from "./actions";
import { Chooser, type OptionGroup } from "./Chooser";
import { useRepText } from "./naming";
import { anybodySignedIn, repsOf, useRepresentatives, useRepresentativesNow } from "./queries";
import classes from "./share.module.css";

/** Nothing for those who may not hand sessions on. */
export function SendOnButton({ session }: { session: SessionSummary }) {
  const words = useWords().queues;
  const name = useTitleOf()(session);
  const allowed = useRepresentatives().data?.transfer ?? false;
  const [opened, setOpened] = useState(false);
  if (!allowed) return null;
  const close = () => setOpened(false);
  return (
    <div className={home.detailsFoot}>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconArrowRightCircle size={16} aria-hidden="true" />}
        aria-label={words.sendOnOf(name)}
        onClick={() => setOpened(true)}
      >
        {words.sendOn}
      </Button>
      <Modal opened={opened} onClose={close} title={words.sendOnTitle(name)} size={520}>
        <Form session={session} onClose={close} />
      </Modal>
    </div>
  );
}

/** All that it can go to, but where it is. */
function useGroups(from: QueueRef | undefined): (there: Representatives) => OptionGroup[] {
  const words = useWords().share;
  const repText = useRepText();
  const here = from ? targetKey({ kind: from.kind, id: from.kind === QueueKind.GENERAL ? "" : from.id }) : "";
  return (there) => {
    const queues = [
      ...there.teams.filter(anybodySignedIn).map((team) => ({
        value: targetKey({ kind: QueueKind.TEAM, id: team.id }),
        name: team.name,
        text: words.teamText,
      })),
      { value: targetKey({ kind: QueueKind.GENERAL, id: "" }), name: words.general, text: words.generalText },
    ];
    // Nobody who is signed out is told of a customer who waits.
    const signedIn = repsOf(there).filter((rep) => !rep.byMail);
    const reps = signedIn.map((rep) => ({
      value: targetKey({ kind: QueueKind.PERSONAL, id: rep.id }),
      name: rep.name,
      text: repText(rep.readiness, rep.teams),
    }));
    return [
      { title: words.representatives, options: reps },
      { title: words.queues, options: queues },
    ]
      .map((group) => ({ ...group, options: group.options.filter((option) => option.value !== here) }))
      .filter((group) => group.options.length > 0);
  };
}

function Form({ session, onClose }: { session: SessionSummary; onClose: () => void }) {
  const { queues: words, share } = useWords();
  const live = useLiveLink();
  const { data, error, refetch } = useRepresentativesNow();
  const groupsOf = useGroups(session.queue);
  const [chosen, setChosen] = useState<string>();
  const [busy, setBusy] = useState(false);
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Skeleton height={240} />;
  const groups = groupsOf(data);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (chosen === undefined || busy) return;
    setBusy(true);
    const { kind, id } = targetOf(chosen);
    const name = groups.flatMap((group) => group.options).find((option) => option.value === chosen)?.name ?? "";
    try {
      const value = create(SendOnSchema, { sessionId: session.sessionId, to: kind, toId: id });
      await live.request({ case: "sendOn", value });
      notify.done(words.sentOn(name));
      onClose();
    } catch (reason) {
      if (reason instanceof ProblemError && reason.code === "taken") notify.told(reason.title, reason.detail);
      else notify.refused(reason, words.notSentOn);
      // Whoever was chosen may be gone.
      void refetch();
    } finally {
      setBusy(false);
    }
  };
  if (groups.length === 0)
    return <EmptyState icon={<IconUserOff size={20} />} title={share.nobodyTitle} text={share.nobodyText} />;
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <p className={frame.dialogText}>{words.sendOnText}</p>
      <Chooser label={share.to} groups={groups} value={chosen} onChoose={setChosen} />
      <div className={frame.dialogFoot}>
        <Button variant="default" onClick={onClose}>
          {share.cancel}
        </Button>
        <Button type="submit" loading={busy} disabled={chosen === undefined}>
          {words.sendOn}
        </Button>
      </div>
    </form>
  );
}
