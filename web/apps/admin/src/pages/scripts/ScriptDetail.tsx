// One canned script: what it is and for whom; copying and removing it.

import { Button } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, giveScriptFile, type Script } from "@towline/api";
import { notify } from "@towline/ui";
import { drafts } from "../../form/drafts";
import { SavingForm } from "../../form/FormParts";
import { RemoveSection } from "../../form/RemoveSection";
import { useForm } from "../../form/useForm";
import { scriptQuery, scriptsQuery } from "../../queries";
import { Detail, Waiting } from "../../shell/Detail";
import { useFrameTexts, useScriptTexts } from "../../words";
import { ScriptFields } from "./ScriptFields";
import { ScriptFiles } from "./ScriptFiles";
import { bodyOf, checkScript, type ScriptValues, valuesOf } from "./values";

const route = getRouteApi("/scripts/$id");

export function ScriptDetail() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const query = useQuery(scriptQuery(id));
  const named = useQuery(scriptsQuery).data?.find((each) => each.id === id);
  const { sections } = useFrameTexts();
  const close = () => void navigate({ to: "/scripts", search: true });
  return (
    <Detail title={query.data?.name ?? named?.name ?? sections.scripts} onClose={close} size={680}>
      <Waiting query={query}>{(script) => <Loaded key={id} script={script} onGone={close} />}</Waiting>
    </Detail>
  );
}

/** A copy, with the files that go along. */
async function copyOf(script: Script, name: string): Promise<Script> {
  let made = await api.addScript({ ...bodyOf(valuesOf(script)), name });
  for (const one of script.resources) {
    const content = await api.scriptFile(script.id, one.id);
    made = await giveScriptFile(made, { name: one.name, executable: one.executable }, content, () => {}).done;
  }
  return made;
}

function Loaded({ script, onGone }: { script: Script; onGone: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { edit, copy, remove } = useScriptTexts();
  const { form: formTexts } = useFrameTexts();
  const stale = async () => {
    void client.invalidateQueries({ queryKey: ["teams"] });
    await client.invalidateQueries({ queryKey: ["scripts"] });
  };
  const form = useForm<ScriptValues>({
    name: `script:${script.id}`,
    saved: valuesOf(script),
    check: checkScript,
    save: (values) => api.changeScript(script, bodyOf(values)),
    onSaved: () => {
      notify.done(formTexts.saved);
      return stale();
    },
    onStale: stale,
  });
  const copied = async () => {
    try {
      const made = await copyOf(script, copy.name(script.name));
      notify.done(copy.done(made.name));
      await stale();
      await navigate({ to: "/scripts/$id", params: { id: made.id }, search: true });
    } catch (reason) {
      notify.refused(reason);
    }
  };
  return (
    <>
      <SavingForm form={form} label={edit.title}>
        <ScriptFields form={form} sha256={script.sha256} />
      </SavingForm>
      <ScriptFiles script={script} onChanged={stale} />
      <div>
        <Button variant="default" leftSection={<IconCopy size={16} />} onClick={() => void copied()}>
          {copy.open}
        </Button>
      </div>
      <RemoveSection
        title={remove.title}
        will={remove.will}
        open={remove.open}
        ask={remove.ask(script.name)}
        submit={remove.submit}
        remove={() => api.removeScript(script)}
        onDone={() => {
          drafts.discard(`script:${script.id}`);
          notify.done(remove.done(script.name));
          onGone();
          void stale();
        }}
      />
    </>
  );
}
