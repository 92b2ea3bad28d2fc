// A session key to be handed out: in large type with its link, each copied by a click; its end; and the ways to send it (SUP-10).

import { Button, Select, TextInput } from "@mantine/core";
import { IconCheck, IconCopy, IconMail, IconMailForward, IconTrash } from "@tabler/icons-react";
import type { InvitationLanguage, SessionKey } from "@towline/api";
import { ApiError } from "@towline/api";
import { languageName, RelativeTime } from "@towline/ui";
import { type FormEvent, type ReactNode, useState } from "react";
import { useMe } from "../entry/me";
import { useWords } from "../words/en";
import { endInWords, mailtoOf } from "./invitation";
import classes from "./keys.module.css";
import { useInvitation, useInvitationLanguages, useKeyWork, useSessionKeys } from "./queries";
import { useCopy } from "./useCopy";
import { WithdrawDialog } from "./WithdrawDialog";

interface KeySheetProps {
  made: SessionKey;
  onAnother: () => void;
  onDone: () => void;
}

export function KeySheet({ made, onAnother, onDone }: KeySheetProps) {
  const words = useWords().keys;
  const me = useMe();
  const siteMails = useSessionKeys().data?.sends_mail ?? false;
  const copy = useCopy();
  const [mailing, setMailing] = useState(false);
  const [withdrawing, setWithdrawing] = useState(false);
  const organisation = made.site_name || me.site.name;
  const { languages, usual } = useInvitationLanguages(made);
  const [chosen, setChosen] = useState<InvitationLanguage>();
  // Whoever administers the site may have taken it back meanwhile.
  const language = chosen !== undefined && languages.includes(chosen) ? chosen : usual;
  const invitation = useInvitation(made, language);
  return (
    <div className={classes.sheet}>
      <p className={classes.lead}>{words.readyText}</p>
      <Copyable
        className={classes.key}
        name={words.copyKeyOf(made.key)}
        done={copy.copied === words.keyCopied}
        onCopy={() => void copy.run(made.key, words.keyCopied)}
      >
        {made.key}
      </Copyable>
      <Copyable
        className={classes.link}
        name={words.copyLink(made.url)}
        done={copy.copied === words.linkCopied}
        onCopy={() => void copy.run(made.url, words.linkCopied)}
      >
        {made.url}
      </Copyable>
      <p className={classes.copied} role="status" data-done={copy.copied ? true : undefined}>
        {copy.copied ?? words.clickToCopy}
      </p>
      <dl className={classes.facts}>
        <dt>{words.usableUntil}</dt>
        <dd>
          <strong>{endInWords(made.expires_ms)}</strong> (<RelativeTime at={made.expires_ms} />)
        </dd>
        <dt>{words.site}</dt>
        <dd>{organisation}</dd>
      </dl>
      {languages.length > 1 ? (
        <Select
          label={words.mailLanguage}
          data={languages.map((code) => ({ value: code, label: languageName(code) }))}
          value={language ?? null}
          allowDeselect={false}
          onChange={(value) => setChosen(languages.find((each) => each === value))}
        />
      ) : null}
      <div className={classes.ways}>
        {invitation.data ? (
          <Button component="a" href={mailtoOf(invitation.data)} variant="default" leftSection={<IconMail size={16} />}>
            {words.mailOwn}
          </Button>
        ) : (
          <Button variant="default" leftSection={<IconMail size={16} />} loading={invitation.isPending} disabled>
            {words.mailOwn}
          </Button>
        )}
        {siteMails ? (
          <Button
            variant="default"
            leftSection={<IconMailForward size={16} />}
            aria-expanded={mailing}
            onClick={() => setMailing(!mailing)}
          >
            {words.mailSite}
          </Button>
        ) : null}
      </div>
      {invitation.error ? (
        <p className={classes.mailTold} role="alert">
          {words.mailNotWritten}
        </p>
      ) : null}
      {mailing ? <MailForm made={made} language={language} /> : null}
      <div className={classes.foot}>
        <Button variant="subtle" color="red" leftSection={<IconTrash size={16} />} onClick={() => setWithdrawing(true)}>
          {words.withdraw}
        </Button>
        <Button variant="default" onClick={onAnother}>
          {words.another}
        </Button>
        <Button onClick={onDone}>{words.done}</Button>
      </div>
      <WithdrawDialog
        made={withdrawing ? made : undefined}
        onClose={() => setWithdrawing(false)}
        onWithdrawn={onDone}
      />
    </div>
  );
}

interface CopyableProps {
  className: string | undefined;
  name: string;
  done: boolean;
  onCopy: () => void;
  children: ReactNode;
}

function Copyable({ className, name, done, onCopy, children }: CopyableProps) {
  return (
    <button type="button" className={`${classes.copyable} ${className ?? ""}`} aria-label={name} onClick={onCopy}>
      <span>{children}</span>
      {done ? <IconCheck size={20} aria-hidden="true" /> : <IconCopy size={20} aria-hidden="true" />}
    </button>
  );
}

/** Sends the invitation by the site's mail, and tells in place what came of it. */
function MailForm({ made, language }: { made: SessionKey; language: InvitationLanguage | undefined }) {
  const words = useWords().keys;
  const { mail } = useKeyWork();
  const [to, setTo] = useState("");
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<{ text: string; refused: boolean }>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const address = to.trim();
    if (address === "") return setTold({ text: words.mailMissing, refused: true });
    setBusy(true);
    setTold(undefined);
    try {
      await mail(made, address, language);
      setTold({ text: words.mailSent(address), refused: false });
      setTo("");
    } catch (reason) {
      const said =
        reason instanceof ApiError ? (reason.fields.to ?? [reason.title, reason.detail].join(" ").trim()) : "";
      setTold({ text: said || words.mailFailed, refused: true });
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={classes.mail} onSubmit={(event) => void submit(event)} noValidate>
      <TextInput
        className={classes.mailTo ?? ""}
        type="email"
        label={words.mailTo}
        autoComplete="off"
        maxLength={254}
        data-autofocus
        value={to}
        error={told?.refused ? told.text : undefined}
        onChange={(event) => {
          setTo(event.currentTarget.value);
          if (told?.refused) setTold(undefined);
        }}
      />
      <Button type="submit" loading={busy}>
        {words.mailSend}
      </Button>
      <p className={classes.mailTold} role="status">
        {told && !told.refused ? told.text : ""}
      </p>
    </form>
  );
}
