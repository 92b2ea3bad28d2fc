// The owner ends the customer's side and stays in the session (SES-22): asked first.

import { create } from "@bufbuild/protobuf";
import { ConfirmDialog } from "@towline/ui";
import { DisconnectCustomerSchema, type SessionState } from "@towline/wire";
import { useTitleOf } from "../home/naming";
import { useAsk } from "../session/actions";
import { useWords } from "../words/en";

interface DisconnectProps {
  state: SessionState;
  opened: boolean;
  onClose: () => void;
}

export function DisconnectCustomer({ state, opened, onClose }: DisconnectProps) {
  const words = useWords().talk;
  const ask = useAsk();
  const name = useTitleOf()(state);
  return (
    <ConfirmDialog
      opened={opened}
      title={words.disconnectTitle(name)}
      confirm={words.disconnect}
      danger
      onClose={onClose}
      onConfirm={async () => {
        const value = create(DisconnectCustomerSchema, { sessionId: state.sessionId });
        if (await ask({ case: "disconnectCustomer", value })) onClose();
      }}
    >
      {words.disconnectText(name)}
    </ConfirmDialog>
  );
}
