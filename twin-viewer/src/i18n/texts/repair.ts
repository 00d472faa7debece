import type { Texts } from "../texts.ts";

/** The way from a finding to the checked repair. */
export const repairTexts = {
  "repair.steps": { en: "From the finding to the checked repair", zh: "从发现到验收的进度" },
  "repair.found": { en: "Found", zh: "已发现" },
  "repair.planned": { en: "Planned", zh: "已安排" },
  "repair.in-work": { en: "In work", zh: "处理中" },
  "repair.done": { en: "Done", zh: "已完成" },
  "repair.checked": { en: "Checked", zh: "已验收" },
  "repair.no-work": { en: "No work item yet", zh: "尚无工作项" },
} satisfies Texts;
