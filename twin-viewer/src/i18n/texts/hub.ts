import type { Texts } from "../texts.ts";

export const hubTexts = {
  "hub.link-connected": { en: "connected", zh: "已连接" },
  "hub.link-behind": { en: "connected, history behind", zh: "已连接，历史数据滞后" },
  "hub.link-away": { en: "away", zh: "失联" },
  "hub.link-refused": { en: "refused", zh: "被拒绝" },
  "hub.link-never": { en: "never heard", zh: "从未连接" },
  "hub.now": { en: "now", zh: "刚刚" },
  "hub.ago": { en: "{age} ago", zh: "{age}前" },
  "hub.since": { en: "since {time} ({age})", zh: "自 {time} 起（{age}）" },
  "hub.behind-by": { en: "{age} of history yet to come", zh: "历史数据滞后 {age}" },
  "hub.lost": { en: "{count} {count|item|items} lost", zh: "丢失 {count} 条" },
  "hub.waveforms": { en: "{count} {count|waveform|waveforms} left out", zh: "{count} 条波形未上传" },
  "hub.nothing-missing": { en: "nothing lost", zh: "无丢失" },
  "hub.stored-to": { en: "data until {time}", zh: "数据截至 {time}" },
  "hub.nothing-stored": { en: "no history here yet", zh: "尚无历史数据" },
  "hub.through": { en: "Through the hub", zh: "经集控端查看" },
  "hub.through-name": { en: "Through the hub of {name}", zh: "经{name}集控端查看" },
  "hub.back": { en: "All sites", zh: "全部工厂" },
  "hub.room-elsewhere": { en: "{room}: only at the plant's own edge", zh: "{room}：仅在工厂自己的边缘端" },
  "hub.room-why": {
    en:
      "The hub has this plant's 3D twin, values, events and alerts, now and in the past. This room is made from " +
      "books that only the plant's own edge keeps: open the page of that edge, at the plant or over its network.",
    zh: "集控端有该工厂的三维孪生、数值、事件和报警（当前与历史）。此页面的数据仅在工厂自己的边缘端：请在工厂内或经其网络打开该边缘端的页面。",
  },
  "hub.link": { en: "link: {state}", zh: "链路：{state}" },
  "hub.not-live": {
    en: "NOT LIVE: the plant cannot be reached. Everything shown is what the hub last received.",
    zh: "非实时：无法连接工厂。画面上是集控端最后收到的数据。",
  },
  "hub.later-than-stored": {
    en: "The hub has no data for this instant: its history ends at {time}.",
    zh: "集控端没有该时刻的数据：历史数据截至 {time}。",
  },
  "hub.acts-waiting": {
    en: "{count} {count|act waits|acts wait} for the plant",
    zh: "{count} 项操作等待工厂确认",
  },
  "hub.unreachable": {
    en: "The hub does not answer; the state of the link is not known: {reason}",
    zh: "集控端没有应答，链路状态未知：{reason}",
  },
  "hub.view-only": { en: "You may view this site, but not act on it", zh: "您对该工厂只有查看权限" },
  "hub.as-heard": { en: "as last heard at {time}", zh: "{time} 最后收到" },
  "hub.at-plant-only": { en: "This is done at the plant's own edge.", zh: "此操作须在工厂自己的边缘端进行。" },
  "hub.waiting": { en: "waiting for the plant", zh: "等待工厂确认" },
  "hub.sent": { en: "sent, waiting for the plant", zh: "已发送，等待工厂确认" },
  "hub.refused": { en: "refused by the plant", zh: "被工厂拒绝" },
  "hub.waits": { en: "{act} {time}: {state}", zh: "{act} {time}：{state}" },
  "hub.waits-why": { en: "{act} {time}: {state} ({why})", zh: "{act} {time}：{state}（{why}）" },
} as const satisfies Texts;
