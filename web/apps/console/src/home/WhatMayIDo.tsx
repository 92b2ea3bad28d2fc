// "What may I do here" (ADM-5): what this rep may do in a session with a Jump Item, and which rule says so. Asked when somebody wants to know.

import { Button } from "@mantine/core";
import { IconCheck, IconShieldCheck, IconX } from "@tabler/icons-react";
import type { CommandRuleValue, PermissionAnswer } from "@towline/api";
import { ErrorState } from "@towline/ui";
import { useId, useState } from "react";
import { useWords } from "../words/en";
import classes from "./home.module.css";
import { useMyPermissions } from "./queries";

export function WhatMayIDo({ itemId, itemName }: { itemId: string; itemName: string }) {
  const words = useWords().home;
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className={classes.may}>
      <Button
        variant="default"
        size="compact-sm"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={words.whatMayIDoWith(itemName)}
        onClick={() => setOpen(!open)}
      >
        {words.whatMayIDo}
      </Button>
      {open ? <Answer id={id} itemId={itemId} /> : null}
    </div>
  );
}

function Answer({ id, itemId }: { id: string; itemId: string }) {
  const answer = useMyPermissions(itemId);
  if (answer.error) return <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />;
  return (
    <ul id={id} className={classes.mayList}>
      {(answer.data?.item?.permissions ?? [])
        // That nothing more is wanted is no news.
        .filter((permission) => permission.scan !== "off")
        .map((permission) => (
          <Line key={permission.key} permission={permission} />
        ))}
    </ul>
  );
}

/** What is denied or told when it is typed at a prompt (SHL-7). */
function Commands({ rules }: { rules: readonly CommandRuleValue[] }) {
  const words = useWords().home;
  if (rules.length === 0) return <span className={classes.mayPaths}>{words.noRules}</span>;
  return (
    <>
      {rules.map((rule) => (
        <span key={`${rule.do} ${rule.pattern} ${rule.note ?? ""}`} className={classes.mayPaths}>
          {rule.do === "deny" ? words.ruleDenied(rule.pattern) : words.ruleTold(rule.pattern)}
          {rule.note ? ` ${rule.note}` : null}
        </span>
      ))}
    </>
  );
}

function Line({ permission }: { permission: PermissionAnswer }) {
  const { home: words, permissions, because: reasons } = useWords();
  const because = reasons[permission.step];
  return (
    <li data-allowed={permission.allowed}>
      {permission.scan ? (
        <IconShieldCheck size={16} aria-label={words.required} role="img" />
      ) : permission.allowed ? (
        <IconCheck size={16} aria-label={words.allowed} role="img" />
      ) : (
        <IconX size={16} aria-label={words.notAllowed} role="img" />
      )}
      <span>
        {permissions[permission.key] ?? permission.key}
        {permission.paths ? (
          <span className={classes.mayPaths}>{permission.paths.join(", ") || words.everywhere}</span>
        ) : null}
        {permission.commands ? <Commands rules={permission.commands} /> : null}
      </span>
      <span className={classes.mayBecause}>
        {typeof because === "function" ? because(permission.policy ?? "") : because}
      </span>
    </li>
  );
}
