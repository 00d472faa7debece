import { expect, it } from "vitest";
import type { PastReport } from "../../../edge/evaluation/past/import-past.ts";
import { pastCsv } from "../../../edge/evaluation/past/past-report.ts";

it("a table of past findings has no formula, readable Chinese and empty cells for missing values", () => {
  const finding = {
    at: Date.UTC(2024, 0, 15) * 1000,
    clearedAt: undefined,
    asset: "＝CMD()",
    component: 'pump "A"',
    rule: "health/pump",
    kind: "process",
    severity: 300,
    message: { zh: "泵：疑似磨损", en: "pump: wear suspected" },
    hypotheses: [],
    evidence: [],
    life: undefined,
  };
  const report = { findings: [finding], unexplained: [], hasEvents: false } as unknown as PastReport;
  const [head = "", row = "", ...rest] = pastCsv(report, "zh").split("\r\n");
  expect(head).toMatch(/^\uFEFFtime,cleared,asset,/);
  const absent = '"",'.repeat(11);
  expect(row).toBe(
    `"2024-01-15T00:00:00.000Z","","'＝CMD()","pump ""A""","health/pump","process","300",${absent}"泵：疑似磨损"`,
  );
  expect(head.split(",").length).toBe(row.split('","').length);
  expect(rest).toEqual([""]);
});
