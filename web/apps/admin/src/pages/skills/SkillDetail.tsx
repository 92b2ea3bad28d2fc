// One skill: its names and what it means; and removing it.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, type Skill } from "@towline/api";
import { notify } from "@towline/ui";
import { drafts } from "../../form/drafts";
import { SavingForm } from "../../form/FormParts";
import { RemoveSection } from "../../form/RemoveSection";
import { useForm } from "../../form/useForm";
import { skillsQuery } from "../../queries";
import { Detail, Gone, Waiting } from "../../shell/Detail";
import { useFrameTexts, useSkillTexts } from "../../words";
import { bodyOf, checkSkill, SkillFields, type SkillValues } from "./SkillFields";

const route = getRouteApi("/skills/$id");

export function SkillDetail() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const query = useQuery(skillsQuery);
  const { sections } = useFrameTexts();
  const skill = query.data?.find((each) => each.id === id);
  const close = () => void navigate({ to: "/skills", search: true });
  return (
    <Detail title={skill?.name ?? sections.skills} onClose={close}>
      <Waiting query={query}>{() => (skill ? <Loaded key={id} skill={skill} onGone={close} /> : <Gone />)}</Waiting>
    </Detail>
  );
}

function Loaded({ skill, onGone }: { skill: Skill; onGone: () => void }) {
  const client = useQueryClient();
  const { edit, remove } = useSkillTexts();
  const { form: formTexts } = useFrameTexts();
  const stale = () => {
    void client.invalidateQueries({ queryKey: ["issues"] });
    void client.invalidateQueries({ queryKey: ["users"] });
    return client.invalidateQueries({ queryKey: ["skills"] });
  };
  const form = useForm<SkillValues>({
    name: `skill:${skill.id}`,
    saved: { name: skill.name, code_name: skill.code_name, description: skill.description },
    check: checkSkill,
    save: (values) => api.changeSkill(skill, bodyOf(values)),
    onSaved: () => {
      notify.done(formTexts.saved);
      return stale();
    },
    onStale: stale,
  });
  return (
    <>
      <SavingForm form={form} label={edit.title}>
        <SkillFields form={form} />
      </SavingForm>
      <RemoveSection
        title={remove.title}
        will={skill.issues.length > 0 ? remove.inUse(skill.issues) : remove.will(skill.people)}
        disabled={skill.issues.length > 0}
        open={remove.open}
        ask={remove.ask(skill.name)}
        submit={remove.submit}
        remove={() => api.removeSkill(skill)}
        onDone={() => {
          drafts.discard(`skill:${skill.id}`);
          notify.done(remove.done(skill.name));
          onGone();
          void stale();
        }}
      />
    </>
  );
}
