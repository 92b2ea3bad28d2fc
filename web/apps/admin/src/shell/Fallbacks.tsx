// Pages for what is not there: an unknown address, a page that failed, a page on its way.

import type { ErrorComponentProps } from "@tanstack/react-router";
import { ErrorState } from "@towline/ui";
import { useFrameTexts } from "../words";
import { Loading } from "./Loading";
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
  return <Loading />;
}
