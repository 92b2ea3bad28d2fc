// Making a public site.

import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@towline/api";
import { notify } from "@towline/ui";
import { CreatingForm } from "../../form/FormParts";
import { useForm } from "../../form/useForm";
import { publicSitesQuery } from "../../queries";
import { Detail } from "../../shell/Detail";
import { usePublicSiteTexts } from "../../words";
import { PublicSiteFields } from "./PublicSiteFields";
import { bodyOf, checkSite, EMPTY, THEIR_NAMES } from "./values";

export function NewPublicSite() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { create: texts } = usePublicSiteTexts();
  const close = () => void navigate({ to: "/public-sites", search: true });
  const form = useForm({
    name: "public-site:new",
    saved: EMPTY,
    check: checkSite,
    theirNames: THEIR_NAMES,
    save: async (values) => {
      const site = await api.addPublicSite(bodyOf(values));
      notify.done(texts.done(site.name));
      await client.invalidateQueries({ queryKey: publicSitesQuery.queryKey });
    },
    onSaved: close,
  });
  return (
    <Detail title={texts.title} onClose={close} size={620}>
      <CreatingForm
        form={form}
        label={texts.title}
        submit={texts.submit}
        onCancel={() => {
          form.discard();
          close();
        }}
      >
        <PublicSiteFields form={form} fresh />
      </CreatingForm>
    </Detail>
  );
}
