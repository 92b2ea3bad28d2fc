// Making a profile of Support Buttons.

import { api } from "@towline/api";
import { NewThing } from "../../form/NewThing";
import { supportButtonProfilesQuery } from "../../queries";
import { useButtonProfileTexts } from "../../words";
import { bodyOf, checkProfile, EMPTY, ProfileFields } from "./ProfileFields";

export function NewProfile() {
  const { create } = useButtonProfileTexts();
  return (
    <NewThing
      texts={create}
      at="/support-buttons/profiles"
      queryKey={supportButtonProfilesQuery.queryKey}
      draft="support-button-profile"
      empty={EMPTY}
      check={checkProfile}
      add={(values) => api.addSupportButtonProfile(bodyOf(values))}
    >
      {(form) => <ProfileFields form={form} fresh />}
    </NewThing>
  );
}
