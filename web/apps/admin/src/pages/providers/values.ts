// A security provider as its form holds it, and as the appliance takes it.

import type { SecurityProvider, SecurityProviderChange, SecurityProviderInput } from "@towline/api";
import { providerTexts } from "../../words";

type OpenId = NonNullable<SecurityProvider["open_id"]>;
type Ldap = NonNullable<SecurityProvider["ldap"]>;

export interface GroupRow {
  readonly group: string;
  readonly policy_id: string;
}

export interface ProviderValues extends Omit<OpenId, "scopes">, Omit<Ldap, "port"> {
  kind: SecurityProvider["kind"];
  name: string;
  enabled: boolean;
  /** What is typed of it; nothing: it stays as it is. */
  secret: string;
  scopes: string;
  port: string;
  admits_others: boolean;
  groups: GroupRow[];
}

/** What directories of one kind are usually like. */
export const OPEN_LDAP = {
  user_filter: "(&(objectClass=inetOrgPerson)(uid={username}))",
  username_attribute: "uid",
  display_name_attribute: "cn",
  email_attribute: "mail",
  member_of_attribute: "",
  group_filter: "(&(objectClass=groupOfNames)(member={dn}))",
} as const;

export const ACTIVE_DIRECTORY = {
  user_filter: "(&(objectCategory=person)(objectClass=user)(sAMAccountName={username}))",
  username_attribute: "sAMAccountName",
  display_name_attribute: "displayName",
  email_attribute: "mail",
  member_of_attribute: "memberOf",
  group_filter: "",
} as const;

export const EMPTY: ProviderValues = {
  kind: "open_id",
  name: "",
  enabled: true,
  secret: "",
  admits_others: false,
  groups: [],
  ca_pem: "",
  issuer: "",
  client_id: "",
  scopes: "profile email groups",
  username_claim: "preferred_username",
  display_name_claim: "name",
  email_claim: "email",
  groups_claim: "groups",
  host: "",
  port: "636",
  transport: "tls",
  bind_dn: "",
  base_dn: "",
  nested_groups: false,
  ...OPEN_LDAP,
};

export const valuesOf = (provider: SecurityProvider): ProviderValues => ({
  ...EMPTY,
  kind: provider.kind,
  name: provider.name,
  enabled: provider.enabled,
  admits_others: provider.admits_others,
  groups: provider.groups,
  ...(provider.open_id ? { ...provider.open_id, scopes: provider.open_id.scopes.join(" ") } : {}),
  ...(provider.ldap ? { ...provider.ldap, port: String(provider.ldap.port) } : {}),
});

const openIdOf = (values: ProviderValues): OpenId => ({
  issuer: values.issuer.trim(),
  client_id: values.client_id.trim(),
  scopes: values.scopes.split(/\s+/).filter(Boolean),
  username_claim: values.username_claim.trim(),
  display_name_claim: values.display_name_claim.trim(),
  email_claim: values.email_claim.trim(),
  groups_claim: values.groups_claim.trim(),
  ca_pem: values.ca_pem,
});

const ldapOf = (values: ProviderValues): Ldap => ({
  host: values.host.trim(),
  port: Number(values.port),
  transport: values.transport,
  ca_pem: values.ca_pem,
  bind_dn: values.bind_dn.trim(),
  base_dn: values.base_dn.trim(),
  user_filter: values.user_filter.trim(),
  username_attribute: values.username_attribute.trim(),
  display_name_attribute: values.display_name_attribute.trim(),
  email_attribute: values.email_attribute.trim(),
  member_of_attribute: values.member_of_attribute.trim(),
  group_filter: values.group_filter.trim(),
  nested_groups: values.nested_groups,
});

const settingsOf = (values: ProviderValues): Pick<SecurityProviderInput, "open_id" | "ldap"> =>
  values.kind === "open_id" ? { open_id: openIdOf(values) } : { ldap: ldapOf(values) };

/** Fields that are no part of where the provider is and how it is read. */
const APART: readonly (keyof ProviderValues)[] = ["name", "enabled", "secret", "admits_others", "groups"];

/** What is new, as the appliance takes it. */
export function changeOf(values: ProviderValues, changes: Partial<ProviderValues>): SecurityProviderChange {
  const { name, enabled, admits_others, groups, secret } = changes;
  const moved = (Object.keys(changes) as (keyof ProviderValues)[]).some((field) => !APART.includes(field));
  return {
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(admits_others === undefined ? {} : { admits_others }),
    ...(groups === undefined ? {} : { groups }),
    ...(secret ? { secret } : {}),
    ...(moved ? settingsOf(values) : {}),
  };
}

export const bodyOf = (values: ProviderValues): SecurityProviderInput => ({
  name: values.name.trim(),
  enabled: values.enabled,
  admits_others: values.admits_others,
  groups: values.groups,
  ...(values.secret ? { secret: values.secret } : {}),
  ...settingsOf(values),
});

export function checkProvider(values: ProviderValues) {
  const texts = providerTexts();
  const needed = (text: string) => (text.trim() === "" ? texts.edit.missing : undefined);
  const port = Number(values.port);
  const unnamed = values.groups.some((row) => row.group.trim() === "" || row.policy_id === "");
  return {
    name: values.name.trim() === "" ? texts.edit.nameMissing : undefined,
    groups: unnamed ? texts.groups.unnamed : undefined,
    ...(values.kind === "open_id"
      ? {
          issuer: needed(values.issuer),
          client_id: needed(values.client_id),
          username_claim: needed(values.username_claim),
          display_name_claim: needed(values.display_name_claim),
        }
      : {
          host: needed(values.host),
          port: Number.isInteger(port) && port >= 1 && port <= 65535 ? undefined : texts.ldap.portWrong,
          base_dn: needed(values.base_dn),
          user_filter: needed(values.user_filter),
          username_attribute: needed(values.username_attribute),
          display_name_attribute: needed(values.display_name_attribute),
        }),
  };
}
