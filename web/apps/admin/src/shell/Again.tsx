// Before what decides about sign-ins, the appliance wants to know that it is still the same person. again() does an act; if that is asked for, it shows the question, and repeats the act.

import { Modal, Text } from "@mantine/core";
import { type AgainWanted, ApiError, api, type FactorProof } from "@towline/api";
import { FactorForm, notify } from "@towline/ui";
import { useSyncExternalStore } from "react";
import { useFactorTexts, useFrameTexts } from "../words";

interface Question {
  readonly wanted: AgainWanted;
  readonly answered: (proved: boolean) => void;
}

let question: Question | null = null;
const listeners = new Set<() => void>();

function show(next: Question | null): void {
  question = next;
  for (const listener of [...listeners]) listener();
}

async function proved(): Promise<boolean> {
  const wanted = await api.beginAgain();
  question?.answered(false);
  return new Promise((resolve) => {
    show({
      wanted,
      answered: (yes) => {
        show(null);
        resolve(yes);
      },
    });
  });
}

/** Does an act, and proves before that it is still the same person if the appliance asks. Who declines gets the refusal. */
export async function again<Answer>(act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act();
  } catch (reason) {
    if (!(reason instanceof ApiError) || reason.code !== "again_required") throw reason;
    if (!(await proved())) throw reason;
    return act();
  }
}

/** Whether this is the refusal of an act before which the person declined to prove anything. */
export const isDeclined = (reason: unknown): boolean => reason instanceof ApiError && reason.code === "again_required";

/** Tells what was refused, unless the person declined to prove anything. */
export function refusedUnlessDeclined(reason: unknown): void {
  if (!isDeclined(reason)) notify.refused(reason);
}

export function Again() {
  const { again: texts } = useFactorTexts();
  const { drawer } = useFrameTexts();
  const asked = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => question,
  );
  const prove = async (proof: FactorProof) => {
    try {
      await api.proveAgain(proof);
    } catch (reason) {
      // The question to a passkey is answered once.
      if ("passkey" in proof) asked?.answered(false);
      throw reason;
    }
    asked?.answered(true);
  };
  return (
    <Modal
      opened={asked !== null}
      onClose={() => asked?.answered(false)}
      title={texts.title}
      zIndex={400}
      closeButtonProps={{ "aria-label": drawer.close }}
    >
      <Text c="dimmed" size="sm">
        {texts.text}
      </Text>
      {asked ? <FactorForm wanted={asked.wanted} prove={prove} /> : null}
    </Modal>
  );
}
