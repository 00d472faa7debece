import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

/** Problems of `safety.permits`. */
export const PERMITS = {
  "permit-twice": {
    en: "{id} is there twice in this kind of permit",
    zh: "该作业类型中 {id} 出现两次",
    remedy: { en: "give each its own id", zh: "请为每一项使用不同的 id" },
  },
  "permit-gases-unused": {
    en: "gases are named, and no gas test is needed",
    zh: "写了气体，但不要求气体检测",
    remedy: { en: "write `gasTest: true`, or leave `gases` out", zh: "请写 `gasTest: true`，或去掉 `gases`" },
  },
  "permit-level-longer": {
    en: "the level lasts longer than the {hours} h of its kind",
    zh: "该级别的时长超过该作业类型的 {hours} 小时",
    remedy: {
      en: "raise `maxHours` of the kind, or lower that of the level",
      zh: "请调大类型的 `maxHours`，或调小级别的",
    },
  },
  "permit-no-asset": {
    en: "there is no asset {asset} to measure at",
    zh: "没有可监测的资产 {asset}",
    remedy: { en: "write the label of an asset", zh: "请写资产的 label" },
  },
  "permit-no-tag": {
    en: "{asset} has no tag {tag}",
    zh: "{asset} 没有点位 {tag}",
    remedy: { en: "write component/signal of one of its tags", zh: "请写其点位的“部件/信号”" },
  },
  "permit-limits-order": {
    en: "the lowest value is not below the highest",
    zh: "下限不低于上限",
    remedy: { en: "write `low` below `high`", zh: "请使 `low` 小于 `high`" },
  },
  "permit-no-kind": {
    en: "there is no kind of permit {id} to exclude",
    zh: "没有可互斥的作业类型 {id}",
    remedy: { en: "write the id of one of `safety.permits`", zh: "请写 `safety.permits` 中的 id" },
  },
  "permit-people-uncounted": {
    en: "people at the place are asked for, and nobody counts them",
    zh: "要求提示区域内人员，但没有统计人数",
    remedy: {
      en: "switch `safety.people.occupancy` on with its four facts, or leave `people` out",
      zh: "请启用 `safety.people.occupancy` 并填写其四项依据，或去掉 `people`",
    },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(PERMITS);
