// The command palette (Ctrl K, JMP-5): open sessions, machines and actions in one search. Starting a machine from here disturbs no open session.

import { Loader, Modal, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import {
  IconDeviceDesktop,
  IconFileText,
  IconHelp,
  IconInbox,
  IconLogout,
  IconMoon,
  IconPlus,
  IconSearch,
  IconServer2,
  IconSettings,
} from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@towline/api";
import { StatusDot } from "@towline/ui";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { standingOf, toneOf } from "../home/itemStatus";
import { useJump } from "../home/jump";
import { useTitleOf } from "../home/naming";
import { useNewSession } from "../keys/newSession";
import { PERSONAL } from "../live/queues";
import { openSessions, useSessions } from "../live/sessions";
import { useLive } from "../live/useLive";
import { useMayReadReports } from "../reports/may";
import { useWords } from "../words/en";
import classes from "./palette.module.css";
import { toneOf as toneOfPhase } from "./SessionsMenu";

interface Choice {
  key: string;
  group: string;
  name: string;
  note?: string;
  icon: ReactNode;
  verb?: string;
  reason?: string;
  run: () => void;
}

interface PaletteProps {
  opened: boolean;
  onClose: () => void;
  onHelp: () => void;
  onSignOut: () => void;
}

export function Palette(props: PaletteProps) {
  const words = useWords().palette;
  return (
    <Modal.Root
      opened={props.opened}
      onClose={props.onClose}
      size={600}
      yOffset={72}
      padding={0}
      transitionProps={{ duration: 80 }}
    >
      <Modal.Overlay className={classes.veil} />
      <Modal.Content aria-label={words.title} className={classes.box}>
        <Search {...props} />
      </Modal.Content>
    </Modal.Root>
  );
}

function Search(props: PaletteProps) {
  const words = useWords().palette;
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const [text] = useDebouncedValue(typed.trim(), 120);
  const { choices, searching } = useChoices(props, typed.trim(), text);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const chosen = Math.min(at, choices.length - 1);
  useEffect(() => {
    list.current?.querySelector(`[id="${id}-${chosen}"]`)?.scrollIntoView({ block: "nearest" });
  }, [chosen, id]);

  const run = (choice: Choice | undefined) => {
    if (!choice || choice.reason) return;
    props.onClose();
    choice.run();
  };
  const pressed = (event: KeyboardEvent) => {
    const count = choices.length;
    if (event.key === "ArrowDown") setAt((chosen + 1) % Math.max(1, count));
    else if (event.key === "ArrowUp") setAt((chosen - 1 + count) % Math.max(1, count));
    else if (event.key === "Enter" && !event.nativeEvent.isComposing) run(choices[chosen]);
    else return;
    event.preventDefault();
  };
  const groups = [...new Set(choices.map((choice) => choice.group))];

  return (
    <>
      <div className={classes.field}>
        <IconSearch size={20} aria-hidden="true" />
        <input
          // biome-ignore lint/a11y/noAutofocus: whoever opens it by a key goes on typing at once
          autoFocus
          data-autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={choices[chosen] ? `${id}-${chosen}` : undefined}
          aria-label={words.placeholder}
          placeholder={words.placeholder}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={pressed}
        />
        {searching ? <Loader size={16} role="img" aria-label={words.searching} /> : null}
      </div>
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={words.title} className={classes.list}>
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options inside a listbox
          <div key={group} role="group" aria-label={group}>
            <div className={classes.group} aria-hidden="true">
              {group}
            </div>
            {choices.map((choice, index) =>
              choice.group === group ? (
                <UnstyledButton
                  key={choice.key}
                  id={`${id}-${index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === chosen}
                  aria-disabled={choice.reason ? true : undefined}
                  className={classes.choice}
                  onMouseMove={() => setAt(index)}
                  onClick={() => run(choice)}
                >
                  <span className={classes.icon}>{choice.icon}</span>
                  <span className={classes.name}>{choice.name}</span>
                  <span className={classes.note}>{choice.reason ?? choice.note}</span>
                  {index === chosen && choice.verb && !choice.reason ? (
                    <span className={classes.verb}>{choice.verb} ↵</span>
                  ) : null}
                </UnstyledButton>
              ) : null,
            )}
          </div>
        ))}
        {choices.length === 0 && !searching ? <p className={classes.nothing}>{words.nothing(typed.trim())}</p> : null}
      </div>
      <div className={classes.foot}>{words.keys}</div>
    </>
  );
}

function reasonOf(reason: string | undefined): { reason?: string } {
  return reason === undefined ? {} : { reason };
}

function useChoices(props: PaletteProps, typed: string, text: string): { choices: Choice[]; searching: boolean } {
  const words = useWords();
  const navigate = useNavigate();
  const { jump, open } = useJump();
  const newSession = useNewSession();
  const titleOf = useTitleOf();
  const mayRead = useMayReadReports();
  const { setColorScheme, colorScheme } = useMantineColorScheme();
  const statuses = useLive((snapshot) => snapshot.items);
  const sessions = openSessions(useSessions());
  const found = useQuery({
    queryKey: ["home", "palette", text],
    queryFn: ({ signal }) => api.jumpItems({ location: "all", search: text, limit: 8 }, signal),
    placeholderData: keepPreviousData,
  });
  const matches = (name: string) => name.toLocaleLowerCase().includes(typed.toLocaleLowerCase());
  const choices: Choice[] = sessions
    .filter((session) => matches(titleOf(session)))
    .map((session) => ({
      key: session.sessionId,
      group: words.palette.sessions,
      name: titleOf(session),
      note: session.customer ? session.customer.siteName : session.groupName,
      icon: <StatusDot tone={toneOfPhase(session.phase)} />,
      verb: words.palette.open,
      run: () => open(session.sessionId, false),
    }));
  for (const item of found.data?.items ?? []) {
    const standing = standingOf(item, statuses.get(item.id));
    const gone = standing.availability === "offline" || standing.availability === "uninstalled";
    choices.push({
      key: item.id,
      group: words.palette.machines,
      name: item.name,
      note: [item.location.kind === "personal" ? words.home.personal : item.location.name, item.tag]
        .filter(Boolean)
        .join(" · "),
      icon:
        gone || standing.availability === "duplicate" ? (
          <StatusDot tone={toneOf(standing)} hollow={gone} />
        ) : (
          <IconServer2 size={16} className={classes.online} />
        ),
      verb: words.palette.start,
      ...reasonOf(gone ? words.home[standing.availability] : item.may_start ? undefined : words.home.mayNotReason),
      run: () => jump(item),
    });
  }
  const actions: Omit<Choice, "group">[] = [
    ...(newSession
      ? [{ key: "new", name: words.keys.start, icon: <IconPlus size={16} />, run: newSession.start }]
      : []),
    {
      key: "items",
      name: words.palette.goJumpItems,
      icon: <IconDeviceDesktop size={16} />,
      run: () => void navigate({ to: "/jump-items/$location", params: { location: "all" } }),
    },
    {
      key: "queue",
      name: words.palette.goSessions,
      icon: <IconInbox size={16} />,
      run: () => void navigate({ to: "/sessions/$queue", params: { queue: PERSONAL } }),
    },
    ...(mayRead
      ? [
          {
            key: "reports",
            name: words.reports.goReports,
            icon: <IconFileText size={16} />,
            run: () => void navigate({ to: "/reports" }),
          },
        ]
      : []),
    {
      key: "theme",
      name: colorScheme === "dark" ? words.palette.toLight : words.palette.toDark,
      icon: <IconMoon size={16} />,
      run: () => setColorScheme(colorScheme === "dark" ? "light" : "dark"),
    },
    { key: "help", name: words.frame.shortcuts, note: "?", icon: <IconHelp size={16} />, run: props.onHelp },
    {
      key: "admin",
      name: words.palette.goAdmin,
      icon: <IconSettings size={16} />,
      run: () => void window.open("/login/", "_blank", "noopener"),
    },
    { key: "out", name: words.frame.signOut, icon: <IconLogout size={16} />, run: props.onSignOut },
  ];
  choices.push(
    ...actions.filter((action) => matches(action.name)).map((action) => ({ ...action, group: words.palette.actions })),
  );
  return { choices, searching: found.isFetching && found.data === undefined };
}
