// What was answered to a survey, the newest first, with the session that each answer belongs to. Everything in it is text from elsewhere.

import { Button, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Survey, SurveyAnswers } from "@towline/api";
import { ErrorState, RelativeTime } from "@towline/ui";
import { FormGroup } from "../../form/FormParts";
import { surveyAnswersQuery } from "../../queries";
import { Loading } from "../../shell/Loading";
import { useSurveyTexts } from "../../words";
import styles from "./surveys.module.css";

export function SurveyAnswersList({ survey }: { survey: Survey }) {
  const { answers: texts } = useSurveyTexts();
  const query = useInfiniteQuery(surveyAnswersQuery(survey.id));
  const rows = query.data?.pages.flatMap((page) => page.answers);
  return (
    <FormGroup title={texts.title}>
      {rows === undefined ? (
        query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Loading />
        )
      ) : rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          {texts.none}
        </Text>
      ) : (
        <ul className={styles.answers}>
          {rows.map((row) => (
            <Answer key={row.number} row={row} />
          ))}
        </ul>
      )}
      {query.hasNextPage ? (
        <div>
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {texts.older}
          </Button>
        </div>
      ) : null}
    </FormGroup>
  );
}

function Answer({ row }: { row: SurveyAnswers }) {
  const { answers: texts } = useSurveyTexts();
  return (
    <li className={styles.answer}>
      <p className={styles.who}>
        <strong>{row.name}</strong> · {row.representative_id ? texts.rep : texts.customer}
        <br />
        <Text span size="sm" c="dimmed">
          {texts.session(row.session_name)} · <RelativeTime at={row.at_ms} />
        </Text>
      </p>
      <dl className={styles.said}>
        {row.answers.map((answer) => (
          <div key={answer.question}>
            <dt>{answer.question}</dt>
            <dd>{answer.of ? texts.of(answer.said.join(""), answer.of) : answer.said.join(", ")}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
