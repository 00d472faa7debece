import type { Texts } from "../texts.ts";

export const tokenTexts = {
  "tokens.title": { en: "API tokens", zh: "API 令牌" },
  "tokens.none": { en: "No frame and no program has a token.", zh: "没有嵌入页或程序使用令牌。" },
  "tokens.until": { en: "until {time}", zh: "有效至 {time}" },
  "tokens.revoke": { en: "Revoke", zh: "吊销" },
  "tokens.revoked": { en: "Revoked. Takes effect at once.", zh: "已吊销，立即生效。" },
  "tokens.only-agents": { en: "only tools for agents", zh: "仅限智能体工具" },
  "tokens.only-vision": { en: "only events of vision systems", zh: "仅限提交视觉事件" },
  "tokens.label": { en: "For which program", zh: "用于哪个程序" },
  "tokens.opens": { en: "Opens", zh: "可访问" },
  "tokens.opens-all": { en: "everything that the role may", zh: "角色允许的全部内容" },
  "tokens.days": { en: "Days", zh: "天数" },
  "tokens.make-one": { en: "Make a token", zh: "生成令牌" },
  "tokens.copy": { en: "Copy it now: it is not shown again.", zh: "请立即复制：不会再次显示。" },
  "tokens.secret": { en: "Token, shown this once", zh: "令牌（仅显示这一次）" },
  "tokens.make": { en: "Make a token for this frame", zh: "生成嵌入令牌" },
  "tokens.made": {
    en: "The address has its token, shown this once; it reads until {day}. The settings revoke it.",
    zh: "地址中已含令牌，仅显示这一次，有效至 {day}。可在“设置”中吊销。",
  },
  "tokens.how": {
    en: "Put a token with the role viewer in place of TOKEN. People who are signed in can make one here.",
    zh: "用角色为 viewer 的令牌替换 TOKEN。登录后可在此生成。",
  },
} as const satisfies Texts;
