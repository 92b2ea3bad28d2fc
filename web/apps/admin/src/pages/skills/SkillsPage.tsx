// Configuration > Skills: what people are good at.

import { IconAward, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { api, type Skill } from "@towline/api";
import { EmptyState, number } from "@towline/ui";
import { type ListColumn, WholeList } from "../../list/WholeList";
import { skillsQuery } from "../../queries";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { NotYet } from "../../shell/NotYet";
import { Page } from "../../shell/Page";
import { useFrameTexts, useSkillTexts } from "../../words";

export function SkillsPage() {
  const texts = useSkillTexts();
  const { sections } = useFrameTexts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const skills = useQuery(skillsQuery);
  const add = (
    <ButtonLink to="/skills/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.page.add}
    </ButtonLink>
  );
  const columns: ListColumn<Skill>[] = [
    {
      key: "name",
      title: texts.columns.name,
      width: "28%",
      by: (skill) => skill.name,
      text: (skill) => skill.name,
      render: (skill) => (
        <NameLink to="/skills/$id" params={{ id: skill.id }} search draft={`skill:${skill.id}`}>
          {skill.name}
        </NameLink>
      ),
    },
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
    <Page title={sections.skills} lead={texts.page.lead} action={add}>
      <NotYet>{texts.page.notYet}</NotYet>
      <WholeList
        label={sections.skills}
        columns={columns}
        rows={skills.data}
        rowKey={(skill) => skill.id}
        rowName={(skill) => skill.name}
        query={skills}
        searchLabel={texts.page.searchLabel}
        words={(skill) => [skill.name, skill.code_name, skill.description, ...skill.issues]}
        natural="name"
        fileName="skills.csv"
        deeds={[
          {
            key: "remove",
            label: texts.remove.title,
            danger: true,
            title: texts.remove.askMany,
            will: texts.remove.willMany,
            submit: texts.remove.title,
            act: (skill) => api.removeSkill(skill),
            done: texts.remove.doneMany,
          },
        ]}
        onChanged={() => void client.invalidateQueries({ queryKey: skillsQuery.queryKey })}
        onOpen={(skill) => void navigate({ to: "/skills/$id", params: { id: skill.id }, search: true })}
        empty={
          <EmptyState
            icon={<IconAward size={20} />}
            title={texts.page.emptyTitle}
            text={texts.page.emptyText}
            actions={add}
          />
        }
      />
      <Outlet />
    </Page>
  );
}
