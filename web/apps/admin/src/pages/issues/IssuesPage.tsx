// Configuration > Issues: what customers ask about, and who handles it.

import { IconHelpCircle, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { api, type Issue } from "@towline/api";
import { EmptyState } from "@towline/ui";
import { type ListColumn, WholeList } from "../../list/WholeList";
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
  const client = useQueryClient();
  const issues = useQuery(issuesQuery);
  const add = (
    <ButtonLink to="/issues/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.page.add}
    </ButtonLink>
  );
  const columns: ListColumn<Issue>[] = [
    {
      key: "name",
      title: texts.columns.name,
      width: "28%",
      by: (issue) => issue.name,
      text: (issue) => issue.name,
      render: (issue) => (
        <NameLink to="/issues/$id" params={{ id: issue.id }} search draft={`issue:${issue.id}`}>
          {issue.name}
        </NameLink>
      ),
    },
    {
      key: "code",
      title: texts.columns.code,
      width: "160px",
      hideBelow: 640,
      by: (issue) => issue.code_name,
      text: (issue) => issue.code_name,
      render: (issue) => issue.code_name,
    },
    {
      key: "team",
      title: texts.columns.team,
      by: (issue) => issue.team?.name ?? "",
      text: (issue) => issue.team?.name ?? texts.edit.noTeam,
      render: (issue) => issue.team?.name ?? texts.edit.noTeam,
    },
    {
      key: "skills",
      title: texts.columns.skills,
      hideBelow: 480,
      text: (issue) => issue.skills.map((skill) => skill.name).join(", "),
      render: (issue) => issue.skills.map((skill) => skill.name).join(", "),
    },
    {
      key: "description",
      title: texts.columns.description,
      hideBelow: 800,
      text: (issue) => issue.description,
      render: (issue) => issue.description,
    },
  ];
  return (
    <Page title={sections.issues} lead={texts.page.lead} action={add}>
      <NotYet>{texts.page.notYet}</NotYet>
      <WholeList
        label={sections.issues}
        columns={columns}
        rows={issues.data}
        rowKey={(issue) => issue.id}
        rowName={(issue) => issue.name}
        query={issues}
        searchLabel={texts.page.searchLabel}
        words={(issue) => [
          issue.name,
          issue.code_name,
          issue.description,
          issue.team?.name,
          ...issue.skills.map((skill) => skill.name),
        ]}
        natural="name"
        fileName="issues.csv"
        deeds={[
          {
            key: "remove",
            label: texts.remove.title,
            danger: true,
            title: texts.remove.askMany,
            will: texts.remove.willMany,
            submit: texts.remove.title,
            act: (issue) => api.removeIssue(issue),
            done: texts.remove.doneMany,
          },
        ]}
        onChanged={() => void client.invalidateQueries({ queryKey: issuesQuery.queryKey })}
        onOpen={(issue) => void navigate({ to: "/issues/$id", params: { id: issue.id }, search: true })}
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
