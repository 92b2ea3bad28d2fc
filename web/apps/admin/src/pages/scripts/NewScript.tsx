// Making a canned script.

import { api } from "@towline/api";
import { NewThing } from "../../form/NewThing";
import { useScriptTexts } from "../../words";
import { ScriptFields } from "./ScriptFields";
import { bodyOf, checkScript, EMPTY } from "./values";

export function NewScript() {
  const { create } = useScriptTexts();
  return (
    <NewThing
      texts={create}
      at="/scripts"
      queryKey={["scripts"]}
      draft="script"
      size={680}
      empty={EMPTY}
      check={checkScript}
      add={(values) => api.addScript(bodyOf(values))}
    >
      {(form) => <ScriptFields form={form} fresh />}
    </NewThing>
  );
}
