/** Refusals of the door for agents (rules AG1 to AG11 in docs/rules/agents.md). */
import type { CauseRow } from "./row.ts";

export const AGENT_REFUSALS = {
  "agent-door-closed": {
    en: "The config keeps the door for agents closed. Set agents.mcp.enabled to true and reload it.",
    zh: "配置关闭了智能体入口。请将 agents.mcp.enabled 设为 true 并重新加载。",
  },
  "agent-no-door": {
    en: "This edge has no door for agents.",
    zh: "此边缘端没有智能体入口。",
  },
  "agent-token-only": {
    en: "This token is for agents: it opens POST /api/mcp and nothing else.",
    zh: "此令牌仅用于智能体：只能打开 POST /api/mcp。",
  },
  "agent-no-batches": {
    en: "One message at a time: the edge takes no batches.",
    zh: "每次只能发送一条消息：边缘端不接受批量消息。",
  },
  "agent-tools-only": {
    en: "The edge offers tools and nothing else: {methods}.",
    zh: "边缘端只提供工具：{methods}。",
  },
  "agent-no-tool": {
    en: "there is no such tool; all of them read, and none writes",
    zh: "没有此工具；所有工具都只读取，没有写入的工具",
  },
  "agent-too-many-calls": {
    en: "too many calls; try again in {seconds} s",
    zh: "调用次数过多，请在 {seconds} 秒后重试",
  },
  "agent-too-long": {
    en: "the answer is too long; take a shorter time or a smaller limit",
    zh: "回答过长，请缩短时间或减小 limit",
  },
  "agent-arguments-object": {
    en: "arguments must be an object",
    zh: "arguments 必须是对象",
  },
  "agent-argument-unknown": {
    en: "there is no such argument; this tool takes {names}",
    zh: "没有此参数；该工具的参数为 {names}",
  },
  "agent-argument-missing": {
    en: "this tool needs {names}",
    zh: "该工具需要 {names}",
  },
  "agent-argument-integer": {
    en: "{name} must be an integer from {least} to {most}",
    zh: "{name} 必须是 {least} 到 {most} 的整数",
  },
  "agent-argument-text": {
    en: "{name} must be a text of 1 to {most} characters",
    zh: "{name} 必须是 1 到 {most} 个字符的文本",
  },
  "agent-argument-one-of": {
    en: "{name} must be one of {names}",
    zh: "{name} 必须是以下之一：{names}",
  },
  "agent-asset-unknown": {
    en: "there is no such asset; find_assets lists them",
    zh: "没有此设备；find_assets 列出全部设备",
  },
  "agent-alert-unknown": {
    en: "no alert with this uid stands; give from to look among closed ones",
    zh: "当前没有此 uid 的报警；请给出 from 以在已关闭的报警中查找",
  },
  "agent-no-sample": {
    en: "the signal has no numeric sample in this time",
    zh: "该信号在此时段没有数值采样",
  },
  "agent-at-no-time": {
    en: "at is not a time; give RFC 3339 such as 2026-11-24T02:42:07Z, or now",
    zh: "at 不是时间；请给出 RFC 3339 时间，例如 2026-11-24T02:42:07Z，或 now",
  },
} as const satisfies Readonly<Record<string, CauseRow>>;
