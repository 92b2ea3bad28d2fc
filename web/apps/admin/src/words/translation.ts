// Words of the page Translation.

import { catalogue } from "@towline/ui";

export const { now: translationTexts, useMessages: useTranslationTexts } = catalogue({
  page: {
    lead: "A customer who writes in another language is understood, and understands. Without a service nothing is translated.",
  },
  service: {
    privacyTitle: "What is said leaves this site",
    privacy:
      "Messages between customers and representatives are sent to this service. Choose one of your own, or one that you trust. What representatives say among themselves, files and pictures are never sent. Customers are told that the chat is translated.",
    title: "Service",
    text: "A service that speaks the protocol of LibreTranslate. It is tried when you save: what does not work is not saved.",
    address: "Address",
    addressHint: "Like https://translate.example.com. http is for a service on this machine only.",
    addressMissing: "Enter the service's address.",
    key: "Key",
    keyHint: "If the service wants one. It is sealed, and never shown again.",
    keyKept: "There is one. It is never shown; type another to replace it.",
    authorities: "Certificate authorities",
    authoritiesHint:
      "Only if the service's certificate is signed by an authority of your own: its certificate in PEM form. Empty: those that the system trusts.",
  },
  language: {
    title: "Representatives",
    text: "Customers whose page is in another language are translated from the start; representatives can choose another language for a customer, or stop it.",
    language: "Language of representatives",
    languageHint: "Its code, like en, de or pt-BR.",
    languageMissing: "Enter the code of a language.",
    knownTitle: "Languages of customers",
    knownText:
      "What the service translates to and from the language of representatives, as it said when this was saved.",
  },
  remove: {
    title: "Translate nothing",
    will: "The service and its key are forgotten. What was translated stays as it is.",
    open: "Remove the service",
    ask: "Remove the translation service?",
    submit: "Remove it",
    done: "Nothing is translated any more",
  },
});
