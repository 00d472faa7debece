/** A work item of a test, and the persons and programs that act on it. */
import type { WorkAct } from "../../../edge/contracts/records/work-item.ts";

export const T0 = Date.UTC(2026, 0, 5) * 1000;
export const S = 1_000_000;
export const LI = { name: "li", as: "person" } as const;
export const WANG = { name: "wang", as: "person" } as const;
export const MODEL = { name: "energy-model", as: "program" } as const;

export const WORK = {
  itemUid: "w-1",
  kind: "hidden-danger",
  about: { assetUid: "urn:a", component: "spindle/bearing" },
  title: { zh: "护罩缺失", en: "Guard is missing" },
  evidence: [],
  reportedAt: T0,
  reportedBy: LI,
} as const;

export const work = (acts: readonly WorkAct[] = [], more: object = {}) => ({ ...WORK, ...more, acts });

const OTHER_CAUSE = { key: "OP60 blemishes high", from: T0, known: { bad: 3, pieces: 40 }, pieces: 30 };

/** Payloads of cases of defects, without and with a circumstance. */
export const CASES = [
  OTHER_CAUSE,
  {
    ...OTHER_CAUSE,
    group: {
      candidate: { kind: "machine", operation: "OP20", name: "" },
      level: "CNC-202",
      side: "is",
      cut: null,
      since: T0,
    },
    sentence: { zh: "相关", en: "associated" },
  },
] as const;

/** Payloads of hidden dangers, and of an inspection. */
export const DANGERS = [
  { place: { asset: "OVN-1" }, source: "system", alert: "a-1" },
  { place: { zone: "cell" }, source: "person", hazard: "HZ-1", criterion: "gas", proofs: ["IMG-1"] },
] as const;
export const ROUND = {
  ...{ task: "task/day", level: "team", place: null, items: [WORK.title], hazards: [null] },
  ...{ from: T0, to: T0 + 50 * S },
} as const;

/** A recommendation as an older version stored it. */
export const ADVICE = {
  adviceUid: "r-1",
  rule: "energy/idle",
  key: "compressor-2",
  about: { assetUid: "urn:a" },
  what: { zh: "夜间关闭压缩机 2", en: "Switch compressor 2 off at night" },
  why: { zh: "空载", en: "It idles" },
  effect: { quantity: "energy", unit: "kW.h", expected: 40, low: 30, high: 55, confidence: 0.9 },
  evidence: [{ tag: 7, value: 3.2, why: { zh: "空载功率", en: "idle power" } }],
  basis: [],
  proposedAt: T0,
  proposedBy: MODEL,
  validUntil: T0 + 100 * S,
} as const;
