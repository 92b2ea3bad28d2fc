// Where to begin: the account's own folders, and the volumes with what is free on them.

import {
  IconDatabase,
  IconDeviceDesktop,
  IconDownload,
  IconFileText,
  IconFolder,
  IconHome,
  IconServer,
} from "@tabler/icons-react";
import { type Place, shownName } from "@towline/files";
import type { ReactNode } from "react";
import { useFilesWords } from "../words/files";
import { sizeInWords } from "../words/sizes";
import classes from "./files.module.css";

const ICONS: Readonly<Record<string, ReactNode>> = {
  root: <IconServer size={16} />,
  home: <IconHome size={16} />,
  desktop: <IconDeviceDesktop size={16} />,
  documents: <IconFileText size={16} />,
  downloads: <IconDownload size={16} />,
  volume: <IconDatabase size={16} />,
};

interface PlacesListProps {
  places: readonly Place[];
  path: string;
  onOpen: (path: string) => void;
}

/** Volumes have room; folders are on one of them. */
const hasRoom = (place: Place): boolean => place.totalBytes > 0 && (place.kind === "root" || place.kind === "volume");

export function PlacesList({ places: all, path, onOpen }: PlacesListProps) {
  const words = useFilesWords();
  const roots = new Set(all.filter(({ kind }) => kind === "root").map((place) => place.path));
  // The volume of the root is the root.
  const places = all.filter((place) => place.kind !== "volume" || !roots.has(place.path));
  const name = (place: Place) => (place.kind === "volume" ? shownName(place.path) : words.place[place.kind]);
  return (
    <nav aria-label={words.files.places} className={classes.places}>
      <ul>
        {places.map((place) => (
          <li key={`${place.kind}\0${place.path}`}>
            <button
              type="button"
              aria-current={place.path === path ? "location" : undefined}
              title={[place.path, place.device, place.fileSystem].filter(Boolean).map(shownName).join(" · ")}
              onClick={() => onOpen(place.path)}
            >
              {ICONS[place.kind] ?? <IconFolder size={16} />}
              <span className={classes.placeText}>
                <bdi>{name(place) ?? shownName(place.path)}</bdi>
                {hasRoom(place) ? (
                  <>
                    <span className={classes.meter} aria-hidden="true">
                      <span style={{ width: `${Math.min(100, 100 - (100 * place.freeBytes) / place.totalBytes)}%` }} />
                    </span>
                    <small>
                      {words.files.free(sizeInWords(place.freeBytes), sizeInWords(place.totalBytes))}
                      {place.readOnly ? ` · ${words.files.readOnlyVolume}` : null}
                    </small>
                  </>
                ) : null}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
