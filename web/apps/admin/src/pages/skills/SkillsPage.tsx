// Configuration > Skills: what people are good at.

import { IconAward } from "@tabler/icons-react";
import { api, type Skill } from "@towline/api";
import { number } from "@towline/ui";
import { ThingsPage } from "../../list/ThingsPage";
import type { ListColumn } from "../../list/WholeList";
import { skillsQuery } from "../../queries";
import { useFrameTexts, useSkillTexts } from "../../words";

export function SkillsPage() {
  const texts = useSkillTexts();
  const { sections } = useFrameTexts();
  const columns: ListColumn<Skill>[] = [
    {
      key: "code",
      title: texts.columns.code,
      width: "160px",
      hideBelow: 640,
      by: (skill) => skill.code_name,
      text: (skill) => skill.code_name,
      render: (skill) => skill.code_name,
    },
    {
      key: "people",
      title: texts.columns.people,
      width: "96px",
      align: "end",
      by: (skill) => skill.people,
      text: (skill) => String(skill.people),
      render: (skill) => number(skill.people),
    },
    {
      key: "issues",
      title: texts.columns.issues,
      text: (skill) => skill.issues.join(", "),
      render: (skill) => skill.issues.join(", "),
    },
    {
      key: "description",
      title: texts.columns.description,
      hideBelow: 800,
      text: (skill) => skill.description,
      render: (skill) => skill.description,
    },
  ];
  return (
    <ThingsPage
      title={sections.skills}
      texts={texts}
      icon={<IconAward size={20} />}
      at="/skills"
      all={skillsQuery}
      draft="skill"
      columns={columns}
      words={(skill) => [skill.code_name, skill.description, ...skill.issues]}
      fileName="skills.csv"
      remove={api.removeSkill}
    />
  );
}
