// File Transfer (FIL-1): the page before it is started, and the way to its code, which comes when it is first opened.

import { Loader } from "@mantine/core";
import { IconFolders } from "@tabler/icons-react";
import type { SessionFiles } from "@towline/files";
import { EmptyState, ErrorState } from "@towline/ui";
import { Permission, SessionPhase, type SessionState, Tool } from "@towline/wire";
import { lazy, Suspense, useEffect, useState } from "react";
import { mayBegin, mayUse, mustAsk, useSessionActions } from "../session/actions";
import { EndpointVeil } from "../session/EndpointVeil";
import { ToolStart } from "../session/ToolStart";
import { useWorkspace } from "../session/workspaces";
import { useWords } from "../words/en";

const FilesBrowser = lazy(() => import("./FilesBrowser").then((part) => ({ default: part.FilesBrowser })));

const RIGHTS = [Permission.FILE_DOWNLOAD, Permission.FILE_UPLOAD];

export function FilesTool({ state }: { state: SessionState }) {
  const { session, filesTool: words } = useWords();
  const actions = useSessionActions(state);
  const may = RIGHTS.some((right) => mayBegin(state, right));
  if (!RIGHTS.some((right) => mayUse(state, right)) || !state.runningTools.includes(Tool.FILES)) {
    if (state.phase === SessionPhase.CONNECTING || state.phase === SessionPhase.ENDPOINT_LOST)
      return <EndpointVeil state={state} />;
    return (
      <ToolStart
        icon={<IconFolders size={28} />}
        title={words.title}
        text={words.text}
        start={words.start}
        reason={may ? undefined : session.toolNotPermitted}
        asks={RIGHTS.some((right) => mustAsk(state, right))}
        onStart={actions.startFiles}
      />
    );
  }
  return (
    <>
      <Running state={state} />
      <EndpointVeil state={state} />
    </>
  );
}

function Running({ state }: { state: SessionState }) {
  const words = useWords().filesTool;
  const [workspace] = useWorkspace(state.sessionId);
  const [files, setFiles] = useState<SessionFiles>();
  const [failed, setFailed] = useState(0);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is opened once for each start of the tool; the state of that moment will do
  useEffect(() => {
    let away = false;
    workspace.files.open(state).then(
      (opened) => {
        if (!away && opened) setFiles(opened);
      },
      () => {
        if (!away) setFailed(attempt + 1);
      },
    );
    return () => {
      away = true;
    };
  }, [workspace, attempt]);
  const waiting = <EmptyState announce icon={<Loader size={20} />} title={words.loading} />;
  if (failed > attempt)
    return <ErrorState title={words.failed} retryLabel={words.retry} onRetry={() => setAttempt(failed)} />;
  if (!files) return waiting;
  return (
    <Suspense fallback={waiting}>
      <FilesBrowser state={state} files={files} />
    </Suspense>
  );
}
