// A sign of life while something is on its way, said aloud.

import { Center, Loader } from "@mantine/core";
import { useFrameTexts } from "../words";

export function Loading({ label }: { label?: string }) {
  const { frame } = useFrameTexts();
  return (
    <Center p="xl" role="status" aria-label={label ?? frame.loadingPage}>
      <Loader size="sm" aria-hidden="true" />
    </Center>
  );
}
