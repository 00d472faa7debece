/** Costs and their pieces as tables for spreadsheets (rule QC21 in docs/rules/quality-costs.md). */
import type { EXPORT_FORMATS, EXPORT_LANGUAGES } from "../../../contracts/explore/export.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { filledIn } from "../../../contracts/plant/filled-in.ts";
import { Zone } from "../../../contracts/plant/time-zone.ts";
import type { CostQuestion } from "../../../contracts/quality/costs.ts";
import type { PieceCostQuestion } from "../../../contracts/quality/energy-cost.ts";
import { offsetText } from "../../../contracts/words/offset-text.ts";
import { type Cell, xlsx } from "../../../tables/xlsx.ts";
import { type Caller, demand } from "../caller.ts";
import { csvTable } from "../csv-table.ts";
import { entryOf, rowsWith } from "./cost-rows.ts";
import { costTableTexts } from "./cost-table-texts.ts";
import { type CostDeps, piecesOfCosts, qualityCosts } from "./costs.ts";

interface Written {
  readonly format: (typeof EXPORT_FORMATS)[number];
  readonly language: (typeof EXPORT_LANGUAGES)[number];
}

type Table = string | AsyncIterable<Buffer>;

/** All rows with their total. Throws EdgeError `unavailable`. */
export async function exportCosts(deps: CostDeps, caller: Caller, question: CostQuestion & Written): Promise<Table> {
  demand(caller, "GET /api/v1/quality/costs/table");
  const { by, from, to, language } = question;
  const { view, energy: beside } = await qualityCosts(deps, caller, { from, to, by });
  const energy = typeof beside === "string" ? undefined : beside;
  const { say, time, clock } = wordsOf(deps, language);
  const title = by === "operation" ? [say("costs.title")] : [];
  const head = [
    ...[say(`costs.${by}`), ...title, say("costs.good"), say("costs.scrapped"), say("costs.reworked")],
    ...[say("costs.made"), say("costs.scrap"), say("costs.rework"), say("costs.inspection")],
    ...[say("costs.energy"), say("costs.energy-cost"), say("costs.co2")],
    ...[say("costs.quality-each"), say("costs.energy-each"), say("costs.kwh-each"), say("costs.co2-each")],
    ...[say("costs.per-value"), clock("costs.from"), clock("costs.to"), say("costs.offset")],
  ];
  const cellsOf = (name: string, titled: string, sums: ReturnType<typeof entryOf>): readonly Cell[] => {
    const { good, scrapped, reworked, made, scrap, rework, inspection, energy: used } = sums;
    const kWhEach = used === null || good === 0 ? null : used.kWh / good;
    return [
      ...[name, ...(by === "operation" ? [titled] : []), good, scrapped, reworked, made, scrap, rework, inspection],
      ...[used?.kWh ?? null, used?.cost ?? null, used?.co2Kg ?? null],
      ...[sums.qualityPerGood, sums.energyPerGood, kWhEach, sums.co2KgPerGood, sums.kWhPerValue],
      ...[time(from), time(to), offsetOf(deps, from)],
    ];
  };
  const rows = [
    ...rowsWith(view.rows, energy).map(({ name, title: named, ...sums }) =>
      cellsOf(name === "" ? say("costs.unnamed") : name, named?.[language] ?? "", sums),
    ),
    cellsOf(say("costs.total"), "", entryOf(view.total, energy?.total)),
  ];
  return tableOf({ name: say("costs.sheet"), head, rows, format: question.format });
}

/** The pieces of a row, the dearest first. Throws EdgeError `bad-request`, `unavailable`. */
export async function exportCostPieces(
  deps: CostDeps,
  caller: Caller,
  { format, language, ...question }: PieceCostQuestion & Written,
): Promise<Table> {
  demand(caller, "GET /api/v1/quality/costs/pieces/table");
  const pieces = await piecesOfCosts(deps, caller, question);
  const { say, time, clock } = wordsOf(deps, language);
  const head = [
    ...[say("costs.piece"), say("costs.variant"), say("costs.order"), say("costs.steps")],
    ...[say("costs.energy"), say("costs.energy-cost"), say("costs.co2"), clock("costs.finished"), say("costs.offset")],
  ];
  const rows = pieces.map(({ piece, variant, order, steps, kWh, cost, co2Kg, finishedAt }) => [
    ...[piece, variant, order, steps, kWh, cost, co2Kg, time(finishedAt), offsetOf(deps, finishedAt)],
  ]);
  return tableOf({ name: say("costs.pieces-sheet"), head, rows, format });
}

function wordsOf({ plant: { site } }: CostDeps, language: Written["language"]) {
  const filled = filledIn(costTableTexts, language);
  const zone = new Zone(site.timeZone);
  const say = (text: keyof typeof costTableTexts): string => filled(text, { currency: site.currency });
  return {
    say,
    /** A heading of local times. */
    clock: (text: keyof typeof costTableTexts): string => `${say(text)} (${site.timeZone})`,
    time: (at: Micros): Cell => ({ ms: zone.toLocal(Math.floor(at / 1000)) }),
  };
}

function offsetOf({ plant: { site } }: CostDeps, at: Micros): string {
  const ms = Math.floor(at / 1000);
  return offsetText(new Zone(site.timeZone).toLocal(ms) - ms);
}

interface Sheet {
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly format: Written["format"];
}

function tableOf({ name, head, rows, format }: Sheet): Table {
  if (format === "xlsx")
    return xlsx({ name, head: [head], rows, widths: head.map((text) => Math.max(14, text.length)) });
  return csvTable(head, rows);
}
