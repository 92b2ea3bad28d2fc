//! Spanish.

use crate::{Events, Files, Words};

/// In this language.
pub const ES: Words = Words {
    events: Events {
        screen_on: "{name} ve la pantalla",
        screen_off: "La pantalla ya no se muestra",
        control_on: "{name} ha tomado el ratón y el teclado",
        control_off: "El ratón y el teclado vuelven a ser solo suyos",
        shell_on: "{name} ha abierto una ventana de comandos",
        shell_off: "Se ha cerrado una ventana de comandos",
        clipboard_on: "{name} comparte el portapapeles con este equipo",
        clipboard_off: "El portapapeles ya no se comparte",
        pinned: "{name} ha instalado un programa: a partir de ahora se puede acceder a este equipo",
        button_on: "Ahora hay un botón de asistencia en el escritorio",
        button_off: "El botón de asistencia se ha quitado del escritorio",
        you_paused: "Ha pausado todo acceso",
        you_resumed: "Ha permitido de nuevo el acceso",
        held: "La sesión se ha puesto en espera",
        goes_on: "La sesión continúa",
        elevated_on: "{name} ha obtenido derechos de administrador en este equipo",
        elevated_off: "Ya nadie tiene derechos de administrador",
        ask_view: "{name} pide ver su pantalla",
        ask_control: "{name} pide usar su ratón y su teclado",
        ask_shell: "{name} pide usar una ventana de comandos en este equipo",
        ask_elevation: "{name} pide derechos de administrador en este equipo",
        ask_system: "{name} pide ver los programas, procesos y ajustes de este equipo",
        ask_system_act: "{name} pide terminar programas y servicios en este equipo",
        ask_pin: "{name} quiere instalar un programa para poder conectarse a este equipo más adelante, también cuando usted no esté",
        ask_button: "{name} quiere poner un botón de asistencia en su escritorio o quitarlo",
        ask_clipboard_to: "{name} pide poder poner contenido en el portapapeles de este equipo",
        ask_clipboard_from: "{name} pide poder ver lo que usted copia en este equipo",
        for_session: "Un sí vale hasta el final de la sesión. Puede pausarlo en cualquier momento.",
        for_once: "Un sí vale para esta vez. Puede pausarlo en cualquier momento.",
        otherwise_no: "Sin respuesta en {seconds} segundos: no",
        allow: "Permitir",
        refuse: "No permitir",
    },
    files: Files {
        file: "Enviar un archivo",
        cancel: "Cancelar",
        file_large: "Este archivo es demasiado grande. El límite es de {mib} MB.",
        file_full: "Esta sesión no admite más archivos.",
        file_failed: "No se ha enviado el archivo. Inténtelo de nuevo.",
    },
    agreement: "Antes de empezar",
};
