import type { Texts } from "../texts.ts";

/** Why a button is disabled. */
export const mayTexts = {
  "may.no-edge": { en: "Not possible now: the edge is out of reach.", zh: "暂时无法操作：边缘端未连接。" },
  "may.past": { en: "The page shows the past. Return to live to act.", zh: "当前为回放画面，返回实时后才能操作。" },
  "may.sign-in": { en: "Sign in to do this.", zh: "请先登录。" },
  "may.role": { en: "This needs the role {least}; yours is {role}.", zh: "需要{least}角色，您当前为{role}。" },
  "may.no-users": {
    en: "This needs the role {role}, but the edge has no users yet. Run gemba users invite on the edge's machine.",
    zh: "需要具有{role}角色的用户，而边缘端尚无用户。请在边缘端本机运行 gemba users invite。",
  },
} as const satisfies Texts;
