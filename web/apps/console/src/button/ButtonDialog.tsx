// *Deploy Support Button* (SUP-50): what it is called, how it looks, where its sessions wait, and how long it can be used. Where the customer is asked first, the dialog waits for their answer.

import { create } from "@bufbuild/protobuf";
import { Button, Modal, Select, Skeleton, TextInput } from "@mantine/core";
import type { SupportButtonChoices } from "@towline/api";
import { dayOf, ErrorState, written } from "@towline/ui";
import { DeployButtonSchema, Permission, type SessionState } from "@towline/wire";
import { type FormEvent, useState } from "react";
import { useMe } from "../entry/me";
import frame from "../frame/frame.module.css";
import homeClasses from "../home/home.module.css";
import { useTitleOf } from "../home/naming";
import { useLiveLink } from "../live/useLive";
import { useAfterYes } from "../session/useAfterYes";
import { useWords } from "../words/en";
import { ButtonIcon } from "./ButtonIcon";
import classes from "./button.module.css";
import { dayAfter, daysOf, endOf, MOST_DAYS, SPANS, type Span } from "./expiry";
import { useButtonChoices } from "./queries";
import { PERSONAL, queueChoices, queueOf } from "./queue";

interface ButtonDialogProps {
  state: SessionState;
  opened: boolean;
  onClose: () => void;
}

/** The longest description that the wire takes, in bytes. */
const LONGEST = 200;

/** How the end is written: where the reader's clock may matter. */
const MINUTE: Intl.DateTimeFormatOptions = {
  day: "numeric",
  month: "long",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
};

/** As much of a text as the wire takes. */
export function shortened(text: string): string {
  const bytes = new TextEncoder();
  let short = "";
  let size = 0;
  for (const letter of text) {
    size += bytes.encode(letter).length;
    if (size > LONGEST) break;
    short += letter;
  }
  return short;
}

export function ButtonDialog({ state, opened, onClose }: ButtonDialogProps) {
  const words = useWords().button;
  const title = useTitleOf()(state);
  return (
    <Modal opened={opened} onClose={onClose} title={words.deployTitle(title)} size={520}>
      <Form state={state} onClose={onClose} />
    </Modal>
  );
}

function Form({ state, onClose }: Omit<ButtonDialogProps, "opened">) {
  const words = useWords().button;
  const { data, error, refetch } = useButtonChoices();
  if (data && data.profiles.length > 0) return <Fill state={state} choices={data} onClose={onClose} />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data) return <p className={frame.dialogText}>{words.noProfile}</p>;
  return <Skeleton height={360} />;
}

interface FillProps extends Omit<ButtonDialogProps, "opened"> {
  choices: SupportButtonChoices;
}

function Fill({ state, choices, onClose }: FillProps) {
  const words = useWords().button;
  const live = useLiveLink();
  const me = useMe();
  const title = useTitleOf()(state);
  const today = dayOf(Date.now());
  const [description, setDescription] = useState(() => shortened(title));
  const [profileId, setProfileId] = useState(
    () => (choices.profiles.find((each) => each.default) ?? choices.profiles[0])?.id ?? "",
  );
  const [queue, setQueue] = useState(PERSONAL);
  const [span, setSpan] = useState<Span>("month");
  const [day, setDay] = useState(() => dayAfter(today, SPANS.month));
  const [tried, setTried] = useState(false);
  const profile = choices.profiles.find((each) => each.id === profileId);
  const days = daysOf(span, day, today);
  const unnamed = description.trim() === "";

  const [step, begin] = useAfterYes({
    state,
    permission: Permission.BUTTON,
    send: () =>
      live.request({
        case: "deployButton",
        value: create(DeployButtonSchema, {
          sessionId: state.sessionId,
          description: description.trim(),
          profileId,
          ...queueOf(queue, choices, me.id),
          days: days ?? 0,
        }),
      }),
    onDone: onClose,
    failed: words.notDeployed,
    notAllowed: words.notAllowed,
  });
  const busy = step !== "ready";

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!unnamed && days !== undefined) void begin();
  };
  return (
    <form className={homeClasses.lockForm} onSubmit={submit} noValidate>
      <p className={frame.dialogText}>{words.deployText}</p>
      <TextInput
        label={words.description}
        description={words.descriptionHint}
        value={description}
        error={tried && unnamed ? words.descriptionMissing : undefined}
        maxLength={LONGEST}
        data-autofocus
        disabled={busy}
        onChange={(event) => setDescription(shortened(event.currentTarget.value))}
      />
      <div className={classes.look}>
        <Select
          label={words.profile}
          description={words.profileHint}
          data={choices.profiles.map((each) => ({
            value: each.id,
            label: each.default ? words.profileDefault(each.name) : each.name,
          }))}
          value={profileId}
          allowDeselect={false}
          searchable={choices.profiles.length > 7}
          disabled={busy}
          onChange={(value) => setProfileId(value ?? "")}
        />
        {profile ? <ButtonIcon profileId={profile.id} label={profile.label} /> : null}
      </div>
      <Select
        label={words.queue}
        description={queue === PERSONAL ? words.personalHint : undefined}
        data={queueChoices(choices, words)}
        value={queue}
        allowDeselect={false}
        searchable={choices.teams.length + choices.issues.length > 7}
        disabled={busy}
        onChange={(value) => setQueue(value ?? PERSONAL)}
      />
      <div>
        <div className={classes.lasts}>
          <Select
            label={words.lasts}
            data={(["week", "month", "quarter", "year", "own"] as const).map((value) => ({
              value,
              label: words[`span_${value}`],
            }))}
            value={span}
            allowDeselect={false}
            disabled={busy}
            onChange={(value) => setSpan((value ?? "month") as Span)}
          />
          {span === "own" ? (
            <TextInput
              type="date"
              label={words.lastDay}
              value={day}
              min={dayAfter(today, 1)}
              max={dayAfter(today, MOST_DAYS)}
              error={days === undefined ? words.lastDayOdd : undefined}
              disabled={busy}
              onChange={(event) => setDay(event.currentTarget.value)}
            />
          ) : null}
        </div>
        {days === undefined ? null : (
          <p className={classes.end} role="status">
            {words.ends(written(endOf(Date.now(), days), MINUTE))}
          </p>
        )}
      </div>
      {step === "asking" ? (
        <p className={frame.dialogText} role="status">
          {words.asking(title)}
        </p>
      ) : null}
      <div className={frame.dialogFoot}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button type="submit" loading={busy}>
          {words.deployNow}
        </Button>
      </div>
    </form>
  );
}
