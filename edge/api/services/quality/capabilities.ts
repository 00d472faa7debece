import type { EXPORT_FORMATS, EXPORT_LANGUAGES } from "../../../contracts/explore/export.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { filledIn } from "../../../contracts/plant/filled-in.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import { Zone } from "../../../contracts/plant/time-zone.ts";
import {
  type CapabilityRow,
  type CapabilityTable,
  capabilityVerdict,
  USUAL_CPK,
} from "../../../contracts/quality/capability-row.ts";
import type { QualityReader } from "../../../contracts/quality/quality.ts";
import { capabilityTexts } from "../../../contracts/words/capability-texts.ts";
import { type Cell, xlsx } from "../../../tables/xlsx.ts";
import { type Caller, demand } from "../caller.ts";
import { csvTable } from "../csv-table.ts";
import { followedQuality, type QualityDeps } from "./quality.ts";

/** Newest values of each chart that a row is computed from: its page takes ten times as many. */
const MOST_VALUES = 10_000;
/** Columns of the file, in order. */
const CAPABILITY_COLUMNS = [
  ...(["feature", "operation", "machine", "n", "mean", "unit", "lower", "upper", "cp", "cpk"] as const),
  ...(["cpk-low", "cpk-high", "pp", "ppk", "required", "verdict", "distribution", "counted", "expected"] as const),
  ...(["state", "frozen"] as const),
];
/** Charts of one answer. */
export const MOST_ROWS = 100;

export interface CapabilitiesQuestion {
  readonly from: Micros;
  readonly to: Micros;
  /** First chart. */
  readonly offset: number;
}

/** Capability of the charts of all plans, a part at a time. Throws EdgeError `unavailable`. */
export async function capabilitiesIn(
  { quality }: QualityDeps,
  caller: Caller,
  question: CapabilitiesQuestion,
): Promise<CapabilityTable> {
  demand(caller, "GET /api/v1/quality/capabilities");
  return await tableOf(followedQuality(quality), question);
}

async function tableOf(reader: QualityReader, { from, to, offset }: CapabilitiesQuestion): Promise<CapabilityTable> {
  const charts = (await reader.features()).flatMap((feature) =>
    feature.series.map((series) => ({ ...feature, ...series })),
  );
  const rows: CapabilityRow[] = [];
  // One after the other: each takes the followers' thread for some milliseconds, and others ask too.
  for (const chart of charts.slice(offset, offset + MOST_ROWS)) {
    const { plan, machine } = chart;
    const view = await reader.capability({ plan, machine, from, to, confidence: 0.95, most: MOST_VALUES });
    const { operation = "", operationName, tolerance = {}, capability = null, isCut = false } = view ?? {};
    const { name, feature, unit, characteristic, isDeviation, requiredCpk } = chart;
    const { phase, isOutOfControl, limitsVersion, limitsAt, newestAt } = chart;
    rows.push({
      ...{ plan, machine, name, feature, unit, characteristic, isDeviation, requiredCpk },
      ...{ phase, isOutOfControl, limitsVersion, limitsAt, newestAt },
      ...{ operation, tolerance, capability, isCut },
      ...(operationName === undefined ? {} : { operationName }),
    });
  }
  return { isCurrent: reader.isCurrent, from, to, rows, count: charts.length };
}

export interface CapabilityExport extends Omit<CapabilitiesQuestion, "offset"> {
  readonly format: (typeof EXPORT_FORMATS)[number];
  readonly language: (typeof EXPORT_LANGUAGES)[number];
}

type Say = (name: keyof typeof capabilityTexts, parts: Readonly<Record<string, string>>) => string;

/** All charts as a table for spreadsheets. Throws EdgeError `unavailable`. */
export async function exportCapabilities(
  { quality, plant }: QualityDeps & { readonly plant: Pick<Plant, "site"> },
  caller: Caller,
  { format, language, ...range }: CapabilityExport,
): Promise<string | AsyncIterable<Buffer>> {
  demand(caller, "GET /api/v1/quality/capabilities/table");
  const reader = followedQuality(quality);
  const say: Say = filledIn(capabilityTexts, language);
  const zone = new Zone(plant.site.timeZone);
  const all: CapabilityRow[] = [];
  for (let count = 1; all.length < count; ) {
    const part = await tableOf(reader, { ...range, offset: all.length });
    all.push(...part.rows);
    // Charts that were taken out of the config meanwhile.
    count = part.rows.length === 0 ? 0 : part.count;
  }
  const head = [
    ...CAPABILITY_COLUMNS.map((column) => say(`capability.${column}`, {})),
    ...TIMES.map((one) => say(one, {})),
  ];
  const ends = [range.from, range.to].map((at): Cell => ({ ms: zone.toLocal(Math.floor(at / 1000)) }));
  const rows = all.map((row) => [...cellsOf(row, { say, zone, language }), ...ends]);
  if (format === "csv") return csvTable(head, rows);
  return xlsx({ name: say("capability.title", {}), head: [head], rows, widths: head.map((name) => name.length + 8) });
}

const TIMES = ["capability.from", "capability.to"] as const;

interface Words {
  readonly say: Say;
  readonly zone: Zone;
  readonly language: CapabilityExport["language"];
}

/** In the order of `CAPABILITY_COLUMNS`. */
function cellsOf(row: CapabilityRow, { say, zone, language }: Words): readonly Cell[] {
  const { name, machine, operation, operationName, unit, tolerance, capability, requiredCpk, phase, limitsAt } = row;
  const verdict = capabilityVerdict(capability, requiredCpk);
  const finite = (value: number | undefined): number | null =>
    value === undefined || !Number.isFinite(value) ? null : value;
  const value = (of: "cp" | "cpk" | "pp" | "ppk"): Cell => finite(capability?.[of]?.value);
  const isFew = capability?.distribution === null && !Number.isFinite(capability.normality);
  const { distribution = null, count = 0, expectedBeyond = null } = capability ?? {};
  const hasLimits = tolerance.lower !== undefined || tolerance.upper !== undefined;
  return [
    name[language],
    operationName === undefined ? operation : `${operation} ${operationName[language]}`,
    machine,
    count,
    finite(capability?.mean),
    unit,
    tolerance.lower ?? null,
    tolerance.upper ?? null,
    value("cp"),
    value("cpk"),
    finite(capability?.cpk?.low),
    finite(capability?.cpk?.high),
    value("pp"),
    value("ppk"),
    requiredCpk ?? USUAL_CPK,
    verdict === null ? "" : say(`capability.verdict-${verdict}`, {}),
    capability === null ? "" : say(isFew ? "capability.dist-few" : `capability.dist-${distribution ?? "none"}`, {}),
    capability === null || !hasLimits ? null : (100 * capability.beyond) / count,
    expectedBeyond === null ? null : 100 * expectedBeyond,
    say(row.isOutOfControl ? "capability.state-signal" : `capability.state-${phase}`, {}),
    limitsAt === null ? null : { ms: zone.toLocal(Math.floor(limitsAt / 1000)) },
  ];
}
