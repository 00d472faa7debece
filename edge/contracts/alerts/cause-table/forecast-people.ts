/** Refusals of people and replaced components in futures (rules FK94 and FK102). */
import type { CauseRow } from "./row.ts";

export const PEOPLE_REFUSALS = {
  "people-nobody-then": {
    en: "{add} people of {crew}, of which nobody is on duty then; give a time at which somebody is",
    zh: "{crew} 增减 {add} 人，但该时段无人在岗；请填写有人在岗的时间",
  },
  "people-too-few": {
    en: "{add} people of {crew}, of which {least} are on duty; give {most} at least",
    zh: "{crew} 增减 {add} 人，而在岗 {least} 人；最少填写 {most}",
  },
  "people-none-left": {
    en: "{add} people of {crew} leave nobody, so its work would never be done; give a stretch with from and hours",
    zh: "{crew} 增减 {add} 人后无人在岗，工作将永远无法完成；请用 from 和 hours 填写时段",
  },
  "people-whole": { en: "{add} people; give a whole number", zh: "增减 {add} 人；请填写整数" },
  "repair-nothing": {
    en: "no end of a component is foreseen, so nothing is replaced; write out: for a machine that only stands",
    zh: "没有预测将失效的部件，没有可更换的；仅停机请使用 out:",
  },
  "repair-elsewhere": {
    en:
      "no end of a component of {machines} is foreseen; it is of {known}; write out: for a machine that only " +
      "stands",
    zh: "{machines} 没有预测将失效的部件；有预测的是 {known}；仅停机请使用 out:",
  },
  "repair-other-component": {
    en: "the end of {component} of {machines} is not foreseen; it is of {known}",
    zh: "{machines} 的 {component} 没有失效预测；有预测的是 {known}",
  },
} as const satisfies Readonly<Record<string, CauseRow>>;
