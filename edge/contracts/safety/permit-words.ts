/** Words of permits to work, apart from their schema: a thread that names refusals loads no schema library. */
import type { LocalizedText } from "../plant/tag.ts";

/** Facts without which nobody opens a permit. */
export const PERMIT_FACTS = {
  guardian: { zh: "监护人", en: "the guardian" },
  gas: { zh: "气体检测", en: "a gas test" },
  checks: { zh: "检查项确认", en: "ticks of the checklist" },
  isolation: { zh: "上锁挂牌记录", en: "the record of the lock-out" },
} as const satisfies Readonly<Record<string, LocalizedText>>;

/** What is missing, in one text for each language: the refusal names all of it. */
export function missingWords(missing: readonly (keyof typeof PERMIT_FACTS)[]): LocalizedText {
  const words = missing.map((one) => PERMIT_FACTS[one]);
  return { zh: words.map(({ zh }) => zh).join("、"), en: words.map(({ en }) => en).join(", ") };
}

/** What may speak against a permit, with its words. */
export const CONFLICT_WORDS = {
  excluded: { zh: "同一地点有互斥的作业", en: "work that excludes it at the same place" },
  "machine-running": { zh: "设备在运行", en: "a machine of the place is running" },
  "machine-unknown": { zh: "设备状态未知", en: "the state of a machine of the place is unknown" },
  limit: { zh: "监测值超限", en: "a measured value is beyond its limit" },
  "limit-unknown": { zh: "监测值未知", en: "a measured value is unknown" },
  "gas-live": { zh: "气体探测器读数超限", en: "a gas detector is beyond its limit" },
  "gas-live-unknown": { zh: "气体探测器读数未知", en: "a gas detector is silent or faulty" },
  "gas-result": { zh: "气体检测超限", en: "a gas test is beyond its limits" },
  "gas-test-missing": { zh: "缺气体检测", en: "there is no gas test" },
  "gas-test-old": { zh: "气体检测过期", en: "the gas test is too old" },
  "no-guardian": { zh: "没有监护人", en: "there is no guardian" },
  expired: { zh: "到期未关闭", en: "its time is over and it is not closed" },
  people: { zh: "区域内人员超出许可或未知", en: "more people at the place than the permit has, or unknown" },
  vehicles: { zh: "区域内有车辆或未知", en: "vehicles at the place, or unknown" },
} as const satisfies Readonly<Record<string, LocalizedText>>;
export type ConflictKind = keyof typeof CONFLICT_WORDS;
