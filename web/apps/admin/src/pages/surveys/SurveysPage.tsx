// Configuration > Surveys: what is asked at the end of sessions (SUP-80).

import { IconClipboardText } from "@tabler/icons-react";
import { api, type Survey } from "@towline/api";
import { number } from "@towline/ui";
import { ThingsPage } from "../../list/ThingsPage";
import type { ListColumn } from "../../list/WholeList";
import { surveysQuery } from "../../queries";
import { useFrameTexts, useSurveyTexts } from "../../words";

export function SurveysPage() {
  const texts = useSurveyTexts();
  const { sections } = useFrameTexts();
  const asks = (survey: Survey) => survey.questions.map((question) => question.text).join(" · ");
  const sites = (survey: Survey) => survey.sites.join(", ") || texts.columns.nowhere;
  const columns: ListColumn<Survey>[] = [
    { key: "questions", title: texts.columns.questions, hideBelow: 640, text: asks, render: asks },
    { key: "sites", title: texts.columns.sites, width: "22%", hideBelow: 480, by: sites, text: sites, render: sites },
    {
      key: "answered",
      title: texts.columns.answered,
      width: "110px",
      align: "end",
      by: (survey) => survey.answered,
      text: (survey) => String(survey.answered),
      render: (survey) => number(survey.answered),
    },
  ];
  return (
    <ThingsPage
      title={sections.surveys}
      texts={texts}
      icon={<IconClipboardText size={20} />}
      at="/surveys"
      all={surveysQuery}
      draft="survey"
      columns={columns}
      words={(survey) => [...survey.questions.map((question) => question.text), ...survey.sites]}
      fileName="surveys.csv"
      remove={api.removeSurvey}
    />
  );
}
