//! Letters to customers in Spanish.

use super::LetterWords;

pub(super) const WORDS: LetterWords = LetterWords {
    invitation_subject: "{rep} le invita a una sesión de asistencia de {site}",
    invitation: "Hola:\n\n\
             {rep}, de {site}, quiere ayudarle. Abra este enlace para empezar la sesión:\n\n\
             {link}\n\n\
             O vaya a {page} y escriba esta clave de sesión: {key}\n\n\
             Ambos sirven una sola vez, hasta el {until}.\n\n\
             Si no ha pedido ayuda, no haga nada y no diga la clave a nadie.\n",
    transcript_subject: "Su sesión de asistencia de {site}",
    transcript: "Hola:\n\nesto es lo que se dijo en su sesión de asistencia de {site}, que empezó el {since}. Las horas son UTC.",
    cut: "(Falta el principio: era demasiado largo.)",
    why: "Se ha enviado porque alguien escribió esta dirección en la página de la sesión. Si no fue usted, puede ignorarlo.",
    file: "[archivo]",
    asks_open: "[pide abrir]",
    translated: "[traducido]",
    helps: "{name} le ayuda ahora.",
    joined: "{name} se ha unido.",
    left: "{name} se ha ido.",
    instructions: "{name} ha enviado instrucciones para una imagen de la pantalla.",
    ended: "La sesión ha terminado.",
    moment: "{day} de {month} de {year} a las {time} UTC",
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
};
