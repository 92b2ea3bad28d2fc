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
  columns: {
    ...coded,
    link: "In links",
    shown: "In sessions",
    yes: "Shown",
    no: "Only stored",
    asked: "On public sites",
  },
  edit: {
    ...coded,
    title: "About this field",
    codeHint: "Links say it as session.custom.<code name>. Links with an old code name are refused.",
    shown: "Show in the session",
    shownHint: "Representatives see it under Summary. Otherwise it is only stored with the session.",
    portal: "On public sites",
    portalText: "Customers who choose an issue or a representative there fill in a form.",
    asked: "Ask customers for it",
    link: "In links",
    linkText: "Add this to a link that starts a session, with the value that it is to have.",
  },
  askedChoices: { no: "Do not ask", optional: "Ask; it may stay empty", required: "Ask; it must be filled in" },
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
    lead: "What people are good at. They are given to users at the user's page, and issues can need them: whoever has what an issue needs is told first of a customer who chose it.",
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
    text: "What this person is good at. Of a customer whose issue needs it, this person is told first.",
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
    lead: "What customers ask about, which team handles it, and what somebody must be good at to help. Which public site shows which issues is chosen at the site.",
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
    teamHint: "A customer who chooses the issue waits in its queue; without a team, in the general queue.",
    team: "Team",
    noTeam: "No team in particular",
    skills: "Skills that it needs",
    skillsHint: "Whoever of the queue has all of them is marked, and told first.",
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

export const { now: surveyTexts, useMessages: useSurveyTexts } = catalogue({
  page: {
    lead: "Questions at the end of a session, for customers and for representatives. Which survey is asked is chosen at each public site.",
    searchLabel: "Search surveys by name, question or site",
    add: "Make a survey",
    emptyTitle: "No surveys yet",
    emptyText: "A survey tells you how sessions went, for example by “How well were you helped?” and a scale.",
  },
  columns: { name: "Name", questions: "Questions", sites: "Asked by", nowhere: "No site", answered: "Answered" },
  edit: {
    title: "About this survey",
    name: "Name",
    nameHint: "For you. Nobody who answers sees it.",
    nameMissing: "Enter a name.",
    questions: "Questions",
    questionsText:
      "In the language of your public site. Whoever answers sees them in this order, and answers are kept with the questions as they were asked.",
    one: (at: number) => `Question ${number(at)}`,
    asks: "Question",
    kind: "Answered by",
    choices: "Choices",
    choicesHint: "One on each line, 2 to 12.",
    several: "Several can be chosen",
    most: "Steps",
    low: "The lowest means",
    high: "The highest means",
    required: "Must be answered",
    up: (at: number) => `Move question ${number(at)} up`,
    down: (at: number) => `Move question ${number(at)} down`,
    remove: (at: number) => `Remove question ${number(at)}`,
    add: "Add a question",
    none: "Ask at least one question.",
    empty: (at: number) => `Question ${number(at)}: enter what is asked.`,
    fewChoices: (at: number) => `Question ${number(at)}: offer 2 to 12 choices, each of them another.`,
  },
  answers: {
    title: "Answers",
    none: "Nobody has answered yet.",
    customer: "Customer",
    rep: "Representative",
    session: (name: string) => `Session with ${name}`,
    of: (said: string, most: number) => `${said} of ${number(most)}`,
    older: "Show older answers",
    loading: "Loading answers",
  },
  kinds: { choice: "Choosing", scale: "A scale", text: "Writing" },
  create: { title: "Make a survey", submit: "Make the survey", done: (name: string) => `${name} is made` },
  remove: {
    title: "Remove",
    open: "Remove this survey",
    ask: (name: string) => `Remove ${name}?`,
    will: "Its answers stay with their sessions.",
    inUse: (sites: readonly string[]) =>
      plural(sites.length, {
        one: `The public site ${some(sites)} asks it. Choose another one there first.`,
        other: `${number(sites.length)} public sites ask it: ${some(sites)}. Choose another one there first.`,
      }),
    submit: "Remove the survey",
    done: (name: string) => `${name} is removed`,
    askMany: (text: string, count: number) =>
      plural(count, { one: "Remove 1 survey?", other: `Remove ${text} surveys?` }),
    willMany: "Their answers stay with their sessions. Those that a public site asks are not removed.",
    doneMany: (text: string, count: number) =>
      plural(count, { one: "1 survey is removed", other: `${text} surveys are removed` }),
  },
});

/** Why a team cannot be removed: the canned messages that are for it. */
export const cannedFor = (messages: readonly string[]) =>
  plural(messages.length, {
    one: `The canned message ${some(messages)} is for it. Give it to everybody or to another team first.`,
    other: `${number(messages.length)} canned messages are for it: ${some(messages)}. Give them to everybody or to another team first.`,
  });

/** Why a team cannot be removed: the canned scripts that are for it. */
export const scriptsFor = (scripts: readonly string[]) =>
  plural(scripts.length, {
    one: `The canned script ${some(scripts)} is for it. Give it to everybody or to other teams first.`,
    other: `${number(scripts.length)} canned scripts are for it: ${some(scripts)}. Give them to everybody or to other teams first.`,
  });

/** Why a team cannot be removed: the issues that it handles. */
export const handledBy = (issues: readonly string[]) =>
  plural(issues.length, {
    one: `It handles the issue ${some(issues)}. Choose another team there first.`,
    other: `It handles ${number(issues.length)} issues: ${some(issues)}. Choose another team there first.`,
  });
