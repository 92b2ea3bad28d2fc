// Words of the frame around the pages: sign-in, navigation, lists, forms.

import { catalogue, number, plural } from "@towline/ui";

export const { now: frameTexts, useMessages: useFrameTexts } = catalogue({
  frame: {
    skip: "Skip to the content",
    navigation: "Sections",
    openNavigation: "Open the navigation",
    closeNavigation: "Close the navigation",
    openConsole: "Open the console",
    openConsoleHint: "Opens the web rep console in a new tab.",
    signOut: "Log out",
    signedInAs: (name: string) => `Signed in as ${name}`,
    administration: "Administration",
    pageTitle: (page: string, site: string) => `${page} · ${site}`,
    loadingPage: "Loading the page",
    tryAgain: "Try again",
  },
  notFound: {
    title: "There is no page here",
    text: "The address may be mistyped, or what it led to is gone.",
    back: "Go to the first page",
  },
  broken: {
    title: "This page stopped working",
    text: "Something in the page failed, not on the appliance. Nothing that was saved is lost.",
    reload: "Load the page again",
  },
  starting: {
    title: "The site does not answer",
    text: "It may be restarting, or your network is away. This page goes on by itself as soon as it answers.",
  },
  sections: {
    status: "Status",
    account: "My Account",
    jump: "Jump",
    clients: "Jump Clients",
    installers: "Installers",
    groups: "Jump Groups",
    people: "Users & Security",
    users: "Users",
    management: "Management",
    security: "Security",
  },
  signIn: {
    title: "Administration",
    lead: "Sign in to manage this site.",
    ended: "Your login has ended. Sign in again; what you typed is still here.",
    consoleLink: "To the console",
    homeLink: "Start page",
  },
  newPassword: {
    title: "Choose a new password",
    lead: "Your password was set by somebody else. Before you go on, replace it with one that only you know.",
    submit: "Set the password",
  },
  signOutDialog: {
    title: "Log out",
    ask: (count: number) =>
      plural(count, {
        one: "One session is still open. What should become of it?",
        other: `${number(count)} sessions are still open. What should become of them?`,
      }),
    hold: "Put on hold",
    holdHint: "They go back to wait in your personal queue. Sign in again to carry on.",
    end: "End them",
    endHint: "You leave, and what runs only for you is closed. A session that others share goes on without you.",
    shared: "you were invited",
    cancel: "Stay signed in",
    failed: "Logging out did not work",
  },
  list: {
    unsaved: "unsaved changes",
    nothingFound: (text: string) => `Nothing matches “${text}”`,
    nothingFoundHint: "Check the spelling, or search for a part of the name.",
    showAll: "Show all",
    never: "never",
  },
  drawer: {
    close: "Close",
    loading: "Loading the details",
    failed: "The details could not be loaded",
    gone: "This no longer exists",
    goneHint: "It was removed while you were looking, or you may not see it any more.",
  },
  form: {
    save: "Save changes",
    saved: "Saved",
    notSaved: "Not saved",
    cancel: "Cancel",
    offline: "The site does not answer. What you typed is kept; try again in a moment.",
    failed: "The site could not do it. What you typed is kept; try again in a moment.",
    emailWrong: "This does not look like an e-mail address. Check it, or leave it empty.",
    copied: "Copied",
    copyFailed: "The browser did not allow copying. Select the text and copy it yourself.",
    show: "Show what is typed",
  },
});
