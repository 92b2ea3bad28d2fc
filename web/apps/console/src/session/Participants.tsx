// Who is in the session: the customer, the owner, who controls, who is away.

import { Popover } from "@mantine/core";
import { IconPlugConnectedX, IconUserMinus, IconUsers } from "@tabler/icons-react";
import { IconButton, StatusBadge, StatusDot } from "@towline/ui";
import type { CustomerSide, Participant, SessionState } from "@towline/wire";
import { useState } from "react";
import { initials } from "../frame/TopBar";
import { useTitleOf } from "../home/naming";
import { RemoveDialog } from "../share/RemoveDialog";
import { useNotOwner } from "../share/SessionShare";
import { DisconnectCustomer } from "../talk/DisconnectCustomer";
import { useWords } from "../words/en";
import { selfOf } from "./actions";
import classes from "./session.module.css";

export function Participants({ state }: { state: SessionState }) {
  const words = useWords().session;
  const titleOf = useTitleOf();
  const { share, draw } = useWords();
  const [opened, setOpened] = useState(false);
  const [removed, setRemoved] = useState<Participant>();
  const [asking, setAsking] = useState(false);
  const [disconnecting, setDisconnecting] = useState(false);
  const notOwner = useNotOwner(state);
  const { customer } = state;
  const everybody = state.participants.length + (customer ? 1 : 0);
  return (
    <>
      <Popover position="bottom-end" width={340} shadow="none" opened={opened} onChange={setOpened}>
        <Popover.Target>
          <IconButton
            label={words.participants}
            icon={<IconUsers size={20} />}
            count={everybody > 1 ? everybody : 0}
            aria-expanded={opened}
            onClick={() => setOpened(!opened)}
          />
        </Popover.Target>
        <Popover.Dropdown aria-label={words.participants} className={classes.participantsBox ?? ""}>
          <h2 className={classes.participantsHead}>{words.participants}</h2>
          <ul className={classes.participants}>
            {customer ? (
              <CustomerHere
                customer={customer}
                name={titleOf(state)}
                notOwner={notOwner}
                onDisconnect={() => {
                  setDisconnecting(true);
                  setOpened(false);
                }}
              />
            ) : null}
            {state.participants.map((each) => (
              <li key={each.number}>
                <span className={classes.participantFace} aria-hidden="true">
                  {initials(each.displayName)}
                </span>
                <span className={classes.participantName}>
                  {each.displayName}
                  {each.number === state.self ? ` (${words.you})` : ""}
                  {each.external ? (
                    <span className={classes.participantMore}>
                      {each.hostName ? words.externalOf(each.hostName) : words.external}
                    </span>
                  ) : null}
                </span>
                {each.owner ? <StatusBadge>{words.owner}</StatusBadge> : null}
                {each.controls ? <StatusBadge tone="accent">{words.controls}</StatusBadge> : null}
                {each.drawing ? <StatusBadge>{draw.draws}</StatusBadge> : null}
                {each.connected ? null : (
                  <StatusDot tone="waiting" hollow>
                    {words.away}
                  </StatusDot>
                )}
                {each.number === state.self ? null : (
                  <IconButton
                    size={28}
                    label={share.removeNamed(each.displayName)}
                    icon={<IconUserMinus size={16} />}
                    reason={notOwner}
                    onClick={() => {
                      setRemoved(each);
                      setAsking(true);
                      setOpened(false);
                    }}
                  />
                )}
              </li>
            ))}
          </ul>
        </Popover.Dropdown>
      </Popover>
      <RemoveDialog
        sessionId={state.sessionId}
        participant={removed}
        opened={asking && (selfOf(state)?.owner ?? false)}
        onClose={() => setAsking(false)}
      />
      {customer ? (
        <DisconnectCustomer
          state={state}
          opened={disconnecting && !customer.disconnected && (selfOf(state)?.owner ?? false)}
          onClose={() => setDisconnecting(false)}
        />
      ) : null}
    </>
  );
}

interface CustomerHereProps {
  customer: CustomerSide;
  name: string;
  notOwner: string | undefined;
  onDisconnect: () => void;
}

function CustomerHere({ customer, name, notOwner, onDisconnect }: CustomerHereProps) {
  const { session: words, talk } = useWords();
  return (
    <li>
      <span className={classes.participantFace} data-customer aria-hidden="true">
        {initials(name)}
      </span>
      <span className={classes.participantName}>
        {name}
        {customer.phone && customer.way !== "client" ? (
          <span className={classes.participantMore}>{talk.viewOnly}</span>
        ) : null}
      </span>
      <StatusBadge tone="accent">{words.customerMark}</StatusBadge>
      <StatusDot tone={customer.there ? "online" : "waiting"} hollow={!customer.there}>
        {customer.there ? words.customerThere : customer.disconnected ? words.customerDisconnected : words.away}
      </StatusDot>
      {customer.disconnected ? null : (
        <IconButton
          size={28}
          label={talk.disconnect}
          icon={<IconPlugConnectedX size={16} />}
          reason={notOwner}
          onClick={onDisconnect}
        />
      )}
    </li>
  );
}
