// Pages for what is not there: an unknown address, a page that failed, a page on its way.

import { Center, Loader } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { EmptyState, ErrorState } from "@towline/ui";
import { useFrameTexts } from "../words";
import { ButtonLink } from "./links";

export function MissingPage() {
  const { notFound } = useFrameTexts();
  return (
    <EmptyState
      icon={<IconMapOff size={20} />}
      title={notFound.title}
      text={notFound.text}
      actions={
        <ButtonLink to="/" variant="default">
          {notFound.back}
        </ButtonLink>
      }
    />
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
