/** Figures of every kind of report beside those of the screens: rules RP1, RP2, RP4, RP22 and RP23. */
import { beforeEach, describe, expect, it } from "vitest";
import { alarmFiguresOf } from "../../../edge/api/services/alerts/lists.ts";
import type { Caller } from "../../../edge/api/services/caller.ts";
import { energyIn } from "../../../edge/api/services/production/energy.ts";
import { ordersAt } from "../../../edge/api/services/production/material.ts";
import type { Alert } from "../../../edge/contracts/alerts/alert.ts";
import { REPORT_KINDS, type ReportDocument, type ReportKind } from "../../../edge/contracts/reports/document.ts";
import type { DefinitionKey } from "../../../edge/contracts/words/definitions.ts";
import { amountUnit, durationText, measuredTexts } from "../../../edge/contracts/words/figure-text.ts";
import { makeReport } from "../../../edge/reports/make-report.ts";
import { parseAddress } from "../../../twin-viewer/src/data/address.ts";
import { formatDuration, formatNumber, formatRatio } from "../../../twin-viewer/src/data/format.ts";
import { language } from "../../../twin-viewer/src/i18n/chosen.ts";
import { reportParts, SHIFT_TO } from "../../fakes/reports/parts.ts";

const caller: Caller = { kind: "local", origin: "127.0.0.1" };
const VIEWER = "https://gemba.example";
const MINUTE = 60e6;

const count = (value: number) => formatNumber(value, 0);
const kWh = (value: number) => {
  const { amount, u } = measuredTexts(value, UNCERTAINTY, language.value);
  return `${amount} ± ${u} ${amountUnit("kWh")}`;
};
/** Of the fake plant's first meter. */
const UNCERTAINTY = 3.1;

/** How the screens write the figures of each definition. Some definitions have a number and its share. */
const ON_SCREEN: Partial<Record<DefinitionKey, readonly ((value: number) => string)[]>> = {
  "oee-line": [formatRatio],
  oee: [formatRatio],
  availability: [formatRatio],
  effectiveness: [formatRatio],
  quality: [formatRatio],
  "first-pass": [formatRatio],
  flood: [formatRatio],
  progress: [formatRatio],
  good: [count],
  scrap: [count],
  failures: [count],
  alarms: [count],
  "alarm-peak": [count],
  standing: [count],
  chattering: [count],
  fleeting: [count],
  "on-time": [count, (share) => `${formatNumber(100 * share, 0)} %`],
  throughput: [(value) => formatNumber(value, 1)],
  "alarm-rate": [(value) => formatNumber(value, 2)],
  "lead-time": [formatDuration],
  busy: [formatDuration],
  mtbf: [formatDuration],
  mttr: [formatDuration],
  amount: [kWh],
  "quality-cost": [(value) => `${formatNumber(value, 2)} CNY`],
  "energy-cost": [(value) => `${formatNumber(value, 2)} CNY`],
  "co2-piece": [(value) => `${formatNumber(value, 2)} kg`],
};

/** A report about the newest shift, in which something happened, whatever the kind. */
function report(kind: ReportKind, spoken: "en" | "zh" = "en"): Promise<ReportDocument> {
  const range = { from: SHIFT_TO - 480 * MINUTE, to: SHIFT_TO };
  return makeReport(reportParts(), caller, {
    kind,
    language: spoken,
    asset: "CNC-101",
    order: "ORD-1",
    viewer: VIEWER,
    range,
  });
}

const figuresIn = ({ sections }: ReportDocument) =>
  sections.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === "figures" ? block.figures : [])));

beforeEach(() => {
  language.value = "en";
});

describe.each(REPORT_KINDS)("a report of kind %s", (kind) => {
  it.each(["en", "zh"] as const)(
    "[RP2] has every figure in %s as the screen writes it, to the digit",
    async (spoken) => {
      language.value = spoken;
      const figures = figuresIn(await report(kind, spoken));
      expect(figures.length).toBeGreaterThan(0);
      for (const { definition, name, value, text } of figures) {
        const said = (ON_SCREEN[definition] ?? []).map((say) => (value === null ? "—" : say(value)));
        expect(said, `${name} ${definition}`).toContain(text);
      }
    },
  );

  it("[RP4] links each figure to the end of its span", async () => {
    for (const { link = "", name } of figuresIn(await report(kind)))
      expect(parseAddress(new URL(link).hash), name).toMatchObject({ language: "en", atMs: SHIFT_TO / 1000 - 1 });
  });
});

it("[RP1] orders, alarms and energy are those of the services that the screens ask", async () => {
  const parts = reportParts();
  const range = { from: SHIFT_TO - 480 * MINUTE, to: SHIFT_TO };
  const values = async (kind: ReportKind) => {
    const found = new Map<DefinitionKey, (number | null)[]>();
    for (const { definition, value } of figuresIn(await report(kind)))
      found.set(definition, [...(found.get(definition) ?? []), value]);
    return found;
  };
  const { ended } = await ordersAt(parts, caller, { at: SHIFT_TO - 1, ended: range });
  const changes = await values("changes");
  expect(changes.get("on-time")).toEqual([ended.ended, ended.onTimeRate]);
  expect(changes.get("lead-time")).toEqual([ended.leadTimeS]);
  const alarms = alarmFiguresOf(parts, caller, range);
  const ofAlarms = await values("alarms");
  expect([ofAlarms.get("alarms"), ofAlarms.get("alarm-rate"), ofAlarms.get("flood")]).toEqual([
    [alarms.total],
    [alarms.perTenMinutes],
    [alarms.floodShare],
  ]);
  const { totals } = await energyIn(parts, caller, range);
  expect((await values("energy")).get("amount")).toEqual(totals.map(({ amount }) => amount));
});

it("[RP22] changes name advisories that came since, which no list of alarms has", async () => {
  const parts = reportParts();
  const titled = async () => {
    const { sections } = await makeReport(parts, caller, { kind: "changes", language: "en" });
    const [now, alarms, hints] = sections.map(({ blocks: [table] }) =>
      table?.kind === "table" ? table.rows.length : -1,
    );
    return { now, alarms, hints };
  };
  expect(await titled()).toEqual({ now: 0, alarms: 1, hints: 0 });
  const book = parts.alerts as unknown as { list: Alert[] };
  const [alarm] = book.list;
  if (alarm === undefined) throw new Error("the fake plant has an alarm");
  book.list = [alarm, { ...alarm, alertUid: "hint", annunciation: "advisory" }];
  expect(await titled()).toEqual({ now: 0, alarms: 1, hints: 1 });
});

it.each([
  [59, "59 s"],
  [3_600, "60 min"],
  [5_400, "1 h 30 min"],
  [5_369, "89 min"],
  [11_700, "3 h 15 min"],
  [27_000, "7 h 30 min"],
  [28_799, "8 h"],
  [-28_800, "−8 h"],
  [259_199, "3.0 d"],
  [1_036_800, "12.0 d"],
] as const)("[RP23] %s seconds are written to the minute: %s", (seconds, text) => {
  expect(durationText(seconds, "en")).toBe(text);
});
