// One public site: what it says, how it looks, what it offers; and removing it.

import { Anchor, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, type PublicSite } from "@towline/api";
import { notify } from "@towline/ui";
import { drafts } from "../../form/drafts";
import { SavingForm } from "../../form/FormParts";
import { RemoveSection } from "../../form/RemoveSection";
import { useForm } from "../../form/useForm";
import { publicSitesQuery } from "../../queries";
import { Detail, Gone, Waiting } from "../../shell/Detail";
import { useFrameTexts, usePublicSiteTexts } from "../../words";
import { LogoField } from "./LogoField";
import { PublicSiteFields } from "./PublicSiteFields";
import { addressOf, bodyOf, checkSite, type SiteValues, THEIR_NAMES, valuesOf } from "./values";

const route = getRouteApi("/public-sites/$id");

export function PublicSiteDetail() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const query = useQuery(publicSitesQuery);
  const { sections } = useFrameTexts();
  const site = query.data?.find((each) => each.id === id);
  const close = () => void navigate({ to: "/public-sites", search: true });
  return (
    <Detail title={site?.name ?? sections.publicSites} onClose={close} size={620}>
      <Waiting query={query}>{() => (site ? <Loaded key={id} site={site} onGone={close} /> : <Gone />)}</Waiting>
    </Detail>
  );
}

function Loaded({ site, onGone }: { site: PublicSite; onGone: () => void }) {
  const client = useQueryClient();
  const { edit, remove } = usePublicSiteTexts();
  const { form: formTexts } = useFrameTexts();
  const stale = () => client.invalidateQueries({ queryKey: publicSitesQuery.queryKey });
  const form = useForm<SiteValues>({
    name: `public-site:${site.id}`,
    saved: valuesOf(site),
    check: checkSite,
    theirNames: THEIR_NAMES,
    save: (_, changes) => api.changePublicSite(site, bodyOf(changes)),
    onSaved: () => {
      notify.done(formTexts.saved);
      void client.invalidateQueries({ queryKey: ["session-policies"] });
      void client.invalidateQueries({ queryKey: ["surveys"] });
      return stale();
    },
    onStale: stale,
  });
  const address = addressOf(site);
  return (
    <>
      <SavingForm form={form} label={edit.title}>
        <PublicSiteFields
          form={form}
          isDefault={site.default}
          logo={<LogoField site={site} onChanged={stale} />}
          address={
            <Anchor href={address} target="_blank" rel="noopener noreferrer" size="sm">
              {edit.open}: {address}
            </Anchor>
          }
        />
      </SavingForm>
      {site.default ? (
        <Text size="sm" c="dimmed">
          {remove.willDefault}
        </Text>
      ) : (
        <RemoveSection
          title={remove.title}
          will={remove.will}
          open={remove.open}
          ask={remove.ask(site.name)}
          submit={remove.submit}
          remove={() => api.removePublicSite(site)}
          onDone={() => {
            drafts.discard(`public-site:${site.id}`);
            notify.done(remove.done(site.name));
            onGone();
            void stale();
          }}
        />
      )}
    </>
  );
}
