import type { Texts } from "../texts.ts";

export const accountTexts = {
  "account.sign-in": { en: "Sign in", zh: "登录" },
  "account.sign-out": { en: "Sign out", zh: "退出登录" },
  "account.signed-out": { en: "Signed out", zh: "未登录" },
  "account.signed-out-note": {
    en: "Values, alerts and figures of the plant are shown once you have signed in.",
    zh: "登录后才显示工厂的数值、报警和指标。",
  },
  "account.invited": { en: "Create my account", zh: "创建我的账号" },
  "account.invited-note": {
    en: "This link works once. Choose a name and a password of at least {n} characters. Only you know the password.",
    zh: "此链接只能使用一次。请设置用户名和至少 {n} 个字符的密码，密码只有您自己知道。",
  },
  "account.directory": {
    en: "Name and password of {name}, or of this edge.",
    zh: "{name} 或本边缘端的用户名和密码。",
  },
  "account.provider": { en: "Sign in with {name}", zh: "使用 {name} 登录" },
  "account.name": { en: "Name", zh: "用户名" },
  "account.password": { en: "Password", zh: "密码" },
  "account.wrong": { en: "The name or the password is wrong.", zh: "用户名或密码错误。" },
  "account.locked": { en: "Too many wrong attempts. Try again in {s} s.", zh: "错误次数过多，请在 {s} 秒后重试。" },
  "account.link-used": {
    en: "This link has been used or is older than one day. Ask for a new one.",
    zh: "此链接已被使用或已超过一天，请索取新的链接。",
  },
  "role.viewer": { en: "Viewer", zh: "查看者" },
  "role.operator": { en: "Operator", zh: "操作员" },
  "role.maintainer": { en: "Maintainer", zh: "维护人员" },
  "role.engineer": { en: "Engineer", zh: "工程师" },
  "role.admin": { en: "Admin", zh: "管理员" },
  "role.local": { en: "on the edge's own machine", zh: "边缘端本机" },
  "role.none": { en: "not signed in", zh: "未登录" },
} as const satisfies Texts;
