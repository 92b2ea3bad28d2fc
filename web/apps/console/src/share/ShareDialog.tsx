// Share (SES-21): a team, then any of its reps or one who can be asked; help on an issue; or somebody without an account (SUP-70).

import { Modal, Radio, Select } from "@mantine/core";
import type { Representatives, TeamThere } from "@towline/api";
import { InvitationKind, QueueKind, type SessionState } from "@towline/wire";
import { useState } from "react";
import { useTitleOf } from "../home/naming";
import { useWords } from "../words/en";
import { targetKey } from "./actions";
import { Chooser, type OptionGroup } from "./Chooser";
import { ExternalForm } from "./ExternalForm";
import { HelpForm } from "./HelpForm";
import { InviteForm } from "./InviteForm";
import { useRepText } from "./naming";
import { anybodySignedIn, teamChoices, useRepresentatives } from "./queries";
import classes from "./share.module.css";

interface DialogProps {
  state: SessionState;
  opened: boolean;
  onClose: () => void;
}

type Way = "team" | "help" | "external";

export function ShareDialog({ state, opened, onClose }: DialogProps) {
  const words = useWords().share;
  const title = useTitleOf()(state);
  return (
    <Modal opened={opened} onClose={onClose} title={words.shareTitle(title)} size={520}>
      <Ways state={state} onClose={onClose} />
    </Modal>
  );
}

/** A colleague, help on an issue, somebody without an account: as far as there is something to choose. */
function Ways(props: { state: SessionState; onClose: () => void }) {
  const words = useWords().share;
  const there = useRepresentatives().data;
  const [chosen, setChosen] = useState<Way>();
  // A link is shown this once: nothing beside it leads away.
  const [made, setMade] = useState(false);
  const ways = [
    ...(there?.share === false ? [] : [{ value: "team", label: words.wayTeam }]),
    ...(there && there.issues.length > 0 ? [{ value: "help", label: words.wayHelp }] : []),
    ...(there?.external_profiles ? [{ value: "external", label: words.wayExternal }] : []),
  ];
  const way = chosen ?? (ways[0]?.value as Way | undefined) ?? "team";
  return (
    <>
      {ways.length > 1 && !made ? (
        <Radio.Group aria-label={words.ways} value={way} onChange={(next) => setChosen(next as Way)}>
          <div className={classes.ways}>
            {ways.map((each) => (
              <Radio key={each.value} className={classes.option} value={each.value} label={each.label} />
            ))}
          </div>
        </Radio.Group>
      ) : null}
      {way === "help" ? (
        <HelpForm {...props} />
      ) : way === "external" ? (
        <ExternalForm {...props} onMade={() => setMade(true)} />
      ) : (
        <Form {...props} />
      )}
    </>
  );
}

function Form({ state, onClose }: { state: SessionState; onClose: () => void }) {
  const words = useWords().share;
  const repText = useRepText();
  const [teamId, setTeamId] = useState<string>();
  const [chosen, setChosen] = useState<string>();
  const invited = new Set(
    state.invitations
      .filter((each) => each.kind === InvitationKind.SHARE)
      .flatMap(({ to }) => (to ? [targetKey({ kind: to.kind, id: to.id })] : [])),
  );
  const inside = new Set(state.participants.map((each) => each.userId));
  const groups = (team: TeamThere): OptionGroup[] => {
    const any = targetKey({ kind: QueueKind.TEAM, id: team.id });
    const options = [
      {
        value: any,
        name: words.anyone,
        text: words.teamText,
        reason: invited.has(any) ? words.isInvited : anybodySignedIn(team) ? undefined : words.teamAway,
      },
      ...team.representatives.map((rep) => {
        const value = targetKey({ kind: QueueKind.PERSONAL, id: rep.id });
        const reason = inside.has(rep.id) ? words.isInside : invited.has(value) ? words.isInvited : undefined;
        return { value, name: rep.name, text: rep.by_mail ? words.byMail : repText(rep.readiness, []), reason };
      }),
    ];
    return [{ title: words.representatives, options }];
  };
  const choice = (there: Representatives) => {
    const team = there.teams.find((each) => each.id === teamId) ?? there.teams[0];
    if (!team) return null;
    return (
      <>
        <Select
          label={words.team}
          data={teamChoices(there.teams, words.ownTeams, words.otherTeams)}
          value={team.id}
          allowDeselect={false}
          searchable={there.teams.length > 7}
          onChange={(value) => {
            if (value === null) return;
            setTeamId(value);
            setChosen(undefined);
          }}
        />
        <Chooser key={team.id} label={words.whom} groups={groups(team)} value={chosen} onChoose={setChosen} />
      </>
    );
  };
  return (
    <InviteForm
      state={state}
      kind={InvitationKind.SHARE}
      text={words.shareText}
      confirm={words.invite}
      chosen={chosen}
      onClose={onClose}
    >
      {choice}
    </InviteForm>
  );
}
