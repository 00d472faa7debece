import { type ConfigTextTable, configTexts } from "../contracts/plant/config-text.ts";

/** Problems of a study. */
export const STUDY = {
  "study-factor-kind": {
    en: "the factor {name} has {kinds}",
    zh: "因子 {name} 有 {kinds}",
    remedy: {
      en: "give it exactly one of {known}",
      zh: "请恰好给出 {known} 之一",
    },
  },
  "study-factor-needs": {
    en: "the factor {name} varies {kind} and has no {key}",
    zh: "因子 {name} 改变 {kind}，但没有 {key}",
    remedy: { en: "add {key}, such as {example}", zh: "请添加 {key}，例如 {example}" },
  },
  "study-factor-stray": {
    en: "the factor {name} varies {kind}, which has no use for {key}",
    zh: "因子 {name} 改变 {kind}，用不到 {key}",
    remedy: { en: "leave {key} out", zh: "请删除 {key}" },
  },
  "study-factor-one-level": {
    en: "the factor {name} has one level only, so it varies nothing",
    zh: "因子 {name} 只有一个水平，没有可比较的变化",
    remedy: { en: "add a level, or leave asIs out", zh: "请添加一个水平，或删除 asIs" },
  },
  "study-twice": {
    en: "the name {name} is given twice",
    zh: "名称 {name} 重复",
    remedy: { en: "give each its own name", zh: "请使用不同的名称" },
  },
  "study-level-as-is": {
    en: "the name {level} is that of the plant as it is",
    zh: "名称 {level} 表示现状",
    remedy: { en: "give the level another name", zh: "请为该水平另取名称" },
  },
  "study-change": {
    en: "this change is wrong: {reason}",
    zh: "此更改有误：{reason}",
    remedy: { en: "write it as the table in docs/forecast.md says", zh: "请按 docs/forecast.zh-CN.md 中的表格书写" },
  },
  "study-objective-empty": {
    en: "this objective has no weight",
    zh: "该目标没有权重",
    remedy: { en: "give at least one of {known}, such as good: 1", zh: "请至少给出 {known} 之一，例如 good: 1" },
  },
  "study-constraint-bounds": {
    en: "this constraint has {count} bounds",
    zh: "该约束有 {count} 个界限",
    remedy: { en: "give exactly one of {known}", zh: "请恰好给出 {known} 之一" },
  },
  "study-islands-design": {
    en: "the factor {name} has islands, and design {design} compares given levels only",
    zh: "因子 {name} 有 islands，而设计 {design} 只比较给定的水平",
    remedy: { en: "write design: search", zh: "请写 design: search" },
  },
  "study-islands-twice": {
    en: "the factor {name} has islands, as {first} has",
    zh: "因子 {name} 与 {first} 都有 islands",
    remedy: {
      en: "put all machines and variants into one of them",
      zh: "请将所有设备和产品写在其中一个因子里",
    },
  },
  "study-few-runs": {
    en: "to know that {share} of the runs keep it takes {least} runs of a variant; replications is {replications}",
    zh: "要确定 {share} 的运行满足此约束，每个方案需要 {least} 次运行，而 replications 为 {replications}",
    remedy: {
      en: "raise replications to {least} or more, or lower `in` or `confidence`",
      zh: "请将 replications 提高到 {least} 以上，或降低 `in` 或 `confidence`",
    },
  },
  "study-many-variants": {
    en: "the study has {count} variants, and {most} at most can be compared",
    zh: "该研究有 {count} 个方案，最多可比较 {most} 个",
    remedy: {
      en: "take fewer levels, or find with design: screening which factors matter, and vary those",
      zh: "请减少水平数，或先用 design: screening 找出重要因子，再只改变它们",
    },
  },
  "study-many-runs": {
    en: "{variants} variants and {replications} runs of each are up to {total} runs; {most} can be run",
    zh: "{variants} 个方案、每个运行 {replications} 次，共计最多 {total} 次运行；上限为 {most} 次",
    remedy: { en: "lower replications, or take fewer levels", zh: "请减小 replications，或减少水平数" },
  },
  "study-long": {
    en: "{variants} variants, {replications} runs of each and {hours} h are up to {total} h; {most} h can be run",
    zh: "{variants} 个方案、每个运行 {replications} 次、每次 {hours} 小时，共计最多 {total} 小时；上限为 {most} 小时",
    remedy: {
      en: "lower replications or hours, or take fewer levels, until their product is {most} h at most",
      zh: "请减小 replications 或 hours，或减少水平数，使其乘积不超过 {most} 小时",
    },
  },
  "study-search-many-runs": {
    en: "the search has {looks} runs and the comparison {compared}, {runs} in all; {most} can be run",
    zh: "搜索需运行 {looks} 次，比较需 {compared} 次，共 {runs} 次；上限为 {most} 次",
    remedy: { en: "lower search.variants or replications", zh: "请减小 search.variants 或 replications" },
  },
  "study-search-long": {
    en: "{runs} runs ({looks} of the search) of {hours} h each are up to {total} h; {most} h can be run",
    zh: "共 {runs} 次运行（其中搜索 {looks} 次），每次 {hours} 小时，共计最多 {total} 小时；上限为 {most} 小时",
    remedy: {
      en: "lower search.variants, hours or replications",
      zh: "请减小 search.variants、hours 或 replications",
    },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(STUDY);
