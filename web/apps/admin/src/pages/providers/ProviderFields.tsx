// The fields of a security provider, for adding one and for changing one.

import { Alert, Button, Group, SegmentedControl, Select, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { CopyField } from "@towline/ui";
import { useId } from "react";
import { FormGroup } from "../../form/FormParts";
import { LongTextField, PasswordField, SwitchField, TextField } from "../../form/fields";
import type { Form } from "../../form/useForm";
import { useProviderTexts } from "../../words";
import { GroupMapping } from "./GroupMapping";
import { ACTIVE_DIRECTORY, OPEN_LDAP, type ProviderValues } from "./values";

interface FieldsProps {
  readonly form: Form<ProviderValues>;
  /** It is being added: its kind can be chosen. */
  readonly fresh?: boolean;
  readonly hasSecret?: boolean;
  readonly redirectUri: string;
}

export function ProviderFields({ form, fresh, hasSecret, redirectUri }: FieldsProps) {
  const { edit: texts, kinds } = useProviderTexts();
  const kind = useId();
  const visited = form.values.kind === "open_id";
  return (
    <>
      <FormGroup title={texts.title}>
        {fresh ? (
          <div>
            <Text size="sm" fw={500} id={kind} mb={4}>
              {texts.kind}
            </Text>
            <SegmentedControl
              fullWidth
              aria-labelledby={kind}
              value={form.values.kind}
              onChange={(value) => form.set("kind", value)}
              data={[
                { value: "open_id" as const, label: kinds.open_id },
                { value: "ldap" as const, label: kinds.ldap },
              ]}
            />
          </div>
        ) : null}
        <TextField
          form={form}
          name="name"
          label={texts.name}
          hint={visited ? texts.nameHint : texts.nameHintLdap}
          maxLength={100}
          focusFirst={fresh ?? false}
        />
        <SwitchField form={form} name="enabled" label={texts.enabled} hint={texts.enabledHint} />
      </FormGroup>
      {visited ? (
        <OpenIdFields form={form} hasSecret={hasSecret ?? false} redirectUri={redirectUri} />
      ) : (
        <LdapFields form={form} hasSecret={hasSecret ?? false} />
      )}
      <GroupMapping form={form} />
    </>
  );
}

function Authority({ form }: { form: Form<ProviderValues> }) {
  const { edit: texts } = useProviderTexts();
  return (
    <LongTextField form={form} name="ca_pem" label={texts.authority} hint={texts.authorityHint} maxLength={32768} />
  );
}

function OpenIdFields({ form, hasSecret, redirectUri }: Required<Omit<FieldsProps, "fresh">>) {
  const { openId: texts, edit } = useProviderTexts();
  return (
    <>
      <FormGroup title={texts.title} text={texts.text}>
        <div>
          <Text size="sm" fw={500}>
            {texts.redirect}
          </Text>
          <CopyField value={redirectUri} label={texts.redirect} />
        </div>
        <TextField form={form} name="issuer" label={texts.issuer} hint={texts.issuerHint} maxLength={1024} mono />
        <TextField form={form} name="client_id" label={texts.clientId} maxLength={1024} mono />
        <PasswordField
          form={form}
          name="secret"
          label={texts.secret}
          hint={hasSecret ? edit.secretKept : undefined}
          autoComplete="off"
        />
        <TextField form={form} name="scopes" label={texts.scopes} hint={texts.scopesHint} maxLength={1024} mono />
        <Authority form={form} />
      </FormGroup>
      <FormGroup title={texts.claims} text={texts.claimsText}>
        <TextField form={form} name="username_claim" label={texts.username} maxLength={256} mono />
        <TextField form={form} name="display_name_claim" label={texts.displayName} maxLength={256} mono />
        <TextField form={form} name="email_claim" label={texts.email} maxLength={256} mono />
        <TextField form={form} name="groups_claim" label={texts.groups} hint={texts.groupsHint} maxLength={256} mono />
      </FormGroup>
    </>
  );
}

/** The usual port of each way to reach a directory. */
const PORTS = { tls: "636", start_tls: "389", plain: "389" } as const;

function LdapFields({ form, hasSecret }: { form: Form<ProviderValues>; hasSecret: boolean }) {
  const { ldap: texts, edit, transports } = useProviderTexts();
  const fill = (preset: typeof OPEN_LDAP | typeof ACTIVE_DIRECTORY) => {
    for (const [name, value] of Object.entries(preset)) form.set(name as keyof typeof OPEN_LDAP, value);
  };
  const protect = (transport: ProviderValues["transport"]) => {
    if (form.values.port === PORTS[form.values.transport]) form.set("port", PORTS[transport]);
    form.set("transport", transport);
  };
  return (
    <>
      <FormGroup title={texts.title} text={texts.text}>
        <TextField form={form} name="host" label={texts.host} hint={texts.hostHint} maxLength={255} mono />
        <Select
          label={texts.transport}
          value={form.values.transport}
          allowDeselect={false}
          onChange={(value) => protect((value ?? "tls") as ProviderValues["transport"])}
          data={(["tls", "start_tls", "plain"] as const).map((value) => ({ value, label: transports[value] }))}
        />
        {form.values.transport === "plain" ? (
          <Alert color="red" variant="light" icon={<IconAlertTriangle />}>
            {texts.plain}
          </Alert>
        ) : null}
        <TextField form={form} name="port" label={texts.port} maxLength={5} mono />
        <Authority form={form} />
      </FormGroup>
      <FormGroup title={texts.lookTitle} text={texts.lookText}>
        <TextField form={form} name="bind_dn" label={texts.bindDn} hint={texts.bindDnHint} maxLength={1024} mono />
        <PasswordField
          form={form}
          name="secret"
          label={texts.secret}
          hint={hasSecret ? edit.secretKept : undefined}
          autoComplete="off"
        />
        <TextField form={form} name="base_dn" label={texts.baseDn} hint={texts.baseDnHint} maxLength={1024} mono />
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            {texts.presets}
          </Text>
          <Button size="compact-sm" variant="default" onClick={() => fill(OPEN_LDAP)}>
            {texts.openLdap}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => fill(ACTIVE_DIRECTORY)}>
            {texts.activeDirectory}
          </Button>
        </Group>
        <TextField
          form={form}
          name="user_filter"
          label={texts.userFilter}
          hint={texts.userFilterHint}
          maxLength={1024}
          mono
        />
        <TextField form={form} name="username_attribute" label={texts.username} maxLength={256} mono />
        <TextField form={form} name="display_name_attribute" label={texts.displayName} maxLength={256} mono />
        <TextField form={form} name="email_attribute" label={texts.email} maxLength={256} mono />
      </FormGroup>
      <FormGroup title={texts.groupsTitle} text={texts.groupsText}>
        <TextField form={form} name="member_of_attribute" label={texts.memberOf} maxLength={256} mono />
        <TextField
          form={form}
          name="group_filter"
          label={texts.groupFilter}
          hint={texts.groupFilterHint}
          maxLength={1024}
          mono
        />
        <SwitchField form={form} name="nested_groups" label={texts.nested} hint={texts.nestedHint} />
      </FormGroup>
    </>
  );
}
