//! Letters to customers in Chinese.

use super::LetterWords;

pub(super) const WORDS: LetterWords = LetterWords {
    invitation_subject: "{rep} 邀请您参加 {site} 的支持会话",
    invitation: "您好：\n\n\
             {site} 的 {rep} 希望为您提供帮助。请打开此链接开始会话：\n\n\
             {link}\n\n\
             或者打开 {page}，输入此会话密钥：{key}\n\n\
             两者均只能使用一次，有效期至 {until}。\n\n\
             如果您没有请求帮助，请不要进行任何操作，也不要把密钥告诉任何人。\n",
    transcript_subject: "您在 {site} 的支持会话",
    transcript: "您好：\n\n以下是您于 {since} 开始的 {site} 支持会话中的对话内容。时间为 UTC。",
    cut: "（内容过长，开头部分已省略。）",
    why: "发送此邮件是因为有人在会话页面上输入了此地址。如果不是您本人，请忽略。",
    file: "[文件]",
    asks_open: "[请打开]",
    translated: "[译文]",
    helps: "{name} 正在为您提供帮助。",
    joined: "{name} 已加入。",
    left: "{name} 已离开。",
    instructions: "{name} 发送了截取屏幕图片的说明。",
    ended: "会话已结束。",
    moment: "{year}年{month}{day}日 {time}（UTC）",
    months: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
};
