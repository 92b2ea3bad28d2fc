// The ways into a session. The Jump (JMP-3) starts one on an item and goes there; a session of one's own on it is opened instead, somebody else's is offered to
// be joined (JMP-50). Accept takes one that waits in a queue (SUP-30).

import { create } from "@bufbuild/protobuf";
import { Button, Modal } from "@mantine/core";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { notify } from "@towline/ui";
import {
  AcceptSessionSchema,
  CustomValueSchema,
  ProblemError,
  ResumeSessionSchema,
  SessionPhase,
  StartSessionSchema,
} from "@towline/wire";
import { createContext, type ReactNode, useContext, useState } from "react";
import frame from "../frame/frame.module.css";
import { useLiveLink } from "../live/useLive";
import type { Custom } from "../script/command";
import { beginScreen } from "../session/begin";
import { useWorkspaces } from "../session/workspaces";
import { useWords } from "../words/en";
import { LOCKED, PasswordDialog } from "./PasswordDialog";

export interface Target {
  readonly id: string;
  readonly name: string;
}

interface Jumping {
  /** Starts, opens or offers to join. Custom fields are for a session that starts. */
  jump: (target: Target, custom?: Custom) => void;
  /** Opens a session that exists; takes it back from the queue when it waits there. */
  open: (sessionId: string, resume: boolean) => void;
  /** Takes a session that waits in a queue, and goes there; whoever is late is told who was faster. */
  accept: (sessionId: string, name: string) => void;
  /** Items and sessions that are being started. */
  starting: ReadonlySet<string>;
}

const JumpContext = createContext<Jumping | undefined>(undefined);

export function useJump(): Jumping {
  const jumping = useContext(JumpContext);
  if (!jumping) throw new Error("outside of JumpProvider");
  return jumping;
}

export function JumpProvider({ children }: { children: ReactNode }) {
  const words = useWords();
  const live = useLiveLink();
  const workspaces = useWorkspaces();
  const navigate = useNavigate();
  // As it stands in the address bar: what a session is left to is pushed as it is (SES-24).
  const here = useLocation({ select: (location) => location.publicHref });
  const [starting, setStarting] = useState<ReadonlySet<string>>(new Set());
  const [inUse, setInUse] = useState<Target & { names: string; custom: Custom }>();
  const [locked, setLocked] = useState<Target & { join: boolean; custom: Custom; problem: string | undefined }>();

  const goTo = (sessionId: string) => {
    const workspace = workspaces.of(sessionId);
    if (!here.includes("/session/")) {
      workspace.origin = here;
      workspace.remember();
    }
    live.openRoom(sessionId);
    void navigate({ to: "/session/$sessionId", params: { sessionId } });
  };

  const busy = async (id: string, work: () => Promise<void>) => {
    if (starting.has(id)) return;
    setStarting((before) => new Set(before).add(id));
    try {
      await work();
    } finally {
      setStarting((before) => new Set([...before].filter((each) => each !== id)));
    }
  };

  const notCarried = (custom: Custom) => {
    if (Object.keys(custom).length > 0) notify.told(words.script.notCarried, words.script.notCarriedText);
  };

  const start = (target: Target, join: boolean, custom: Custom, password = "") =>
    busy(target.id, async () => {
      try {
        const value = create(StartSessionSchema, {
          itemId: target.id,
          join,
          password,
          nonce: crypto.randomUUID(),
          custom: Object.entries(custom).map(([codeName, value]) => create(CustomValueSchema, { codeName, value })),
        });
        const reply = await live.request({ case: "startSession", value });
        setInUse(undefined);
        setLocked(undefined);
        goTo(reply.sessionId);
        if (join) notCarried(custom);
        else void beginScreen(live, workspaces.of(reply.sessionId));
      } catch (reason) {
        if (!join && reason instanceof ProblemError && reason.code === "in_use") {
          setLocked(undefined);
          setInUse({ ...target, names: reason.detail, custom });
        } else if (reason instanceof ProblemError && LOCKED.includes(reason.code)) {
          setInUse(undefined);
          const problem = reason.code === "password_needed" ? undefined : `${reason.title} ${reason.detail}`;
          setLocked({ ...target, join, custom, problem });
        } else {
          setInUse(undefined);
          setLocked(undefined);
          notify.refused(reason, words.home.cannotStart(target.name));
        }
      }
    });

  const open = (sessionId: string, resume: boolean) => {
    if (!resume) return goTo(sessionId);
    void busy(sessionId, async () => {
      try {
        await live.request({ case: "resumeSession", value: create(ResumeSessionSchema, { sessionId }) });
        goTo(sessionId);
      } catch (reason) {
        notify.refused(reason);
      }
    });
  };

  const accept = (sessionId: string, name: string) =>
    void busy(sessionId, async () => {
      try {
        await live.request({ case: "acceptSession", value: create(AcceptSessionSchema, { sessionId }) });
        goTo(sessionId);
      } catch (reason) {
        if (reason instanceof ProblemError && reason.code === "taken") notify.told(reason.title, reason.detail);
        else notify.refused(reason, words.queues.cannotAccept(name));
      }
    });

  const jump = (target: Target, custom: Custom = {}) => {
    const own = live
      .snapshot()
      .sessions?.find(
        (session) =>
          session.itemId === target.id && session.phase !== SessionPhase.ENDED && (session.joined || session.owned),
      );
    if (own) {
      open(own.sessionId, !own.joined);
      notCarried(custom);
    } else void start(target, false, custom);
  };

  return (
    <JumpContext value={{ jump, open, accept, starting }}>
      {children}
      <PasswordDialog
        name={locked?.name}
        problem={locked?.problem}
        join={locked?.join ?? false}
        busy={locked ? starting.has(locked.id) : false}
        onEnter={(password) => locked && void start(locked, locked.join, locked.custom, password)}
        onClose={() => setLocked(undefined)}
      />
      <Modal
        opened={inUse !== undefined}
        onClose={() => setInUse(undefined)}
        title={words.home.inUseTitle(inUse?.name ?? "")}
      >
        <p className={frame.dialogText}>
          {inUse?.names.includes(",") ? words.home.inUseMany(inUse.names) : words.home.inUseText(inUse?.names ?? "")}
        </p>
        <div className={frame.dialogFoot}>
          <Button variant="default" onClick={() => setInUse(undefined)}>
            {words.session.cancel}
          </Button>
          <Button
            data-autofocus
            loading={inUse ? starting.has(inUse.id) : false}
            onClick={() => inUse && void start(inUse, true, inUse.custom)}
          >
            {words.home.join}
          </Button>
        </div>
      </Modal>
    </JumpContext>
  );
}
