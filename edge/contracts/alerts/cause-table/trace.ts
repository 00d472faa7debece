/** Why the API refuses a recall, a passport or a signature. */
import type { CauseRow } from "./row.ts";

export const TRACE_REFUSALS = {
  "recall-empty": {
    en: "give at least one of lot, supplier, order, machine, program, fixture",
    zh: "请至少给出批次、供应商、订单、设备、程序、夹具中的一项",
  },
  "recall-tool": {
    en: "tools are numbered by machine: give `machine` with `tool`",
    zh: "刀具按设备编号，请与 tool 一起给出 machine",
  },
  "recall-times": { en: "`from` is later than `to`", zh: "from 晚于 to" },
  "recall-many": {
    en: "these are {total} pieces, and a table has at most {most}; narrow the time",
    zh: "共有 {total} 件，表格最多 {most} 件，请缩短时间范围",
  },
  "recall-lots": {
    en: "the supplier has more than {most} lots; name one of them",
    zh: "该供应商的批次超过 {most} 个，请指定其中一个",
  },
  "recall-preparing": {
    en: "The record of an earlier edge is being prepared for recalls: {percent} % is done. Try again later.",
    zh: "正在为召回整理旧版本的记录，已完成 {percent} %，请稍后再试。",
  },
  "passport-none": {
    en: "This edge seals no passports.",
    zh: "本边缘端不提供工件护照。",
  },
  "passport-late": {
    en: "The record of {part} is not up to date, and is not sealed. Try again later.",
    zh: "记录（{part}）尚未更新到最新，不予封签，请稍后再试。",
  },
  "seal-key-damaged": {
    en:
      "{path} is damaged; restore it from a backup, or delete it: then a new key seals, and earlier " +
      "passports show another key",
    zh: "{path} 已损坏。请从备份恢复，或将其删除：之后将使用新密钥封签，较早的护照会显示为其他密钥",
  },
  "signatures-none": {
    en: "This edge keeps no signatures.",
    zh: "本边缘端不保存签名。",
  },
  "signature-token": {
    en: "A signature needs a person who signed in, not a token.",
    zh: "签名须由已登录的人员进行，不能使用令牌。",
  },
  "signature-role": {
    en: "To sign as {meaning} needs the role {least} or more, and you are {role}.",
    zh: "以“{meaning}”签名需要 {least} 或更高角色，您的角色是 {role}。",
  },
  "signature-elsewhere": {
    en: "You sign in at the plant's provider, so the edge cannot check your password. Confirm the signature there.",
    zh: "您通过工厂的登录服务登录，本边缘端无法验证您的密码。请在该服务处确认签名。",
  },
  "signature-here": {
    en: "You do not sign in at the plant's provider: sign with your password.",
    zh: "您不是通过工厂的登录服务登录的，请用密码签名。",
  },
  "signature-cancelled": {
    en: "It was cancelled at the provider: nothing is signed.",
    zh: "已在登录服务处取消，未签名。",
  },
  "signature-no-time": {
    en:
      "The provider does not say when you proved your identity (auth_time): nothing is signed. Its administrator " +
      "can turn that on.",
    zh: "登录服务未提供您验证身份的时间（auth_time），未签名。其管理员可以启用。",
  },
  "signature-not-asked": {
    en:
      "The provider did not ask you to prove your identity again: nothing is signed. Its administrator can turn " +
      "that on (prompt=login, max_age).",
    zh: "登录服务没有要求您重新验证身份，未签名。其管理员可以启用（prompt=login、max_age）。",
  },
  "signature-session": {
    en: "Your session ended meanwhile: nothing is signed. Sign in and start again.",
    zh: "您的会话已在此期间结束，未签名。请登录后重新开始。",
  },
  "signature-other-person": {
    en: "Another person signed in at the provider: nothing is signed.",
    zh: "在登录服务处登录的是另一个人，未签名。",
  },
  "signature-not-waiting": {
    en: "No signature waits for this confirmation: nothing is signed. Start again.",
    zh: "没有等待此确认的签名，未签名。请重新开始。",
  },
  "signature-password": {
    en: "The password is wrong: nothing is signed.",
    zh: "密码错误，未签名。",
  },
  "signature-stale": {
    en: "The record has changed since you read it. Read it again, then sign.",
    zh: "记录在您阅读之后已变更，请重新阅读后再签名。",
  },
  "signature-meaning": {
    en: "a signature means one of {names}",
    zh: "签名的含义只能是：{names}",
  },
  "signature-limits": {
    en: "there is no such version of limits; write plan/machine/version",
    zh: "没有该控制限版本，请写作 plan/machine/version",
  },
  "signature-unlogged": {
    en: "It is signed and in the audit log, but the log takes no data now. Do not sign again.",
    zh: "已签名并记入审计日志，但数据日志目前无法写入。请勿重复签名。",
  },
  "signature-many": {
    en: "A record has at most {one} signatures, and an edge {most}.",
    zh: "每条记录最多 {one} 个签名，每个边缘端最多 {most} 个。",
  },
} as const satisfies Readonly<Record<string, CauseRow>>;
