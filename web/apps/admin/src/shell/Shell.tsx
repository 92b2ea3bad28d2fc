// The frame around every page: the bar at the top, the navigation at the side (behind a button where it is narrow), the page.

import { ActionIcon, Button, Drawer, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconExternalLink, IconLogout, IconMenu2 } from "@tabler/icons-react";
import { Link, Outlet } from "@tanstack/react-router";
import { BrandMark, SkipLink, ThemeSwitch } from "@towline/ui";
import { useMe } from "../session";
import { useFrameTexts } from "../words";
import { Again } from "./Again";
import { Navigation } from "./Navigation";
import { SignOutDialog, useSigningOut } from "./SignOutDialog";
import styles from "./shell.module.css";

export function Shell() {
  const me = useMe();
  const { frame } = useFrameTexts();
  const leaving = useSigningOut();
  const [menu, { open, close }] = useDisclosure(false);
  return (
    <div className={styles.frame}>
      <SkipLink target="page">{frame.skip}</SkipLink>
      <header className={styles.top}>
        <ActionIcon className={styles.narrowOnly} aria-label={frame.openNavigation} aria-expanded={menu} onClick={open}>
          <IconMenu2 size={20} stroke={1.6} />
        </ActionIcon>
        <Link to="/" className={styles.brand}>
          <BrandMark size={24} />
          <span className={styles.brandName}>{me.site.name}</span>
          <span className={styles.brandPart}>{frame.administration}</span>
        </Link>
        {me.console_allowed ? (
          <Tooltip label={frame.openConsoleHint}>
            <Button
              component="a"
              href="/console/"
              target="_blank"
              rel="noopener"
              variant="subtle"
              size="compact-sm"
              visibleFrom="xs"
              leftSection={<IconExternalLink size={16} stroke={1.6} />}
            >
              {frame.openConsole}
            </Button>
          </Tooltip>
        ) : null}
        <ThemeSwitch />
        <Tooltip label={frame.signedInAs(me.display_name)}>
          <Button
            variant="default"
            size="compact-sm"
            loading={leaving.busy && leaving.open === null}
            onClick={() => void leaving.start()}
            leftSection={<IconLogout size={16} stroke={1.6} />}
          >
            {frame.signOut}
          </Button>
        </Tooltip>
      </header>
      <div className={styles.side}>
        <Navigation me={me} />
      </div>
      <Drawer
        opened={menu}
        onClose={close}
        position="left"
        size={280}
        title={me.site.name}
        closeButtonProps={{ "aria-label": frame.closeNavigation }}
      >
        <Navigation me={me} onGo={close} />
      </Drawer>
      <main id="page" className={styles.main} tabIndex={-1}>
        <Outlet />
      </main>
      <SignOutDialog leaving={leaving} />
      <Again />
    </div>
  );
}
