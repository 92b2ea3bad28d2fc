// Configuration > Support Buttons > Profiles: how buttons look, and which public site they belong to.

import { Group } from "@mantine/core";
import { IconIcons, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, type SupportButtonProfile } from "@towline/api";
import { EmptyState, StatusBadge } from "@towline/ui";
import { type ListColumn, WholeList } from "../../list/WholeList";
import { supportButtonProfilesQuery } from "../../queries";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { useButtonProfileTexts, useSupportButtonTexts } from "../../words";
import { ButtonsFrame } from "./ButtonsFrame";
import styles from "./supportButtons.module.css";

export function ProfilesPage() {
  const texts = useButtonProfileTexts();
  const { parts } = useSupportButtonTexts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const profiles = useQuery(supportButtonProfilesQuery);
  const add = (
    <ButtonLink to="/support-buttons/profiles/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.page.add}
    </ButtonLink>
  );
  const site = (profile: SupportButtonProfile) => profile.site_name || texts.edit.siteDefault;
  const columns: ListColumn<SupportButtonProfile>[] = [
    {
      key: "name",
      title: texts.columns.name,
      width: "30%",
      by: (profile) => (profile.default ? "" : profile.name),
      text: (profile) => profile.name,
      render: (profile) => (
        <Group gap="0 8px">
          <NameLink
            to="/support-buttons/profiles/$id"
            params={{ id: profile.id }}
            search
            draft={`support-button-profile:${profile.id}`}
          >
            {profile.name}
          </NameLink>
          {profile.default ? <StatusBadge>{texts.columns.default}</StatusBadge> : null}
        </Group>
      ),
    },
    {
      key: "label",
      title: texts.columns.label,
      width: "26%",
      by: (profile) => profile.label,
      text: (profile) => profile.label,
      render: (profile) => (
        <Group gap={8} wrap="nowrap">
          <img className={styles.small} src={api.supportButtonIcon(profile)} alt="" />
          <span>{profile.label}</span>
        </Group>
      ),
    },
    { key: "site", title: texts.columns.site, width: "20%", hideBelow: 480, by: site, text: site, render: site },
    {
      key: "comment",
      title: texts.columns.comment,
      hideBelow: 800,
      text: (profile) => profile.comment,
      render: (profile) => profile.comment,
    },
  ];
  return (
    <ButtonsFrame part="profiles" lead={texts.page.lead} action={add}>
      <WholeList
        label={parts.profiles}
        searchLabel={texts.page.searchLabel}
        columns={columns}
        query={profiles}
        rows={profiles.data}
        rowKey={(profile) => profile.id}
        rowName={(profile) => profile.name}
        words={(profile) => [profile.name, profile.label, profile.comment, profile.site_name]}
        natural="name"
        fileName="support-button-profiles.csv"
        deeds={[
          {
            key: "remove",
            label: texts.remove.title,
            danger: true,
            title: texts.remove.askMany,
            will: texts.remove.willMany,
            submit: texts.remove.title,
            act: (profile) => api.removeSupportButtonProfile(profile),
            done: texts.remove.doneMany,
          },
        ]}
        onChanged={() => void client.invalidateQueries({ queryKey: supportButtonProfilesQuery.queryKey })}
        onOpen={(profile) =>
          void navigate({ to: "/support-buttons/profiles/$id", params: { id: profile.id }, search: true })
        }
        empty={
          <EmptyState
            icon={<IconIcons size={20} />}
            title={texts.page.emptyTitle}
            text={texts.page.emptyText}
            actions={add}
          />
        }
      />
    </ButtonsFrame>
  );
}
