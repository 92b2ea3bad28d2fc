//! Japanese.

use crate::{Events, Files, Words};

/// In this language.
pub const JA: Words = Words {
    events: Events {
        screen_on: "{name} が画面を見ています",
        screen_off: "画面の表示は終わりました",
        control_on: "{name} がマウスとキーボードの操作を始めました",
        control_off: "マウスとキーボードはあなただけが使えます",
        shell_on: "{name} がコマンド画面を開きました",
        shell_off: "コマンド画面が閉じられました",
        clipboard_on: "{name}さんがこのコンピューターとクリップボードを共有しています",
        clipboard_off: "クリップボードは共有されなくなりました",
        pinned: "{name} がプログラムをインストールしました。今後このコンピューターに接続できます",
        button_on: "デスクトップにサポートボタンが置かれました",
        button_off: "サポートボタンがデスクトップから削除されました",
        you_paused: "すべてのアクセスを停止しました",
        you_resumed: "アクセスを再び許可しました",
        held: "セッションは保留になりました",
        goes_on: "セッションを再開しました",
        elevated_on: "{name} がこのコンピューターの管理者権限を取得しました",
        elevated_off: "管理者権限を持つ人はもういません",
        ask_view: "{name} が画面を見る許可を求めています",
        ask_control: "{name} がマウスとキーボードを操作する許可を求めています",
        ask_shell: "{name} がこのコンピューターでコマンド画面を使う許可を求めています",
        ask_elevation: "{name} がこのコンピューターの管理者権限を求めています",
        ask_system: "{name} がこのコンピューターのプログラム、プロセス、設定を見る許可を求めています",
        ask_system_act: "{name} がこのコンピューターのプログラムやサービスを終了する許可を求めています",
        ask_pin: "{name} が、あなたの不在時にも後からこのコンピューターに接続できるプログラムをインストールしようとしています",
        ask_button: "{name} が、デスクトップにサポートボタンを置く、または削除する許可を求めています",
        ask_clipboard_to: "{name}さんがこのコンピューターのクリップボードに内容を入れる許可を求めています",
        ask_clipboard_from: "{name}さんがこのコンピューターでコピーされた内容を見る許可を求めています",
        for_session: "許可はセッションの終了まで有効です。いつでも停止できます。",
        for_once: "許可は今回だけ有効です。いつでも停止できます。",
        otherwise_no: "{seconds} 秒以内に回答がない場合: 許可しません",
        allow: "許可する",
        refuse: "許可しない",
    },
    files: Files {
        file: "ファイルを送る",
        cancel: "取り消す",
        file_large: "このファイルは大きすぎます。上限は{mib} MBです。",
        file_full: "このセッションではこれ以上ファイルを送れません。",
        file_failed: "ファイルを送れませんでした。もう一度お試しください。",
    },
    agreement: "始める前に",
};
