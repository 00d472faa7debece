/** Refusals of people and replaced components in futures (rules FK94 and FK102). */
import type { CauseRow } from "./row.ts";

export const PEOPLE_REFUSALS = {
  "people-nobody-then": {
    en: "{add} people of {crew}, of which nobody is on duty then; give a time at which somebody is",
    zh: "班组 {crew} 增减 {add} 人，但该时段无人在岗；请填写有人在岗的时间",
  },
  "people-too-few": {
    en: "{add} people of {crew}, of which {least} are on duty; give {most} at least",
    zh: "班组 {crew} 增减 {add} 人，但在岗仅 {least} 人；最小可填 {most}",
  },
  "people-none-left": {
    en: "{add} people of {crew} leave nobody, so its work would never be done; give a stretch with from and hours",
    zh: "班组 {crew} 增减 {add} 人后将无人在岗，其工作永远无法完成；请用 from 和 hours 填写时段",
  },
  "people-whole": { en: "{add} people; give a whole number", zh: "增减 {add} 人；请填写整数" },
  "repair-nothing": {
    en: "no end of a component is foreseen, so nothing is replaced; write out: for a machine that only stands",
    zh: "没有预计将失效的部件，因此没有可更换的部件；若只需停机，请使用 out:",
  },
  "repair-elsewhere": {
    en:
      "no end of a component of {machines} is foreseen; it is of {known}; write out: for a machine that only " +
      "stands",
    zh: "{machines} 没有预计将失效的部件；预计将失效的是 {known}；若只需停机，请使用 out:",
  },
  "repair-other-component": {
    en: "the end of {component} of {machines} is not foreseen; it is of {known}",
    zh: "{machines} 的 {component} 没有失效预测；该设备有失效预测的是 {known}",
  },
} as const satisfies Readonly<Record<string, CauseRow>>;
