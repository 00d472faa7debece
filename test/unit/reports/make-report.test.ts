/** What stands in a report, and where it comes from: rules RP1 to RP8 in docs/rules/reports.md. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Caller } from "../../../edge/api/services/caller.ts";
import { machineFigures } from "../../../edge/api/services/production/figures.ts";
import { REPORT_KINDS, type ReportDocument, type ReportFigure } from "../../../edge/contracts/reports/document.ts";
import { DEFINITIONS } from "../../../edge/contracts/words/definitions.ts";
import { makeReport } from "../../../edge/reports/make-report.ts";
import { parseAddress } from "../../../twin-viewer/src/data/address.ts";
import { formatDuration, formatHours, formatNumber, formatRatio } from "../../../twin-viewer/src/data/format.ts";
import { language } from "../../../twin-viewer/src/i18n/chosen.ts";
import { LATHE } from "../../fakes/api/deps.ts";
import { NOW, PERSON, reportParts, SHIFT_FROM, SHIFT_TO } from "../../fakes/reports/parts.ts";

const caller: Caller = { kind: "local", origin: "127.0.0.1" };
const VIEWER = "https://gemba.example";
const shift = { kind: "shift", language: "en" } as const;
const MIN = 60e6;

beforeEach(() => {
  language.value = "en";
});

function figuresIn(document: ReportDocument): readonly ReportFigure[] {
  return document.sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === "figures" ? block.figures : [])),
  );
}

/** Every text of the report, of every cell too. */
const textsIn = (document: ReportDocument): string => JSON.stringify(document);

function rowOf(document: ReportDocument, first: string) {
  const tables = document.sections.flatMap(({ blocks }) => blocks.filter((block) => block.kind === "table"));
  const row = tables.flatMap(({ rows }) => rows).find(([cell]) => cell?.text === first);
  if (row === undefined) throw new Error(`no row ${first}`);
  return row;
}

it("[RP1] a report has the figures that the services of the screens give to the same caller", async () => {
  const parts = reportParts();
  const document = await makeReport(parts, caller, shift);
  const range = { from: SHIFT_FROM, to: SHIFT_TO };
  const [row] = await machineFigures(parts, caller, { asset: LATHE, by: "whole", of: {}, ...range });
  const cells = rowOf(document, "CNC-101");
  expect(document).toMatchObject(range);
  expect(cells.map(({ value }) => value).slice(1, 6)).toEqual([
    row?.figures.oee,
    row?.figures.availability,
    row?.figures.effectiveness,
    row?.figures.qualityRatio,
    row?.figures.quantities.GQ,
  ]);
});

it.each(REPORT_KINDS)("[RP1] a caller who may not read gets no report of kind %s", async (kind) => {
  const stranger = { kind: "user", identity: { user: "x", role: "nobody" as never, via: "session" }, origin: "::1" };
  const question = { kind, language: "en", asset: "CNC-101", order: "ORD-1" } as const;
  await expect(makeReport(reportParts(), stranger as Caller, question)).rejects.toMatchObject({ code: "forbidden" });
});

it.each(["en", "zh"] as const)("[RP2] figures are written in %s as the screen writes them", async (spoken) => {
  language.value = spoken;
  const document = await makeReport(reportParts(), caller, { kind: "machine", language: spoken, asset: "CNC-101" });
  const texts = new Map(figuresIn(document).map(({ definition, text }) => [definition, text]));
  expect(texts.get("oee")).toBe(formatRatio(0.731_25));
  expect(texts.get("availability")).toBe(formatRatio(0.866_67));
  expect(texts.get("good")).toBe(formatNumber(1_234, 0));
  expect(texts.get("throughput")).toBe(formatNumber(168.04, 1));
  expect(texts.get("mtbf")).toBe(formatDuration(11_700));
  expect(texts.get("busy")).toBe(formatDuration(27_000));
  expect([formatRatio(0.731_25), formatHours(11_700)]).toEqual(["73.1 %", "3.25"]);
});

it.each(["en", "zh"] as const)(
  "[RP3] every figure has its definition, and the report lists it in %s",
  async (spoken) => {
    for (const kind of REPORT_KINDS) {
      const question = { kind, language: spoken, asset: "CNC-101", order: "ORD-1" };
      const { definitions, ...document } = await makeReport(reportParts(), caller, question);
      const listed = new Map(definitions.map(({ key, text }) => [key, text]));
      for (const { definition, name } of figuresIn({ definitions, ...document }))
        expect(listed.get(definition), `${kind} ${name}`).toBe(DEFINITIONS[definition][spoken]);
    }
  },
);

it("[RP4] every figure links to its moment, as the viewer reads it; without an address there is no link", async () => {
  const question = { kind: "machine", language: "en", asset: "CNC-101" } as const;
  const document = await makeReport(reportParts(), caller, { ...question, viewer: VIEWER });
  for (const { link = "", name } of figuresIn(document)) {
    expect(link, name).toMatch(/^https:\/\/gemba\.example\/#\//);
    expect(parseAddress(new URL(link).hash), name).toMatchObject({
      screen: "asset",
      asset: "CNC-101",
      language: "en",
      atMs: SHIFT_TO / 1000 - 1,
    });
  }
  const stop = rowOf(document, "CNC-101")[1]?.link ?? "";
  expect(parseAddress(new URL(stop).hash)).toMatchObject({ screen: "asset", atMs: SHIFT_FROM / 1000 + 3 * 3_600_000 });
  expect(textsIn(await makeReport(reportParts(), caller, question))).not.toContain("#/");
});

describe("[RP5] the head says", () => {
  it("that nothing is missing", async () => {
    const parts = reportParts({ without: ["production"] });
    const { notes } = await makeReport(parts, caller, { kind: "alarms", language: "en", at: NOW - 40 * 86_400e6 });
    expect(notes).toEqual(["No data gaps were declared."]);
  });

  it("that the period is not over, and up to when the figures are", async () => {
    const now = SHIFT_FROM + 5 * 3_600e6;
    const { notes, to } = await makeReport(reportParts({ now }), caller, { ...shift, at: now });
    expect(to).toBe(now);
    expect(notes).toContain("The period is not over: figures up to 2026-11-24 13:00; it ends 2026-11-24 16:00.");
  });

  it("which gaps the sources declared, and which machines were not observed", async () => {
    const gap = { from: SHIFT_FROM - MIN, to: SHIFT_FROM + 12 * MIN, reason: "disconnected" as never };
    const { notes } = await makeReport(reportParts({ gaps: [{ source: "turning", ...gap }] }), caller, shift);
    expect(notes).toEqual([
      "Not observed: 60 min of machine time (6.3 %): CNC-101 30 min, MIL-<2> 30 min. It is neither good nor down.",
      "Declared data gaps: 1 (turning 12 min). Figures of these sources may be too small.",
    ]);
  });

  it("that the books are behind the log", async () => {
    const parts = { ...reportParts(), isCurrent: () => false };
    const { notes } = await makeReport(parts, caller, shift);
    expect(notes[0]).toBe("The books are catching up with the log: figures may be those of an earlier time.");
  });

  it("which parts this edge lacks, and leaves their sections out", async () => {
    const parts = reportParts({ without: ["energy", "material"] });
    const { notes, sections } = await makeReport(parts, caller, shift);
    expect(notes).toContain("This edge reads no meters.");
    expect(notes).toContain("This edge keeps no record of pieces and orders.");
    expect(sections.map(({ title }) => title)).not.toContain("Energy and media");
  });
});

it("[RP6] OEE over less than an hour names its basis, and an unknown one its reason", async () => {
  const short = await makeReport(reportParts({ pbtS: 45 }), caller, shift);
  expect(short.notes).toContain("OEE of L1 rests on only 45 s of planned time.");
  const long = await makeReport(reportParts({ pbtS: 3_600 }), caller, shift);
  expect(long.notes.filter((note) => note.includes("rests on"))).toEqual([]);
  const unknown = await makeReport(reportParts({ oee: null }), caller, { ...shift, language: "zh" });
  const oee = figuresIn(unknown).find(({ definition }) => definition === "oee-line");
  expect(oee).toMatchObject({ value: null, text: "—", reason: "尚无计划运行时间" });
  expect(textsIn(unknown)).toContain("kpis.idealCycles 中没有理想节拍");
  const unseen = await makeReport(reportParts({ pbtS: 0, oee: null }), caller, shift);
  expect(
    rowOf(unseen, "CNC-101")
      .map(({ text }) => text)
      .slice(5),
  ).toEqual(["—", "—", "—", "—", "0 s"]);
  const machine = { kind: "machine", language: "en", asset: "CNC-101" } as const;
  const counts = figuresIn(await makeReport(reportParts({ pbtS: 0, oee: null }), caller, machine));
  expect(counts.flatMap(({ definition, text }) => (/^(good|scrap|failures)$/.test(definition) ? [text] : []))).toEqual([
    "—",
    "—",
    "—",
  ]);
});

it("[RP19] an area limits machines and alarms, and the head names what is still the whole plant's", async () => {
  const parts = reportParts();
  const [lathe, mill] = parts.plant.assets;
  if (lathe === undefined || mill === undefined) throw new Error("the plant has two machines");
  // The path of the mill begins with that of the area, and is another one.
  const area = "acme/plant/turn";
  const assets = [
    { ...lathe, equipmentPath: `${area}/line-1/cnc-101` },
    { ...mill, equipmentPath: `${area}-mill/line-1/mil` },
  ];
  const places = [{ path: area, name: { zh: "车削", en: "Turning" } }];
  const of = (path: string) =>
    makeReport({ ...parts, plant: { ...parts.plant, assets, places } }, caller, { ...shift, area: path });
  const turning = await of(area);
  expect(turning.title).toBe("Shift report: Turning");
  expect(turning.notes).toContain("Figures of the alarm system, orders, energy and work are those of the whole plant.");
  const listed = (document: ReportDocument) =>
    document.sections.find(({ title }) => title === "Alarms, most urgent first");
  expect(() => rowOf(turning, "MIL-<2>")).toThrow("no row");
  expect(rowOf(turning, "CNC-101")).not.toEqual([]);
  expect(textsIn(turning)).not.toContain("MIL-<2> 30 min");
  expect(JSON.stringify(listed(turning))).toContain("CNC-101");
  expect(JSON.stringify(listed(await of(`${area}-mill`)))).not.toContain("CNC-101");
});

it("[RP20] a list that is too long for paper says how many entries are left out", async () => {
  const parts = reportParts();
  const material = parts.material as NonNullable<typeof parts.material>;
  const many = (count: number) => ({
    ...parts,
    material: {
      ...material,
      orders: (...asked: Parameters<typeof material.orders>) =>
        Array(count)
          .fill(material.orders(...asked))
          .flat(),
    },
  });
  expect(textsIn(await makeReport(many(63), caller, shift))).toContain("3 more are in the viewer.");
  expect(textsIn(await makeReport(many(60), caller, shift))).not.toContain("more are in the viewer.");
});

describe("[RP7] the time of a report", () => {
  it.each([
    ["shift", "2026-11-24T08:00", "2026-11-24T16:00"],
    ["day", "2026-11-23T00:00", "2026-11-24T00:00"],
    ["energy", "2026-10-01T00:00", "2026-11-01T00:00"],
    ["changes", "2026-11-24T00:00", "2026-11-24T16:30"],
  ] as const)("is by default the newest whole period: %s", async (kind, from, to) => {
    const document = await makeReport(reportParts(), caller, { kind, language: "en" });
    const local = (time: string) => Date.parse(`${time}:00+08:00`) * 1000;
    expect([document.from, document.to]).toEqual([local(from), local(to)]);
  });

  it("is any span of 31 days at most that has begun", async () => {
    const of = (from: number, to: number) => makeReport(reportParts(), caller, { ...shift, range: { from, to } });
    expect(await of(SHIFT_FROM, SHIFT_FROM + MIN)).toMatchObject({ to: SHIFT_FROM + MIN });
    await expect(of(NOW - 32 * 86_400e6, NOW)).rejects.toMatchObject({ code: "bad-request" });
    await expect(of(NOW + MIN, NOW + 2 * MIN)).rejects.toMatchObject({ code: "bad-request" });
  });

  it("is named by the shift in the language of the report", async () => {
    const { spanText } = await makeReport(reportParts(), caller, { ...shift, language: "zh" });
    expect(spanText).toBe("早班 · 2026-11-24 08:00 – 2026-11-24 16:00 (Asia/Shanghai)");
    const of = async (to: number) =>
      (await makeReport(reportParts(), caller, { ...shift, range: { from: SHIFT_FROM, to } })).spanText;
    expect(await of(SHIFT_TO)).toMatch(/^Early · /);
    expect(await of(SHIFT_TO - MIN)).toBe("2026-11-24 08:00 – 2026-11-24 15:59 (Asia/Shanghai)");
  });
});

it.each(REPORT_KINDS)("[RP8] no report of kind %s names a person", async (kind) => {
  const question = { kind, language: "en", asset: "CNC-101", order: "ORD-1" } as const;
  const texts = textsIn(await makeReport(reportParts(), caller, question));
  expect(texts).not.toContain(PERSON);
  if (kind === "machine") expect(texts).toContain("Tool change");
});

it("an unknown machine or order is named as such", async () => {
  const ask = (more: object) => makeReport(reportParts(), caller, { language: "en", ...more } as never);
  await expect(ask({ kind: "machine" })).rejects.toMatchObject({ code: "bad-request" });
  await expect(ask({ kind: "machine", asset: "X" })).rejects.toMatchObject({ code: "not-found" });
  await expect(ask({ kind: "order", order: "X" })).rejects.toMatchObject({ code: "not-found" });
  await expect(ask({ kind: "shift", area: "acme/nowhere" })).rejects.toMatchObject({ code: "not-found" });
});
