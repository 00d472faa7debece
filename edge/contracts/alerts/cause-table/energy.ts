/** Why the API refuses a question about energy and its cost. */
import type { CauseRow } from "./row.ts";

export const ENERGY_REFUSALS = {
  "load-none": { en: "This edge follows no loads.", zh: "本边缘端不跟踪负荷。" },
  "load-contract-unknown": {
    en: "The config has no contract {contract} under tariffs.",
    zh: "配置的 tariffs 中没有合同 {contract}",
  },
  "load-not-metered": {
    en: "This asset is not metered. GET /api/v1/energy lists them.",
    zh: "该资产没有计量，全部计量点见 GET /api/v1/energy",
  },
  "load-too-long": {
    en: "The time is longer than {most} days. Ask for a shorter one.",
    zh: "时段超过 {most} 天，请缩短",
  },
  "piece-energy-too-long": {
    en: "The range is longer than {most} days: ask for parts of it.",
    zh: "时间范围超过 {most} 天，请分段查询",
  },
} as const satisfies Readonly<Record<string, CauseRow>>;
