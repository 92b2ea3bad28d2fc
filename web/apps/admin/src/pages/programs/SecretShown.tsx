// Client id and secret of an API account, to be copied: the only time that the secret can be seen. With the request that gets a token.

import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconEyeOff } from "@tabler/icons-react";
import type { MadeApiAccount } from "@towline/api";
import { CopyField } from "@towline/ui";
import { useProgramTexts } from "../../words";

export function SecretShown({ made, onDone }: { made: MadeApiAccount; onDone: () => void }) {
  const { secret: texts } = useProgramTexts();
  const ask = `curl --user ${made.client_id}:${made.client_secret} --data grant_type=client_credentials ${location.origin}/api/v1/oauth/token`;
  return (
    <Stack gap="md">
      <Text fw={600}>{texts.ready}</Text>
      <Alert color="yellow" variant="light" icon={<IconEyeOff />}>
        {texts.once}
      </Alert>
      <div>
        <Text size="sm" fw={500}>
          {texts.id}
        </Text>
        <CopyField value={made.client_id} label={texts.id} />
      </div>
      <div>
        <Text size="sm" fw={500}>
          {texts.secret}
        </Text>
        <CopyField value={made.client_secret} label={texts.secret} wrap />
      </div>
      <div>
        <Text size="sm" fw={500}>
          {texts.example}
        </Text>
        <CopyField value={ask} label={texts.example} wrap />
        <Text size="sm" c="dimmed" mt={4}>
          {texts.exampleText}
        </Text>
      </div>
      <div>
        <Button onClick={onDone}>{texts.finish}</Button>
      </div>
    </Stack>
  );
}
