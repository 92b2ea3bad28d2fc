//! English.

use crate::{Events, Files, Words};

/// In this language.
pub const EN: Words = Words {
    events: Events {
        screen_on: "{name} sees the screen",
        screen_off: "The screen is not shown any more",
        control_on: "{name} has taken mouse and keyboard",
        control_off: "Mouse and keyboard are yours alone",
        shell_on: "{name} has opened a command window",
        shell_off: "A command window was closed",
        clipboard_on: "{name} shares the clipboard with this computer",
        clipboard_off: "The clipboard is not shared any more",
        pinned: "{name} installed a program: this computer can be reached from now on",
        button_on: "There is a support button on the desktop now",
        button_off: "The support button was removed from the desktop",
        you_paused: "You have paused all access",
        you_resumed: "You have allowed access again",
        held: "The session was put on hold",
        goes_on: "The session goes on",
        elevated_on: "{name} has got administrator rights on this computer",
        elevated_off: "Nobody has administrator rights any more",
        ask_view: "{name} asks to see your screen",
        ask_control: "{name} asks to use your mouse and keyboard",
        ask_shell: "{name} asks to use a command window on this computer",
        ask_elevation: "{name} asks for administrator rights on this computer",
        ask_system: "{name} asks to look at this computer's programs, processes and settings",
        ask_system_act: "{name} asks to end programs and services on this computer",
        ask_pin: "{name} wants to install a program so that this computer can be reached later, also when you are away",
        ask_button: "{name} wants to put a support button on your desktop, or to remove it",
        ask_clipboard_to: "{name} asks to put things on this computer's clipboard",
        ask_clipboard_from: "{name} asks to see what you copy on this computer",
        for_session: "A yes holds until the session ends. You can pause it at any time.",
        for_once: "A yes holds for this time. You can pause it at any time.",
        otherwise_no: "Without an answer within {seconds} seconds: no",
        allow: "Allow",
        refuse: "Do not allow",
    },
    files: Files {
        file: "Send a file",
        cancel: "Cancel",
        file_large: "This file is too large. The limit is {mib} MB.",
        file_full: "This session cannot take any more files.",
        file_failed: "The file was not sent. Try again.",
    },
    agreement: "Before you start",
};
