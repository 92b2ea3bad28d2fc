//! Letters to customers in Japanese.

use super::LetterWords;

pub(super) const WORDS: LetterWords = LetterWords {
    invitation_subject: "{rep}さんから {site} のサポートセッションへのご招待",
    invitation: "こんにちは。\n\n\
             {site} の {rep} がお手伝いします。次のリンクを開くと、セッションが始まります。\n\n\
             {link}\n\n\
             または {page} を開き、次のセッションキーを入力してください: {key}\n\n\
             どちらも一度だけ、{until} まで使えます。\n\n\
             お心当たりがない場合は、何もせず、キーを誰にも教えないでください。\n",
    transcript_subject: "{site} のサポートセッションの記録",
    transcript: "こんにちは。\n\n{since} に始まった {site} のサポートセッションでの会話です。時刻は UTC です。",
    cut: "（長すぎるため、最初の部分は省略されています。）",
    why: "このメールは、セッションのページでこのアドレスが入力されたために送信されました。お心当たりがない場合は、無視してください。",
    file: "[ファイル]",
    asks_open: "[開いてほしいページ]",
    translated: "[翻訳]",
    helps: "{name}さんが対応しています。",
    joined: "{name}さんが参加しました。",
    left: "{name}さんが退出しました。",
    instructions: "{name}さんが画面の画像を撮る手順を送りました。",
    ended: "セッションは終了しました。",
    moment: "{year}年{month}{day}日 {time}（UTC）",
    months: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
};
