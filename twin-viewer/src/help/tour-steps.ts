import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";

interface TourStep {
  /** The element that the step is about. */
  readonly target: string;
  readonly title: LocalizedText;
  readonly text: LocalizedText;
}

/** Two minutes over the elements that every room has and those of the overview. */
export const TOUR_STEPS: readonly TourStep[] = [
  {
    target: ".scene",
    title: { en: "The plant", zh: "工厂画面" },
    text: {
      en:
        "Grey is normal; only what is abnormal has a colour. Press a machine for its values. Drag turns, the " +
        "wheel zooms.",
      zh: "灰色为正常，只有异常才有颜色。点按设备查看数值。拖动旋转，滚轮缩放。",
    },
  },
  {
    target: ".kpis",
    title: { en: "Key figures", zh: "关键指标" },
    text: {
      en: "The plant in one line. A dash: a figure cannot be computed now. The mark beside a name defines it.",
      zh: "一行看全厂。短横线表示指标目前无法计算。名称旁的标记给出定义。",
    },
  },
  {
    target: "[aria-labelledby=alerts-title]",
    title: { en: "Alarms", zh: "报警" },
    text: {
      en:
        "The most urgent first. Press one: what to do, the time left, the curve around it. Acknowledge: I " +
        "deal with it.",
      zh: "最紧急的在前。点按即显示应采取的措施、剩余时间与前后曲线。“确认”表示正在处理。",
    },
  },
  {
    target: ".bottom",
    title: { en: "Back in time", zh: "回放" },
    text: {
      en: "Drag here, and the whole page shows that moment: machines, values, alarms. L leads back to now.",
      zh: "在此拖动，整个页面显示该时刻：设备、数值、报警。L 回到实时。",
    },
  },
  {
    target: ".clock",
    title: { en: "Live or old", zh: "实时还是旧值" },
    text: {
      en: "How many values are live. A value with a silent source is struck out, with its age: nothing old looks live.",
      zh: "有多少数值是实时的。数据源无应答的数值以删除线显示并注明时龄：旧值绝不显示为实时。",
    },
  },
  {
    target: ".rooms",
    title: { en: "Rooms", zh: "各个画面" },
    text: {
      en: "Each room answers one question, from material to maintenance. Keys 1 to 9 open them.",
      zh: "每个画面回答一个问题，从物料到维护。按键 1 至 9 可打开。",
    },
  },
  {
    target: ".search-button",
    title: { en: "Search", zh: "搜索" },
    text: {
      en: "Machines, values, alarms, pieces and commands by a part of their name. The key / opens it anywhere.",
      zh: "输入名称的一部分，即可查找设备、数值、报警、工件和命令。随处可按 / 打开。",
    },
  },
  {
    target: ".help-button",
    title: { en: "Help", zh: "帮助" },
    text: {
      en:
        "In every room, ? says what it answers, how to use it and what its figures mean, with all guides. The " +
        "tour starts here again.",
      zh: "在任何画面按 ?，即可了解它回答什么、如何使用、指标的含义，并查阅全部文档。导览也可由此再次开始。",
    },
  },
];

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const GAP_PX = 12;

/** Where a card of a size stands beside a target without covering it; over it, low, where there is no room beside. */
export function cardPlace(target: Box, card: Pick<Box, "width" | "height">, window: Pick<Box, "width" | "height">) {
  const inside = (at: number, size: number, whole: number) => Math.max(GAP_PX, Math.min(at, whole - size - GAP_PX));
  const left = inside(target.left + (target.width - card.width) / 2, card.width, window.width);
  const top = inside(target.top + (target.height - card.height) / 2, card.height, window.height);
  const below = target.top + target.height + GAP_PX;
  if (below + card.height + GAP_PX <= window.height) return { left, top: below };
  const above = target.top - card.height - GAP_PX;
  if (above >= GAP_PX) return { left, top: above };
  const before = target.left - card.width - GAP_PX;
  if (before >= GAP_PX) return { left: before, top };
  const after = target.left + target.width + GAP_PX;
  if (after + card.width + GAP_PX <= window.width) return { left: after, top };
  return { left, top: inside(target.top + target.height - card.height - GAP_PX, card.height, window.height) };
}
