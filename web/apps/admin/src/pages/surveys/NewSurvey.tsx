// Making a survey.

import { api } from "@towline/api";
import { NewThing } from "../../form/NewThing";
import { useSurveyTexts } from "../../words";
import { SurveyFields } from "./SurveyFields";
import { bodyOf, checkSurvey, EMPTY } from "./values";

export function NewSurvey() {
  const { create } = useSurveyTexts();
  return (
    <NewThing
      texts={create}
      at="/surveys"
      queryKey={["surveys"]}
      draft="survey"
      empty={EMPTY}
      check={checkSurvey}
      add={(values) => api.addSurvey(bodyOf(values))}
    >
      {(form) => <SurveyFields form={form} fresh />}
    </NewThing>
  );
}
