// The navigation by the sections of ADM-1, with only what exists and what this person may use.

import {
  IconActivityHeartbeat,
  IconDeviceDesktop,
  IconFolders,
  IconPackageImport,
  IconShieldLock,
  IconUserCircle,
  IconUsers,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Me } from "@towline/api";
import { useId } from "react";
import { useFrameTexts } from "../words";
import styles from "./shell.module.css";

const ICON = { size: 18, stroke: 1.6, "aria-hidden": true } as const;

/** The sections that this person sees, in order; an administrator's own are left out for others. */
export function sectionsOf(me: Pick<Me, "administrator">) {
  const all = [
    {
      heading: null,
      entries: [
        { to: "/status", name: "status", icon: IconActivityHeartbeat, administrators: true },
        { to: "/account", name: "account", icon: IconUserCircle, administrators: false },
      ],
    },
    {
      heading: "jump",
      entries: [
        { to: "/jump/clients", name: "clients", icon: IconDeviceDesktop, administrators: false },
        { to: "/jump/installers", name: "installers", icon: IconPackageImport, administrators: true },
        { to: "/jump/groups", name: "groups", icon: IconFolders, administrators: true },
      ],
    },
    { heading: "people", entries: [{ to: "/users", name: "users", icon: IconUsers, administrators: true }] },
    {
      heading: "management",
      entries: [{ to: "/security", name: "security", icon: IconShieldLock, administrators: true }],
    },
  ] as const;
  return all
    .map((section) => ({
      heading: section.heading,
      entries: section.entries.filter((entry) => me.administrator || !entry.administrators),
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
            {section.entries.map(({ to, name, icon: Icon }) => (
              <li key={to}>
                <Link to={to} className={styles.navLink} onClick={onGo}>
                  <Icon {...ICON} />
                  {sections[name]}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
