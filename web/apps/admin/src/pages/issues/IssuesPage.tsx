// Configuration > Issues: what customers ask about, and who handles it.

import { IconHelpCircle } from "@tabler/icons-react";
import { api, type Issue } from "@towline/api";
import { ThingsPage } from "../../list/ThingsPage";
import type { ListColumn } from "../../list/WholeList";
import { issuesQuery } from "../../queries";
import { useFrameTexts, useIssueTexts } from "../../words";

export function IssuesPage() {
  const texts = useIssueTexts();
  const { sections } = useFrameTexts();
  const columns: ListColumn<Issue>[] = [
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
    <ThingsPage
      title={sections.issues}
      texts={texts}
      icon={<IconHelpCircle size={20} />}
      at="/issues"
      all={issuesQuery}
      draft="issue"
      columns={columns}
      words={(issue) => [
        issue.code_name,
        issue.description,
        issue.team?.name,
        ...issue.skills.map((skill) => skill.name),
      ]}
      fileName="issues.csv"
      remove={api.removeIssue}
    />
  );
}
