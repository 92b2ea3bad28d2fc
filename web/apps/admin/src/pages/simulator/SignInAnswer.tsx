// Whether somebody could sign in from an address at a moment, and if not, which rule says so (ADM-5, ACC-5).

import { Alert, Text } from "@mantine/core";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import type { SignInSimulation } from "@towline/api";
import { exactTime } from "@towline/ui";
import { useSettingTexts, useSimulatorTexts } from "../../words";

/** Whether a text can be an IP address; the appliance looks more closely. */
export const isAddress = (text: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(text)
    ? text.split(".").every((part) => Number(part) < 256)
    : text.includes(":") && /^[0-9a-f:.]+$/i.test(text);

export function SignInAnswer({ signIn }: { signIn: SignInSimulation }) {
  const { signIn: texts, signInReasons, signInPasswords, signInFactors, factorKinds, steps } = useSimulatorTexts();
  const { words } = useSettingTexts();
  const may = signIn.refusals.length === 0;
  const rule = (policy: string | null | undefined, source: string | null | undefined): string =>
    policy ? words.fromPolicy(policy) : source === "account" ? steps.account : "";
  const lines = [
    ...signIn.refusals.map((refusal) =>
      [
        refusal.reason === "locked" && refusal.until_ms
          ? texts.lockedUntil(exactTime(refusal.until_ms))
          : signInReasons[refusal.reason],
        rule(refusal.policy, refusal.source),
      ]
        .filter(Boolean)
        .join(" "),
    ),
    signInPasswords[signIn.password],
    signIn.factor === "one_of"
      ? texts.oneOf(signIn.factors.map((factor) => factorKinds[factor] ?? factor).join(", "))
      : [signInFactors[signIn.factor], rule(signIn.factor_policy, signIn.factor_source)].filter(Boolean).join(" "),
  ].filter(Boolean);
  return (
    <Alert
      color={may ? "green" : "red"}
      variant="light"
      icon={may ? <IconCircleCheck /> : <IconCircleX />}
      title={may ? texts.yes : texts.no}
    >
      {lines.map((line) => (
        <Text size="sm" key={line}>
          {line}
        </Text>
      ))}
      <Text size="sm" c="dimmed">
        {signIn.address
          ? texts.asked(signIn.address, exactTime(signIn.at_ms))
          : texts.askedAnywhere(exactTime(signIn.at_ms))}
      </Text>
    </Alert>
  );
}
