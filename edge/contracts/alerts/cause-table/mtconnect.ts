/** Errors of MTConnect agents, and why a machine behind one is silent. */
import type { CauseRow } from "./row.ts";

const AGENT_LOG = { en: "look at the agent's log", zh: "请查看代理的日志" };

export const MTCONNECT_ERRORS = {
  "mtconnect-device-gone": {
    said: /^the agent has no device (?<detail>[^:;]+)$/,
    en: "the agent has no device {detail}",
    zh: "代理没有设备 {detail}",
    advice: {
      en: "correct address.device; gemba discover lists them",
      zh: "请改正 address.device；gemba discover 可列出设备",
    },
  },
  "mtconnect-device-away": {
    said: /^the agent has no connection to the machine$/,
    en: "the agent has no connection to the machine",
    zh: "代理与机床没有连接",
    advice: { en: "check the machine and the adapter", zh: "请检查机床和适配器" },
  },
  "mtconnect-login": {
    said: /the MTConnect agent at (?<place>\S+) refuses the edge \(HTTP (?<status>\d+)\)/,
    en: "the MTConnect agent at {place} refuses the edge (HTTP {status})",
    zh: "MTConnect 代理 {place} 拒绝登录（HTTP {status}）",
    advice: { en: "check user, password and client certificate", zh: "请检查用户名、密码和客户端证书" },
  },
  "mtconnect-redirect": {
    said: /the MTConnect agent at (?<place>\S+) redirects \(HTTP (?<status>\d+)\), which is not followed/,
    en: "the MTConnect agent at {place} redirects (HTTP {status}), which is not followed",
    zh: "MTConnect 代理 {place} 返回重定向（HTTP {status}），不予跟随",
    advice: { en: "write the final address", zh: "请填写最终地址" },
  },
  "mtconnect-no-agent": {
    said: /(?<place>\S+) answers with HTTP (?<status>\d+) and no MTConnect document/,
    en: "{place} answers with HTTP {status} and no MTConnect document",
    zh: "{place} 返回 HTTP {status}，但不是 MTConnect 文档",
    advice: { en: "check that this is the address of an MTConnect agent", zh: "请确认该地址是 MTConnect 代理" },
  },
  "mtconnect-broke-off": {
    said: /the stream of the MTConnect agent at (?<place>\S+) broke off/,
    en: "the stream of the MTConnect agent at {place} broke off",
    zh: "MTConnect 代理 {place} 的数据流中断",
  },
  "mtconnect-restarted": {
    said: /the MTConnect agent at (?<place>\S+) was restarted/,
    en: "the MTConnect agent at {place} was restarted",
    zh: "MTConnect 代理 {place} 已重启",
  },
  "mtconnect-counts-anew": {
    said: /the MTConnect agent at (?<place>\S+) counts anew without saying so/,
    en: "the MTConnect agent at {place} counts anew without saying so",
    zh: "MTConnect 代理 {place} 重新计数却未声明",
    advice: AGENT_LOG,
  },
  "mtconnect-refuses": {
    said: /the MTConnect agent at (?<place>\S+) refuses what the edge asks for(?:: (?<detail>.+))?/,
    en: "the MTConnect agent at {place} refuses what the edge asks for: {detail}",
    zh: "MTConnect 代理 {place} 拒绝了请求：{detail}",
  },
  "mtconnect-unreadable": {
    said: /the MTConnect agent at (?<place>\S+) sends .+ that can(?:not)? be read(?:: (?<detail>.+))?/,
    en: "the MTConnect agent at {place} sends a document that cannot be read: {detail}",
    zh: "MTConnect 代理 {place} 发来无法读取的文档：{detail}",
    advice: AGENT_LOG,
  },
} as const satisfies Record<string, CauseRow>;

export const MTCONNECT_UNREACHABLE = {
  "mtconnect-unreachable": {
    said: /the MTConnect agent at (?<place>\S+) does not answer/,
    en: "the MTConnect agent at {place} does not answer",
    zh: "MTConnect 代理 {place} 无应答",
    advice: { en: "check its address, and that it runs", zh: "请检查地址，并确认代理正在运行" },
  },
} as const satisfies Record<string, CauseRow>;
