// All that is known of one transfer: when, from, to, bytes, hash, and what did not go as it was wanted.

import type { TransferView } from "@towline/files";
import { shownName } from "@towline/files";
import { useFilesWords } from "../words/files";
import { sizeInWords } from "../words/sizes";
import classes from "./files.module.css";
import { timeText } from "./looks";
import { remarkText } from "./TransferPanel";

export function TransferDetails({ transfer }: { transfer: TransferView }) {
  const all = useFilesWords();
  const words = all.transfers;
  const { startedMs, endedMs, from, to, kind, doneBytes, sha256, remarks, remarkCount, current } = transfer;
  const facts: [string, string][] = [
    [words.when, [timeText(startedMs), endedMs > 0 ? timeText(endedMs) : ""].filter(Boolean).join(" – ")],
    [words.from, kind === "upload" ? words.fromHere : from],
    [words.to, kind === "upload" ? shownName(to) : to || words.toBrowser],
    [words.bytes, `${sizeInWords(doneBytes)} (${all.details.bytes(doneBytes)})`],
    [words.digest, sha256],
  ];
  return (
    <div className={classes.transferDetails}>
      <dl>
        {facts
          .filter(([, value]) => value !== "")
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
      </dl>
      {current ? (
        <p className={classes.quiet}>
          <bdi>{current}</bdi>
        </p>
      ) : null}
      {remarks.length > 0 ? (
        <ul>
          {remarks.map((remark, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: remarks are only added
            <li key={index}>
              <bdi>{remark.path}</bdi> {remarkText(remark.code, remark.detail, all)}
            </li>
          ))}
          {remarkCount > remarks.length ? <li>{words.moreRemarks(remarkCount - remarks.length)}</li> : null}
        </ul>
      ) : null}
    </div>
  );
}
