//! Letters to customers in German.

use super::LetterWords;

pub(super) const WORDS: LetterWords = LetterWords {
    invitation_subject: "{rep} lädt Sie zu einer Support-Sitzung bei {site} ein",
    invitation: "Guten Tag,\n\n\
             {rep} von {site} möchte Ihnen helfen. Öffnen Sie diesen Link, um die Sitzung zu beginnen:\n\n\
             {link}\n\n\
             Oder gehen Sie zu {page} und geben Sie diesen Sitzungsschlüssel ein: {key}\n\n\
             Beides gilt einmal, bis zum {until}.\n\n\
             Wenn Sie nicht um Hilfe gebeten haben, tun Sie nichts, und sagen Sie niemandem den Schlüssel.\n",
    transcript_subject: "Ihre Support-Sitzung bei {site}",
    transcript: "Guten Tag,\n\ndies wurde in Ihrer Support-Sitzung bei {site} gesagt, die am {since} begann. Die Uhrzeiten sind UTC.",
    cut: "(Der Anfang fehlt: Er war zu lang.)",
    why: "Sie erhalten dies, weil jemand auf der Seite der Sitzung diese Adresse eingegeben hat. Waren Sie das nicht, brauchen Sie nichts zu tun.",
    file: "[Datei]",
    asks_open: "[bittet zu öffnen]",
    translated: "[übersetzt]",
    helps: "{name} hilft jetzt.",
    joined: "{name} ist dazugekommen.",
    left: "{name} ist gegangen.",
    instructions: "{name} hat eine Anleitung für ein Bild des Bildschirms geschickt.",
    ended: "Die Sitzung ist beendet.",
    moment: "{day}. {month} {year} um {time} UTC",
    months: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
};
