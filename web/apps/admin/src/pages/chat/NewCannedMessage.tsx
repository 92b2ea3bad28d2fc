// Making a canned message.

import { api } from "@towline/api";
import { NewThing } from "../../form/NewThing";
import { useCannedTexts } from "../../words";
import { bodyOf, CannedFields, type CannedValues, checkCanned, EVERYBODY } from "./CannedFields";

const EMPTY: CannedValues = { name: "", category: "", text: "", team_id: EVERYBODY };

export function NewCannedMessage() {
  const { create } = useCannedTexts();
  return (
    <NewThing
      texts={create}
      at="/canned-messages"
      queryKey={["canned-messages"]}
      draft="canned"
      empty={EMPTY}
      check={checkCanned}
      add={(values) => api.addCannedMessage(bodyOf(values))}
    >
      {(form) => <CannedFields form={form} fresh />}
    </NewThing>
  );
}
