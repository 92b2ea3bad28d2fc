//! Chinese, in simplified characters.

use crate::{Events, Files, Words};

/// In this language.
pub const ZH: Words = Words {
    events: Events {
        screen_on: "{name} 可以看到屏幕",
        screen_off: "屏幕不再显示给对方",
        control_on: "{name} 开始使用鼠标和键盘",
        control_off: "鼠标和键盘只由您使用",
        shell_on: "{name} 打开了命令窗口",
        shell_off: "一个命令窗口已关闭",
        clipboard_on: "{name}正在与这台电脑共享剪贴板",
        clipboard_off: "剪贴板不再共享",
        pinned: "{name} 已安装程序：今后可以连接这台电脑",
        button_on: "桌面上现在有一个支持按钮",
        button_off: "支持按钮已从桌面移除",
        you_paused: "您已暂停所有访问",
        you_resumed: "您已重新允许访问",
        held: "会话已被搁置",
        goes_on: "会话继续进行",
        elevated_on: "{name} 已获得这台电脑的管理员权限",
        elevated_off: "现在没有人拥有管理员权限",
        ask_view: "{name} 请求查看您的屏幕",
        ask_control: "{name} 请求使用您的鼠标和键盘",
        ask_shell: "{name} 请求在这台电脑上使用命令窗口",
        ask_elevation: "{name} 请求这台电脑的管理员权限",
        ask_system: "{name} 请求查看这台电脑的程序、进程和设置",
        ask_system_act: "{name} 请求结束这台电脑上的程序和服务",
        ask_pin: "{name} 想要安装一个程序，以便今后即使您不在也能连接这台电脑",
        ask_button: "{name} 想要在您的桌面上放置或移除支持按钮",
        ask_clipboard_to: "{name}请求把内容放入这台电脑的剪贴板",
        ask_clipboard_from: "{name}请求查看您在这台电脑上复制的内容",
        for_session: "允许后在会话结束前一直有效。您可以随时暂停。",
        for_once: "允许仅对这一次有效。您可以随时暂停。",
        otherwise_no: "{seconds} 秒内不回答：不允许",
        allow: "允许",
        refuse: "不允许",
    },
    files: Files {
        file: "发送文件",
        cancel: "取消",
        file_large: "文件太大，上限为 {mib} MB。",
        file_full: "此会话不能再接收文件。",
        file_failed: "文件未发送，请重试。",
    },
    agreement: "开始之前",
};
