// Shown after signing in while a rule asks for a second factor and there is none: nothing else is answered until there is one.

import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { SignInFrame } from "@towline/ui";
import { Factors } from "../pages/account/FactorsCard";
import { meQuery } from "../queries";
import { useFactorTexts, useFrameTexts } from "../words";
import { Again } from "./Again";
import { SignOutDialog, useSigningOut } from "./SignOutDialog";

export function FactorSetUpPage() {
  const client = useQueryClient();
  const { frame } = useFrameTexts();
  const { setUp: texts } = useFactorTexts();
  const leaving = useSigningOut();
  return (
    <SignInFrame title={texts.title} text={texts.lead}>
      <div style={{ marginTop: 24 }}>
        <Factors onReady={() => void client.invalidateQueries({ queryKey: meQuery.queryKey })} />
      </div>
      <Button variant="subtle" color="gray" fullWidth mt="md" onClick={() => void leaving.start()}>
        {frame.signOut}
      </Button>
      <SignOutDialog leaving={leaving} />
      <Again />
    </SignInFrame>
  );
}
