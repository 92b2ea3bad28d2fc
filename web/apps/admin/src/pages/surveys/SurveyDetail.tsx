// One survey: its questions, what was answered, and removing it.

import { Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, type Survey } from "@towline/api";
import { notify } from "@towline/ui";
import { drafts } from "../../form/drafts";
import { SavingForm } from "../../form/FormParts";
import { RemoveSection } from "../../form/RemoveSection";
import { useForm } from "../../form/useForm";
import { surveysQuery } from "../../queries";
import { Detail, Gone, Waiting } from "../../shell/Detail";
import { useFrameTexts, useSurveyTexts } from "../../words";
import { SurveyAnswersList } from "./SurveyAnswersList";
import { SurveyFields } from "./SurveyFields";
import { bodyOf, checkSurvey, type SurveyValues, valuesOf } from "./values";

const route = getRouteApi("/surveys/$id");

export function SurveyDetail() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const query = useQuery(surveysQuery);
  const { sections } = useFrameTexts();
  const survey = query.data?.find((each) => each.id === id);
  const close = () => void navigate({ to: "/surveys", search: true });
  return (
    <Detail title={survey?.name ?? sections.surveys} onClose={close} size={620}>
      <Waiting query={query}>{() => (survey ? <Loaded key={id} survey={survey} onGone={close} /> : <Gone />)}</Waiting>
    </Detail>
  );
}

function Loaded({ survey, onGone }: { survey: Survey; onGone: () => void }) {
  const client = useQueryClient();
  const { edit, remove } = useSurveyTexts();
  const { form: formTexts } = useFrameTexts();
  const stale = () => client.invalidateQueries({ queryKey: ["surveys"] });
  const form = useForm<SurveyValues>({
    name: `survey:${survey.id}`,
    saved: valuesOf(survey),
    check: checkSurvey,
    save: (_, changes) => api.changeSurvey(survey, bodyOf(changes)),
    onSaved: () => {
      notify.done(formTexts.saved);
      return stale();
    },
    onStale: stale,
  });
  return (
    <>
      <SavingForm form={form} label={edit.title}>
        <SurveyFields form={form} />
      </SavingForm>
      <SurveyAnswersList survey={survey} />
      {survey.sites.length > 0 ? (
        <Text size="sm" c="dimmed">
          {remove.inUse(survey.sites)}
        </Text>
      ) : (
        <RemoveSection
          title={remove.title}
          will={remove.will}
          open={remove.open}
          ask={remove.ask(survey.name)}
          submit={remove.submit}
          remove={() => api.removeSurvey(survey)}
          onDone={() => {
            drafts.discard(`survey:${survey.id}`);
            notify.done(remove.done(survey.name));
            onGone();
            void stale();
          }}
        />
      )}
    </>
  );
}
