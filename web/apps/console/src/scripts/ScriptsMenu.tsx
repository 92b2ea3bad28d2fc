// *Scripts*: the fly-out of canned scripts (SCR-6, SHL-7): by category, found by typing, with arrows and Enter. One with something to fill in opens its form; any other runs.

import { Combobox, useCombobox } from "@mantine/core";
import { IconScript, IconShieldCheck } from "@tabler/icons-react";
import type { OwnScript } from "@towline/api";
import { IconButton, notify } from "@towline/ui";
import { Permission, ProblemError, type SessionState } from "@towline/wire";
import { useState } from "react";
import { useParty } from "../external/guest";
import { useLive } from "../live/useLive";
import { mayBegin } from "../session/actions";
import { useWords } from "../words/en";
import { RunScriptDialog } from "./RunScriptDialog";
import { bytesAlong, foundScripts, needsForm, useOwnScripts } from "./scripts";
import classes from "./scripts.module.css";
import { useRun } from "./useRun";
import { whyNotSystem } from "./whyNot";

export function ScriptsMenu({ state }: { state: SessionState }) {
  const { scripts: words, session } = useWords();
  const connected = useLive((snapshot) => snapshot.link.phase === "open");
  const guest = useParty() !== "rep";
  const [chosen, setChosen] = useState<OwnScript>();
  const why = () => {
    if (!mayBegin(state, Permission.RUN_SCRIPTS)) return words.notPermitted;
    if (!connected) return session.notConnected;
    return state.paused ? words.paused : undefined;
  };
  if (!state.agent || guest) return null;
  const reason = why();
  return (
    <>
      {reason ? (
        <IconButton label={words.menu} icon={<IconScript size={20} />} reason={reason} />
      ) : (
        <Picker state={state} onForm={setChosen} />
      )}
      {chosen ? <RunScriptDialog state={state} script={chosen} onClose={() => setChosen(undefined)} /> : null}
    </>
  );
}

function Picker({ state, onForm }: { state: SessionState; onForm: (script: OwnScript) => void }) {
  const words = useWords().scripts;
  const run = useRun(state);
  const [search, setSearch] = useState("");
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setSearch("");
    },
    onDropdownOpen: () => {
      void own.refetch();
      combobox.focusSearchInput();
      combobox.selectFirstOption();
    },
  });
  const own = useOwnScripts(combobox.dropdownOpened);
  const scripts = own.data?.scripts ?? [];
  const groups = foundScripts(scripts, search);
  const choose = async (id: string) => {
    const script = scripts.find((each) => each.id === id);
    combobox.closeDropdown();
    if (!script) return;
    if (needsForm(script)) return onForm(script);
    try {
      await run(script, {}, false);
    } catch (reason) {
      // The customer is being asked: the form says so, and runs it with their yes.
      if (reason instanceof ProblemError && reason.code === "asking") onForm(script);
      else notify.refused(reason, words.notRun);
    }
  };
  const nothing = own.isPending
    ? words.loading
    : own.isError
      ? words.failed
      : scripts.length === 0
        ? words.empty
        : words.none;
  return (
    <Combobox
      store={combobox}
      width={340}
      position="bottom-start"
      shadow="md"
      portalProps={{ target: "main" }}
      onOptionSubmit={(id) => void choose(id)}
      classNames={{ dropdown: classes.menu ?? "" }}
    >
      <Combobox.Target targetType="button" withAriaAttributes={false}>
        <IconButton
          label={words.menu}
          icon={<IconScript size={20} />}
          aria-haspopup="dialog"
          aria-expanded={combobox.dropdownOpened}
          onClick={() => combobox.toggleDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        {/* The dropdown itself takes no role. */}
        <div role="dialog" aria-label={words.menu}>
          <Combobox.Search
            value={search}
            onChange={(event) => {
              setSearch(event.currentTarget.value);
              combobox.updateSelectedOptionIndex();
              combobox.selectFirstOption();
            }}
            placeholder={words.search}
            aria-label={words.search}
          />
          <Combobox.Options className={classes.options ?? ""} aria-label={words.menu}>
            {groups.length === 0 ? <Combobox.Empty>{nothing}</Combobox.Empty> : null}
            {groups.map((group) => (
              <Combobox.Group key={group.category} label={group.category || words.other}>
                {group.scripts.map((script) => (
                  <Option key={script.id} state={state} script={script} />
                ))}
              </Combobox.Group>
            ))}
          </Combobox.Options>
        </div>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function Option({ state, script }: { state: SessionState; script: OwnScript }) {
  const words = useWords().scripts;
  const system = script.runs_as === "system";
  const reason = system ? whyNotSystem(state, words) : undefined;
  return (
    <Combobox.Option value={script.id} disabled={reason !== undefined} className={classes.option ?? ""}>
      <span className={classes.name}>
        <strong>{script.name}</strong>
        {system ? <IconShieldCheck size={16} role="img" aria-label={words.asSystem} /> : null}
      </span>
      {script.resources.length > 0 ? (
        <span className={classes.text}>{words.resources(script.resources.length, bytesAlong(script))}</span>
      ) : null}
      {reason || script.description ? <span className={classes.text}>{reason ?? script.description}</span> : null}
    </Combobox.Option>
  );
}
