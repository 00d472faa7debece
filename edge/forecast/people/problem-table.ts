import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

/** Problems of crews in a config. */
export const PEOPLE = {
  "people-twice": {
    en: "there are two crews {id}",
    zh: "班组 {id} 重复",
    remedy: { en: "give each its own id", zh: "请使用不同的 id" },
  },
  "people-no-machine": {
    en: "{at} names no machine",
    zh: "{at} 没有对应的设备",
    remedy: {
      en: "write labels of the plant's assets; * stands for any characters",
      zh: "请填写工厂设备的编号；* 代表任意字符",
    },
  },
  "people-no-shift": {
    en: "the site has no shift {shift}",
    zh: "现场没有班次 {shift}",
    remedy: {
      en: "write the name of one of site.shifts, or leave the line out",
      zh: "请填写 site.shifts 中的班次名称，或删除此行",
    },
  },
  "people-nobody": {
    en: "nobody of the crew {id} is ever on duty, so its work would never be done",
    zh: "班组 {id} 在任何班次都无人在岗，其工作永远无法完成",
    remedy: { en: "give people in some shift, or leave the crew out", zh: "请在某个班次给出人数，或删除该班组" },
  },
  "people-two-crews": {
    en: "{task} at {machine} is the work of two crews, {first} and {id}",
    zh: "{machine} 的 {task} 同时属于班组 {first} 和 {id}",
    remedy: { en: "leave it to one of them", zh: "请只交给其中一个班组" },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(PEOPLE);
