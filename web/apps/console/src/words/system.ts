// English texts of System Info and of a session's summary beside the session itself.

import { number, plural } from "@towline/ui";

const rows = (n: number) => plural(n, { one: "row", other: "rows" });

const system = {
  title: "System Info",
  text: "Hardware, processes, services, programs and more of the machine. Each is read when you look at it.",
  start: "Start System Info",
  changes: "changes in System Info",
  stop: "Stop System Info",
  categories: "Categories",
  refresh: "Refresh",
  sortBy: (column: string) => `Sort by ${column}`,
  cancel: "Stop reading",
  exportAs: "Export",
  exportCsv: "As CSV",
  exportJson: "As JSON",
  filter: "Filter",
  filterOf: (what: string) => `Filter ${what.toLowerCase()}`,
  reading: "Reading",
  readingRows: (n: number) => `Reading, ${number(n)} ${rows(n)} so far`,
  readAt: (time: string) => `as of ${time}`,
  stopped: (n: number) => `Stopped after ${number(n)} ${rows(n)}`,
  count: (n: number) => `${number(n)} ${rows(n)}`,
  countOf: (n: number, all: number) => `${number(n)} of ${number(all)} ${rows(all)}`,
  firstOf: (n: number, all: number) => `The first ${number(n)} of ${number(all)} rows`,
  newest: (n: number) => `The newest ${number(n)} entries; there are more`,
  from: (source: string) => `from ${source}`,
  nothing: "Nothing found",
  nothingText: "The machine reports nothing here.",
  noMatch: "No row matches the filter",
  clearFilter: "Clear the filter",
  failed: "This could not be read",
  limited: (account: string) =>
    `Towline runs as ${account} on this machine, without administrator rights. What belongs to others may be missing, and cannot be changed.`,
  details: "Details of the chosen row",
  closeDetails: "Close the details",
  chooseHint: "Choose a row to see all of it.",
  yes: "yes",
  no: "no",
  remote: "on another machine",
  signedOut: "",
  person: "Person",
  program: "System",
  megahertz: (n: number) => `${number(n)} MHz`,
  percent: (n: number) => `${number(n)} %`,
  endProcess: "End process",
  endTitle: (name: string) => `End ${name}?`,
  endText:
    "It is asked to end, and ended by force when it does not within three seconds. What it has not saved is lost.",
  startService: "Start",
  stopService: "Stop",
  restartService: "Restart",
  startTitle: (name: string) => `Start ${name}?`,
  stopTitle: (name: string) => `Stop ${name}?`,
  restartTitle: (name: string) => `Restart ${name}?`,
  startText: "The service is started now. Whether it starts with the machine does not change.",
  stopText: "Whatever needs the service stops working until it is started again.",
  restartText: "Whatever needs the service is interrupted for a moment.",
  startConfirm: "Start service",
  stopConfirm: "Stop service",
  restartConfirm: "Restart service",
  actNotPermitted: "Your permissions let you look only.",
  protectedProcess: "This is Towline itself, or a part of the system that cannot be done without.",
  protectedService: "This service is Towline itself. Stopping it would end this session.",
  runsAlready: "It runs already.",
  runsNot: "It does not run.",
  masked: "It is masked: the system does not start it.",
  working: "Waiting for the machine",
  asked: (who: string, act: string, name: string) => {
    const verbs: Readonly<Record<string, string>> = {
      end_process: "end",
      start_service: "start",
      stop_service: "stop",
      restart_service: "restart",
    };
    return `${who} asked to ${verbs[act] ?? "change"} ${name}.`;
  },
  done: (act: string, name: string) => {
    const verbs: Readonly<Record<string, string>> = {
      end_process: "was ended",
      start_service: "was started",
      stop_service: "was stopped",
      restart_service: "was restarted",
    };
    return `${name} ${verbs[act] ?? "was changed"}.`;
  },
  notDone: (act: string, name: string, why: string) => {
    const verbs: Readonly<Record<string, string>> = {
      end_process: "was not ended",
      start_service: "was not started",
      stop_service: "was not stopped",
      restart_service: "was not restarted",
    };
    return `${name} ${verbs[act] ?? "was not changed"}: ${why}`;
  },
} as const;

const systemCategory: Readonly<Record<string, string>> = {
  1: "Hardware",
  2: "Operating system",
  3: "Network",
  4: "Disks",
  5: "Processes",
  6: "Services",
  7: "Programs",
  8: "Users",
  9: "Event log",
};

const systemAbsent: Readonly<Record<string, string>> = {
  no_services: "This machine has no services that can be shown",
  no_programs: "This machine has no list of programs that is known",
  no_log: "This machine has no event log that can be read",
  failed: "The machine could not read this",
};

const systemAbsentText: Readonly<Record<string, string>> = {
  no_services: "Services are those of systemd. It does not run here; in containers it seldom does.",
  no_programs: "Lists of dpkg, rpm, pacman and apk are read.",
  no_log: "Neither the journal nor a file in /var/log has anything that Towline may read.",
};

const serviceState: Readonly<Record<string, string>> = {
  active: "Active",
  inactive: "Inactive",
  failed: "Failed",
  activating: "Starting",
  deactivating: "Stopping",
  reloading: "Reloading",
};

const processState: Readonly<Record<string, string>> = {
  running: "Running",
  sleeping: "Sleeping",
  waiting: "Waiting",
  stopped: "Stopped",
  zombie: "Zombie",
  idle: "Idle",
};

const logLevel: Readonly<Record<string, string>> = {
  emergency: "Emergency",
  alert: "Alert",
  critical: "Critical",
  error: "Error",
  warning: "Warning",
  notice: "Notice",
  info: "Info",
  debug: "Debug",
};

const systemColumn = {
  name: "Name",
  pid: "PID",
  user: "User",
  cpu: "CPU",
  memory: "Memory",
  command: "Command line",
  state: "State",
  started: "Started",
  threads: "Threads",
  parent: "Parent",
  description: "Description",
  starts: "Start mode",
  detail: "Exactly",
  version: "Version",
  architecture: "Architecture",
  size: "Size",
  installed: "Installed",
  fullName: "Full name",
  uid: "Number",
  home: "Home folder",
  shell: "Shell",
  kind: "Kind",
  signedIn: "Signed in",
  time: "Time",
  level: "Level",
  source: "Source",
  text: "Text",
  mount: "Mounted at",
  device: "Device",
  fileSystem: "File system",
  used: "Used",
  free: "Free",
  writable: "Writable",
  mac: "MAC address",
  addresses: "Addresses",
  received: "Received",
  sent: "Sent",
  mtu: "MTU",
  value: "Value",
} as const;

const systemFact: Readonly<Record<string, string>> = {
  vendor: "Manufacturer",
  model: "Model",
  serial: "Serial number",
  board: "Board",
  firmware: "Firmware",
  firmware_date: "Firmware of",
  architecture: "Architecture",
  cpu_model: "Processor",
  cpu_count: "Logical processors",
  cpu_speed: "Processor speed",
  memory: "Memory",
  memory_available: "Memory available",
  swap: "Swap",
  swap_free: "Swap free",
  disk: "Disk",
  disk_model: "Disk model",
  graphics: "Graphics driver",
  battery_percent: "Battery, in percent",
  host_name: "Name",
  os: "Operating system",
  kernel: "Kernel",
  kernel_build: "Kernel build",
  booted: "Started",
  domain: "Domain",
  time_zone: "Time zone",
  load: "Load of 1, 5 and 15 minutes",
  init: "First process",
  machine_id: "Machine ID",
  container: "Container",
  file_scan: "Files are scanned with",
  gateway: "Gateway",
  name_server: "Name server",
  search_domains: "Search domains",
};

const systemReason: Readonly<Record<string, string>> = {
  gone: "It had ended already.",
  no_services: "The machine has no services.",
  unknown_service: "The machine has no such service.",
  not_permitted: "It is not permitted on the machine.",
  protected: "It is protected.",
  paused: "The customer has paused access.",
  unknown: "The machine was lost before it could answer. Look again when it is back.",
  failed: "The machine did not say why.",
};

/** Groups of the catalogue. */
export const systemGroups = {
  system,
  systemCategory,
  systemAbsent,
  systemAbsentText,
  serviceState,
  processState,
  logLevel,
  systemColumn,
  systemFact,
  systemReason,
} as const;

/** The parts of the summary that more than one person writes (SES-40). */
export const summary = {
  notes: "Notes for the record",
  notesText: "They stay with the session's record. Representatives see them; a customer never does.",
  noNotes: "No notes yet.",
  writeNote: "Write a note",
  addNote: "Add note",
  noteTooLong: "Shorten the note: it has more than 4,096 bytes.",
  noteBy: (who: string) => `${who}, `,
  editFields: "Edit custom fields",
  saveFields: "Save",
  cancelEdit: "Cancel",
  fieldsNotPermitted: "Your permissions do not include setting custom fields.",
  noFields: "No custom field has a value.",
  fieldTooLong: "At most 256 bytes.",
  fieldsChanged: "Custom fields saved",
  lasted: "Length",
  earlier: "Earlier sessions",
  earlierMachine: "Sessions with this machine that have ended, newest first.",
  earlierCustomer:
    "Ended sessions of customers who gave the same name and company, newest first: those that you were in or that came to your teams. Names are as customers typed them: they prove nothing.",
  noEarlier: "There are no earlier sessions.",
  earlierMore: "Show more",
  started: "Started",
  length: "Length",
  reps: "Representatives",
  reason: "Ended because",
  unknownReason: "No reason was recorded.",
  nobody: "Nobody",
  hours: (h: number, m: number) => `${number(h)} h ${number(m)} min`,
  minutes: (m: number, s: number) => `${number(m)} min ${number(s)} s`,
  seconds: (s: number) => `${number(s)} s`,
} as const;
