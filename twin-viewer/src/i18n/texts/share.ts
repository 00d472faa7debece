import type { Texts } from "../texts.ts";

export const shareTexts = {
  "share.open": { en: "Send this moment", zh: "发送此刻" },
  "share.short": { en: "Send", zh: "发送" },
  "share.title": { en: "This moment", zh: "此刻" },
  "share.link": { en: "Link to this moment", zh: "此刻的链接" },
  "share.what": {
    en: "Opens screen, asset, time, view and language as they are shown here.",
    zh: "打开后恢复此处的画面、资产、时刻、视角和语言。",
  },
  "share.copied": { en: "Copied", zh: "已复制" },
  "share.picture": { en: "Save picture", zh: "保存图片" },
  "share.age": { en: "data {age} old", zh: "数据滞后 {age}" },
} as const satisfies Texts;
