// Transfer (SES-20): to a rep who is signed in, or to whoever of a team or of the general queue accepts first.

import { Modal } from "@mantine/core";
import type { Representatives } from "@towline/api";
import { InvitationKind, QueueKind, type SessionState } from "@towline/wire";
import { useState } from "react";
import { useTitleOf } from "../home/naming";
import { useWords } from "../words/en";
import { targetKey } from "./actions";
import { Chooser, type OptionGroup } from "./Chooser";
import { InviteForm } from "./InviteForm";
import { useRepText } from "./naming";
import { anybodySignedIn, repsOf } from "./queries";

interface DialogProps {
  state: SessionState;
  opened: boolean;
  onClose: () => void;
}

export function TransferDialog({ state, opened, onClose }: DialogProps) {
  const words = useWords().share;
  const title = useTitleOf()(state);
  return (
    <Modal opened={opened} onClose={onClose} title={words.transferTitle(title)} size={520}>
      <Form state={state} onClose={onClose} />
    </Modal>
  );
}

function Form({ state, onClose }: { state: SessionState; onClose: () => void }) {
  const words = useWords().share;
  const repText = useRepText();
  const [chosen, setChosen] = useState<string>();
  const groups = (there: Representatives): OptionGroup[] => {
    const queues = [
      ...there.teams.map((team) => ({
        value: targetKey({ kind: QueueKind.TEAM, id: team.id }),
        name: team.name,
        text: words.teamText,
        reason: anybodySignedIn(team) ? undefined : words.teamAway,
      })),
      { value: targetKey({ kind: QueueKind.GENERAL, id: "" }), name: words.general, text: words.generalText },
    ];
    const inside = new Set(state.participants.filter((each) => !each.external).map((each) => each.userId));
    const reps = repsOf(there).map((rep) => ({
      value: targetKey({ kind: QueueKind.PERSONAL, id: rep.id }),
      name: rep.name,
      text: inside.has(rep.id) ? words.isInsideToo : rep.byMail ? words.byMail : repText(rep.readiness, rep.teams),
    }));
    return [
      ...(reps.length > 0 ? [{ title: words.representatives, options: reps }] : []),
      { title: words.queues, options: queues },
    ];
  };
  return (
    <InviteForm
      state={state}
      kind={InvitationKind.TRANSFER}
      text={words.transferText}
      confirm={words.transfer}
      chosen={chosen}
      onClose={onClose}
    >
      {(there) => <Chooser label={words.to} groups={groups(there)} value={chosen} onChoose={setChosen} />}
    </InviteForm>
  );
}
