/** Reasons in the audit log and notes of followers, besides refusals. */
import type { CauseRow } from "./row.ts";

export const JOURNAL = {
  "role-of-directory": { en: "read from the directory", zh: "由目录读取" },
  "login-wrong": { en: "wrong name or password", zh: "用户名或密码错误" },
  "login-wrong-old": { en: "wrong old password", zh: "原密码错误" },
  "login-no-link": { en: "no such link, or used or older than a day", zh: "链接不存在、已使用或已超过一天" },
  "login-locked": { en: "too many failures; {seconds} s", zh: "失败次数过多，锁定 {seconds} 秒" },
  "user-invited": { en: "invited", zh: "通过一次性链接创建" },
  "restart-for-layout": { en: "layout", zh: "使布局更改生效" },
  "more-refusals": { en: "{count} more refused acts", zh: "另有 {count} 次操作被拒绝" },
  "login-strangers": { en: "{count} more failed sign-ins of strangers", zh: "另有 {count} 次未知用户登录失败" },
} as const satisfies Record<string, CauseRow>;

export const NOTES = {
  "note-begun-anew": {
    en: "{path} is damaged: moved aside to {aside}; rebuilt from what the commit log has",
    zh: "{path} 已损坏，已移至 {aside}，并从提交日志重新开始",
  },
  "note-made-again": {
    en: "was damaged and is rebuilt from the commit log, as far back as that reaches; the old file is {aside}",
    zh: "文件曾损坏，正从提交日志重建，直至其最早记录；旧文件为 {aside}",
  },
  "note-other-log": {
    en: "followed another commit log and was replaced by an empty file; the old file is {aside}",
    zh: "原文件属于另一提交日志，已重新开始；旧文件为 {aside}",
  },
  "note-kept": {
    en: "did not name its commit log; it is kept, and assumed to follow this one",
    zh: "未注明所属提交日志；已保留，并视为属于当前日志",
  },
} as const satisfies Record<string, CauseRow>;
