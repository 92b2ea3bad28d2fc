// Words about from where and when somebody may sign in.

import { catalogue } from "@towline/ui";

export const { now: limitTexts, useMessages: useLimitTexts } = catalogue({
  editor: {
    title: "Where and when",
    userText: "From where and when this user may sign in, unless a group policy says otherwise.",
    policyText:
      "From where and when its members may sign in. Logins that are open elsewhere or at other hours end within seconds; their sessions are held.",
    onlyNetworks: "Only from some networks",
    networks: "Networks",
    networksHint: "One to a line, such as 192.0.2.0/24.",
    onlyHours: "Only at some hours",
    hours: "Hours",
    window: (number: number) => `Hours ${number}`,
    day: (short: string, full: string) => `${short}, ${full}`,
    from: "From",
    to: "To",
    add: "Add hours",
    remove: (number: number) => `Remove hours ${number}`,
    zone: "Time zone",
    zoneHint: "Hours are those of the clock on the wall there.",
  },
  days: {
    monday: "Monday",
    tuesday: "Tuesday",
    wednesday: "Wednesday",
    thursday: "Thursday",
    friday: "Friday",
    saturday: "Saturday",
    sunday: "Sunday",
  },
  shortDays: {
    monday: "Mo",
    tuesday: "Tu",
    wednesday: "We",
    thursday: "Th",
    friday: "Fr",
    saturday: "Sa",
    sunday: "Su",
  },
});
