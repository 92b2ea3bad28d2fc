import { create } from "@bufbuild/protobuf";
import { SessionEventSchema } from "@towline/wire";
import { expect, test } from "vitest";
import { CUSTOMER, sentenceOf } from "../src/session/sentences";
import { words } from "../src/words/en";

type Told = {
  path: string;
  to?: string;
  bytes?: bigint;
  entries?: bigint;
  code?: string;
  scanned?: boolean;
  finding?: string;
};

const say = (kind: string, files: Told[], actor = 2, actorName = "Ada") =>
  sentenceOf(create(SessionEventSchema, { kind, actor, actorName, files, text: files[0]?.path ?? "" }), words(), [1]);

test("one_file_is_told_by_its_name_size_and_folder_fil_10", () => {
  const report = { path: "/srv/reports/report.pdf", bytes: 1_200_000n };
  expect(say("files_uploaded", [report])).toBe("Ada uploaded report.pdf (1.2 MB) to /srv/reports.");
  expect(say("files_downloaded", [report], 1)).toBe("You downloaded report.pdf (1.2 MB) from /srv/reports.");
  expect(say("files_viewed", [{ path: "/hosts" }])).toBe("Ada looked at the beginning of hosts in /.");
  expect(say("files_removed", [{ path: "/srv/old", entries: 313n }])).toBe(
    "Ada deleted old with 312 items in it from /srv for good.",
  );
  expect(say("files_moved", [{ path: "/srv/a", to: "/srv/b" }])).toBe("Ada renamed a to b in /srv.");
  expect(say("files_moved", [{ path: "/srv/a", to: "/home/b" }])).toBe("Ada moved a from /srv to /home/b.");
  expect(say("files_directory_made", [{ path: "/srv/new" }])).toBe("Ada made the folder new in /srv.");
  expect(say("files_mode_set", [{ path: "/srv/a" }], 0, "")).toBe(
    "The system changed the permissions of a in /srv.".replace("The system", words().session.system),
  );
});

test("several_are_one_line_with_the_folder_that_they_share_fil_10", () => {
  const files = ["/srv/in/a", "/srv/in/b"].map((path) => ({ path, bytes: 500n }));
  expect(say("files_uploaded", files)).toBe("Ada uploaded 2 files (1 kB) to /srv/in.");
  expect(say("files_uploaded", [...files, { path: "/srv/x/c", bytes: 0n }])).toBe(
    "Ada uploaded 3 files (1 kB) below /srv.",
  );
  expect(say("files_downloaded", [...files, { path: "/c", bytes: 0n }])).toBe(
    "Ada downloaded 3 files (1 kB) from below /.",
  );
});

test("what_failed_says_why_and_what_is_not_known_is_said_as_it_comes_fil_10", () => {
  const full = { path: "/srv/a", code: "no_space" };
  expect(say("files_not_uploaded", [full])).toBe("a could not be uploaded to /srv: the disk of the machine is full.");
  expect(say("files_not_removed", [full, { path: "/srv/b", code: "busy" }])).toBe(
    "2 items could not be deleted in /srv.",
  );
  expect(say("files_not_viewed", [{ path: "/srv/a", code: "newer" }])).toBe("a could not be looked at in /srv: newer.");
});

test("what_was_scanned_says_so_and_what_was_found_says_what_fil_10", () => {
  const clean = { path: "/srv/a", bytes: 5n, scanned: true };
  expect(say("files_uploaded", [clean])).toBe("Ada uploaded a (5 B) to /srv. Scanned: nothing was found.");
  expect(say("files_uploaded", [clean, { ...clean, scanned: false }])).not.toContain("Scanned");
  const found = { path: "/srv/a", code: "infected", finding: "Eicar FOUND" };
  expect(say("files_not_downloaded", [found])).toBe(
    "a could not be downloaded from /srv: the scan found something in it (Eicar FOUND).",
  );
});

test("whoever_is_not_here_any_more_has_no_name_and_a_question_for_files_says_what_for_ses_5", () => {
  expect(say("files_removed", [{ path: "/a" }], 7, "")).toBe("Somebody deleted a from / for good.");
  const asked = create(SessionEventSchema, { kind: "customer_refused", actor: CUSTOMER, text: "file_upload" });
  expect(sentenceOf(asked, words(), [1])).toContain("sending files and changing what is there");
  const tool = create(SessionEventSchema, { kind: "tool_started", actor: 1, text: "files" });
  expect(sentenceOf(tool, words(), [1])).toBe("You started File Transfer.");
});

test("says from where and to where files are copied (FIL-12)", () => {
  const copied = words().fileEvents.copying;
  expect(copied(false, "Store 7", "/srv/in", "Ada")).toBe("Ada began to copy files to Store 7, into /srv/in.");
  expect(copied(true, "Workshop", "/srv/in", "")).toBe("Somebody began to copy files from Workshop into /srv/in.");
});
