// *Pin as Jump Client* (SUP-60): the list, a name, an optional password typed twice. Where the customer is asked first, the dialog waits for their answer and goes on by itself.

import { create } from "@bufbuild/protobuf";
import { Button, Modal, Select, Skeleton, TextInput } from "@mantine/core";
import { ErrorState } from "@towline/ui";
import { Permission, PinSessionSchema, type SessionState } from "@towline/wire";
import { type FormEvent, useState } from "react";
import frame from "../frame/frame.module.css";
import homeClasses from "../home/home.module.css";
import { useTitleOf } from "../home/naming";
import { useLocations } from "../home/queries";
import { useLiveLink } from "../live/useLive";
import { useAfterYes } from "../session/useAfterYes";
import { useWords } from "../words/en";
import { TwicePassword, twiceProblem } from "./TwicePassword";

interface PinDialogProps {
  state: SessionState;
  opened: boolean;
  onClose: () => void;
}

export function PinDialog({ state, opened, onClose }: PinDialogProps) {
  const words = useWords().pin;
  const title = useTitleOf()(state);
  return (
    <Modal opened={opened} onClose={onClose} title={words.pinTitle(title)} size={520}>
      <Form state={state} onClose={onClose} />
    </Modal>
  );
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** The personal list has no id. */
const PERSONAL = "";

function Form({ state, onClose }: Omit<PinDialogProps, "opened">) {
  const words = useWords().pin;
  const { data, error, refetch } = useLocations();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={260} />;
  const places: Choice[] = [
    ...(data.may_deploy ? [{ value: PERSONAL, label: words.personal }] : []),
    ...data.groups.filter((group) => group.may_deploy).map((group) => ({ value: group.id, label: group.name })),
  ];
  if (places.length === 0) return <p className={frame.dialogText}>{words.nowhere}</p>;
  return <Fill state={state} places={places} onClose={onClose} />;
}

function Fill({ state, places, onClose }: { state: SessionState; places: Choice[]; onClose: () => void }) {
  const words = useWords().pin;
  const live = useLiveLink();
  const title = useTitleOf()(state);
  const [place, setPlace] = useState(places[0]?.value ?? PERSONAL);
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const problem = twiceProblem(words, password, again, true);
  const [step, begin] = useAfterYes({
    state,
    permission: Permission.PIN,
    send: () => {
      const value = create(PinSessionSchema, {
        sessionId: state.sessionId,
        groupId: place,
        name: name.trim(),
        password,
      });
      return live.request({ case: "pinSession", value });
    },
    onDone: onClose,
    failed: words.notPinned,
    notAllowed: words.notAllowed,
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!problem) void begin();
  };
  return (
    <form className={homeClasses.lockForm} onSubmit={submit}>
      <p className={frame.dialogText}>{words.pinText}</p>
      <Select
        label={words.where}
        description={place === PERSONAL ? words.personalHint : undefined}
        data={places}
        value={place}
        allowDeselect={false}
        searchable={places.length > 7}
        disabled={step !== "ready"}
        onChange={(value) => setPlace(value ?? PERSONAL)}
      />
      <TextInput
        label={words.name}
        description={words.nameHint}
        value={name}
        maxLength={128}
        data-autofocus
        disabled={step !== "ready"}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TwicePassword
        password={password}
        again={again}
        hint={words.passwordHint}
        problem={tried ? problem : undefined}
        disabled={step !== "ready"}
        onPassword={setPassword}
        onAgain={setAgain}
      />
      {step === "asking" ? (
        <p className={frame.dialogText} role="status">
          {words.asking(title)}
        </p>
      ) : null}
      <div className={frame.dialogFoot}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button type="submit" loading={step !== "ready"}>
          {words.pinSession}
        </Button>
      </div>
    </form>
  );
}
