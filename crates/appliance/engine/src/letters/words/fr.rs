//! Letters to customers in French.

use super::LetterWords;

pub(super) const WORDS: LetterWords = LetterWords {
    invitation_subject: "{rep} vous invite à une session d’assistance chez {site}",
    invitation: "Bonjour,\n\n\
             {rep} de {site} souhaite vous aider. Ouvrez ce lien pour commencer la session :\n\n\
             {link}\n\n\
             Ou allez sur {page} et saisissez cette clé de session : {key}\n\n\
             Les deux ne servent qu’une fois, jusqu’au {until}.\n\n\
             Si vous n’avez pas demandé d’aide, ne faites rien et ne communiquez la clé à personne.\n",
    transcript_subject: "Votre session d’assistance chez {site}",
    transcript: "Bonjour,\n\nvoici ce qui a été dit dans votre session d’assistance chez {site}, commencée le {since}. Les heures sont en UTC.",
    cut: "(Le début manque : il était trop long.)",
    why: "Ce message a été envoyé parce que quelqu’un a saisi cette adresse sur la page de la session. Si ce n’était pas vous, vous pouvez l’ignorer.",
    file: "[fichier]",
    asks_open: "[demande d’ouvrir]",
    translated: "[traduit]",
    helps: "{name} vous aide maintenant.",
    joined: "{name} a rejoint la session.",
    left: "{name} est parti.",
    instructions: "{name} a envoyé des instructions pour une image de l’écran.",
    ended: "La session est terminée.",
    moment: "{day} {month} {year} à {time} UTC",
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
};
