// System Info (SES-41): the categories at the left, what one of them holds at the right. Each is read when it is first looked at, and again when somebody asks.

import { NativeSelect } from "@mantine/core";
import {
  IconAppWindow,
  IconCpu,
  IconDatabase,
  IconDeviceDesktopAnalytics,
  IconListDetails,
  IconNetwork,
  IconReportAnalytics,
  IconServer,
  IconSettingsAutomation,
  IconUsers,
} from "@tabler/icons-react";
import { Permission, SessionPhase, type SessionState, SystemCategory, Tool } from "@towline/wire";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { mayBegin, mayUse, mustAsk, useSessionActions } from "../session/actions";
import { EndpointVeil } from "../session/EndpointVeil";
import { ToolStart } from "../session/ToolStart";
import { useWorkspace } from "../session/workspaces";
import { useWords } from "../words/en";
import { CategoryView } from "./CategoryView";
import { CATEGORIES } from "./columns";
import classes from "./system.module.css";
import { useSystemWords } from "./words";

const ICONS: Readonly<Record<number, ReactNode>> = {
  [SystemCategory.HARDWARE]: <IconCpu size={16} />,
  [SystemCategory.OS]: <IconDeviceDesktopAnalytics size={16} />,
  [SystemCategory.NETWORK]: <IconNetwork size={16} />,
  [SystemCategory.DISKS]: <IconDatabase size={16} />,
  [SystemCategory.PROCESSES]: <IconListDetails size={16} />,
  [SystemCategory.SERVICES]: <IconSettingsAutomation size={16} />,
  [SystemCategory.PROGRAMS]: <IconAppWindow size={16} />,
  [SystemCategory.USERS]: <IconUsers size={16} />,
  [SystemCategory.EVENTS]: <IconReportAnalytics size={16} />,
};

export function SystemTool({ state }: { state: SessionState }) {
  const { session } = useWords();
  const words = useSystemWords();
  const actions = useSessionActions(state);
  const may = mayBegin(state, Permission.SYSTEM_VIEW);
  if (!mayUse(state, Permission.SYSTEM_VIEW) || !state.runningTools.includes(Tool.SYSTEM)) {
    if (state.phase === SessionPhase.CONNECTING || state.phase === SessionPhase.ENDPOINT_LOST)
      return <EndpointVeil state={state} />;
    return (
      <ToolStart
        icon={<IconServer size={28} />}
        title={words.title}
        text={words.text}
        start={words.start}
        reason={may ? undefined : session.toolNotPermitted}
        asks={mustAsk(state, Permission.SYSTEM_VIEW)}
        onStart={actions.startSystem}
      />
    );
  }
  return (
    <>
      <Running state={state} />
      <EndpointVeil state={state} />
    </>
  );
}

function Running({ state }: { state: SessionState }) {
  const words = useSystemWords();
  const [workspace, view] = useWorkspace(state.sessionId);
  const list = useRef<HTMLDivElement>(null);
  const category = CATEGORIES.find((each) => each === view.systemCategory) ?? SystemCategory.HARDWARE;
  const choose = (systemCategory: SystemCategory) => workspace.change({ systemCategory });
  const there = state.phase !== SessionPhase.CONNECTING && state.phase !== SessionPhase.ENDPOINT_LOST;
  useEffect(() => {
    const looks = workspace.openSystem();
    const look = looks.looks().get(category);
    // What failed while the machine was away is tried again when it is back.
    if (there && (!look || look.phase === "failed")) looks.look(category);
    // What nobody looks at any more is not read to its end.
    return () => looks.leave(category);
  }, [workspace, category, there]);
  const walk = (event: KeyboardEvent<HTMLDivElement>) => {
    const at = CATEGORIES.indexOf(category);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: CATEGORIES.length - 1 }[event.key];
    const next = to === undefined ? undefined : CATEGORIES[to];
    if (next === undefined) return;
    event.preventDefault();
    choose(next);
    list.current?.querySelector<HTMLElement>(`[data-category="${next}"]`)?.focus();
  };
  return (
    <div className={classes.system}>
      <div
        ref={list}
        className={classes.categories}
        role="tablist"
        aria-label={words.categories}
        aria-orientation="vertical"
        onKeyDown={walk}
      >
        {CATEGORIES.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            data-category={each}
            aria-selected={each === category}
            tabIndex={each === category ? 0 : -1}
            onClick={() => choose(each)}
          >
            {ICONS[each]}
            {words.category[each]}
          </button>
        ))}
      </div>
      <div className={classes.chooser}>
        <NativeSelect
          aria-label={words.categories}
          value={String(category)}
          data={CATEGORIES.map((each) => ({ value: String(each), label: words.category[each] ?? "" }))}
          onChange={(event) => choose(Number(event.currentTarget.value))}
        />
      </div>
      <CategoryView key={category} state={state} category={category} />
    </div>
  );
}
