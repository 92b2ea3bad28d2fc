// What the site asks a rep at the end of a customer's session (SUP-80). It can be skipped; answers count once. Nothing shows where nothing is asked.

import { Button, Checkbox, Radio, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ApiError, api, type OwnSurvey, type SurveyQuestion } from "@towline/api";
import { ErrorState } from "@towline/ui";
import { type FormEvent, useId, useState } from "react";
import { useWords } from "../words/en";
import { useBackToList } from "./actions";
import classes from "./survey.module.css";

export function SurveyCard({ sessionId }: { sessionId: string }) {
  const words = useWords().survey;
  const back = useBackToList(sessionId);
  const [sent, setSent] = useState(false);
  const asked = useQuery({
    queryKey: ["own-survey", sessionId],
    queryFn: ({ signal }) => api.ownSurvey(sessionId, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  if (sent) {
    return (
      <p className={classes.thanks} role="status">
        {words.sent}
      </p>
    );
  }
  if (!asked.data || asked.data.questions.length === 0) return null;
  return (
    <Form
      sessionId={sessionId}
      survey={asked.data}
      onSent={() => setSent(true)}
      onSkip={() => back("over")}
      onChanged={() => void asked.refetch()}
    />
  );
}

interface FormProps {
  sessionId: string;
  survey: OwnSurvey;
  onSent: () => void;
  onSkip: () => void;
  onChanged: () => void;
}

function Form({ sessionId, survey, onSent, onSkip, onChanged }: FormProps) {
  const words = useWords().survey;
  const id = useId();
  const [said, setSaid] = useState<ReadonlyMap<number, readonly string[]>>(new Map());
  const [problem, setProblem] = useState<ApiError>();
  const [sending, setSending] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    setProblem(undefined);
    try {
      const answers = survey.questions.map((_, at) => said.get(at) ?? []);
      await api.answerOwnSurvey(sessionId, survey.version, answers);
      onSent();
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      setProblem(reason);
      if (reason.code === "survey_changed") {
        setSaid(new Map());
        onChanged();
      }
    } finally {
      setSending(false);
    }
  };
  return (
    <form className={classes.survey} aria-labelledby={id} onSubmit={(event) => void send(event)}>
      <h2 id={id}>{words.title}</h2>
      <p className={classes.text}>{words.text}</p>
      {survey.questions.map((question, at) => (
        <Question
          // biome-ignore lint/suspicious/noArrayIndexKey: questions have no name of their own, and do not move
          key={at}
          question={question}
          said={said.get(at) ?? []}
          onSay={(next) => setSaid(new Map(said).set(at, next))}
        />
      ))}
      {problem ? (
        <ErrorState
          title={problem.title || words.failed}
          detail={problem.fields.answers ?? problem.detail ?? undefined}
        />
      ) : null}
      <div className={classes.actions}>
        <Button variant="default" onClick={onSkip}>
          {words.skip}
        </Button>
        <Button type="submit" loading={sending}>
          {words.send}
        </Button>
      </div>
    </form>
  );
}

interface QuestionProps {
  question: SurveyQuestion;
  said: readonly string[];
  onSay: (said: readonly string[]) => void;
}

function Question({ question, said, onSay }: QuestionProps) {
  const words = useWords().survey;
  const label = question.required ? words.must(question.text) : question.text;
  const steps = Array.from({ length: question.most ?? 0 }, (_, step) => String(step + 1));
  if (question.kind === "text") {
    return (
      <Textarea
        label={label}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2048}
        value={said[0] ?? ""}
        onChange={(event) => onSay([event.currentTarget.value])}
      />
    );
  }
  if (question.kind === "choice" && question.several) {
    return (
      <Checkbox.Group label={label} value={[...said]} onChange={onSay}>
        <div className={classes.choices}>
          {(question.choices ?? []).map((choice, at) => (
            <Checkbox key={choice} value={String(at)} label={choice} />
          ))}
        </div>
      </Checkbox.Group>
    );
  }
  const scale = question.kind === "scale";
  return (
    <Radio.Group label={label} value={said[0] ?? ""} onChange={(value) => onSay([value])}>
      <div className={scale ? classes.scale : classes.choices}>
        {scale && question.low ? <span className={classes.text}>{question.low}</span> : null}
        {scale
          ? steps.map((step) => <Radio key={step} value={step} label={step} />)
          : (question.choices ?? []).map((choice, at) => <Radio key={choice} value={String(at)} label={choice} />)}
        {scale && question.high ? <span className={classes.text}>{question.high}</span> : null}
      </div>
    </Radio.Group>
  );
}
