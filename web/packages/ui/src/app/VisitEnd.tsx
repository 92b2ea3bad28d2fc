// The page that a security provider leads back to (ACC-7): brings what it gave to the appliance, asks for a second factor if there is one, and goes where the person wanted to go.
//
// It stands alone: nobody is signed in yet, and what is in the address works once.

import { Anchor, Button, Group, Loader } from "@mantine/core";
import { ApiError, api, type FactorProof, type SecondFactorWanted } from "@towline/api";
import { useEffect, useState } from "react";
import { useUiTexts } from "../messages/en";
import { FactorForm } from "./FactorForm";
import { SignInFrame } from "./SignIn";
import classes from "./signIn.module.css";
import { ownAddress, type VisitResult } from "./visit";

type Step =
  | { readonly is: "waiting" }
  | { readonly is: "factor"; readonly wanted: SecondFactorWanted; readonly path: string }
  | { readonly is: "refused"; readonly title: string; readonly detail: string };

const go = (path: string) => location.replace(ownAddress(path, location.origin));

export function VisitEnd({ result }: { result: VisitResult }) {
  const texts = useUiTexts().visit;
  const [step, setStep] = useState<Step>({ is: "waiting" });

  useEffect(() => {
    document.title = texts.title;
    // What is in the address is used up now; it is not left for the history.
    history.replaceState(null, "", location.pathname);
    if ("error" in result) {
      const declined = result.error === "access_denied" || result.error === "login_required";
      setStep({ is: "refused", title: declined ? texts.declined : texts.failed, detail: texts.again });
      return;
    }
    api.finishVisit(result).then(
      (end) => {
        if (end.second_factor) setStep({ is: "factor", wanted: end.second_factor, path: end.return_path });
        else go(end.return_path);
      },
      (reason: unknown) => {
        const said = reason instanceof ApiError && reason.title !== "" ? reason : null;
        setStep({ is: "refused", title: said?.title ?? texts.failed, detail: said?.detail || texts.again });
      },
    );
  }, [result, texts]);

  if (step.is === "factor") {
    const prove = async (proof: FactorProof) => {
      await api.proveFactor(step.wanted.token, proof);
      go(step.path);
    };
    return (
      <SignInFrame title={texts.factorTitle}>
        <FactorForm wanted={step.wanted} prove={prove} />
      </SignInFrame>
    );
  }
  if (step.is === "refused") {
    return (
      <SignInFrame
        title={texts.refusedTitle}
        footer={
          <Group gap="lg">
            <Anchor href="/console/" inherit>
              {texts.toConsole}
            </Anchor>
            <Anchor href="/" inherit>
              {texts.toStart}
            </Anchor>
          </Group>
        }
      >
        <div className={classes.form}>
          <div role="alert" className={classes.refused}>
            <strong>{step.title}</strong>
            <span>{step.detail}</span>
          </div>
          <Button component="a" href="/login/" size="md" fullWidth>
            {texts.back}
          </Button>
        </div>
      </SignInFrame>
    );
  }
  return (
    <SignInFrame title={texts.title}>
      <div role="status" className={classes.form}>
        <Loader size={24} aria-hidden />
        <span>{texts.waiting}</span>
      </div>
    </SignInFrame>
  );
}
