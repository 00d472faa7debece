/** Refusals of sign-ins at the plant's provider or directory. */
import type { CauseRow } from "./row.ts";

export const SIGN_IN_ELSEWHERE = {
  "provider-absent": {
    en: "There is no sign-in provider here; name one in the config under api.oidc.",
    zh: "此处未配置登录服务（配置项 api.oidc）。",
  },
  "provider-unreachable": {
    en: "{origin} cannot be reached for signing in; try again, or sign in with a name and password",
    zh: "无法连接登录服务 {origin}，请重试，或用用户名和密码登录",
  },
  "provider-not-begun": {
    en: "This sign-in was not started here, or it took too long. Start again.",
    zh: "此登录不是从这里开始的，或已超时。请重新开始。",
  },
  "provider-other-browser": {
    en: "This sign-in was not started in this browser. Start again.",
    zh: "此登录不是在此浏览器中开始的。请重新开始。",
  },
  "provider-unconfirmed": {
    en: "The provider did not confirm the sign-in. Start again; the log has the reason.",
    zh: "登录服务未确认此次登录。请重新开始，原因见日志。",
  },
  "provider-nameless": {
    en: "The provider does not send your {claim}; ask the provider's administrator.",
    zh: "登录服务未提供您的 {claim}，请联系其管理员。",
  },
  "provider-group": {
    en: "The provider knows you, but none of your groups has access here. Ask an admin.",
    zh: "登录服务认识您，但您不在此处允许的组中。请联系管理员。",
  },
  "provider-away": {
    en: "the provider does not answer, so people keep the rights that it gave last: {reason}",
    zh: "登录服务无应答，人员保留其上次给予的权限：{reason}",
  },
  "provider-refused": { en: "The sign-in was refused.", zh: "登录被拒绝。" },
  "directory-away": {
    en:
      "The directory {directory} does not answer, so its people cannot sign in now. Users of the edge itself still " +
      "can; the edge's log has the reason.",
    zh: "目录 {directory} 无应答，其用户暂时无法登录。边缘端自己的用户仍可登录，原因见边缘端日志。",
  },
  "directory-nameless": {
    en: "The directory does not send your {attribute}; ask its administrator.",
    zh: "目录未提供您的 {attribute}，请联系其管理员。",
  },
  "directory-group": {
    en: "The directory knows you, but none of your groups has access to this edge. Ask an admin of the edge.",
    zh: "目录认识您，但您不在本边缘端允许的组中。请联系边缘端管理员。",
  },
  "directory-password": {
    en: "Your password is kept by the plant's directory; change it there.",
    zh: "您的密码由工厂目录管理，请在那里修改。",
  },
} as const satisfies Record<string, CauseRow>;
