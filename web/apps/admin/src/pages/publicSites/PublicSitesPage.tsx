// Public Portals > Public Sites: faces of the portal, told apart by host name.

import { IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { api, type PublicSite } from "@towline/api";
import { type ListColumn, WholeList } from "../../list/WholeList";
import { publicSitesQuery } from "../../queries";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Page } from "../../shell/Page";
import { useFrameTexts, usePublicSiteTexts } from "../../words";
import { noticeShows } from "./values";

export function PublicSitesPage() {
  const texts = usePublicSiteTexts();
  const { sections } = useFrameTexts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const sites = useQuery(publicSitesQuery);
  const add = (
    <ButtonLink to="/public-sites/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.page.add}
    </ButtonLink>
  );
  const hosts = (site: PublicSite) => (site.default ? texts.columns.everywhere : site.hosts.join(", "));
  const languages = (site: PublicSite) => site.languages.map((code) => texts.languageNames[code] ?? code).join(", ");
  const notices = (site: PublicSite) => {
    const shown = site.notices.filter((notice) => noticeShows(notice, Date.now())).length;
    return site.notices.length === 0 ? texts.columns.noNotices : texts.columns.noticesShown(shown, site.notices.length);
  };
  const heading = (site: PublicSite) => site.title || texts.columns.ownHeading;
  const columns: ListColumn<PublicSite>[] = [
    {
      key: "name",
      title: texts.columns.name,
      width: "22%",
      by: (site) => (site.default ? "" : site.name),
      text: (site) => site.name,
      render: (site) => (
        <NameLink to="/public-sites/$id" params={{ id: site.id }} search draft={`public-site:${site.id}`}>
          {site.name}
        </NameLink>
      ),
    },
    { key: "hosts", title: texts.columns.hosts, width: "24%", by: hosts, text: hosts, render: hosts },
    { key: "title", title: texts.columns.title, width: "22%", hideBelow: 640, text: heading, render: heading },
    { key: "languages", title: texts.columns.languages, hideBelow: 800, text: languages, render: languages },
    { key: "notices", title: texts.columns.notices, hideBelow: 480, width: "130px", text: notices, render: notices },
  ];
  return (
    <Page title={sections.publicSites} lead={texts.page.lead} action={add}>
      <WholeList
        label={sections.publicSites}
        searchLabel={texts.page.searchLabel}
        query={sites}
        columns={columns}
        rows={sites.data}
        rowKey={(site) => site.id}
        rowName={(site) => site.name}
        words={(site) => [site.name, site.title, ...site.hosts]}
        natural="name"
        fileName="public-sites.csv"
        deeds={[
          {
            key: "remove",
            label: texts.remove.title,
            danger: true,
            title: texts.remove.askMany,
            will: texts.remove.willMany,
            submit: texts.remove.title,
            act: (site) => api.removePublicSite(site),
            done: texts.remove.doneMany,
          },
        ]}
        onChanged={() => void client.invalidateQueries({ queryKey: publicSitesQuery.queryKey })}
        onOpen={(site) => void navigate({ to: "/public-sites/$id", params: { id: site.id }, search: true })}
        empty={null}
      />
      <Outlet />
    </Page>
  );
}
