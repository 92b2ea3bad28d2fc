// Words of the pages about what the site knows of its work: issues, skills, custom fields.

import { catalogue, number, plural } from "@towline/ui";

/** Fields that these things have in common. */
const coded = {
  name: "Name",
  nameMissing: "Enter a name.",
  code: "Code name",
  codeOdd: "Use small letters, digits and underscores, a letter first, at most 32 in all.",
};

/** Names in a sentence, the first few of them. */
const some = (names: readonly string[]) => {
  const quoted = names.slice(0, 3).map((name) => `“${name}”`);
  return names.length > 3 ? `${quoted.join(", ")} and ${number(names.length - 3)} more` : quoted.join(", ");
};

export const { now: customFieldTexts, useMessages: useCustomFieldTexts } = catalogue({
  page: {
    lead: "What a session can be started with besides a Jump Item: the number of a ticket, who asked. Links of other programs fill them in.",
    searchLabel: "Search custom fields by name or code name",
    add: "Make a custom field",
    emptyTitle: "No custom fields yet",
    emptyText:
      "With a field “ticket”, a link from your ticket system can start a session that carries the ticket's number.",
  },
  columns: { ...coded, link: "In links", shown: "In sessions", yes: "Shown", no: "Only stored" },
  edit: {
    ...coded,
    title: "About this field",
    codeHint: "Links say it as session.custom.<code name>. Links with an old code name are refused.",
    shown: "Show in the session",
    shownHint: "Representatives see it under Summary. Otherwise it is only stored with the session.",
    link: "In links",
    linkText: "Add this to a link that starts a session, with the value that it is to have.",
  },
  create: { title: "Make a custom field", submit: "Make the field", done: (name: string) => `${name} is made` },
  remove: {
    title: "Remove",
    open: "Remove this field",
    ask: (name: string) => `Remove ${name}?`,
    will: "Sessions that have it keep their value. Links that name it are refused from then on.",
    submit: "Remove the field",
    done: (name: string) => `${name} is removed`,
    askMany: (text: string, count: number) =>
      plural(count, { one: "Remove 1 custom field?", other: `Remove ${text} custom fields?` }),
    willMany: "Sessions that have them keep their values. Links that name them are refused from then on.",
    doneMany: (text: string, count: number) =>
      plural(count, { one: "1 custom field is removed", other: `${text} custom fields are removed` }),
  },
});

export const { now: skillTexts, useMessages: useSkillTexts } = catalogue({
  page: {
    lead: "What people are good at. They are given to users at the user's page, and issues can need them.",
    notYet:
      "Nothing is decided by skills yet. They are kept for issues on the public portal, which this release does not show.",
    searchLabel: "Search skills by name, code name, description or issue",
    add: "Make a skill",
    emptyTitle: "No skills yet",
    emptyText: "A skill says what not everybody can do, for example “Printers” or “Spanish”.",
  },
  columns: { ...coded, people: "People", issues: "Needed by", description: "Description" },
  edit: {
    ...coded,
    title: "About this skill",
    codeHint: "The name that programs use for it.",
    description: "Description",
  },
  user: {
    title: "Skills",
    text: "What this person is good at. Nothing is decided by it yet.",
    placeholder: "Choose skills",
    nothing: "There are no skills",
  },
  create: { title: "Make a skill", submit: "Make the skill", done: (name: string) => `${name} is made` },
  remove: {
    title: "Remove",
    open: "Remove this skill",
    ask: (name: string) => `Remove ${name}?`,
    will: (people: number) =>
      people === 0
        ? "Nobody has it, and no issue needs it."
        : plural(people, {
            one: "1 person has it, and has it no more then. No issue needs it.",
            other: `${number(people)} people have it, and have it no more then. No issue needs it.`,
          }),
    inUse: (issues: readonly string[]) =>
      plural(issues.length, {
        one: `The issue ${some(issues)} needs it. Take it off there first.`,
        other: `${number(issues.length)} issues need it: ${some(issues)}. Take it off there first.`,
      }),
    submit: "Remove the skill",
    done: (name: string) => `${name} is removed`,
    askMany: (text: string, count: number) =>
      plural(count, { one: "Remove 1 skill?", other: `Remove ${text} skills?` }),
    willMany: "Whoever has one has it no more. Those that an issue needs are not removed.",
    doneMany: (text: string, count: number) =>
      plural(count, { one: "1 skill is removed", other: `${text} skills are removed` }),
  },
});

export const { now: issueTexts, useMessages: useIssueTexts } = catalogue({
  page: {
    lead: "What customers ask about, which team handles it, and what somebody must be good at to help.",
    notYet:
      "Customers do not see issues yet. They are kept for the public portal, which takes session keys only in this release.",
    searchLabel: "Search issues by name, code name, description, team or skill",
    add: "Make an issue",
    emptyTitle: "No issues yet",
    emptyText: "An issue is a topic that customers choose from, for example “It does not print”.",
  },
  columns: { ...coded, team: "Team", skills: "Skills", description: "Description" },
  edit: {
    ...coded,
    title: "About this issue",
    codeHint: "The name that programs use for it.",
    description: "Description for customers",
    handling: "Who handles it",
    team: "Team",
    noTeam: "No team in particular",
    skills: "Skills that it needs",
    skillsPlaceholder: "Choose skills",
    noSkills: "There are no skills",
    help: "Representatives can ask for help on it",
    helpHint: "It is offered under Share in a session, and asks the team. It needs one.",
  },
  create: { title: "Make an issue", submit: "Make the issue", done: (name: string) => `${name} is made` },
  remove: {
    title: "Remove",
    open: "Remove this issue",
    ask: (name: string) => `Remove ${name}?`,
    will: "Its team and its skills stay.",
    submit: "Remove the issue",
    done: (name: string) => `${name} is removed`,
    askMany: (text: string, count: number) =>
      plural(count, { one: "Remove 1 issue?", other: `Remove ${text} issues?` }),
    willMany: "Their teams and skills stay.",
    doneMany: (text: string, count: number) =>
      plural(count, { one: "1 issue is removed", other: `${text} issues are removed` }),
  },
});

/** Why a team cannot be removed: the issues that it handles. */
export const handledBy = (issues: readonly string[]) =>
  plural(issues.length, {
    one: `It handles the issue ${some(issues)}. Choose another team there first.`,
    other: `It handles ${number(issues.length)} issues: ${some(issues)}. Choose another team there first.`,
  });
