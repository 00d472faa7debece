import type { Texts } from "../texts.ts";

export const firstTexts = {
  "first.title": { en: "Connecting the plant", zh: "正在接入工厂" },
  "first.close": { en: "Close", zh: "关闭" },
  "first.links": { en: "Connections", zh: "已建立连接" },
  "first.tags": { en: "Tags with a value", zh: "已有数值的标签" },
  "first.of": { en: "{done} of {total}", zh: "{done} / {total}" },
  "first.no-links": {
    en: "No asset is connected to a source yet. Connect a server, or give assets a source in assets.yaml.",
    zh: "尚无资产连接到数据源。请在此连接服务器，或在 assets.yaml 中为资产指定数据源和标签。",
  },
  "first.no-assets": {
    en: "The plant has no assets yet. gemba discover finds what a server or broker offers and proposes a config.",
    zh: "工厂还没有资产。gemba discover 可查看服务器或 MQTT 代理提供的内容，并生成建议配置。",
  },
  "first.unplaced": {
    en:
      "{count} of {total} {total|asset|assets} {count|has|have} no place in the hall, so the picture does not show " +
      "{count|it|them}",
    zh: "{total} 个资产中有 {count} 个没有位置，画面中不显示",
  },
  "first.unbound": {
    en:
      "{count} {count|tag has|tags have} no value although {count|its|their} source is connected: check " +
      "{count|its|their} address",
    zh: "{count} 个标签的数据源已连接但没有数值，请检查地址",
  },
  "first.refused": { en: "Source {name}: {why}", zh: "数据源 {name}：{why}" },
  "first.refused-more": { en: "and {count} more sources", zh: "另有 {count} 个数据源" },
  "first.connect": { en: "Connect a server", zh: "连接服务器" },
  "first.place": { en: "Place assets", zh: "摆放资产" },
  "first.docs": { en: "Guide: connecting step by step", zh: "文档：逐步连接" },
} as const satisfies Texts;
