import type { Texts } from "./texts.ts";

/** Names of rules; `{subject}` is the tag, zone or connection. */
export const ruleTexts = {
  "rule.high": { en: "{subject} too high", zh: "{subject}过高" },
  "rule.low": { en: "{subject} too low", zh: "{subject}过低" },
  "rule.deviation": { en: "{subject} off its set value", zh: "{subject}偏离设定值" },
  "rule.state": { en: "{subject} in a wrong state", zh: "{subject}状态异常" },
  "rule.drift": { en: "{subject} drifts", zh: "{subject}漂移" },
  "rule.rate": { en: "{subject} changes too fast", zh: "{subject}变化过快" },
  "rule.trend": { en: "{subject} heads for a limit", zh: "{subject}趋近限值" },
  "rule.presence": { en: "Person in {subject}", zh: "{subject}内有人" },
  "rule.separation": { en: "Person too close in {subject}", zh: "{subject}人机距离过近" },
  "rule.link-stale": { en: "{subject} is silent", zh: "{subject} 无数据" },
  "rule.source-lost": { en: "Source {subject} is silent", zh: "数据源 {subject} 无数据" },
  "rule.peer-lost": { en: "Sources at {subject} are silent", zh: "{subject} 上的数据源无数据" },
  "rule.sources-lost": { en: "Many sources are silent", zh: "多个数据源无数据" },
  "rule.overloaded": { en: "The edge is overloaded", zh: "边缘端过载" },
  "rule.danger-overdue": { en: "A hidden danger is overdue", zh: "隐患整改逾期" },
  "rule.inspection-missed": { en: "An inspection was missed", zh: "检查漏检" },
  "rule.resource-expired": { en: "Emergency resource {subject} is out of date", zh: "应急资源 {subject} 过期" },
  "rule.certificate": { en: "A certificate expires", zh: "证书到期" },
  "rule.notify": { en: "Channel {subject} cannot deliver messages", zh: "通知渠道 {subject} 无法送达消息" },
  "rule.log-backlog": { en: "Commit log fills up", zh: "提交日志积压" },
  "rule.log-unread": { en: "Data were deleted unread", zh: "数据未读即删" },
  "rule.disk-space": { en: "Disk nearly full", zh: "磁盘空间不足" },
  "rule.journal-large": { en: "The audit log is large", zh: "操作记录过大" },
  "rule.journal-refused": { en: "The audit log cannot be written", zh: "操作记录无法写入" },
  "rule.log-refused": { en: "Data cannot be written to disk", zh: "数据无法写入磁盘" },
  "rule.log-undeleted": { en: "Old data cannot be deleted", zh: "旧数据无法删除" },
  "rule.lost-samples": { en: "Samples were lost inside the edge", zh: "采样在边缘端内部丢失" },
  "rule.clock-step": { en: "The edge's clock stepped", zh: "边缘端时钟跳变" },
} as const satisfies Texts;

/** Safety devices of machines and vehicles. */
export const deviceTexts = {
  "safety.device-emergency-stop": { en: "Emergency stop", zh: "紧急停止" },
  "safety.device-protective-stop": { en: "Protective stop", zh: "保护性停止" },
  "safety.device-gate-open": { en: "Gate", zh: "安全门" },
  "safety.device-field-violation": { en: "Protective field", zh: "防护区" },
} as const satisfies Texts;
