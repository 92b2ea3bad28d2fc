// Configuration > Canned Scripts: what representatives may run on machines (SCR-6, ADM-4).

import { IconScript } from "@tabler/icons-react";
import { api, type Script } from "@towline/api";
import { ThingsPage } from "../../list/ThingsPage";
import type { ListColumn } from "../../list/WholeList";
import { scriptsQuery } from "../../queries";
import { useFrameTexts, useScriptTexts } from "../../words";

export function ScriptsPage() {
  const texts = useScriptTexts();
  const { sections } = useFrameTexts();
  const whom = (script: Script) => script.teams.map((team) => team.name).join(", ") || texts.columns.everybody;
  const columns: ListColumn<Script>[] = [
    {
      key: "category",
      title: texts.columns.category,
      by: (script) => script.category,
      text: (script) => script.category,
      render: (script) => script.category,
    },
    {
      key: "interpreter",
      title: texts.columns.interpreter,
      hideBelow: 800,
      by: (script) => texts.interpreters[script.interpreter],
      text: (script) => texts.interpreters[script.interpreter],
      render: (script) => texts.interpreters[script.interpreter],
    },
    {
      key: "runs_as",
      title: texts.columns.runs,
      hideBelow: 640,
      by: (script) => texts.runsAs[script.runs_as],
      text: (script) => texts.runsAs[script.runs_as],
      render: (script) => texts.runsAs[script.runs_as],
    },
    { key: "teams", title: texts.columns.teams, hideBelow: 480, by: whom, text: whom, render: whom },
  ];
  return (
    <ThingsPage
      title={sections.scripts}
      texts={texts}
      icon={<IconScript size={20} />}
      at="/scripts"
      all={scriptsQuery}
      draft="script"
      columns={columns}
      words={(script) => [script.category, script.description, ...script.teams.map((team) => team.name)]}
      fileName="canned-scripts.csv"
      remove={api.removeScript}
    />
  );
}
