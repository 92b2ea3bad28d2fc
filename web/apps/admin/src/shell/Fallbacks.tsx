// Pages for what is not there: an unknown address, a page that failed, a page on its way.

import { Center, Loader } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { ErrorState } from "@towline/ui";
import { useFrameTexts } from "../words";
import { ButtonLink } from "./links";
import { Page } from "./Page";

export function MissingPage() {
  const { notFound } = useFrameTexts();
  return (
    <Page title={notFound.title} lead={notFound.text}>
      <div>
        <ButtonLink to="/" variant="default">
          {notFound.back}
        </ButtonLink>
      </div>
    </Page>
  );
}

export function BrokenPage({ error }: ErrorComponentProps) {
  const { broken } = useFrameTexts();
  return (
    <ErrorState
      error={error}
      title={broken.title}
      detail={broken.text}
      retryLabel={broken.reload}
      onRetry={() => location.reload()}
    />
  );
}

export function PendingPage() {
  const { frame } = useFrameTexts();
  return (
    <Center p="xl">
      <Loader aria-label={frame.loadingPage} />
    </Center>
  );
}
