// The other half of *New shell*: which program, and as whom (SHL-2). What was chosen stays for the next one as long as the page is there.
//
// SECURITY: paths and account names are the endpoint's. They are shown as text, and a program is asked for by the agent's own id.

import { Menu } from "@mantine/core";
import { IconChevronDown, IconPlus, IconUser } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import { Permission, type SessionState, ShellWay } from "@towline/wire";
import { useReducer, useState } from "react";
import { useWords } from "../words/en";
import { mayBegin } from "./actions";
import classes from "./menus.module.css";
import { IN_MAIN } from "./OverflowBar";
import { AccountDialog } from "./ShellAccount";
import { nameOf, programsFor, usualAccount, whyNotAnother, whyNotSystem } from "./shellChoices";
import type { Shells } from "./shells";
import { useWorkspace } from "./workspaces";

/** As wide as the mark of a chosen item, so that all texts stand below each other. */
const MARK = 12;

interface ChoiceProps {
  state: SessionState;
  shells: Shells;
  /** Why no shell can be opened at all. */
  reason?: string | undefined;
  size?: number;
}

export function ShellChoice({ state, shells, reason, size = 28 }: ChoiceProps) {
  const words = useWords().shells;
  const [workspace] = useWorkspace(state.sessionId);
  const [, drawAgain] = useReducer((count: number) => count + 1, 0);
  const [asking, setAsking] = useState(false);
  const offers = state.offeredShells;
  const why = reason ?? (offers ? undefined : words.choiceUnknown);
  const icon = <IconChevronDown size={16} />;
  if (why !== undefined || !offers) return <IconButton size={size} label={words.choice} icon={icon} reason={why} />;

  const usual = usualAccount(state);
  const noSystem = whyNotSystem(state, words);
  const noPrograms = mayBegin(state, Permission.SHELL_PROGRAMS) ? undefined : words.programsNotPermitted;
  const last = workspace.shellChoice;
  // What cannot be had any more is not chosen either.
  const way =
    (last.way === ShellWay.SYSTEM && noSystem === undefined && usual !== "root") ||
    (last.way === ShellWay.OWN && usual !== offers.account)
      ? last.way
      : ShellWay.UNSPECIFIED;
  const ownAccount = way === ShellWay.OWN || (way === ShellWay.UNSPECIFIED && usual === offers.account);
  const programs = programsFor(offers, ownAccount);
  const program = noPrograms === undefined && programs.some((each) => each.id === last.program) ? last.program : "";
  const choose = (choice: Partial<typeof last>) => {
    workspace.shellChoice = { ...last, program, way, ...choice };
    drawAgain();
  };
  const noAnother = whyNotAnother(state, words);
  return (
    <>
      <Menu position="bottom-start" width={320} {...IN_MAIN}>
        <Menu.Target>
          <IconButton size={size} label={words.choice} icon={icon} />
        </Menu.Target>
        <Menu.Dropdown className={classes.tall}>
          <Menu.Label role="presentation">{words.program}</Menu.Label>
          <Menu.RadioGroup value={program} onChange={(value) => choose({ program: value })}>
            <Menu.RadioItem value="">
              {ownAccount ? words.ownProgram(nameOf(offers.program)) : words.accountsOwn}
            </Menu.RadioItem>
            {programs.map((each) => (
              <Menu.RadioItem key={each.id} value={each.id} disabled={noPrograms !== undefined}>
                <bdi>{nameOf(each.path)}</bdi>
                <span className={classes.text}>
                  <bdi>{each.path}</bdi>
                </span>
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          {noPrograms ? <p className={classes.note}>{noPrograms}</p> : null}
          <Menu.Divider />
          <Menu.Label role="presentation">{words.asWhom}</Menu.Label>
          <Menu.RadioGroup value={String(way)} onChange={(value) => choose({ way: Number(value), program: "" })}>
            <Menu.RadioItem value={String(ShellWay.UNSPECIFIED)}>{words.usual(usual)}</Menu.RadioItem>
            {usual !== offers.account ? (
              <Menu.RadioItem value={String(ShellWay.OWN)}>
                <bdi>{offers.account}</bdi>
              </Menu.RadioItem>
            ) : null}
            {usual !== "root" ? (
              <Menu.RadioItem value={String(ShellWay.SYSTEM)} disabled={noSystem !== undefined}>
                root
                {noSystem ? <span className={classes.text}>{noSystem}</span> : null}
              </Menu.RadioItem>
            ) : null}
          </Menu.RadioGroup>
          <Menu.Item
            leftSection={<IconUser size={MARK} />}
            disabled={noAnother !== undefined}
            onClick={() => setAsking(true)}
          >
            {words.another}
            {noAnother ? <span className={classes.text}>{noAnother}</span> : null}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconPlus size={MARK} />}
            onClick={() => void shells.open({ program, way, account: "" })}
          >
            {words.openThese}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking ? (
        <AccountDialog
          state={state}
          program={program}
          account={last.account}
          onAccount={(account) => choose({ account })}
          onOpen={shells.open}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
