/** Why the API refuses a question or a report about the safety register. */
import type { CauseRow } from "./row.ts";

export const SAFETY_REFUSALS = {
  "safety-none": { en: "This edge keeps no safety register.", zh: "本边缘端没有安全台账。" },
  "vision-none": { en: "This edge takes no vision events.", zh: "本边缘端不接收视觉事件。" },
  "danger-title": { en: "title: say what is dangerous", zh: "title：请说明隐患内容" },
  "danger-unknown": { en: "there is no hidden danger {id}", zh: "没有隐患 {id}" },
  "danger-open": {
    en: "the danger is still open; act on it instead",
    zh: "该隐患尚未闭环，请直接在其上操作",
  },
  "danger-other-work": {
    en: "{id} is open about this danger already; end it first",
    zh: "已有关于该隐患的未完成工作 {id}，请先结束它",
  },
  "danger-hazard-unknown": {
    en: "there is no hazard {id} in the register",
    zh: "清单中没有危险源 {id}",
  },
  "danger-place": { en: "place: give an asset, a zone or an area", zh: "place：请填写资产、区域或设备路径" },
  "danger-place-unknown": {
    en: "the plant has no such asset, zone or area",
    zh: "工厂没有该资产、区域或设备路径",
  },
  "danger-criterion-unknown": {
    en: "the rules of this plant have no criterion {id}",
    zh: "本厂的判定依据中没有条款 {id}",
  },
  "danger-too-many": {
    en: "more than {most} dangers match; take a shorter time",
    zh: "符合的隐患超过 {most} 条，请缩短时间",
  },
  "danger-informed-late": {
    en: "informed: the time must not be later than now",
    zh: "informed：时间不能晚于现在",
  },
} as const satisfies Readonly<Record<string, CauseRow>>;
