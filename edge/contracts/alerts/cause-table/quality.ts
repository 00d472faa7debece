/** Why the API refuses a question about measurements of pieces. */
import type { CauseRow } from "./row.ts";

export const QUALITY_REFUSALS = {
  "quality-none": {
    en: "This edge follows no measurements of pieces.",
    zh: "本边缘端不跟踪工件的测量值。",
  },
  "quality-costs-none": {
    en: "This edge follows no costs of pieces.",
    zh: "本边缘端不跟踪工件的成本。",
  },
  "quality-chart-unknown": {
    en: "there is no such chart; take one of GET /api/v1/quality/features",
    zh: "没有该控制图，请使用 GET /api/v1/quality/features 返回的项",
  },
  "quality-class-unknown": {
    en: "there is no such class of defects; take one of GET /api/v1/quality/defects",
    zh: "没有该缺陷类别，请使用 GET /api/v1/quality/defects 返回的项",
  },
  "quality-cause-unknown": {
    en: "the newest ranking of this class has no such cause; look at its causes first",
    zh: "该类别的最新排序中没有该原因，请先查看其原因",
  },
  "quality-phase-range": {
    en: "phase I takes 1 to {most} subgroups, first to last",
    zh: "第一阶段取 1 至 {most} 个子组，从先到后",
  },
  "quality-phase-few": {
    en: "phase I needs {least} complete subgroups, and these are {used}; measure more, or exclude fewer",
    zh: "第一阶段需要 {least} 个完整子组，现有 {used} 个，请继续测量或减少排除的子组",
  },
  "quality-phase-flat": {
    en: "these subgroups have no scatter, so no limits follow from them; take others",
    zh: "这些子组没有离散，无法得出控制限，请另选子组",
  },
  "quality-study": {
    en:
      "a study needs at least two parts, operators and trials, every operator's trials of every part, and some " +
      "scatter",
    zh: "量具研究至少需要两个零件、两名操作者和两次测量，每名操作者须测量每个零件，且数据须有离散",
  },
  "quality-study-limits": {
    en: "the lower limit is not below the upper one",
    zh: "下限不低于上限",
  },
} as const satisfies Readonly<Record<string, CauseRow>>;
