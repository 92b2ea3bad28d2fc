// Setting, changing and removing a Jump Client's own password (JMP-15), in the item's details, for those who may change its connection. It is typed twice and shown nowhere.

import { Button, Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { api, type JumpItemDetails } from "@towline/api";
import { notify } from "@towline/ui";
import { type FormEvent, useState } from "react";
import frame from "../frame/frame.module.css";
import { TwicePassword, twiceProblem } from "../pin/TwicePassword";
import { useWords } from "../words/en";
import classes from "./home.module.css";

export function ItemPassword({ details }: { details: JumpItemDetails }) {
  const words = useWords().pin;
  const [opened, setOpened] = useState(false);
  if (!details.rights.includes("edit_connection")) return null;
  const there = details.password_set_ms != null;
  return (
    <div className={classes.may}>
      <Button
        variant="subtle"
        size="compact-sm"
        aria-label={there ? words.changeFor(details.name) : words.setFor(details.name)}
        onClick={() => setOpened(true)}
      >
        {there ? words.change : words.set}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={words.setTitle(details.name)}>
        <Form details={details} there={there} onClose={() => setOpened(false)} />
      </Modal>
    </div>
  );
}

function Form({ details, there, onClose }: { details: JumpItemDetails; there: boolean; onClose: () => void }) {
  const words = useWords().pin;
  const queries = useQueryClient();
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState<"save" | "remove">();
  const problem = twiceProblem(words, password, again, false);
  const change = async (next: string | null) => {
    setBusy(next === null ? "remove" : "save");
    try {
      await api.changeJumpItem({ id: details.id }, { password: next });
      notify.done(next === null ? words.removed : words.saved);
      onClose();
    } catch (reason) {
      notify.refused(reason, words.notSaved);
      setBusy(undefined);
    }
    await queries.invalidateQueries({ queryKey: ["home", "item", details.id] });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!problem) void change(password);
  };
  return (
    <form className={classes.lockForm} onSubmit={submit}>
      <p className={frame.dialogText}>{words.setText}</p>
      <TwicePassword
        password={password}
        again={again}
        problem={tried ? problem : undefined}
        onPassword={setPassword}
        onAgain={setAgain}
      />
      <div className={frame.dialogFoot}>
        {there ? (
          <Button variant="subtle" color="red" loading={busy === "remove"} onClick={() => void change(null)}>
            {words.remove}
          </Button>
        ) : null}
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button type="submit" loading={busy === "save"}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}
