// Configuration > Issues: what customers ask about, and who handles it.

import { IconHelpCircle, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import type { Issue } from "@towline/api";
import { type Column, DataTable, EmptyState } from "@towline/ui";
import { issuesQuery } from "../../queries";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { NotYet } from "../../shell/NotYet";
import { Page } from "../../shell/Page";
import { useFrameTexts, useIssueTexts } from "../../words";

export function IssuesPage() {
  const texts = useIssueTexts();
  const { sections } = useFrameTexts();
  const navigate = useNavigate();
  const issues = useQuery(issuesQuery);
  const add = (
    <ButtonLink to="/issues/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.page.add}
    </ButtonLink>
  );
  const columns: Column<Issue>[] = [
    {
      key: "name",
      title: texts.columns.name,
      width: "28%",
      render: (issue) => (
        <NameLink to="/issues/$id" params={{ id: issue.id }} draft={`issue:${issue.id}`}>
          {issue.name}
        </NameLink>
      ),
    },
    { key: "code", title: texts.columns.code, width: "160px", hideBelow: 640, render: (issue) => issue.code_name },
    { key: "team", title: texts.columns.team, render: (issue) => issue.team?.name ?? texts.edit.noTeam },
    {
      key: "skills",
      title: texts.columns.skills,
      hideBelow: 480,
      render: (issue) => issue.skills.map((skill) => skill.name).join(", "),
    },
    { key: "description", title: texts.columns.description, hideBelow: 800, render: (issue) => issue.description },
  ];
  return (
    <Page title={sections.issues} lead={texts.page.lead} action={add}>
      <NotYet>{texts.page.notYet}</NotYet>
      <DataTable
        label={sections.issues}
        columns={columns}
        rows={issues.data}
        rowKey={(issue) => issue.id}
        rowName={(issue) => issue.name}
        error={issues.error}
        onRetry={() => void issues.refetch()}
        onOpen={(issue) => void navigate({ to: "/issues/$id", params: { id: issue.id } })}
        empty={
          <EmptyState
            icon={<IconHelpCircle size={20} />}
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
