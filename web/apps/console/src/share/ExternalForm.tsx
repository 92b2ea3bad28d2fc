// Invite somebody without an account (SUP-70): who, what they may at most, and then the link, which is shown this once.

import { Button, Select, Skeleton, Textarea, TextInput } from "@mantine/core";
import { IconUserOff } from "@tabler/icons-react";
import type { Representatives } from "@towline/api";
import { CopyField, EmptyState, ErrorState } from "@towline/ui";
import type { Reply, SessionState } from "@towline/wire";
import { type FormEvent, useState } from "react";
import frame from "../frame/frame.module.css";
import { useWords } from "../words/en";
import { useOwnerWork } from "./actions";
import { COMMENTS, tooManyBytes } from "./comments";
import { useRepresentativesNow } from "./queries";
import classes from "./share.module.css";

interface FormProps {
  state: SessionState;
  onClose: () => void;
}

interface Made {
  readonly reply: Reply;
  readonly name: string;
  readonly email: string;
}

export function ExternalForm(props: FormProps & { onMade: () => void }) {
  const words = useWords().share;
  const { data, error, refetch } = useRepresentativesNow();
  const [made, setMade] = useState<Made>();
  if (made) return <Link made={made} onClose={props.onClose} />;
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Skeleton height={320} />;
  if (!data.external_profiles?.length)
    return (
      <EmptyState announce icon={<IconUserOff size={20} />} title={words.noProfilesTitle} text={words.noProfilesText} />
    );
  return (
    <Ask
      {...props}
      there={data}
      profiles={data.external_profiles}
      onMade={(link) => {
        setMade(link);
        props.onMade();
      }}
    />
  );
}

interface AskProps extends FormProps {
  there: Representatives;
  profiles: NonNullable<Representatives["external_profiles"]>;
  onMade: (made: Made) => void;
}

const oddAddress = (text: string) => text !== "" && !/^[^\s@]+@[^\s@]+$/.test(text);

function Ask({ state, onClose, there, profiles, onMade }: AskProps) {
  const words = useWords().share;
  const { inviteExternal } = useOwnerWork(state.sessionId);
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [profileId, setProfileId] = useState<string>();
  const [comments, setComments] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const tooLong = tooManyBytes(comments);
  const profile = profiles.find((each) => each.id === profileId) ?? profiles[0];
  const nameless = name.trim() === "";
  const odd = oddAddress(email.trim());
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (nameless || odd || tooLong || busy || !profile) return;
    setBusy(true);
    const wish = { name: name.trim(), email: email.trim(), policyId: profile.id, comments: comments.trim() };
    const reply = await inviteExternal(wish);
    setBusy(false);
    if (reply) onMade({ reply, name: wish.name, email: wish.email });
  };
  return (
    <form className={classes.form} noValidate onSubmit={(event) => void submit(event)}>
      <p className={frame.dialogText}>{words.externalText}</p>
      <TextInput
        label={words.externalName}
        description={words.externalNameHint}
        data-autofocus
        maxLength={64}
        autoComplete="off"
        value={name}
        error={tried && nameless ? words.externalNameMissing : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        type="email"
        label={words.externalEmail}
        description={there.sends_mail ? words.externalEmailHint : words.externalEmailOff}
        disabled={!there.sends_mail}
        maxLength={254}
        autoComplete="off"
        value={email}
        error={tried && odd ? words.externalEmailOdd : undefined}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <Select
        label={words.externalProfile}
        description={profile?.description || words.externalProfileHint}
        data={profiles.map((each) => ({ value: each.id, label: each.name }))}
        value={profile?.id ?? null}
        allowDeselect={false}
        searchable={profiles.length > 7}
        onChange={(value) => value !== null && setProfileId(value)}
      />
      <Textarea
        label={words.comments}
        description={words.externalComments}
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
        <Button type="submit" loading={busy} disabled={tooLong}>
          {words.invite}
        </Button>
      </div>
    </form>
  );
}

function Link({ made, onClose }: { made: Made; onClose: () => void }) {
  const words = useWords().share;
  const { reply, name, email } = made;
  return (
    <div className={classes.form}>
      <h3 className={classes.linkTitle}>{words.linkTitle(name)}</h3>
      {email ? (
        <p className={frame.dialogText} role="status">
          {reply.mailProblem ? `${words.linkNotMailed} ${reply.mailProblem.detail}` : words.linkMailed(email)}
        </p>
      ) : null}
      <p className={frame.dialogText}>{words.linkText}</p>
      <CopyField value={reply.link} label={words.link} wrap />
      <div className={frame.dialogFoot}>
        <Button data-autofocus onClick={onClose}>
          {words.done}
        </Button>
      </div>
    </div>
  );
}
