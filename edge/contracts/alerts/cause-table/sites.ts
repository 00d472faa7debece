/** Why a hub cannot show a site, or a part of it (docs/rules/hub-sites.md). */
import type { CauseRow } from "./row.ts";

export const SITE_REFUSALS = {
  "site-elsewhere": {
    en:
      "This is known at the plant's own edge: the hub has the plant, its values, events and alerts, and no books of " +
      "the edge.",
    zh: "此内容仅在工厂自己的边缘端可知：集控端只有工厂、其数值、事件和报警，没有边缘端的台账。",
  },
  "site-no-plant": {
    en: "The edge has not sent the files of its plant yet. They come once it is connected, in seconds or minutes.",
    zh: "边缘端尚未发送其工厂文件。连接后几秒到几分钟内会到达。",
  },
  "site-bad-plant": {
    en: "The files of this plant cannot be used: they are of a newer version, or of another edge.",
    zh: "此工厂的文件无法使用：它们来自较新的版本，或属于另一个边缘端。",
  },
  "site-late": {
    en: "The hub's history of this site is not up to date yet. Try again in a few seconds.",
    zh: "集控端中此工厂的历史数据尚未更新到最新。请在几秒后重试。",
  },
  "site-unknown": { en: "The hub has no such site.", zh: "集控端没有此工厂。" },
  "site-too-many": {
    en: "Too many sites are open. Try again when somebody has left one.",
    zh: "打开的工厂过多。请在有人离开后重试。",
  },
  "site-silent-link": { en: "the edge hears nothing over this link", zh: "边缘端在此链路上未收到任何消息" },
  "site-never": { en: "the hub has never heard this edge", zh: "集控端从未收到该边缘端的消息" },
  "site-away": {
    en: "the hub has heard nothing from the edge since {since}",
    zh: "自 {since} 起集控端未收到该边缘端的任何消息",
  },
  "plant-past-unknown": {
    en: "The plant as it was drawn then is not kept here.",
    zh: "此处未保存当时绘制的工厂。",
  },
} as const satisfies Readonly<Record<string, CauseRow>>;
