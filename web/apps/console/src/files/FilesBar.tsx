// The bar above the list: where one is, and what can be done here.

import { Button, Menu } from "@mantine/core";
import {
  IconAdjustmentsHorizontal,
  IconArrowUp,
  IconDownload,
  IconFolderPlus,
  IconFolderShare,
  IconLayoutSidebar,
  IconPencil,
  IconRefresh,
  IconTrash,
  IconUpload,
} from "@tabler/icons-react";
import { chosenFiles, type Exists, type FilesLook, parentOf, type SessionFiles } from "@towline/files";
import { IconButton, SearchField } from "@towline/ui";
import { useRef } from "react";
import { IN_MAIN } from "../session/OverflowBar";
import { useFilesWords } from "../words/files";
import { Crumbs } from "./Crumbs";
import classes from "./files.module.css";
import type { Work } from "./useWork";

interface FilesBarProps {
  files: SessionFiles;
  state: FilesLook;
  work: Work;
  onPlaces: () => void;
}

export function FilesBar({ files, state, work, onPlaces }: FilesBarProps) {
  const words = useFilesWords().files;
  const path = state.listed?.path ?? "";
  const parent = parentOf(path);
  return (
    <div className={classes.head}>
      <div className={classes.where}>
        <IconButton
          className={classes.placesButton}
          label={words.showPlaces}
          icon={<IconLayoutSidebar size={20} />}
          onClick={onPlaces}
        />
        <IconButton
          label={words.up}
          shortcut="Backspace"
          icon={<IconArrowUp size={20} />}
          reason={parent === undefined ? words.atTop : undefined}
          onClick={() => parent !== undefined && files.open(parent)}
        />
        <IconButton
          label={words.refresh}
          shortcut="F5"
          icon={<IconRefresh size={20} />}
          reason={work.away}
          onClick={() => files.reload()}
        />
        <Crumbs path={path} onOpen={(to) => files.open(to)} />
      </div>
      <div className={classes.does} role="toolbar" aria-label={words.region}>
        <UploadMenu work={work} />
        <DownloadMenu work={work} />
        <IconButton
          label={words.copyTo}
          icon={<IconFolderShare size={20} />}
          reason={work.reasons.copy}
          onClick={work.copy}
        />
        <IconButton
          label={words.newFolder}
          icon={<IconFolderPlus size={20} />}
          reason={work.reasons.make}
          onClick={work.newFolder}
        />
        <IconButton
          label={words.rename}
          shortcut="F2"
          icon={<IconPencil size={20} />}
          reason={work.reasons.rename}
          onClick={work.beginRename}
        />
        <IconButton
          label={words.remove}
          shortcut="Del"
          tone="danger"
          icon={<IconTrash size={20} />}
          reason={work.reasons.remove}
          onClick={work.remove}
        />
        <Options files={files} state={state} work={work} />
        <span className={classes.space} />
        <SearchField
          value={state.view.filter}
          onSearch={(filter) => files.setView({ filter })}
          label={words.filter}
          placeholder={words.filter}
          width={190}
        />
      </div>
    </div>
  );
}

function UploadMenu({ work }: { work: Work }) {
  const words = useFilesWords().files;
  const several = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const reason = work.reasons.upload;
  const take = (input: HTMLInputElement) => {
    // The list is the field's own, and goes with its value.
    const given = chosenFiles([...(input.files ?? [])]);
    input.value = "";
    work.upload(given);
  };
  return (
    <>
      <input
        ref={several}
        type="file"
        multiple
        hidden
        data-upload="files"
        onChange={(event) => take(event.currentTarget)}
      />
      <input
        ref={folder}
        type="file"
        hidden
        data-upload="folder"
        {...{ webkitdirectory: "" }}
        onChange={(event) => take(event.currentTarget)}
      />
      {reason ? (
        <IconButton label={words.upload} reason={reason} icon={<IconUpload size={20} />} />
      ) : (
        <Menu position="bottom-start" width={220} {...IN_MAIN}>
          <Menu.Target>
            <Button variant="default" size="compact-md" leftSection={<IconUpload size={16} />}>
              {words.upload}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => several.current?.click()}>{words.uploadFiles}</Menu.Item>
            <Menu.Item onClick={() => folder.current?.click()}>{words.uploadFolder}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
}

function DownloadMenu({ work }: { work: Work }) {
  const words = useFilesWords().files;
  const reason = work.reasons.download;
  if (reason || !work.hasPicker) {
    return (
      <IconButton
        label={words.download}
        reason={reason}
        icon={<IconDownload size={20} />}
        onClick={() => void work.download(false)}
      />
    );
  }
  return (
    <Menu position="bottom-start" width={240} {...IN_MAIN}>
      <Menu.Target>
        <Button variant="default" size="compact-md" leftSection={<IconDownload size={16} />}>
          {words.download}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void work.download(false)}>{words.download}</Menu.Item>
        <Menu.Item onClick={() => void work.download(true)}>{words.downloadTo}</Menu.Item>
        <p className={classes.menuText}>{words.downloadZip}</p>
      </Menu.Dropdown>
    </Menu>
  );
}

function Options({ files, state, work }: { files: SessionFiles; state: FilesLook; work: Work }) {
  const words = useFilesWords().files;
  const choices: [Exists, string][] = [
    ["ask", words.askEach],
    ["overwrite", words.overwrite],
    ["skip", words.skip],
    ["keepBoth", words.keepBoth],
  ];
  return (
    <Menu position="bottom-start" width={280} closeOnItemClick={false} {...IN_MAIN}>
      <Menu.Target>
        <IconButton label={words.options} icon={<IconAdjustmentsHorizontal size={20} />} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.CheckboxItem checked={state.view.hidden} onChange={(hidden: boolean) => files.setView({ hidden })}>
          {words.showHidden}
        </Menu.CheckboxItem>
        <Menu.CheckboxItem checked={work.keepTimes} onChange={(on: boolean) => work.setKeepTimes(on)}>
          {words.keepTimes}
        </Menu.CheckboxItem>
        <p className={classes.menuText}>{words.keepTimesText}</p>
        <Menu.Divider />
        <Menu.Label>{words.sameName}</Menu.Label>
        <Menu.RadioGroup value={work.exists} onChange={(value: string) => work.setExists(value as Exists)}>
          {choices.map(([value, label]) => (
            <Menu.RadioItem key={value} value={value}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
