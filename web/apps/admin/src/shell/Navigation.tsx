// The navigation by the sections of ADM-1, with only what exists and what this person may use.

import {
  IconActivityHeartbeat,
  IconAward,
  IconClipboardText,
  IconDeviceDesktop,
  IconFileText,
  IconFlask,
  IconFolders,
  IconForms,
  IconHandClick,
  IconHelpCircle,
  IconHistory,
  IconInbox,
  IconKey,
  IconLanguage,
  IconListCheck,
  IconMail,
  IconMessage2,
  IconMessages,
  IconPackageImport,
  IconPlugConnected,
  IconScript,
  IconShieldLock,
  IconStack2,
  IconUserCircle,
  IconUserShield,
  IconUsers,
  IconUsersGroup,
  IconWorld,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Me } from "@towline/api";
import { useId } from "react";
import { useFrameTexts } from "../words";
import styles from "./shell.module.css";

const ICON = { size: 18, stroke: 1.6, "aria-hidden": true } as const;

/** In place of an area: for administrators, whatever areas are open. */
const ADMINISTRATORS = "administrators";
/** For those who may read reports: they are in the console, which must be switched on. */
const READERS = "readers";

/** The sections that this person sees, in order; what an area that is closed to them has is left out (ADM-1). */
export function sectionsOf(me: Pick<Me, "areas" | "administrator" | "reads_reports" | "console_allowed">) {
  const all = [
    {
      heading: null,
      entries: [
        { to: "/status", name: "status", icon: IconActivityHeartbeat, area: "admin.status" },
        { to: "/account", name: "account", icon: IconUserCircle, area: null },
      ],
    },
    {
      heading: "jump",
      entries: [
        { to: "/jump/clients", name: "clients", icon: IconDeviceDesktop, area: null },
        { to: "/jump/installers", name: "installers", icon: IconPackageImport, area: "admin.installers" },
        { to: "/jump/groups", name: "groups", icon: IconFolders, area: "admin.jump_groups" },
        { to: "/jump/roles", name: "roles", icon: IconUserShield, area: "admin.policies" },
      ],
    },
    {
      heading: "configuration",
      entries: [
        { to: "/teams", name: "teams", icon: IconUsersGroup, area: "admin.configuration" },
        { to: "/queues", name: "queues", icon: IconInbox, area: "admin.configuration" },
        { to: "/issues", name: "issues", icon: IconHelpCircle, area: "admin.configuration" },
        { to: "/skills", name: "skills", icon: IconAward, area: "admin.configuration" },
        { to: "/custom-fields", name: "customFields", icon: IconForms, area: "admin.configuration" },
        { to: "/canned-messages", name: "cannedMessages", icon: IconMessage2, area: "admin.configuration" },
        { to: "/scripts", name: "scripts", icon: IconScript, area: "admin.configuration" },
        { to: "/chat", name: "chat", icon: IconMessages, area: "admin.configuration" },
        { to: "/support-buttons", name: "supportButtons", icon: IconHandClick, area: "admin.configuration" },
        { to: "/surveys", name: "surveys", icon: IconClipboardText, area: "admin.configuration" },
      ],
    },
    {
      heading: "people",
      entries: [
        { to: "/users", name: "users", icon: IconUsers, area: "admin.users" },
        { to: "/policies", name: "groupPolicies", icon: IconStack2, area: "admin.policies" },
        { to: "/session-policies", name: "sessionPolicies", icon: IconListCheck, area: "admin.policies" },
        { to: "/security-providers", name: "providers", icon: IconKey, area: ADMINISTRATORS },
        { to: "/api-accounts", name: "apiAccounts", icon: IconPlugConnected, area: "admin.api_accounts" },
        { to: "/simulator", name: "simulator", icon: IconFlask, area: "admin.policies" },
      ],
    },
    {
      heading: "publicPortals",
      entries: [{ to: "/public-sites", name: "publicSites", icon: IconWorld, area: "admin.configuration" }],
    },
    {
      heading: "management",
      entries: [
        { to: "/security", name: "security", icon: IconShieldLock, area: "admin.security" },
        { to: "/mail", name: "mail", icon: IconMail, area: ADMINISTRATORS },
        { to: "/translation", name: "translation", icon: IconLanguage, area: ADMINISTRATORS },
        { to: "/record", name: "record", icon: IconHistory, area: "admin.record" },
        { href: "/console/reports", name: "reports", icon: IconFileText, area: READERS },
      ],
    },
  ] as const;
  const sees = (area: string | null): boolean => {
    if (area === ADMINISTRATORS) return me.administrator;
    if (area === READERS) return me.reads_reports && me.console_allowed;
    return area === null || me.areas.includes(area);
  };
  return all
    .map((section) => ({
      heading: section.heading,
      entries: section.entries.filter(({ area }) => sees(area)),
    }))
    .filter((section) => section.entries.length > 0);
}

export function Navigation({ me, onGo }: { me: Me; onGo?: () => void }) {
  const { frame, sections } = useFrameTexts();
  const id = useId();
  return (
    <nav aria-label={frame.navigation}>
      {sectionsOf(me).map((section) => (
        <div key={section.heading ?? ""} className={styles.navGroup}>
          {section.heading ? (
            <p className={styles.navHeading} id={`${id}-${section.heading}`}>
              {sections[section.heading]}
            </p>
          ) : null}
          <ul className={styles.navList} aria-labelledby={section.heading ? `${id}-${section.heading}` : undefined}>
            {section.entries.map((entry) => (
              <li key={entry.name}>
                {"href" in entry ? (
                  <a href={entry.href} target="_blank" rel="noopener" className={styles.navLink}>
                    <entry.icon {...ICON} />
                    {sections[entry.name]}
                  </a>
                ) : (
                  <Link to={entry.to} className={styles.navLink} onClick={onGo}>
                    <entry.icon {...ICON} />
                    {sections[entry.name]}
                  </Link>
                )}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
