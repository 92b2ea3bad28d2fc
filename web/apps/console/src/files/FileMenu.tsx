// The menu of a row, or of the empty part of the list, where the pointer is.

import { Menu } from "@mantine/core";
import {
  IconCopy,
  IconDownload,
  IconEye,
  IconFolderOpen,
  IconFolderPlus,
  IconFolderShare,
  IconInfoCircle,
  IconPencil,
  IconRefresh,
  IconTrash,
} from "@tabler/icons-react";
import { type Entry, isDirectory } from "@towline/files";
import type { ReactNode } from "react";
import { IN_MAIN } from "../session/OverflowBar";
import { useFilesWords } from "../words/files";
import classes from "./files.module.css";
import type { Work } from "./useWork";

interface FileMenuProps {
  at: { x: number; y: number };
  /** What is chosen, if it is one. */
  entry: Entry | undefined;
  work: Work;
  onRefresh: () => void;
  onClose: () => void;
}

export function FileMenu({ at, entry, work, onRefresh, onClose }: FileMenuProps) {
  const words = useFilesWords().files;
  const { reasons } = work;
  const directory = entry !== undefined && isDirectory(entry);
  const item = (
    label: string,
    icon: ReactNode,
    reason: string | undefined,
    act: () => unknown,
    danger = false,
  ): ReactNode => (
    <Menu.Item
      key={label}
      leftSection={icon}
      {...(danger && !reason ? { color: "red" } : {})}
      aria-disabled={reason ? true : undefined}
      data-off={reason ? true : undefined}
      title={reason}
      className={classes.menuItem}
      onClick={() => {
        if (!reason) void act();
      }}
    >
      {label}
      {reason ? <span className={classes.menuReason}>{reason}</span> : null}
    </Menu.Item>
  );
  return (
    <Menu opened onChange={(opened) => !opened && onClose()} position="bottom-start" width={250} {...IN_MAIN}>
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          aria-label={words.more}
          className={classes.menuAt}
          style={{ left: at.x, top: at.y }}
        />
      </Menu.Target>
      <Menu.Dropdown>
        {entry
          ? directory
            ? item(words.open, <IconFolderOpen size={16} />, work.away, () => work.open(entry))
            : item(words.look, <IconEye size={16} />, work.away ?? work.noDownload, () => work.open(entry))
          : null}
        {reasons.download === words.nothingSelected
          ? null
          : item(words.download, <IconDownload size={16} />, reasons.download, () => work.download(false))}
        {reasons.download === words.nothingSelected
          ? null
          : item(words.copyTo, <IconFolderShare size={16} />, reasons.copy, work.copy)}
        {reasons.remove === words.nothingSelected
          ? null
          : [
              item(words.rename, <IconPencil size={16} />, reasons.rename, work.beginRename),
              item(words.remove, <IconTrash size={16} />, reasons.remove, work.remove, true),
              <Menu.Divider key="divider" />,
            ]}
        {item(words.newFolder, <IconFolderPlus size={16} />, reasons.make, work.newFolder)}
        {item(words.copyPath, <IconCopy size={16} />, undefined, work.copyPath)}
        {entry ? item(words.properties, <IconInfoCircle size={16} />, reasons.details, work.details) : null}
        {item(words.refresh, <IconRefresh size={16} />, work.away, onRefresh)}
      </Menu.Dropdown>
    </Menu>
  );
}
