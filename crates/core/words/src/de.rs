//! German.

use crate::{Events, Files, Words};

/// In this language.
pub const DE: Words = Words {
    events: Events {
        screen_on: "{name} sieht den Bildschirm",
        screen_off: "Der Bildschirm wird nicht mehr gezeigt",
        control_on: "{name} hat Maus und Tastatur übernommen",
        control_off: "Maus und Tastatur gehören wieder Ihnen allein",
        shell_on: "{name} hat ein Befehlsfenster geöffnet",
        shell_off: "Ein Befehlsfenster wurde geschlossen",
        clipboard_on: "{name} teilt die Zwischenablage mit diesem Computer",
        clipboard_off: "Die Zwischenablage wird nicht mehr geteilt",
        pinned: "{name} hat ein Programm installiert: dieser Computer ist von nun an erreichbar",
        button_on: "Auf dem Desktop ist jetzt eine Hilfe-Schaltfläche",
        button_off: "Die Hilfe-Schaltfläche wurde vom Desktop entfernt",
        you_paused: "Sie haben jeden Zugriff angehalten",
        you_resumed: "Sie haben den Zugriff wieder erlaubt",
        held: "Die Sitzung ruht",
        goes_on: "Die Sitzung geht weiter",
        elevated_on: "{name} hat Administratorrechte auf diesem Computer bekommen",
        elevated_off: "Niemand hat mehr Administratorrechte",
        ask_view: "{name} möchte Ihren Bildschirm sehen",
        ask_control: "{name} möchte Ihre Maus und Tastatur bedienen",
        ask_shell: "{name} möchte auf diesem Computer ein Befehlsfenster benutzen",
        ask_elevation: "{name} möchte Administratorrechte auf diesem Computer",
        ask_system: "{name} möchte Programme, Prozesse und Einstellungen dieses Computers ansehen",
        ask_system_act: "{name} möchte auf diesem Computer Programme und Dienste beenden",
        ask_pin: "{name} möchte ein Programm installieren, mit dem dieser Computer auch später erreichbar ist, auch wenn Sie nicht da sind",
        ask_button: "{name} möchte eine Hilfe-Schaltfläche auf Ihren Desktop legen oder von dort entfernen",
        ask_clipboard_to: "{name} möchte etwas in die Zwischenablage dieses Computers legen",
        ask_clipboard_from: "{name} möchte sehen, was Sie an diesem Computer kopieren",
        for_session: "Ein Ja gilt bis zum Ende der Sitzung. Sie können es jederzeit anhalten.",
        for_once: "Ein Ja gilt für dieses Mal. Sie können es jederzeit anhalten.",
        otherwise_no: "Ohne Antwort in {seconds} Sekunden: nein",
        allow: "Erlauben",
        refuse: "Nicht erlauben",
    },
    files: Files {
        file: "Datei senden",
        cancel: "Abbrechen",
        file_large: "Diese Datei ist zu groß. Die Grenze liegt bei {mib} MB.",
        file_full: "Diese Sitzung nimmt keine weiteren Dateien an.",
        file_failed: "Die Datei wurde nicht gesendet. Versuchen Sie es noch einmal.",
    },
    agreement: "Bevor Sie beginnen",
};
