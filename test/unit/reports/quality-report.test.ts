/** The quality report: rules RP26 and RP27 in docs/rules/reports.md. */
import { expect, it } from "vitest";
import type { Caller } from "../../../edge/api/services/caller.ts";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { EntryReader } from "../../../edge/contracts/quality/entries.ts";
import type { QualityReader } from "../../../edge/contracts/quality/quality.ts";
import type { ReportDocument } from "../../../edge/contracts/reports/document.ts";
import type { ReportParts } from "../../../edge/reports/asked.ts";
import { makeReport } from "../../../edge/reports/make-report.ts";
import { render, reportMaker } from "../../../edge/reports/maker.ts";
import { reportParts } from "../../fakes/reports/parts.ts";

const caller: Caller = { kind: "local", origin: "127.0.0.1" };
const index = (value: number) => ({ value, low: value - 0.2, high: value + 0.2 });
const quality = {
  isCurrent: true,
  features: () => [{ plan: "bore", name: { zh: "孔", en: "Bore" }, series: [{ machine: "CNC-101" }] }],
  counters: () => ({}),
  capability: () => ({
    tolerance: {},
    capability: { count: 200, cp: index(1.6), cpk: index(1.41), pp: index(1.5), ppk: null },
  }),
} as unknown as QualityReader;
const entries = {
  isCurrent: true,
  names: new Map([["chatter", { zh: "振纹", en: "Chatter" }]]),
  view: () => ({
    entries: [],
    sums: [{ kind: "scrap", station: "CNC-101", reason: "chatter", entries: 1, count: 3 }],
  }),
} as unknown as EntryReader;

const FAILING = {
  costs: () => Promise.reject(new EdgeError("unavailable", "the book is closed")),
  pieces: () => [],
};

const partsWith = (more: Partial<ReportParts>): ReportParts => ({ ...reportParts(), ...more });

function rowsOf({ sections }: ReportDocument, title: string) {
  const tables = sections.filter((one) => one.title.startsWith(title)).flatMap(({ blocks }) => blocks);
  return tables.flatMap((block) =>
    block.kind === "table" ? block.rows.map((row) => row.map(({ text }) => text)) : [],
  );
}

it("[RP26] has costs of quality and energy, reasons and capability as the screens have them", async () => {
  const parts = partsWith({ quality, entries });
  const document = await makeReport(parts, caller, { kind: "quality", language: "en" });
  const cells = ["10", "30", "6", "4", "20.0", "40.0", "25.0", "4.00", "2.00"];
  expect(rowsOf(document, "Cost by operation")).toEqual([
    ["OP10", ...cells],
    ["Total", ...cells],
  ]);
  expect(rowsOf(document, "Cost by order")[0]?.[0]).toBe("N1");
  expect(rowsOf(document, "Capability")).toEqual([
    ["Bore CNC-101", "200", "1.60 (1.40 – 1.80)", "1.41 (1.21 – 1.61)", "1.50 (1.30 – 1.70)", "—"],
  ]);
  expect(rowsOf(document, "Reasons")[0]?.slice(0, 3)).toEqual(["Chatter (Scrap)", "CNC-101", "3"]);
  expect(document.definitions.map(({ key }) => key)).toEqual(expect.arrayContaining(["quality-cost", "capability"]));
  const workbook = await render(document, "xlsx");
  expect(workbook.name).toMatch(/^gemba-quality-.*\.xlsx$/);
  expect(workbook.body.byteLength).toBeGreaterThan(2000);
});

it("[RP27] says what this edge lacks, and is not offered where no costs are followed", async () => {
  const document = await makeReport(partsWith({ energyCosts: FAILING }), caller, { kind: "quality", language: "en" });
  expect(rowsOf(document, "Cost by operation")[0]?.slice(5)).toEqual(["—", "—", "—", "4.00", "—"]);
  expect(document.notes.join(" ")).toMatch(/no measurements of pieces.*|no reasons of scrap/);
  expect(rowsOf(document, "Capability")).toEqual([]);
  const shelf = { newestFirst: () => [], find: () => undefined, contentOf: () => undefined };
  expect(reportMaker(reportParts({ without: ["costs"] }), shelf).here().kinds).not.toContain("quality");
  expect(reportMaker(reportParts(), shelf).here().kinds).toContain("quality");
});

it("[RP28] [RP29] a shift has the reasons that people entered, with shares, and what has none", async () => {
  const document = await makeReport(partsWith({ entries }), caller, { kind: "shift", language: "en" });
  const rows = rowsOf(document, "Reasons given");
  // Half an hour of each machine; the alert's reason is nobody's.
  const stops = rows.filter(([what]) => what === "Stop");
  expect(stops[0]).toEqual(["Stop", "Tool change", "CNC-101", "1", "30 min", expect.stringMatching(/%$/)]);
  expect(stops.some(([, reason]) => reason?.includes("temperature"))).toBe(false);
  expect(rows.at(-1)?.slice(0, 4)).toEqual(["Scrap", "Chatter", "CNC-101", "3"]);
  expect(rows.at(-1)?.at(-1)).toBe("100.0 %");
  const section = document.sections.find(({ title }) => title.startsWith("Reasons given"));
  const notes = (section?.blocks ?? []).flatMap((block) => (block.kind === "note" ? [block.text] : []));
  expect(notes.join(" ")).toMatch(/^Without a reason from a person: \d+ stops?, .+ failures, /);
  expect(JSON.stringify(document)).not.toMatch(/saidBy/);
  const zh = await makeReport(partsWith({ entries }), caller, { kind: "day", language: "zh" });
  expect(rowsOf(zh, "人员录入的原因").at(-1)?.slice(0, 3)).toEqual(["报废", "振纹", "CNC-101"]);
  expect(
    rowsOf(await makeReport(partsWith({ entries }), caller, { kind: "changes", language: "en" }), "Reasons given"),
  ).toEqual([]);
});
