// Words of the page E-mail, and of the page behind a link that resets a password.

import { catalogue } from "@towline/ui";

export const { now: mailTexts, useMessages: useMailTexts } = catalogue({
  page: {
    lead: "How this site sends messages: links for people who forgot their password. Without a mail server it sends none.",
  },
  server: {
    title: "Mail server",
    text: "The server that takes the site's messages (SMTP). Whoever runs your mail knows these values.",
    server: "Server",
    serverHint: "A name like mail.example.com, or an address.",
    serverMissing: "Enter the server's name.",
    port: "Port",
    security: "Security",
    start_tls: "STARTTLS",
    start_tlsHint: "Usual at port 587. A server that does not offer it gets nothing.",
    tls: "TLS from the start",
    tlsHint: "Usual at port 465.",
    plain: "None",
    plainHint: "Only for a server on this machine, or in a network that you trust.",
    plainTitle: "Nothing is encrypted",
    plainWarning:
      "Whoever is on the way reads each message, also the links that reset passwords, and the password of the site at the mail server.",
    authorities: "Certificate authorities",
    authoritiesHint:
      "Only if the server's certificate is signed by an authority of your own: its certificate in PEM form. Empty: those that the system trusts.",
  },
  login: {
    title: "Signing in there",
    text: "Most servers want a user and a password. Leave both empty if yours does not.",
    user: "User",
    password: "Password",
    passwordKept: "There is one. It is never shown; type another to replace it.",
    passwordHint: "It is sealed, and never shown again.",
  },
  sender: {
    title: "Sender",
    text: "Whom messages are from. The server must let the site use this address.",
    address: "Address",
    addressMissing: "Enter an address like support@example.com.",
    name: "Name",
    nameHint: "Shown besides the address. It may be empty.",
  },
  test: {
    title: "Try it out",
    text: "Sends a short message with what is saved above, and says what the server answered.",
    to: "Send it to",
    toMissing: "Enter an address like name@example.com.",
    submit: "Send a test message",
    unsaved: "Save your changes first.",
    sent: "Sent",
    failed: "Not sent",
  },
  remove: {
    title: "Send no mail",
    will: "The server and its password are forgotten. People who forget their password must then ask an administrator.",
    open: "Remove the mail server",
    ask: "Remove the mail server?",
    submit: "Remove it",
    done: "The site sends no mail any more",
  },
});

export const { now: resetTexts, useMessages: useResetTexts } = catalogue({
  page: {
    title: "Choose a new password",
    lead: (username: string) => `For the account “${username}”.`,
    fresh: "New password",
    freshHint: (minimum: string) =>
      `At least ${minimum} characters, and not one of the common ones. A few unrelated words make a good one.`,
    freshShort: (minimum: string) => `Use at least ${minimum} characters.`,
    again: "New password again",
    againDifferent: "This differs from the new password above.",
    effect: "Everybody who is signed in with this account is signed out. Second factors stay as they are.",
    submit: "Set the password",
  },
  done: {
    title: "The password is changed",
    text: "Everybody who was signed in with this account was signed out. Sign in with the new password.",
    console: "To the console",
    admin: "To the administration",
  },
  void: {
    title: "This link does not work",
    cut: "It is not whole. Open the link in the message again.",
    back: "To the sign-in page",
  },
});
