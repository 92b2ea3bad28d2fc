// Making a skill.

import { api } from "@towline/api";
import { NewThing } from "../../form/NewThing";
import { useSkillTexts } from "../../words";
import { bodyOf, checkSkill, SkillFields, type SkillValues } from "./SkillFields";

const EMPTY: SkillValues = { name: "", code_name: "", description: "" };

export function NewSkill() {
  const { create } = useSkillTexts();
  return (
    <NewThing
      texts={create}
      at="/skills"
      queryKey={["skills"]}
      draft="skill"
      empty={EMPTY}
      check={checkSkill}
      add={(values) => api.addSkill(bodyOf(values))}
    >
      {(form) => <SkillFields form={form} fresh />}
    </NewThing>
  );
}
