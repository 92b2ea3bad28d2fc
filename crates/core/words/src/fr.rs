//! French.

use crate::{Events, Files, Words};

/// In this language.
pub const FR: Words = Words {
    events: Events {
        screen_on: "{name} voit l’écran",
        screen_off: "L’écran n’est plus montré",
        control_on: "{name} a pris la souris et le clavier",
        control_off: "La souris et le clavier sont de nouveau à vous seul",
        shell_on: "{name} a ouvert une fenêtre de commandes",
        shell_off: "Une fenêtre de commandes a été fermée",
        clipboard_on: "{name} partage le presse-papiers avec cet ordinateur",
        clipboard_off: "Le presse-papiers n'est plus partagé",
        pinned: "{name} a installé un programme : cet ordinateur est désormais joignable",
        button_on: "Un bouton d’assistance se trouve maintenant sur le bureau",
        button_off: "Le bouton d’assistance a été retiré du bureau",
        you_paused: "Vous avez suspendu tout accès",
        you_resumed: "Vous avez de nouveau autorisé l’accès",
        held: "La session a été mise en attente",
        goes_on: "La session continue",
        elevated_on: "{name} a obtenu les droits d’administrateur sur cet ordinateur",
        elevated_off: "Plus personne n’a les droits d’administrateur",
        ask_view: "{name} demande à voir votre écran",
        ask_control: "{name} demande à utiliser votre souris et votre clavier",
        ask_shell: "{name} demande à utiliser une fenêtre de commandes sur cet ordinateur",
        ask_elevation: "{name} demande les droits d’administrateur sur cet ordinateur",
        ask_system: "{name} demande à consulter les programmes, processus et réglages de cet ordinateur",
        ask_system_act: "{name} demande à arrêter des programmes et services sur cet ordinateur",
        ask_pin: "{name} souhaite installer un programme pour que cet ordinateur reste joignable plus tard, même en votre absence",
        ask_button: "{name} souhaite placer un bouton d’assistance sur votre bureau ou l’en retirer",
        ask_clipboard_to: "{name} demande à placer des contenus dans le presse-papiers de cet ordinateur",
        ask_clipboard_from: "{name} demande à voir ce que vous copiez sur cet ordinateur",
        for_session: "Un oui vaut jusqu’à la fin de la session. Vous pouvez le suspendre à tout moment.",
        for_once: "Un oui vaut pour cette fois. Vous pouvez le suspendre à tout moment.",
        otherwise_no: "Sans réponse dans {seconds} secondes : non",
        allow: "Autoriser",
        refuse: "Ne pas autoriser",
    },
    files: Files {
        file: "Envoyer un fichier",
        cancel: "Annuler",
        file_large: "Ce fichier est trop volumineux. La limite est de {mib} Mo.",
        file_full: "Cette session n’accepte plus de fichiers.",
        file_failed: "Le fichier n’a pas été envoyé. Réessayez.",
    },
    agreement: "Avant de commencer",
};
