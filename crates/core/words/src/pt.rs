//! Portuguese.

use crate::{Events, Files, Words};

/// In this language.
pub const PT: Words = Words {
    events: Events {
        screen_on: "{name} vê o ecrã",
        screen_off: "O ecrã já não é mostrado",
        control_on: "{name} tomou o rato e o teclado",
        control_off: "O rato e o teclado voltam a ser só seus",
        shell_on: "{name} abriu uma janela de comandos",
        shell_off: "Uma janela de comandos foi fechada",
        clipboard_on: "{name} partilha a área de transferência com este computador",
        clipboard_off: "A área de transferência já não é partilhada",
        pinned: "{name} instalou um programa: este computador pode ser acedido a partir de agora",
        button_on: "Há agora um botão de assistência no ambiente de trabalho",
        button_off: "O botão de assistência foi removido do ambiente de trabalho",
        you_paused: "Pausou todo o acesso",
        you_resumed: "Permitiu de novo o acesso",
        held: "A sessão foi posta em espera",
        goes_on: "A sessão continua",
        elevated_on: "{name} obteve direitos de administrador neste computador",
        elevated_off: "Já ninguém tem direitos de administrador",
        ask_view: "{name} pede para ver o seu ecrã",
        ask_control: "{name} pede para usar o seu rato e teclado",
        ask_shell: "{name} pede para usar uma janela de comandos neste computador",
        ask_elevation: "{name} pede direitos de administrador neste computador",
        ask_system: "{name} pede para ver os programas, processos e definições deste computador",
        ask_system_act: "{name} pede para encerrar programas e serviços neste computador",
        ask_pin: "{name} quer instalar um programa para que este computador possa ser acedido mais tarde, mesmo na sua ausência",
        ask_button: "{name} quer colocar um botão de assistência no seu ambiente de trabalho ou removê-lo",
        ask_clipboard_to: "{name} pede para colocar conteúdo na área de transferência deste computador",
        ask_clipboard_from: "{name} pede para ver o que copia neste computador",
        for_session: "Um sim vale até ao fim da sessão. Pode pausá-lo a qualquer momento.",
        for_once: "Um sim vale para esta vez. Pode pausá-lo a qualquer momento.",
        otherwise_no: "Sem resposta em {seconds} segundos: não",
        allow: "Permitir",
        refuse: "Não permitir",
    },
    files: Files {
        file: "Enviar um ficheiro",
        cancel: "Cancelar o envio",
        file_large: "Este ficheiro é demasiado grande. O limite é de {mib} MB.",
        file_full: "Esta sessão não aceita mais ficheiros.",
        file_failed: "O ficheiro não foi enviado. Tente novamente.",
    },
    agreement: "Antes de começar",
};
