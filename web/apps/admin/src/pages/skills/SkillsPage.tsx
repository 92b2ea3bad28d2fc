// Configuration > Skills: what people are good at.

import { IconAward, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import type { Skill } from "@towline/api";
import { type Column, DataTable, EmptyState, number } from "@towline/ui";
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
  const skills = useQuery(skillsQuery);
  const add = (
    <ButtonLink to="/skills/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.page.add}
    </ButtonLink>
  );
  const columns: Column<Skill>[] = [
    {
      key: "name",
      title: texts.columns.name,
      width: "28%",
      render: (skill) => (
        <NameLink to="/skills/$id" params={{ id: skill.id }} draft={`skill:${skill.id}`}>
          {skill.name}
        </NameLink>
      ),
    },
    { key: "code", title: texts.columns.code, width: "160px", hideBelow: 640, render: (skill) => skill.code_name },
    {
      key: "people",
      title: texts.columns.people,
      width: "96px",
      align: "end",
      render: (skill) => number(skill.people),
    },
    { key: "issues", title: texts.columns.issues, render: (skill) => skill.issues.join(", ") },
    { key: "description", title: texts.columns.description, hideBelow: 800, render: (skill) => skill.description },
  ];
  return (
    <Page title={sections.skills} lead={texts.page.lead} action={add}>
      <NotYet>{texts.page.notYet}</NotYet>
      <DataTable
        label={sections.skills}
        columns={columns}
        rows={skills.data}
        rowKey={(skill) => skill.id}
        rowName={(skill) => skill.name}
        error={skills.error}
        onRetry={() => void skills.refetch()}
        onOpen={(skill) => void navigate({ to: "/skills/$id", params: { id: skill.id } })}
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
