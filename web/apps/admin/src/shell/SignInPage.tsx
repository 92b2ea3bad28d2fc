// The sign-in of the administrative interface. It is shown in place of any page while nobody is signed in, so the address stays and the page follows.

import { Anchor, Group } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { SignIn } from "@towline/ui";
import { useEffect } from "react";
import { drafts } from "../form/drafts";
import { welcome } from "../session";
import { useFrameTexts } from "../words";

export function SignInPage() {
  const client = useQueryClient();
  const { signIn: texts } = useFrameTexts();
  useEffect(() => {
    document.title = texts.title;
  }, [texts]);
  return (
    <SignIn
      title={texts.title}
      text={drafts.pending ? texts.ended : texts.lead}
      onSignedIn={(me) => welcome(client, me)}
      footer={
        <Group gap="lg">
          <Anchor href="/console/" inherit>
            {texts.consoleLink}
          </Anchor>
          <Anchor href="/" inherit>
            {texts.homeLink}
          </Anchor>
        </Group>
      }
    />
  );
}
