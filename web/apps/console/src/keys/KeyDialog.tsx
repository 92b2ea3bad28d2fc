// The dialog of *Start New Session* (SUP-10): for how long and on which site, then the key itself until somebody has used it.

import { Button, Modal, Select, Skeleton } from "@mantine/core";
import { IconClockOff, IconKey, IconUserCheck, IconWorldOff } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { SessionKey, SessionKeys } from "@towline/api";
import { EmptyState, ErrorState, notify, remember, remembered } from "@towline/ui";
import { type FormEvent, useState } from "react";
import frame from "../frame/frame.module.css";
import { PERSONAL } from "../live/queues";
import { useLive } from "../live/useLive";
import { useWords } from "../words/en";
import { endInWords } from "./invitation";
import { KeySheet } from "./KeySheet";
import classes from "./keys.module.css";
import { useKeyWork, useSessionKeys } from "./queries";
import { durationName, nearestValidity, validities } from "./validity";

interface KeyDialogProps {
  opened: boolean;
  /** The key that is shown; without one the dialog asks for what it takes to make one. */
  shown: SessionKey | undefined;
  onShow: (key: SessionKey | undefined) => void;
  onClose: () => void;
}

export function KeyDialog({ opened, shown, onShow, onClose }: KeyDialogProps) {
  const words = useWords().keys;
  return (
    <Modal opened={opened} onClose={onClose} title={shown ? words.readyTitle : words.title} size={520}>
      {shown ? (
        <Shown key={shown.id} made={shown} onShow={onShow} onClose={onClose} />
      ) : (
        <Ask onMade={onShow} onClose={onClose} />
      )}
    </Modal>
  );
}

const isNumber = (value: unknown): value is number => typeof value === "number";
const isText = (value: unknown): value is string => typeof value === "string";

interface AskProps {
  onMade: (key: SessionKey) => void;
  onClose: () => void;
}

function Ask(props: AskProps) {
  const { data, error, refetch } = useSessionKeys();
  if (data) return <Choose {...props} mostMinutes={data.longest_minutes} sites={data.sites} />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Skeleton height={220} />;
}

interface ChooseProps extends AskProps {
  mostMinutes: number;
  sites: SessionKeys["sites"];
}

function Choose({ onMade, onClose, mostMinutes, sites }: ChooseProps) {
  const words = useWords().keys;
  const { make } = useKeyWork();
  const choices = validities(mostMinutes);
  const [minutes, setMinutes] = useState(() => nearestValidity(remembered("keyMinutes", isNumber, 10), choices));
  const [siteId, setSiteId] = useState(() => {
    const before = remembered("keySite", isText, "");
    return sites.some((site) => site.id === before) ? before : (sites[0]?.id ?? "");
  });
  const [busy, setBusy] = useState(false);
  const aheadMs = useLive((snapshot) => snapshot.clockAheadMs);
  if (sites.length === 0) {
    return <EmptyState icon={<IconWorldOff size={20} />} title={words.noSiteTitle} text={words.noSiteText} />;
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      onMade(await make(minutes, siteId));
    } catch (reason) {
      notify.refused(reason, words.notMade);
      setBusy(false);
    }
  };
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <p className={frame.dialogText}>{words.intro}</p>
      <div>
        <Select
          label={words.validity}
          data={choices.map((choice) => ({ value: String(choice), label: durationName(choice, words) }))}
          value={String(minutes)}
          allowDeselect={false}
          onChange={(value) => {
            if (value === null) return;
            setMinutes(Number(value));
            remember("keyMinutes", Number(value));
          }}
        />
        <p className={classes.hint} aria-live="polite">
          <strong>{words.until(endInWords(Date.now() + aheadMs + minutes * 60_000))}</strong>. {words.validityHint}
        </p>
      </div>
      {sites.length > 1 ? (
        <div>
          <Select
            label={words.site}
            data={sites.map(({ id, name }) => ({ value: id, label: name }))}
            value={siteId}
            allowDeselect={false}
            onChange={(value) => {
              if (value === null) return;
              setSiteId(value);
              remember("keySite", value);
            }}
          />
          <p className={classes.hint}>{words.siteHint}</p>
        </div>
      ) : null}
      <div className={frame.dialogFoot}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button type="submit" data-autofocus loading={busy} leftSection={<IconKey size={16} />}>
          {words.make}
        </Button>
      </div>
    </form>
  );
}

interface ShownProps {
  made: SessionKey;
  onShow: (key: SessionKey | undefined) => void;
  onClose: () => void;
}

/** A key until it is used, has expired or is withdrawn. */
function Shown({ made, onShow, onClose }: ShownProps) {
  const words = useWords().keys;
  const navigate = useNavigate();
  const { open, isFetchedAfterMount } = useSessionKeys();
  const aheadMs = useLive((snapshot) => snapshot.clockAheadMs);
  const there = open?.some((key) => key.id === made.id) ?? true;
  const expired = made.expires_ms <= Date.now() + aheadMs;
  const another = (
    <Button variant="default" onClick={() => onShow(undefined)}>
      {words.another}
    </Button>
  );
  if (there || (!expired && !isFetchedAfterMount)) {
    return <KeySheet made={made} onAnother={() => onShow(undefined)} onDone={onClose} />;
  }
  if (expired) {
    return (
      <EmptyState
        announce
        tone="waiting"
        icon={<IconClockOff size={20} />}
        title={words.expiredTitle}
        text={words.expiredText}
        actions={another}
      />
    );
  }
  return (
    <EmptyState
      announce
      icon={<IconUserCheck size={20} />}
      title={words.usedTitle}
      text={words.usedText}
      actions={
        <>
          {another}
          <Button
            onClick={() => {
              onClose();
              void navigate({ to: "/sessions/$queue", params: { queue: PERSONAL } });
            }}
          >
            {words.usedView}
          </Button>
        </>
      }
    />
  );
}
