//! Letters to customers in Portuguese.

use super::LetterWords;

pub(super) const WORDS: LetterWords = LetterWords {
    invitation_subject: "{rep} convida-o para uma sessão de assistência de {site}",
    invitation: "Olá,\n\n\
             {rep}, de {site}, quer ajudá-lo. Abra esta ligação para começar a sessão:\n\n\
             {link}\n\n\
             Ou vá a {page} e introduza esta chave de sessão: {key}\n\n\
             Ambas servem uma única vez, até {until}.\n\n\
             Se não pediu ajuda, não faça nada e não diga a chave a ninguém.\n",
    transcript_subject: "A sua sessão de assistência de {site}",
    transcript: "Olá,\n\nisto é o que foi dito na sua sessão de assistência de {site}, que começou em {since}. As horas são UTC.",
    cut: "(Falta o começo: era demasiado longo.)",
    why: "Esta mensagem foi enviada porque alguém introduziu este endereço na página da sessão. Se não foi você, pode ignorá-la.",
    file: "[ficheiro]",
    asks_open: "[pede que abra]",
    translated: "[traduzido]",
    helps: "{name} está a ajudar agora.",
    joined: "{name} entrou.",
    left: "{name} saiu.",
    instructions: "{name} enviou instruções para uma imagem do ecrã.",
    ended: "A sessão terminou.",
    moment: "{day} de {month} de {year} às {time} UTC",
    months: [
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ],
};
