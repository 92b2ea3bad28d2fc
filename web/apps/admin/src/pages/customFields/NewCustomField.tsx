// Making a custom field.

import { api } from "@towline/api";
import { NewThing } from "../../form/NewThing";
import { useCustomFieldTexts } from "../../words";
import { bodyOf, CustomFieldFields, type CustomFieldValues, checkCustomField } from "./CustomFieldFields";

const EMPTY: CustomFieldValues = { name: "", code_name: "", shown: true, asked: "no" };

export function NewCustomField() {
  const { create } = useCustomFieldTexts();
  return (
    <NewThing
      texts={create}
      at="/custom-fields"
      queryKey={["custom-fields"]}
      draft="custom-field"
      empty={EMPTY}
      check={checkCustomField}
      add={(values) => api.addCustomField(bodyOf(values))}
    >
      {(form) => <CustomFieldFields form={form} fresh />}
    </NewThing>
  );
}
