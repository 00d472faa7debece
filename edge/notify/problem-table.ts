import { type ConfigTextTable, configTexts } from "../contracts/plant/config-text.ts";

/** Problems of the `notify:` section. */
export const NOTIFY = {
  "channel-twice": {
    en: 'channel "{channel}": the id is given twice',
    zh: "渠道“{channel}”：id 重复",
    remedy: { en: "give each channel its own id", zh: "每个渠道的 id 必须不同" },
  },
  "channel-no-mail": {
    en: 'channel "{channel}": email needs mail',
    zh: "渠道“{channel}”：email 需要 mail",
    remedy: { en: "write mail: { host, from, to }", zh: "请写 mail: { host, from, to }" },
  },
  "channel-no-sms": {
    en: 'channel "{channel}": sms needs sms',
    zh: "渠道“{channel}”：sms 需要 sms",
    remedy: { en: "write sms: { to, body }", zh: "请写 sms: { to, body }" },
  },
  "channel-no-push": {
    en: 'channel "{channel}": push needs push',
    zh: "渠道“{channel}”：push 需要 push",
    remedy: { en: "write push: { hosts, contact }", zh: "请写 push: { hosts, contact }" },
  },
  "channel-push-links": {
    en: 'channel "{channel}": a message to phones holds no link',
    zh: "渠道“{channel}”：手机推送消息不含链接",
    remedy: {
      en: "leave acknowledge out: the notice opens the phone page, which acknowledges",
      zh: "请删除 acknowledge：点击通知即打开手机页面，可在其中确认",
    },
  },
  "channel-mail-without-tls": {
    en: 'channel "{channel}": mail would leave this machine without TLS',
    zh: "渠道“{channel}”：邮件将不经 TLS 离开本机",
    remedy: { en: "use security: starttls or tls", zh: "请使用 security: starttls 或 tls" },
  },
  "channel-no-url": {
    en: 'channel "{channel}": {kind} needs url',
    zh: "渠道“{channel}”：{kind} 需要 url",
    remedy: { en: "write where the messages go", zh: "请写明消息发往何处" },
  },
  "channel-work-kind": {
    en: 'channel "{channel}": {kind} cannot send work items',
    zh: "渠道“{channel}”：{kind} 不能发送工作项",
    remedy: { en: "use kind: webhook", zh: "请使用 kind: webhook" },
  },
  "channel-report-kind": {
    en: 'channel "{channel}": {kind} cannot send reports',
    zh: "渠道“{channel}”：{kind} 不能发送报告",
    remedy: {
      en: "use email, webhook, wecom, dingtalk or feishu",
      zh: "请使用 email、webhook、wecom、dingtalk 或 feishu",
    },
  },
  "channel-link-no-viewer": {
    en: 'channel "{channel}": links to acknowledge need notify.viewer',
    zh: "渠道“{channel}”：确认链接需要 notify.viewer",
    remedy: {
      en: "write the viewer's address as the receivers' phones can open it",
      zh: "请写接收人手机可打开的界面地址",
    },
  },
  "escalation-no-roster": {
    en: "escalation needs a roster",
    zh: "escalation 需要 roster",
    remedy: {
      en: "write notify.roster: who is on call, and how they are reached",
      zh: "请写 notify.roster：值班人员及联系渠道",
    },
  },
  "escalation-order": {
    en: "this level comes before the one above it",
    zh: "此级早于上一级",
    remedy: { en: "write the levels in rising order of afterMinutes", zh: "请按 afterMinutes 递增的顺序书写各级" },
  },
  "roster-channel": {
    en: 'there is no channel "{channel}" that sends calls',
    zh: "没有发送 calls 的渠道“{channel}”",
    remedy: { en: "give a channel this id and sends: calls", zh: "请为一个渠道设置该 id 和 sends: calls" },
  },
  "roster-person": {
    en: '"{name}" is not in the roster',
    zh: "值班表中没有“{name}”",
    remedy: { en: "write the name as under notify.roster.people", zh: "请使用 notify.roster.people 中的姓名" },
  },
  "channel-no-secret": {
    en: 'channel "{channel}": a webhook needs a secret to sign with',
    zh: "渠道“{channel}”：webhook 需要用于签名的 secret",
    remedy: {
      en: "write secret, as a reference to an environment variable or a file",
      zh: "请写 secret，引用环境变量或文件",
    },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(NOTIFY);
