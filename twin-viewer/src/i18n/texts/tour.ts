import type { Texts } from "../texts.ts";

export const tourTexts = {
  "tour.title": { en: "Tour", zh: "导览" },
  "tour.start": { en: "Tour of two minutes", zh: "两分钟导览" },
  "tour.offer": {
    en: "New here? A tour of two minutes shows where things are.",
    zh: "初次使用？两分钟导览带您了解各个部分。",
  },
  "tour.no": { en: "No, thanks", zh: "不用了" },
  "tour.at": { en: "{at} of {of}", zh: "{at} / {of}" },
  "tour.next": { en: "Next", zh: "下一步" },
  "tour.back": { en: "Back", zh: "上一步" },
  "tour.end": { en: "End the tour", zh: "结束导览" },
  "tour.done": { en: "Done", zh: "完成" },
  "tour.picture": { en: "The plant", zh: "工厂画面" },
  "tour.picture-text": {
    en:
      "Grey is normal; only what is abnormal has a colour. Press a machine for its values. Drag turns, the " +
      "wheel zooms.",
    zh: "灰色为正常，只有异常才有颜色。点按设备查看数值。拖动旋转，滚轮缩放。",
  },
  "tour.figures": { en: "Key figures", zh: "关键指标" },
  "tour.figures-text": {
    en: "The plant in one line. A dash means that a figure cannot be computed now. The mark beside a name defines it.",
    zh: "一行看全厂。短横线表示指标目前无法计算。名称旁的标记给出定义。",
  },
  "tour.alarms": { en: "Alarms", zh: "报警" },
  "tour.alarms-text": {
    en:
      "The most urgent first. Press one: what to do, the time left, the curve around it. Acknowledge: I " +
      "deal with it.",
    zh: "最紧急的在前。点按即显示应采取的措施、剩余时间与前后曲线。“确认”表示正在处理。",
  },
  "tour.time": { en: "Back in time", zh: "回放" },
  "tour.time-text": {
    en: "Drag here, and the whole page shows that moment: machines, values, alarms. L leads back to now.",
    zh: "在此拖动，整个页面显示该时刻：设备、数值、报警。L 回到实时。",
  },
  "tour.live": { en: "Live or old", zh: "实时还是旧值" },
  "tour.live-text": {
    en: "How many values are live. A value whose source is silent is struck out, with its age: nothing old looks live.",
    zh: "有多少数值是实时的。数据源无应答的数值以删除线显示并注明时龄：旧值绝不显示为实时。",
  },
  "tour.rooms": { en: "Rooms", zh: "各个画面" },
  "tour.rooms-text": {
    en: "Each room answers one question, from material to maintenance. Keys 1 to 9 open them.",
    zh: "每个画面回答一个问题，从物料到维护。按键 1 至 9 可打开。",
  },
  "tour.search": { en: "Search", zh: "搜索" },
  "tour.search-text": {
    en: "Machines, values, alarms, pieces and commands by a part of their name. The key / opens it anywhere.",
    zh: "输入名称的一部分，即可查找设备、数值、报警、工件和命令。随处可按 / 打开。",
  },
  "tour.help": { en: "Help", zh: "帮助" },
  "tour.help-text": {
    en:
      "In every room, ? says what it answers, how to use it and what its figures mean, with all guides. The " +
      "tour starts here again.",
    zh: "在任何画面按 ?，即可了解它回答什么、如何使用、指标的含义，并查阅全部文档。导览也可由此再次开始。",
  },
} as const satisfies Texts;
