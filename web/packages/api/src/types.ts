// What the REST interface sends and takes. The shapes follow openapi/appliance.json; times are Unix milliseconds, ids are UUIDs.
//
// Everything that describes an endpoint or a person is text from elsewhere: it is shown as text, never as markup.

export interface Site {
  name: string;
  version: string;
}

export interface OpenSessionSummary {
  id: string;
  item_name: string;
  phase: string;
  owned: boolean;
}

export interface Me {
  id: string;
  username: string;
  display_name: string;
  email?: string | null;
  administrator: boolean;
  must_change_password: boolean;
  console_allowed: boolean;
  sessions: OpenSessionSummary[];
  site: Site;
}

export interface Ticket {
  ticket: string;
  expires_ms: number;
}

export interface ConsoleSetting {
  enabled: boolean;
  /** Display names of those who can change it. */
  administrators: string[];
}

export type Availability = "online" | "offline" | "duplicate" | "uninstalled";

export interface Location {
  kind: "personal" | "group";
  group_id?: string | null;
  name?: string;
}

export interface JumpItem {
  id: string;
  name: string;
  method: "jump_client";
  location: Location & { name: string };
  availability: Availability;
  since_ms: number;
  in_use_by: string[];
  last_accessed_ms?: number | null;
  tag: string;
  host_name: string;
}

export interface Volume {
  mount_point: string;
  total_bytes: number;
  free_bytes: number;
}

export interface ItemStatistics {
  cpu_permille: number;
  memory_used_bytes: number;
  volumes: Volume[];
  console_user?: string;
}

export interface JumpItemDetails extends JumpItem {
  comments: string;
  os: string;
  os_version: string;
  architecture: string;
  public_ip: string;
  private_ips: string[];
  install_mode: string;
  console_user: string;
  domain: string;
  booted_at_ms?: number | null;
  cpu_model: string;
  cpu_count: number;
  memory_bytes: number;
  agent_version: string;
  created_ms: number;
  statistics?: ItemStatistics | null;
  duplicate_seen_ms?: number | null;
}

export interface JumpItemPage {
  items: JumpItem[];
  total: number;
  page: number;
  limit: number;
}

export type ItemSort = "name" | "method" | "group" | "status" | "last_accessed";
export type Order = "asc" | "desc";

export interface JumpItemQuery {
  location: string;
  search?: string;
  sort?: ItemSort;
  order?: Order;
  page?: number;
  limit?: number;
}

export interface JumpLocations {
  all: number;
  personal: number;
  groups: { id: string; name: string; count: number }[];
}

export interface JumpItemChange {
  name?: string;
  tag?: string;
  comments?: string;
  location?: Location;
}

export interface JumpGroup {
  id: string;
  name: string;
  comments: string;
  members: string[];
  count?: number;
}

export interface JumpGroupInput {
  name: string;
  comments: string;
  members: string[];
}

export interface JumpInstaller {
  id: string;
  location: Location & { name: string };
  name?: string | null;
  tag?: string | null;
  comments?: string | null;
  expires_ms: number;
  uses_allowed: number;
  uses: number;
  created_ms: number;
  created_by: string;
  valid: boolean;
}

export interface JumpInstallerInput {
  location: Location;
  name?: string;
  tag?: string;
  comments?: string;
  valid_hours: number;
  uses: number;
}

/** The only answer that ever holds the token. */
export interface NewJumpInstaller extends JumpInstaller {
  command: string;
  token: string;
}

export interface User {
  id: string;
  username: string;
  display_name: string;
  email?: string | null;
  administrator: boolean;
  disabled: boolean;
  locked_until_ms?: number | null;
  last_login_ms?: number | null;
  created_ms: number;
  group_ids: string[];
}

export interface NewUser {
  username: string;
  display_name: string;
  email?: string;
  administrator: boolean;
  password: string;
  must_change_password: boolean;
  group_ids: string[];
}

export interface UserChange {
  username?: string;
  display_name?: string;
  email?: string;
  administrator?: boolean;
  disabled?: boolean;
  group_ids?: string[];
}

export interface SignedIn {
  login_id: string;
  user_id: string;
  display_name: string;
  address: string;
  since_ms: number;
  console: boolean;
}

export interface HealthLine {
  what: string;
  state: "ok" | "warning" | "error";
  message: string;
}

export interface Status {
  site: string;
  version: string;
  started_ms: number;
  host_name: string;
  counts: { jump_clients: number; online: number; sessions: number; signed_in: number };
  health: HealthLine[];
  signed_in: SignedIn[];
}

export interface SecuritySettings {
  allow_web_console: boolean;
}
