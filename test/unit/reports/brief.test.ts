/** The shift brief: rules BR1 to BR9 in docs/rules/reports.md. */
import { expect, it } from "vitest";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { Figures } from "../../../edge/contracts/production/production.ts";
import type { ReportParts } from "../../../edge/reports/asked.ts";
import { type BriefLine, poissonTail, ranked, type Standing } from "../../../edge/reports/brief/line.ts";
import { makeReport } from "../../../edge/reports/make-report.ts";
import { LATHE } from "../../fakes/api/deps.ts";
import { NOW, reportParts, SHIFT_FROM } from "../../fakes/reports/parts.ts";
import { alarm, briefOf, caller, quiet } from "../../fakes/reports/quiet-plant.ts";

const HOUR = 3_600e6;

/** The plant in which figures of the lathe differ since the present shift began. */
function withFigures(of: (figures: Figures) => Figures): ReportParts {
  const parts = quiet();
  const { production } = parts;
  if (production === undefined) throw new Error("the fake plant has production");
  const figures: typeof production.figures = async (asset, question) => {
    const usual = await production.figures(asset, question);
    const working = { ...usual, causes: { ...usual.causes, working: 27_000 } };
    return asset === LATHE && question.from >= SHIFT_FROM - HOUR ? of(working) : working;
  };
  return { ...parts, production: { ...production, figures } };
}

it("[BR1] [BR2] the most urgent line comes first, with its figures, its advice and its link", async () => {
  const parts = quiet();
  const response = {
    action: { zh: "检查", en: "Look at the pump" },
    consequence: { zh: "损坏", en: "Damage" },
    withinS: 600,
  };
  Object.assign(parts.alerts, {
    list: [
      alarm({ alertUid: "a", rule: "a/high", priority: 1, severity: 800, raisedAt: NOW - HOUR, response }),
      alarm({ alertUid: "b", rule: "b/safety", kind: "safety", priority: 3, severity: 500, raisedAt: NOW - 2 * HOUR }),
      alarm({ alertUid: "c", rule: "c/low", priority: 3, severity: 300, raisedAt: NOW - 2 * HOUR }),
    ],
  });
  const { lines, table, document } = await briefOf(parts);
  expect(lines.map(([rank, where]) => [rank, where])).toEqual([
    ["1 · safety", "CNC-101"],
    ["2 · alarm", "CNC-101"],
  ]);
  expect(lines[1]?.[4]).toBe("Look at the pump");
  expect(lines[1]?.[3]).toMatch(/^Active since .* above 75/);
  expect(table.rows[0]?.[1]?.link).toMatch(/^https:\/\/gemba\.example\/#\/alerts\?a=CNC-101/);
  expect(document.notes.join(" ")).toContain("people decide");
  expect(document.notes.join(" ")).not.toContain("not over");
});

it("[BR1] an alarm about safety that is over stays until it is acknowledged, another one does not", async () => {
  const parts = quiet();
  const over = { raisedAt: NOW - 2 * HOUR, clearedAt: NOW - HOUR };
  const list = [
    alarm({ ...over, alertUid: "a", rule: "a/high", priority: 1 }),
    alarm({ ...over, alertUid: "b", rule: "b/safety", kind: "safety", priority: 1 }),
  ];
  Object.assign(parts.alerts, { list });
  const { lines } = await briefOf(parts);
  expect(lines.map(([rank]) => rank)).toEqual(["1 · safety"]);
  expect(lines[0]?.[3]).toMatch(/^At .*; it is over, and nobody has acknowledged it\./);
  const acknowledged = { at: NOW, by: "Li" };
  Object.assign(parts.alerts, { list: list.map((alert) => ({ ...alert, acknowledged })) });
  expect((await briefOf(parts)).lines).toEqual([]);
});

it("[BR1] several alarms about safety that are over are one line: how many, and where", async () => {
  const parts = quiet();
  const at = (i: number) => ({ raisedAt: NOW - (10 - i) * HOUR, clearedAt: NOW - (9 - i) * HOUR });
  const over = Array.from({ length: 4 }, (_, i) =>
    alarm({ ...at(i), alertUid: `a${i}`, occurrenceUid: `o${i}`, rule: `r${i}/safety`, kind: "safety", severity: 700 }),
  );
  const elsewhere = alarm({ ...at(4), alertUid: "b", rule: "b/safety", kind: "safety", assetUid: "other" as AssetUid });
  const standing = alarm({ alertUid: "c", rule: "c/safety", kind: "safety", priority: 1, raisedAt: NOW - HOUR });
  Object.assign(parts.alerts, { list: [...over, elsewhere, standing] });
  const { lines } = await briefOf(parts);
  expect(lines.map(([rank, where]) => [rank, where])).toEqual([
    ["1 · safety", "CNC-101"],
    ["2 · safety", "Plant"],
  ]);
  expect(lines[1]?.[2]).toMatch(/^5 alarms about safety are over, .*: CNC-101 \(4\), Gemba \(1\)$/);
  expect(lines[1]?.[3]).toMatch(/^The last one at /);
  // On one machine the line is about it, also in Chinese.
  Object.assign(parts.alerts, { list: over });
  const [line] = (await briefOf(parts, "zh")).lines;
  expect(line?.[1]).toBe("CNC-101");
  expect(line?.[2]).toMatch(/^4 条安全报警已消失.*CNC-101（?.*4/);
});

it("[BR1] what has no room is counted, and the next of it is named", async () => {
  const parts = quiet();
  const list = ["a", "b", "c", "d"].map((uid, i) =>
    alarm({
      ...{ alertUid: uid, rule: `${uid}/high`, priority: 1, severity: 900 - i, raisedAt: NOW - HOUR },
      message: { zh: `报警 ${uid}`, en: `Alarm ${uid}` },
    }),
  );
  Object.assign(parts.alerts, { list });
  const { document } = await briefOf(parts);
  const notes = document.sections[0]?.blocks.flatMap((block) => (block.kind === "note" ? [block.text] : []));
  expect(notes?.join("\n")).toContain("2 more of lower rank: CNC-101: Alarm c, CNC-101: Alarm d.");
});

it("[BR1] an order that will be late and a component that wears are lines of their own", async () => {
  const parts = quiet();
  const component = {
    ...{
      assetUid: LATHE as AssetUid,
      component: "spindle",
      name: { zh: "主轴", en: "Spindle" },
      stage: "act" as const,
    },
    ...{ since: NOW - 5 * HOUR, health: 40, evidence: 5, severity: 600, adaptation: null },
    hypotheses: [
      {
        ...{ kind: "bearing-wear", p: 0.8, name: { zh: "轴承磨损", en: "Bearing wear" } },
        advice: { zh: "准备备件", en: "Get a spare ready" },
      },
    ],
    rul: { at: NOW, p05: 3_600, p10: 7_200, p50: 36_000, p90: 72_000, p95: 90_000, model: "m" },
  };
  const reader = { components: async () => [component], life: async () => undefined };
  const { lines } = await briefOf({ ...parts, componentHealth: reader as never });
  const wear = lines.find(([rank]) => rank?.endsWith("wear"));
  expect(wear?.[2]).toBe("Spindle: probably Bearing wear 80 %");
  expect(wear?.[3]).toMatch(/10.* \(2.* to 20.*, 80 %\).*100 000 times/);
  expect(wear?.[4]).toBe("Get a spare ready");
  const late = (await briefOf({ ...parts, ...reportParts(), alerts: parts.alerts })).lines.find(([rank]) =>
    rank?.endsWith("late"),
  );
  expect(late?.slice(1, 3)).toEqual(["Plant", "Order ORD-1 is forecast 3 h late"]);
});

function lineOf(more: Partial<BriefLine>): BriefLine {
  const said = { what: { zh: "", en: "" }, why: { zh: "", en: "" } };
  return { urgency: "alarm", weight: 1, rule: "alarm", key: "k", ...said, basis: [], validUntil: NOW, ...more };
}

it("[BR8] judgements move lines down, and what was set aside to the end; never safety, stops and alarms", () => {
  const urgencies = ["danger", "stopped", "alarm", "wear", "late", "worse", "watch"] as const;
  const lines = urgencies.map((urgency) => lineOf({ urgency, key: urgency }));
  const order = (standing: (line: BriefLine) => Standing) => ranked(lines, 9, standing).shown.map(({ key }) => key);
  expect(order(() => ({ steps: 0, isSetAside: false }))).toEqual(urgencies);
  expect(order(({ key }) => ({ steps: key === "wear" ? 2 : 0, isSetAside: false })).slice(3)).toEqual([
    "late",
    "worse",
    "wear",
    "watch",
  ]);
  expect(order(({ key }) => ({ steps: 0, isSetAside: key === "wear" })).slice(3)).toEqual([
    "late",
    "worse",
    "watch",
    "wear",
  ]);
  expect(order(() => ({ steps: 2, isSetAside: true })).slice(0, 3)).toEqual(["danger", "stopped", "alarm"]);
  expect(ranked(lines, 9, () => ({ steps: 2, isSetAside: true })).left).toEqual([]);
});

it("[BR1] two lines of one asset at most, nine in all, and the rest is counted", () => {
  const many = Array.from({ length: 30 }, (_, i) => lineOf({ weight: i, assetUid: `asset ${i % 10}` }));
  const { shown, left } = ranked(many, 9);
  expect(shown.map(({ weight }) => weight)).toEqual([29, 28, 27, 26, 25, 24, 23, 22, 21]);
  expect(left.map(({ weight }) => weight)).toEqual([...Array(21).keys()].reverse());
  const same = ranked([...many.map((one) => ({ ...one, assetUid: "one" }))], 9);
  expect(same.shown.map(({ weight }) => weight)).toEqual([29, 28]);
});

it("[BR1] a machine that stands for a failure comes before alarms, since its failure began", async () => {
  const parts = quiet();
  const { production } = parts;
  if (production === undefined) throw new Error("the fake plant has production");
  const span = { element: "ADET", cause: "failure", isPlanned: true, order: "", variant: "" } as const;
  const states = (asset: AssetUid, _from: number, to: number) =>
    asset === LATHE
      ? [
          { ...span, cause: "working" as const, from: to - 3 * HOUR, to: to - 2 * HOUR },
          { ...span, from: to - 2 * HOUR, to: to - HOUR },
          { ...span, from: to - HOUR, to },
        ]
      : [];
  const { lines } = await briefOf({ ...parts, production: { ...production, states } as typeof production });
  expect(lines.map(([rank, where, what]) => [rank, where, what])).toEqual([
    ["1 · stopped", "CNC-101", "Has stood still for a failure for 2 h"],
  ]);
});

it("[BR3] more failure than on any day before is a line, as much as before is none", async () => {
  const failing = (seconds: number) =>
    withFigures((figures) => ({ ...figures, causes: { ...figures.causes, failure: seconds } }));
  expect((await briefOf(failing(299))).lines).toEqual([]);
  const { lines } = await briefOf(failing(3_600));
  expect(lines.map(([rank, where]) => [rank, where])).toEqual([["1 · worse", "CNC-101"]]);
  expect(lines[0]?.[2]).toMatch(/of failure, more than on any of 3 days before/);
});

it("[BR3] scrap is a line when chance gives so much once in a thousand shifts", async () => {
  const scrapping = (SQ: number) =>
    withFigures((figures) => ({ ...figures, quantities: { ...figures.quantities, SQ } }));
  // 20 of 1,260 is usual: 1.6 %.
  expect((await briefOf(scrapping(30))).lines).toEqual([]);
  const { lines } = await briefOf(scrapping(45));
  expect(lines[0]?.slice(0, 3)).toEqual(["1 · worse", "CNC-101", "45 of 1 260 pieces scrapped (3.6 %)"]);
  expect(poissonTail(0, 5)).toBe(1);
  expect(poissonTail(3, 1)).toBeCloseTo(0.080_301, 6);
});

it("[BR4] an alarm that keeps coming is one line with its count", async () => {
  const parts = quiet();
  const often = [1, 2, 3].map((hour) =>
    alarm({ alertUid: `${hour}`, priority: 3, raisedAt: NOW - hour * HOUR, clearedAt: NOW - hour * HOUR + 1 }),
  );
  Object.assign(parts.alerts, { list: often });
  const { lines } = await briefOf(parts);
  expect(lines.map(([rank]) => rank)).toEqual(["1 · watch"]);
  expect(lines[0]?.[2]).toMatch(/came 3 times$/);
});

it.each(["en", "zh"] as const)(
  "[BR5] missing data are a line, and an empty brief promises nothing in %s",
  async (spoken) => {
    const empty = await briefOf(quiet(), spoken);
    expect(empty.lines).toEqual([]);
    expect(empty.table.empty).toMatch(spoken === "en" ? /^Nothing stands out in the data\./ : /^数据中没有突出情况/);
    const gap = { source: "milling", from: NOW - 2 * HOUR, to: NOW - HOUR, reason: "link-lost" };
    const parts = { ...quiet(), events: reportParts({ gaps: [gap as never] }).events };
    const { lines } = await briefOf(parts, spoken);
    expect(lines[0]?.[2]).toContain("milling");
  },
);

it("[BR3] days before are those of the site's clocks: after a day of 25 hours wall times are compared", async () => {
  // Europe/Berlin sets clocks back on 25 October 2026 at 03:00. The shift of the 26th, from 00:00 to 08:00.
  const parts = quiet();
  const { production, plant } = parts;
  if (production === undefined) throw new Error("the fake plant has production");
  const asked: string[] = [];
  const figures: typeof production.figures = async (asset, question) => {
    asked.push(`${new Date(question.from / 1000).toISOString()} ${(question.to - question.from) / HOUR}`);
    return await production.figures(asset, question);
  };
  const site = { ...plant.site, timeZone: "Europe/Berlin" };
  const now = Date.UTC(2026, 9, 26, 7, 0) * 1000;
  const here = { ...parts, plant: { ...plant, site }, production: { ...production, figures }, now: () => now };
  await makeReport(here, caller, { kind: "brief", language: "en" });
  // Since 16:00 of the evening before: 15:00 UTC in winter, 14:00 UTC while summer time lasts.
  expect(asked.slice(0, 4)).toEqual([
    "2026-10-25T23:00:00.000Z 8",
    "2026-10-24T22:00:00.000Z 9",
    "2026-10-23T22:00:00.000Z 8",
    "2026-10-22T22:00:00.000Z 8",
  ]);
});
