// One profile of Support Buttons: what stands on the desktop, the picture, the public site; and removing it.

import { Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, type SupportButtonProfile } from "@towline/api";
import { notify } from "@towline/ui";
import { drafts } from "../../form/drafts";
import { SavingForm } from "../../form/FormParts";
import { RemoveSection } from "../../form/RemoveSection";
import { useForm } from "../../form/useForm";
import { supportButtonProfilesQuery } from "../../queries";
import { Detail, Gone, Waiting } from "../../shell/Detail";
import { useButtonProfileTexts, useFrameTexts, useSupportButtonTexts } from "../../words";
import { IconField } from "./IconField";
import { bodyOf, checkProfile, ProfileFields, type ProfileValues, valuesOf } from "./ProfileFields";

const route = getRouteApi("/support-buttons/profiles/$id");

export function ProfileDetail() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const query = useQuery(supportButtonProfilesQuery);
  const { parts } = useSupportButtonTexts();
  const profile = query.data?.find((each) => each.id === id);
  const close = () => void navigate({ to: "/support-buttons/profiles", search: true });
  return (
    <Detail title={profile?.name ?? parts.profiles} onClose={close}>
      <Waiting query={query}>
        {() => (profile ? <Loaded key={id} profile={profile} onGone={close} /> : <Gone />)}
      </Waiting>
    </Detail>
  );
}

function Loaded({ profile, onGone }: { profile: SupportButtonProfile; onGone: () => void }) {
  const client = useQueryClient();
  const { edit, remove } = useButtonProfileTexts();
  const { form: formTexts } = useFrameTexts();
  const stale = () => {
    // Buttons and installers say which profile they are of.
    void client.invalidateQueries({ queryKey: ["support-buttons"] });
    void client.invalidateQueries({ queryKey: ["support-button-installers"] });
    return client.invalidateQueries({ queryKey: supportButtonProfilesQuery.queryKey });
  };
  const draft = `support-button-profile:${profile.id}`;
  const form = useForm<ProfileValues>({
    name: draft,
    saved: valuesOf(profile),
    check: checkProfile,
    save: (values) => api.changeSupportButtonProfile(profile, bodyOf(values)),
    onSaved: () => {
      notify.done(formTexts.saved);
      return stale();
    },
    onStale: stale,
  });
  return (
    <>
      <SavingForm form={form} label={edit.title}>
        <ProfileFields form={form} icon={<IconField profile={profile} label={form.values.label} onChanged={stale} />} />
      </SavingForm>
      {profile.default ? (
        <Text size="sm" c="dimmed">
          {remove.willDefault}
        </Text>
      ) : (
        <RemoveSection
          title={remove.title}
          will={remove.will}
          open={remove.open}
          ask={remove.ask(profile.name)}
          submit={remove.submit}
          remove={() => api.removeSupportButtonProfile(profile)}
          onDone={() => {
            drafts.discard(draft);
            notify.done(remove.done(profile.name));
            onGone();
            void stale();
          }}
        />
      )}
    </>
  );
}
